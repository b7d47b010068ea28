"""A scan, and the entry that it becomes: who asked for what, where and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loyalty.card import Card, balances_after
from loyalty.entry import Change, Entry, Kind, Money, OperationId
from loyalty.program import Program

LATEST_ARRIVAL = timedelta(days=7)
QUEUED = timedelta(minutes=1)
"""From this age on, a scan has waited in a phone, and the customer has gone."""

Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Who asked for an operation, where and when. ``body_hash`` is of what they asked."""

    operation: OperationId
    happened_at: datetime
    recorded_at: datetime
    shop: str
    till: str
    staff: str | None
    body_hash: str

    @property
    def is_late(self) -> bool:
        """Whether it waited in a phone."""
        return self.recorded_at - self.happened_at >= QUEUED


def happened_at(now: datetime, made_at: datetime, sent_at: datetime) -> datetime:
    """When a scan was made, from the phone's two times and the server's one.

    The phone's clock may be wrong; the time that passed on it is not. Clamped to the last
    seven days, to the millisecond.
    """
    age = min(max(sent_at - made_at, timedelta(0)), LATEST_ARRIVAL)
    then = now - age
    return then.replace(microsecond=then.microsecond // 1000 * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a rule decided: what happens, and what it changes.

    ``visit`` is given where it is not the one of the scan's time: see ``visit_number``.
    """

    kind: Kind
    changes: tuple[Change, ...]
    units: int = 0
    amount: Money | None = None
    visit: int | None = None
    reason: str | None = None
    reverses: OperationId | None = None
    facts: Facts = field(default_factory=dict)


def record(program: Program, card: Card, scan: Scan, decision: Decision) -> Entry:
    """The card's next entry, chained to its latest one, with the balance after it."""
    return Entry(
        program=program.id,
        card=card.id,
        operation=scan.operation,
        seq=card.seq + 1,
        kind=decision.kind,
        happened_at=scan.happened_at,
        recorded_at=scan.recorded_at,
        shop=scan.shop,
        till=scan.till,
        staff=scan.staff,
        units=decision.units,
        amount=decision.amount,
        changes=decision.changes,
        balance_after=balances_after(card.lots, decision.changes),
        visit=_visit(program, card, scan, decision),
        rule_version=program.version,
        body_hash=scan.body_hash,
        previous_hash=card.head,
        reason=decision.reason,
        reverses=decision.reverses,
        facts=decision.facts,
    )


def waited(entry: Entry) -> bool:
    """Whether its scan waited in a phone, as the entry tells.

    What takes an entry back has that one's time: it counts as made when it was sent.
    """
    age = entry.recorded_at - entry.happened_at
    return entry.kind is not Kind.REVERSE and age >= QUEUED


def visit_number(program: Program, card: Card, at: datetime) -> int:
    """Which visit this is: a new one when it is at least a cooldown away from every other."""
    apart = timedelta(minutes=program.limits.cooldown_minutes)
    near = any(abs(at - moment.at) < apart for moment in card.recent)
    return card.visits if near else card.visits + 1


def _visit(program: Program, card: Card, scan: Scan, decision: Decision) -> int:
    if decision.visit is not None:
        return decision.visit
    return visit_number(program, card, scan.happened_at) if decision.kind.is_visit else card.visits
