"""A week in figures: a fold over cards.

Each card's entries, reversed ones left out, are put in the order in which they happened, and
what the card adds is derived there and then. Sums over shards of cards merge with ``+``, so
memory does not grow with the number of cards. Late scans and corrections restate the past: a
week can be folded again at any time.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

from loyalty.calendar import Week, local_date, midnight
from loyalty.card import standing
from loyalty.entry import Account, CardId, Entry, Kind, coupon_account, reward_account
from loyalty.program import Program
from loyalty.retention import Cohort
from loyalty.signals.signal import NAMELESS, Names, Signal

_REWARD = reward_account("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One card's whole story: when it was issued, and its entries in order of ``seq``."""

    card: CardId
    joined_at: datetime
    entries: Sequence[Entry]


@dataclass(slots=True, kw_only=True)
class WeekFigures:
    """What happened in one local week, summed over the cards folded so far.

    ``visits`` are standing earns and redemptions at least a cooldown apart; ``scans`` count
    every standing earn and redemption; ``members_active`` are distinct cards seen in the
    week; ``spend_minor`` is what sales came to, less what came back of sales that week.

    Rewards are counted by the key under which they are given: a reward's id, ``coupon:<id>`` or
    ``credit``. A redemption that came back was none. ``rewards_earned`` became ready, by stamps
    or by their ladder; ``rewards_expired`` ended on a card, seen when they are taken off it.
    """

    week: Week
    scans: int = 0
    visits: int = 0
    stamps: int = 0
    spend_minor: int = 0
    members_total: int = 0
    members_joined: int = 0
    members_active: int = 0
    rewards_earned: Counter[str] = field(default_factory=Counter)
    rewards_redeemed: Counter[str] = field(default_factory=Counter)
    rewards_expired: Counter[str] = field(default_factory=Counter)
    visits_by_day: Counter[date] = field(default_factory=Counter)
    start: int = 0
    end: int = 0
    kept: int = 0
    lost: int = 0
    new: int = 0
    returned: int = 0

    @property
    def cohort(self) -> Cohort:
        """The customers of the week's start and end, for the retention rate."""
        return Cohort(
            start=self.start,
            end=self.end,
            kept=self.kept,
            lost=self.lost,
            new=self.new,
            returned=self.returned,
        )

    def __add__(self, other: "WeekFigures") -> "WeekFigures":
        """The figures of two disjoint sets of cards in the same week."""
        if self.week != other.week:
            raise ValueError("figures of different weeks do not add")
        sums = {
            part.name: getattr(self, part.name) + getattr(other, part.name)
            for part in fields(self)
            if part.name != "week"
        }
        return WeekFigures(week=self.week, **sums)

    def fold(self, program: Program, ledger: Ledger) -> None:
        """Add one card to these figures."""
        begin, end = self.week.bounds(program.time_zone)
        if ledger.joined_at < end:
            self.members_total += 1
            self.members_joined += ledger.joined_at >= begin
        entries = sorted(standing(ledger.entries), key=lambda entry: entry.happened_at)
        week = [entry for entry in entries if begin <= entry.happened_at < end]
        visits = [entry for entry in entries if entry.kind.is_visit]
        seen = sum(entry.kind.is_visit for entry in week)
        self.scans += seen
        self.members_active += bool(seen)
        self._count_sales(week, [entry for entry in entries if entry.kind is Kind.EARN])
        self._count_rewards(program, week, {entry.facts.get("refunds") for entry in entries})
        self._count_visits(program, visits)
        self._count_cohort(program, [visit.happened_at for visit in visits])

    def _count_sales(self, week: Sequence[Entry], sales: Sequence[Entry]) -> None:
        sold = {sale.operation for sale in sales}
        for entry in week:
            minor = entry.amount.minor if entry.amount else 0
            if entry.operation in sold:
                self.stamps += entry.units
                self.spend_minor += minor
            elif entry.facts.get("refunds") in sold:
                self.spend_minor -= minor

    def _count_rewards(
        self, program: Program, week: Sequence[Entry], refunded: Collection[str | int | None]
    ) -> None:
        for entry in week:
            if entry.given and entry.operation not in refunded:
                self.rewards_redeemed[entry.given] += 1
            day = local_date(entry.happened_at, program.time_zone)
            for change in entry.changes:
                if change.units < 0:
                    if change.expires_on and change.expires_on < day and _is_given(change.account):
                        self.rewards_expired[_key(change.account)] -= change.units
                elif change.account.startswith(_REWARD) and entry.kind is not Kind.REFUND:
                    self.rewards_earned[_key(change.account)] += change.units

    def _count_visits(self, program: Program, entries: Sequence[Entry]) -> None:
        begin, end = self.week.bounds(program.time_zone)
        for at in visit_times(program, entries):
            if begin <= at < end:
                self.visits += 1
                self.visits_by_day[local_date(at, program.time_zone)] += 1

    def _count_cohort(self, program: Program, seen: Sequence[datetime]) -> None:
        begin, end = self.week.bounds(program.time_zone)
        window = timedelta(days=max(program.active_days, 7))
        first_day = midnight(self.week.monday - window, program.time_zone)
        last_first_day = midnight(self.week.following().monday - window, program.time_zone)
        at_start = any(first_day <= at < begin for at in seen)
        at_end = any(last_first_day <= at < end for at in seen)
        first_here = bool(seen) and begin <= seen[0] < end
        self.start += at_start
        self.end += at_end
        self.kept += at_start and at_end
        self.lost += at_start and not at_end
        self.new += at_end and first_here
        self.returned += at_end and not at_start and not first_here


