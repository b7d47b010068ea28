"""Telling the wallets that a card has changed, from what the card is now.

1. A mark on each card says what its wallets should show; it stays until they know.
2. Whoever tells claims the mark first, for a minute: two sweeps never tell the same change twice.
3. What a wallet refuses is tried again, later each time. After a day it is given up but for one
   try a day, and the owner is told. What waits for the shop's own account is no failure.

Telling twice, after a crash, does no harm: a push says "come and fetch", an object carries the
whole state.
"""

import logging
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from functions.failures import OutsideError
from functions.journeys import backoff, face, hold_google, hold_pass
from functions.ports import Services, WalletChannel
from functions.records import Failure, HeldCard, Mark, Told, Wallet

BATCH = 200
BUDGET = timedelta(minutes=10)
"""So long does one run try again what was given up; the next one goes on."""

UNFORESEEN = Told(done=False, reason="internal-error")

log = logging.getLogger("poincon")


@dataclass(slots=True, kw_only=True)
class Swept:
    """How many wallets one sweep told, how many wait or were given up, and for what."""

    told: int = 0
    waiting: int = 0
    dead: int = 0
    reasons: tuple[str, ...] = ()


def sweep(services: Services) -> Swept:
    """Tell the wallets of every card that is due."""
    return _tell_each(services, services.outbox.due(services.clock(), BATCH))


def retry_dead(services: Services) -> Swept:
    """Try those again that were given up a day ago or more: all of them, if there is time."""
    now = services.clock()
    end = now + BUDGET
    given_up = _given_up(services, now)
    return _tell_each(services, takewhile(lambda _: services.clock() < end, given_up))


def _given_up(services: Services, now: datetime) -> Iterator[HeldCard]:
    """Until nothing is due: a batch of each program, and around again."""
    while True:
        found = 0
        for program in services.programs.every():
            for held in services.outbox.dead(program.id, now, BATCH):
                found += 1
                yield held
        if not found:
            return


def channels(services: Services) -> dict[Wallet, WalletChannel]:
    """Both wallets by name."""
    return {"apple": services.apple, "google": services.google}


def _tell_each(services: Services, cards: Iterable[HeldCard]) -> Swept:
    swept = Swept()
    for held in cards:
        claimed = services.outbox.claim(held, services.clock())
        if claimed:
            _tell_guarded(services, claimed, swept)
    return swept


def _tell_guarded(services: Services, held: HeldCard, swept: Swept) -> None:
    """What nobody foresaw of one card waits like a refusal, and holds up no other card."""
    try:
        _tell_all(services, held, swept)
    except (OutsideError, MemoryError):
        raise  # not of this card: of the store, or of this process
    except Exception:  # a sweep that stops at one card never comes to those behind it
        log.exception("telling-failed", extra={"facts": {"card": held.card.id}})
        _postpone(services, held, dict.fromkeys(held.behind, UNFORESEEN), swept)


def _tell_all(services: Services, held: HeldCard, swept: Swept) -> None:
    """Tell each wallet that is behind; what could not be told stays marked."""
    program = services.programs.current(held.card.program)
    content = face.content(services, program, held)
    refused: dict[Wallet, Told] = {}
    left: list[Wallet] = []
    for wallet in held.behind:
        is_void = wallet == "google" and hold_google.is_old(held)
        shown = hold_google.void(program, held) if is_void else content
        told = channels(services)[wallet].tell(shown, held)
        if told.done:
            held = services.outbox.told(held, wallet)
            swept.told += 1
        else:
            refused[wallet] = told
        left += [wallet] if told.nobody else []
    if refused:
        _postpone(services, held, refused, swept)
    if "apple" in left:
        hold_pass.let_go(services, held.card.program, held.card.id)
    if "google" in left:
        services.outbox.attach(held, "google", attached=False)


def _postpone(
    services: Services, held: HeldCard, refused: dict[Wallet, Told], swept: Swept
) -> None:
    """Later: when the shop's account may be there, or as the failures so far advise."""
    known = channels(services)
    failing = {
        wallet: told for wallet, told in refused.items() if told.reason != known[wallet].waiting_for
    }
    now = services.clock()
    mark = _after_failure(held.mark, failing, now) if failing else _unready(refused, now)
    services.outbox.postpone(held, mark)
    swept.waiting += 0 if mark.dead else len(refused)
    swept.dead += len(failing) if mark.dead else 0
    swept.reasons = tuple(sorted({*swept.reasons, *(told.reason for told in refused.values())}))


def _after_failure(mark: Mark, refused: dict[Wallet, Told], now: datetime) -> Mark:
    """Soon, while any wallet may yet answer; one that was given up does not make it wait."""
    failing = {wallet: _failure(mark, wallet, told, now) for wallet, told in refused.items()}
    last = max(one.since for one in failing.values())
    fresh = [wallet for wallet, one in failing.items() if not backoff.is_given_up(one.since, now)]
    asked = max((refused[wallet].retry_seconds for wallet in fresh), default=0)
    tries = mark.tries + 1
    return Mark(
        due_at=backoff.next_try(last, now, tries, asked, random.uniform),
        tries=tries,
        failing=failing,
        dead=not fresh,
    )


def _failure(mark: Mark, wallet: Wallet, told: Told, now: datetime) -> Failure:
    before = mark.failing.get(wallet)
    return Failure(reason=told.reason, since=before.since if before else now)


def _unready(refused: dict[Wallet, Told], now: datetime) -> Mark:
    earliest = min(told.retry_seconds for told in refused.values())
    return Mark(due_at=now + timedelta(seconds=earliest))
