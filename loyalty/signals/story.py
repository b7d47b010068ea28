"""One card's week: its entries that a till wrote, and what of them stands out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from loyalty.calendar import local_date
from loyalty.card import standing
from loyalty.entry import CardId, Entry, Kind
from loyalty.program import Limits, Program
from loyalty.scan import QUEUED
from loyalty.signals import thresholds as least
from loyalty.signals.signal import Key
from loyalty.signals.tallies import Suspect

_Found = tuple[Key, str, Suspect]
"""A key, the till that the card is kept under, and the card."""
BY_HAND = ("mission", "coupon")
"""Reasons of what is given by hand; a club's fee was paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All of a card's entries, and those of the week; what was taken back left out of ``stands``.

    ``earns``, ``rewards`` and ``presents`` stand, and happened in the week on a till. ``rules`` are
    those of any time, ``program`` today's.
    """

    program: Program
    rules: Callable[[datetime], Program]
    card: CardId
    entries: Sequence[Entry]
    begins: datetime
    ends: datetime
    stands: Sequence[Entry] = field(init=False)
    earns: Sequence[Entry] = field(init=False)
    rewards: Sequence[Entry] = field(init=False)
    presents: Sequence[Entry] = field(init=False)

    def __post_init__(self) -> None:
        stands = sorted(standing(self.entries), key=lambda entry: (entry.happened_at, entry.seq))
        week = [entry for entry in stands if entry.till and self.is_in(entry.happened_at)]
        presents = [e for e in week if e.kind is Kind.GRANT and e.reason in BY_HAND]
        object.__setattr__(self, "stands", stands)
        object.__setattr__(self, "earns", [e for e in week if e.kind is Kind.EARN])
        object.__setattr__(self, "rewards", [e for e in week if e.kind is Kind.REDEEM])
        object.__setattr__(self, "presents", presents)

    def is_in(self, at: datetime) -> bool:
        """Whether the week has that instant."""
        return self.begins <= at < self.ends

    def suspects(self) -> Iterator[_Found]:
        """Under each key, the card if it stands out so far as it alone can tell."""
        yield from self._often()
        yield from self._again()
        yield from self._largest()
        yield from self._filled()
        yield from self._without_buying()
        yield from self._backdated()

    def _suspect(self, entries: Sequence[Entry], count: int | None = None, of: int = 0) -> Suspect:
        many = len(entries) if count is None else count
        return Suspect.by(self.card, entries, count=many, of=of)

    def _day(self, entry: Entry) -> date:
        return local_date(entry.happened_at, self.program.time_zone)

    def _often(self) -> Iterator[_Found]:
        if len(self.earns) >= least.OFTEN_VISITS:
            yield "often", "", self._suspect(self.earns)
        for till, count in Counter(entry.till for entry in self.earns).items():
            if count >= least.SHARE_EARNS:
                yield "share", till, self._suspect([e for e in self.earns if e.till == till])

    def _again(self) -> Iterator[_Found]:
        limits, days = self.program.limits, Counter(map(self._day, self.earns))
        full = {day for day, count in days.items() if count >= limits.daily_cap}
        apart = timedelta(minutes=limits.cooldown_minutes)
        soon = apart + max(apart / 2, least.SOON)
        pairs = zip(self.earns, self.earns[1:], strict=False)
        gaps = sum(
            then.till == now.till and now.happened_at - then.happened_at <= soon
            for then, now in pairs
        )
        often = limits.daily_cap >= least.LEAST_CAP and len(full) >= least.AGAIN_DAYS
        if often or gaps >= least.AGAIN_GAPS:
            yield "again", "", self._suspect(self.earns, of=len(days))

    def _largest(self) -> Iterator[_Found]:
        """All that it ever bought was scanned on one till, and nearly always the most."""
        before = [entry for entry in self.stands if entry.happened_at < self.ends]
        bought = [entry for entry in before if entry.kind is Kind.EARN and entry.till]
        if not self.earns or len(bought) < least.LARGEST_SCANS:
            return
        largest = [entry for entry in bought if self._is_largest(entry)]
        tills = {entry.till for entry in bought}
        if len(tills) == 1 and 100 * len(largest) >= least.LARGEST_PERCENT * len(bought):
            yield "most", bought[0].till, self._suspect(largest, of=len(bought))

    def _is_largest(self, entry: Entry) -> bool:
        most = self._limits(entry).max_units_per_scan
        return entry.units >= most >= least.LEAST_LARGEST or self._is_large_amount(entry)

    def _is_large_amount(self, entry: Entry) -> bool:
        limit = self._limits(entry).max_amount_minor
        return entry.amount is not None and 10 * entry.amount.minor >= 9 * limit

    def _limits(self, entry: Entry) -> Limits:
        """Those under which it was made."""
        is_of_today = entry.rule_version == self.program.version
        return (self.program if is_of_today else self.rules(entry.happened_at)).limits

    def _filled(self) -> Iterator[_Found]:
        """A whole card, or amounts at the limit, within a day; and its reward on that day."""
        for day in sorted({self._day(entry) for entry in self.rewards}):
            bought = [entry for entry in self.earns if self._day(entry) == day]
            if self._is_whole_card(bought):
                units = sum(entry.units for entry in bought)
                rewards = [entry for entry in self.rewards if self._day(entry) == day]
                yield "filled", "", self._suspect([*bought, *rewards], units, len(bought))
                return

    def _is_whole_card(self, bought: Sequence[Entry]) -> bool:
        rule = self.program.stamps
        if rule and not rule.spend_minor and self.program.limits.max_units_per_scan > 1:
            return sum(entry.units for entry in bought) >= rule.threshold
        return sum(map(self._is_large_amount, bought)) >= least.LARGE_AMOUNTS

    def _without_buying(self) -> Iterator[_Found]:
        if len(self.presents) >= least.PRESENTS:
            yield "presents", "", self._suspect(self.presents)
        for reward in self.rewards[:1]:
            before = [entry for entry in self.entries if entry.seq < reward.seq]
            if all(entry.kind is Kind.GRANT and entry.till for entry in before):
                yield "unbought", reward.till, self._suspect([reward])

    def _backdated(self) -> Iterator[_Found]:
        """Purchases of several days that were sent together."""
        sent: dict[tuple[str, datetime], list[Entry]] = {}
        for entry in self.entries:
            is_late = entry.recorded_at - entry.happened_at >= QUEUED
            if entry.kind is Kind.EARN and entry.till and self.is_in(entry.recorded_at) and is_late:
                hour = entry.recorded_at.replace(minute=0, second=0, microsecond=0)
                sent.setdefault((entry.till, hour), []).append(entry)
        for (till, _), together in sorted(sent.items()):
            days = {self._day(entry) for entry in together}
            if len(days) >= least.BACKDATED_DAYS:
                yield "backdated", till, self._suspect(together, of=len(days))
                return