def _is_given(account: Account) -> bool:
    """Whether it holds rewards or coupons, to be given at the counter."""
    return account.startswith((_REWARD, coupon_account("")))


def _key(account: Account) -> str:
    """The key under which it is given: a reward's id, or ``coupon:<id>``."""
    return account.removeprefix(_REWARD)


def visit_times(program: Program, entries: Iterable[Entry]) -> list[datetime]:
    """When the visits among these began: at least a cooldown after whatever came before.

    ``entries`` stand (none is reversed) and are in the order in which they happened.
    """
    apart = timedelta(minutes=program.limits.cooldown_minutes)
    seen = [entry.happened_at for entry in entries if entry.kind.is_visit]
    return [at for n, at in enumerate(seen) if n == 0 or at - seen[n - 1] >= apart]


@dataclass(slots=True, kw_only=True)
class Anchor:
    """What a ledger was at one moment: how many entries, and a digest of all card heads.

    The digest adds up SHA-256 values of (card, seq, head) modulo 2^256, so that the order of
    cards does not matter and shards merge; it is kept in every weekly mail, outside the
    database (fact 12 of the architecture).
    """

    entries: int = 0
    total: int = 0

    def add(self, card: str, seq: int, head: str) -> None:
        """Take in one card by its latest entry; a card without entries adds nothing."""
        if seq:
            from_text = f"{card}|{seq}|{head}".encode()
            self.entries += seq
            self.total = (self.total + _number(from_text)) % 2**256

    def add_until(self, ledger: Ledger, until: datetime) -> None:
        """Take in one card as it was at that instant: by the latest of its entries before it."""
        latest = next((e for e in reversed(ledger.entries) if e.recorded_at < until), None)
        if latest:
            self.add(ledger.card, latest.seq, latest.hash)

    def __add__(self, other: "Anchor") -> "Anchor":
        """The anchor of two disjoint sets of cards."""
        total = (self.total + other.total) % 2**256
        return Anchor(entries=self.entries + other.entries, total=total)

    def __sub__(self, part: "Anchor") -> "Anchor":
        """What is left when a part is taken out again."""
        total = (self.total - part.total) % 2**256
        return Anchor(entries=self.entries - part.entries, total=total)

    @property
    def digest(self) -> str:
        """64 hexadecimal characters."""
        return f"{self.total:064x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A week beside the week before, with the anchor of the whole ledger at ``anchored_at``.

    ``told_before`` are the visits that the mail of the week before gave; late scans and
    corrections make them differ from what is counted now. ``None``: there was no mail.
    ``left_out`` are cards of which something could not be read: no figure has anything of them.
    ``signals`` are what is worth a look, of the week and of the week before, with their ``names``;
    ``corrections`` the owner's in this week, by reason.
    """

    week: WeekFigures
    before: WeekFigures
    anchor: Anchor
    anchored_at: datetime
    told_before: int | None = None
    left_out: Collection[CardId] = ()
    signals: Sequence[Signal] = ()
    signals_before: Sequence[Signal] = ()
    names: Names = NAMELESS
    corrections: Mapping[str, int] = field(default_factory=dict)

    @property
    def restated(self) -> bool:
        """Whether the week before has changed since its mail."""
        return self.told_before is not None and self.told_before != self.before.visits


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.sha256(data).digest())
