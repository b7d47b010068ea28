"""What could not be delivered, for whoever can mend it: cards by wallet and reason, and reports.

Trying again loses nothing: a wallet gets the card as it is, and a report keeps the name under which
the mailbox, or a reader, knows it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from functions.journeys.tell_wallets import channels
from functions.ports import Services
from functions.records import HeldCard, Report, Undelivered, Wallet

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """What was made due at once; ``more`` says that there may be others."""

    cards: int
    reports: int
    more: bool


def by_reason(cards: Iterable[HeldCard]) -> list[Undelivered]:
    """Cards that were given up, counted by wallet and reason; the most frequent first."""
    found: dict[tuple[Wallet, str], list[datetime]] = defaultdict(list)
    for held in cards:
        if held.mark.dead:
            for wallet, failure in held.mark.failing.items():
                found[wallet, failure.reason].append(failure.since)
    counted = [
        Undelivered(wallet=wallet, reason=reason, cards=len(since), since=min(since))
        for (wallet, reason), since in found.items()
    ]
    return sorted(counted, key=lambda one: (-one.cards, one.wallet, one.reason))


def retry(services: Services, program: str) -> Retried:
    """Make what was given up due at once, a batch of cards at a time."""
    now = services.clock()
    cards, more = services.outbox.revive(program, now, BATCH)
    reports = services.reports.revive(program, now)
    return Retried(cards=cards, reports=reports, more=more)


def unsent(services: Services, program: str) -> list[Report]:
    """Reports that were begun and have not gone out, the newest first."""
    return [report for report in services.reports.every(program) if not report.sent_at]


def waiting(services: Services, program: str) -> Counter[tuple[Wallet, str]]:
    """Wallets that are behind and not given up, with what each waits for."""
    known = channels(services)
    return Counter(
        (wallet, known[wallet].waiting_for or _reason(held, wallet))
        for held in services.cards.every(program)
        if not held.mark.dead
        for wallet in held.behind
    )


def _reason(held: HeldCard, wallet: Wallet) -> str:
    failure = held.mark.failing.get(wallet)
    return failure.reason if failure else "due"
