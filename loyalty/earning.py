"""What a scan earns: the rules of stamps, and the limits that keep them honest.

Time is the customer's (``happened_at``): a scan that arrives late is judged against the
visits of the day on which it was made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.calendar import local_date, midnight
from loyalty.card import Card, shifted
from loyalty.entry import (
    STAMPS,
    Account,
    Change,
    Entry,
    Kind,
    OperationId,
    reward_account,
)
from loyalty.errors import DailyCapReached, RewardReady, TooManyUnits, TooSoon
from loyalty.program import Program

LATEST_ARRIVAL = timedelta(days=7)
QUEUED = timedelta(minutes=1)
"""From this age on, a scan has waited in a phone, and the customer has gone."""


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


def happened_at(now: datetime, made_at: datetime, sent_at: datetime) -> datetime:
    """When a scan was made, from the phone's two times and the server's one.

    The phone's clock may be wrong; the time that passed on it is not. Clamped to the last
    seven days, to the millisecond.
    """
    age = min(max(sent_at - made_at, timedelta(0)), LATEST_ARRIVAL)
    then = now - age
    return then.replace(microsecond=then.microsecond // 1000 * 1000)


def decide_earn(
    program: Program, card: Card, scan: Scan, *, units: int = 1, over_ready: bool = False
) -> Entry:
    """The entry for a scan of ``units`` items (A4, A7).

    A ready reward is offered before anything is stamped, to somebody who is still there: a scan
    that waited in a phone is stamped. Raises ``TooManyUnits``, ``RewardReady`` (unless
    ``over_ready``), ``TooSoon`` or ``DailyCapReached``.
    """
    _check_units(program, units)
    if not over_ready and scan.recorded_at - scan.happened_at < QUEUED:
        _check_nothing_ready(program, card)
    _check_cooldown(program, card, scan.happened_at)
    _check_daily_cap(program, card, scan.happened_at)
    return record(
        program, card, scan, kind=Kind.EARN, changes=_stamped(program, card, units), units=units
    )


def record(
    program: Program,
    card: Card,
    scan: Scan,
    *,
    kind: Kind,
    changes: tuple[Change, ...],
    units: int = 0,
    visit: int | None = None,
    reverses: OperationId | None = None,
) -> Entry:
    """The card's next entry, chained to its latest one, with the balance after it."""
    after: dict[Account, int] = {}
    for lot in shifted(card.lots, changes):
        after[lot.account] = after.get(lot.account, 0) + lot.units
    return Entry(
        program=program.id,
        card=card.id,
        operation=scan.operation,
        seq=card.seq + 1,
        kind=kind,
        happened_at=scan.happened_at,
        recorded_at=scan.recorded_at,
        shop=scan.shop,
        till=scan.till,
        staff=scan.staff,
        units=units,
        amount=None,
        changes=changes,
        balance_after=after,
        visit=visit_number(program, card, scan.happened_at) if visit is None else visit,
        rule_version=program.version,
        body_hash=scan.body_hash,
        previous_hash=card.head,
        reverses=reverses,
    )


def visit_number(program: Program, card: Card, at: datetime) -> int:
    """Which visit this is: a new one when it is at least a cooldown away from every other."""
    apart = timedelta(minutes=program.limits.cooldown_minutes)
    near = any(abs(at - moment.at) < apart for moment in card.recent)
    return card.visits if near else card.visits + 1


def _stamped(program: Program, card: Card, units: int) -> tuple[Change, ...]:
    """Stamps added, and at the threshold turned into rewards; what is over stays (O4, O7)."""
    rule = program.stamps
    completed, _ = divmod(card.balance(STAMPS) + units, rule.threshold)
    net = units - completed * rule.threshold
    changes = [Change(account=STAMPS, units=net)] if net else []
    if completed:
        changes.append(Change(account=reward_account(rule.reward), units=completed))
    return tuple(changes)


def _check_units(program: Program, units: int) -> None:
    allowed = program.limits.max_units_per_scan
    if not 1 <= units <= allowed:
        raise TooManyUnits(allowed=allowed)


def _check_nothing_ready(program: Program, card: Card) -> None:
    for reward in program.rewards:
        if card.balance(reward_account(reward.id)):
            raise RewardReady(reward=reward.id)


def _check_cooldown(program: Program, card: Card, at: datetime) -> None:
    apart = timedelta(minutes=program.limits.cooldown_minutes)
    near = [m.at for m in card.recent if m.kind is Kind.EARN and abs(at - m.at) < apart]
    if near:
        raise TooSoon(last_at=max(near), retry_at=max(near) + apart)


def _check_daily_cap(program: Program, card: Card, at: datetime) -> None:
    day = local_date(at, program.time_zone)
    earned = [
        moment
        for moment in card.recent
        if moment.kind is Kind.EARN and local_date(moment.at, program.time_zone) == day
    ]
    if len(earned) >= program.limits.daily_cap:
        raise DailyCapReached(
            cap=program.limits.daily_cap,
            retry_at=midnight(day + timedelta(days=1), program.time_zone),
        )
