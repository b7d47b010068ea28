"""What the owner sees first: this week so far, members, phones, wallets, reports."""

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from heapq import nsmallest
from itertools import count as numbered

from functions.journeys.undelivered import by_reason
from functions.journeys.week_fold import WeekFold
from functions.ports import Services
from functions.records import GIVEN_UP, Device, HeldCard, LastAudit, Report, Undelivered
from loyalty.calendar import Week, local_date
from loyalty.entry import CardId
from loyalty.figures import Comparison
from loyalty.program import Program
from loyalty.viability.live import LiveFigures

MEMBERS = 50
"""So many are on a page of them."""
GIVEN_UP_AT_ONCE = 200
"""So many cards that were given up are each read at a look: about a second."""


class TooManyItems(Exception):
    """The table has more than are walked through at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The week so far beside the week before, and what all cards say together.

    ``frozen`` is how many cards give nothing until an audit finds them right again,
    ``unreadable`` how many are left out of what is seen here, in part or in all.
    ``first`` are the members of the first page, and one more if there is one.
    """

    figures: Comparison
    first: Sequence[HeldCard]
    waiting: int
    undelivered: list[Undelivered]
    frozen: int
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The rest of what the page shows, each by a short query."""

    unsent: list[Report]
    reports: list[Report]
    devices: list[Device]
    audit: LastAudit | None


def count(services: Services, program: Program, at_most: int | None = None) -> Counted:
    """Fold the current week in one walk through the table, live from the ledger.

    Each item that is read counts for ``at_most``, whosever it is: the walk goes through the table
    of all programs. Raises ``TooManyItems``.
    """
    week = Week.containing(services.clock(), program.time_zone)
    fold, heads = WeekFold(services, program, week), _Heads()
    left_out: set[CardId] = set()
    for held, ledger in services.cards.whole(program.id, left_out, _limit(at_most)):
        if held:
            heads.take(held)
        if ledger:
            fold.take(ledger)
    return Counted(
        figures=fold.comparison(left_out),
        first=heads.first,
        waiting=heads.waiting,
        undelivered=by_reason(heads.given_up),
        frozen=heads.frozen,
        unreadable=len(left_out),
    )


def _limit(at_most: int | None) -> Callable[[], None] | None:
    if at_most is None:
        return None
    walked = numbered(1)

    def passing() -> None:
        if next(walked) > at_most:
            raise TooManyItems()

    return passing


def house(services: Services, program: Program) -> House:
    """As it is now, whenever the rest was counted."""
    reports = services.reports.every(program.id)
    return House(
        unsent=[report for report in reports if report.delivery.state in GIVEN_UP],
        reports=[report for report in reports if report.sent_at],
        devices=list(services.devices.every(program.id)),
        audit=services.audits.last(program.id),
    )


def given_up(services: Services, program: Program) -> list[Undelivered] | None:
    """As it is now, whenever the rest was counted; ``None`` where it is too much to look at."""
    ever = services.clock() + timedelta(days=366)
    found = list(services.outbox.dead(program.id, ever, GIVEN_UP_AT_ONCE + 1))
    return by_reason(found) if len(found) <= GIVEN_UP_AT_ONCE else None


@dataclass(slots=True)
class _Heads:
    """What the cards themselves say, without their entries."""

    waiting: int = 0
    frozen: int = 0
    given_up: list[HeldCard] = field(default_factory=list)
    first: list[HeldCard] = field(default_factory=list)

    def take(self, held: HeldCard) -> None:
        self.frozen += held.frozen is not None
        if held.mark.dead:
            self.given_up.append(held)
        elif held.behind:
            self.waiting += 1
        insort(self.first, held, key=member_cursor)
        del self.first[MEMBERS + 1 :]


def costs(services: Services, program: Program) -> LiveFigures:
    """What the program has cost so far, counted from the whole ledger."""
    live = LiveFigures(today=local_date(services.clock(), program.time_zone))
    for ledger in services.cards.ledgers(program.id):
        live.fold(program, ledger)
    return live


def members(services: Services, program: Program, after: str) -> list[HeldCard]:
    """A page of cards in the order in which they were issued, from the one after ``after`` on.

    One more than a page has, if there are more; that many are in memory.
    """
    later = (held for held in services.cards.every(program.id) if member_cursor(held) > after)
    return nsmallest(MEMBERS + 1, later, key=member_cursor)


def member_cursor(held: HeldCard) -> str:
    """Where a card stands in that order."""
    return f"{held.joined_at.isoformat()}|{held.card.id}"
