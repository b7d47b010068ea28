"""Telling the wallets that a card has changed, from what the card is now.

1. A mark on each card says what its wallets should show; it stays until they know.
2. Whoever tells has claimed the mark, for a minute: two never tell one card at once. A scan makes
   the claim for whom it wakes; a sweep makes its own.
3. A scan that comes meanwhile leaves the claim alone. Whoever tells sees it as they note what they
   told, and tells once more what the card is now, unless a wallet has just refused.
4. What a wallet refuses is tried again, later each time. After a day it is given up but for one
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
from functions.journeys.publish import BEGINS
from functions.ports import Services, WalletChannel
from functions.records import Failure, HeldCard, Mark, Told, Wallet
from loyalty.entry import CardId
from passes.content import PassContent

BATCH = 200
BUDGET = timedelta(minutes=10)
"""So long does one run try again what was given up; the next one goes on."""

ENOUGH = timedelta(seconds=30)
"""What must be left of a claim to tell once more under it; else it runs out."""

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


def tell(services: Services, program: str, card: CardId, until: datetime | None) -> Swept:
    """Tell the wallets of the card for which one was woken, if it is one's own to tell."""
    swept = Swept()
    if held := services.outbox.woken(program, card, until, services.clock()):
        _tell_guarded(services, held, swept)
    return swept


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
        refused = dict.fromkeys(held.behind, UNFORESEEN)
        services.outbox.postpone(held, _later(services, held, refused, swept))


def _tell_all(services: Services, held: HeldCard, swept: Swept) -> None:
    """Tell and note, again where the card was scanned meanwhile; what is refused stays marked."""
    end, left = held.mark.due_at, set[Wallet]()
    while True:
        answers = _answers(services, held)
        done = [wallet for wallet, told in answers.items() if told.done]
        left |= {wallet for wallet, told in answers.items() if told.nobody}
        refused = {wallet: told for wallet, told in answers.items() if not told.done}
        later = _later(services, held, refused, swept) if refused else None
        swept.told += len(done)
        noted = services.outbox.told(held, *done, later=later)
        if refused or noted.want == held.want or not end or services.clock() > end - ENOUGH:
            break  # whoever refused is not asked again at once: the claim runs out first
        held = noted
    _tell_of_version(services, held, noted)
    if "apple" in left:
        hold_pass.let_go(services, held.card.program, held.card.id)
    if "google" in left:
        services.outbox.attach(noted, "google", attached=False)


def _tell_of_version(services: Services, told: HeldCard, noted: HeldCard) -> None:
    """Once more where that was to hear of a version which not every instance knows yet.

    A scan takes the version's mark with it, and whoever tells or serves the wallets then may
    remember the version before.
    """
    if noted.behind or all(told.done[wallet] >= 0 for wallet in told.behind):
        return
    program = services.programs.afresh(told.card.program)
    known_at = program.valid_from + BEGINS
    if program.version > 1 and services.clock() < known_at:
        services.outbox.tell_later(noted, known_at)


def _answers(services: Services, held: HeldCard) -> dict[Wallet, Told]:
    """What each wallet says that is behind."""
    program = services.programs.current(held.card.program)
    content = face.content(services, program, held)
    answers: dict[Wallet, Told] = {}
    for wallet in held.behind:
        is_void = wallet == "google" and hold_google.is_old(held)
        shown = hold_google.void(program, held) if is_void else content
        answers[wallet] = _answer(channels(services)[wallet], shown, held)
    return answers


def _answer(channel: WalletChannel, shown: PassContent, held: HeldCard) -> Told:
    """What nobody foresaw of one wallet is its refusal, and not the other one's."""
    try:
        return channel.tell(shown, held)
    except (OutsideError, MemoryError):
        raise
    except Exception:
        log.exception("telling-failed", extra={"facts": {"card": held.card.id}})
        return UNFORESEEN


def _later(services: Services, held: HeldCard, refused: dict[Wallet, Told], swept: Swept) -> Mark:
    """When the shop's account may be there, or as the failures so far advise."""
    known = channels(services)
    failing = {
        wallet: told for wallet, told in refused.items() if told.reason != known[wallet].waiting_for
    }
    now = services.clock()
    mark = _after_failure(held.mark, failing, now) if failing else _unready(refused, now)
    swept.waiting += 0 if mark.dead else len(refused)
    swept.dead += len(failing) if mark.dead else 0
    swept.reasons = tuple(sorted({*swept.reasons, *(told.reason for told in refused.values())}))
    return mark


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
