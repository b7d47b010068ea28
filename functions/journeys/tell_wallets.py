"""Telling the wallets that a card has changed, from what the card is now.

1. A mark on each card says what its wallets should show; it stays until they know.
2. Whoever tells claims the mark first, for a minute: two sweeps never tell the same change twice.
3. What a wallet refuses is tried again, later each time. After a day it is given up but for one
   try a day, and the owner is told. What waits for the shop's own account is no failure.

Telling twice, after a crash, does no harm: a push says "come and fetch", an object carries the
whole state.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.journeys import backoff, face
from functions.ports import Services, WalletChannel
from functions.records import HeldCard, Mark, Told, Wallet

BATCH = 200


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
    """Try those again that were given up a day ago or more."""
    now = services.clock()
    programs = services.programs.every()
    return _tell_each(
        services,
        (held for one in programs for held in services.outbox.dead(one.id, now, BATCH)),
    )


def channels(services: Services) -> dict[Wallet, WalletChannel]:
    """Both wallets by name."""
    return {"apple": services.apple, "google": services.google}


def _tell_each(services: Services, cards: Iterable[HeldCard]) -> Swept:
    swept = Swept()
    for held in cards:
        claimed = services.outbox.claim(held, services.clock())
        if claimed:
            _tell_all(services, claimed, swept)
    return swept


def _tell_all(services: Services, held: HeldCard, swept: Swept) -> None:
    """Tell each wallet that is behind; what could not be told stays marked."""
    program = services.programs.current(held.card.program)
    content = face.content(services, program, held)
    refused: dict[Wallet, Told] = {}
    for wallet in held.behind:
        told = channels(services)[wallet].tell(content, held)
        if told.done:
            held = services.outbox.told(held, wallet)
            swept.told += 1
        else:
            refused[wallet] = told
        if told.nobody:
            services.outbox.attach(held, wallet, attached=False)
    if refused:
        _postpone(services, held, refused, swept)


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


def _after_failure(mark: Mark, failing: dict[Wallet, Told], now: datetime) -> Mark:
    since, tries = mark.failing_since or now, mark.tries + 1
    asked = max(told.retry_seconds for told in failing.values())
    return Mark(
        due_at=backoff.next_try(since, now, tries, asked, random.uniform),
        tries=tries,
        failing={wallet: told.reason for wallet, told in failing.items()},
        failing_since=since,
        dead=backoff.is_given_up(since, now),
    )


def _unready(refused: dict[Wallet, Told], now: datetime) -> Mark:
    earliest = min(told.retry_seconds for told in refused.values())
    return Mark(due_at=now + timedelta(seconds=earliest))
