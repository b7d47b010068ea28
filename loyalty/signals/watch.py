"""A week watched: a fold over cards, as ``figures`` is; two disjoint sets of cards merge."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from loyalty.calendar import Week
from loyalty.entry import CREDIT, POINTS, Entry, Kind
from loyalty.figures import Ledger
from loyalty.program import Program
from loyalty.scan import QUEUED
from loyalty.signals.opening import has_hours, was_closed
from loyalty.signals.story import BY_HAND, Story
from loyalty.signals.tallies import Doings, Suspects, What
from loyalty.signals.thresholds import BURST_SLOT, NIGHT, OLD_AFTER, REWARD_UNDONE_AFTER

_HOUR = timedelta(hours=1)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Watch:
    """What was done in one local week, by till and member of staff, and the cards that stand out.

    ``visits`` has how many cards bought so often; ``slots`` and ``hours`` what each till scanned
    live in each half minute and hour; ``late_days`` what came late on each day. ``sold`` are the
    purchases of a till's hours as they came in, ``signed`` what each member of staff signed in
    them, ``earned`` how often a till's earned something to be used; ``bought`` are those of a till
    that happened in the week and stand. ``corrections`` are the owner's, by reason.
    """

    week: Week
    doings: Doings = field(default_factory=Doings)
    suspects: Suspects = field(default_factory=Suspects)
    visits: Counter[int] = field(default_factory=Counter)
    slots: Counter[tuple[str, int]] = field(default_factory=Counter)
    hours: Counter[tuple[str, int]] = field(default_factory=Counter)
    late_days: Counter[tuple[str, int]] = field(default_factory=Counter)
    sold: Counter[tuple[str, int]] = field(default_factory=Counter)
    signed: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    earned: Counter[str] = field(default_factory=Counter)
    bought: Counter[str] = field(default_factory=Counter)
    corrections: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Watch") -> "Watch":
        """Two disjoint sets of cards in the same week."""
        if self.week != other.week:
            raise ValueError("different weeks do not add")
        return Watch(
            week=self.week,
            doings=self.doings + other.doings,
            suspects=self.suspects + other.suspects,
            visits=self.visits + other.visits,
            slots=self.slots + other.slots,
            hours=self.hours + other.hours,
            late_days=self.late_days + other.late_days,
            sold=self.sold + other.sold,
            signed=self.signed + other.signed,
            earned=self.earned + other.earned,
            bought=self.bought + other.bought,
            corrections=self.corrections + other.corrections,
        )

    def fold(
        self, program: Program, ledger: Ledger, rules: Callable[[datetime], Program] | None = None
    ) -> None:
        """Take in one card; one that has nothing of this week adds nothing.

        ``rules`` gives the version that was in force then; without it, ``program`` always was.
        """
        begins, ends = self.week.bounds(program.time_zone)
        if not any(e.till and _touches(e, begins, ends) for e in ledger.entries):
            return
        story = Story(
            program=program,
            rules=rules or (lambda _: program),
            card=ledger.card,
            entries=ledger.entries,
            begins=begins,
            ends=ends,
        )
        self._count(story)
        self._count_times(story)
        self.visits[len(story.earns)] += bool(story.earns)
        self.bought.update(entry.till for entry in story.earns)
        for key, till, suspect in story.suspects():
            self.suspects.add(key, suspect, till)

    def total(self, till: str, *whats: What) -> int:
        """How often these were done on that till."""
        return sum(span.count for doing, span in self.doings.among(*whats) if doing.till == till)

    def _count(self, story: Story) -> None:
        by_operation = {entry.operation: entry for entry in story.entries}
        for entry in story.entries:
            if not entry.till or not story.is_in(entry.recorded_at):
                continue
            self._count_present(entry)
            if entry.kind in (Kind.EARN, Kind.REDEEM):
                what: What = "bought" if entry.kind is Kind.EARN else "rewards"
                self.doings.count(what, entry, entry.recorded_at)
                self._count_late(story, entry)
            elif entry.kind is Kind.REVERSE and entry.reverses in by_operation:
                self._count_undone(story.program, entry, by_operation[entry.reverses])
            elif entry.kind is Kind.REFUND:
                self.doings.count("refunds", entry, entry.recorded_at)
            elif entry.kind is Kind.GRANT and entry.reason in BY_HAND:
                self.doings.count("grants", entry, entry.recorded_at)
            elif entry.kind is Kind.ADJUST:
                self.corrections[entry.reason or ""] += 1

    def _count_present(self, entry: Entry) -> None:
        hour = (entry.recorded_at - _EPOCH) // _HOUR
        if entry.kind is Kind.EARN:
            self.sold[entry.till, hour] += 1
            self.earned[entry.till] += _to_be_used(entry)
        if entry.staff:
            self.signed[entry.till, hour, entry.staff] += 1

    def _count_undone(self, program: Program, entry: Entry, undone: Entry) -> None:
        self.doings.count("undone", entry, entry.recorded_at)
        after = entry.recorded_at - undone.recorded_at
        window = timedelta(minutes=program.limits.undo_minutes)
        if undone.kind is Kind.REDEEM:
            is_late = after >= REWARD_UNDONE_AFTER
        else:
            is_late = undone.kind is Kind.EARN and after >= window * 2 / 3
        if is_late:
            self.doings.count("undone_late", entry, entry.recorded_at)

    def _count_late(self, story: Story, entry: Entry) -> None:
        if _is_live(entry):
            return
        self.doings.count("late", entry, entry.recorded_at)
        self.late_days[entry.till, (entry.recorded_at - story.begins).days] += 1
        if entry.recorded_at - entry.happened_at > OLD_AFTER:
            self.doings.count("old", entry, entry.happened_at)

    def _count_times(self, story: Story) -> None:
        """When it was scanned, for what was sent at once: the time of the rest is the phone's."""
        live = [entry for entry in story.entries if entry.till and _is_live(entry)]
        week = [entry for entry in live if story.is_in(entry.recorded_at)]
        for entry in week:
            self.hours[entry.till, (entry.recorded_at - _EPOCH) // _HOUR] += 1
        earns = [entry for entry in week if entry.kind is Kind.EARN]
        for place in {(e.till, (e.recorded_at - _EPOCH) // BURST_SLOT) for e in earns}:
            self.slots[place] += 1
        self._count_closed(story.program, earns)

    def _count_closed(self, program: Program, earns: Sequence[Entry]) -> None:
        for entry in earns:
            at = entry.happened_at
            if was_closed(program, entry.shop, at):
                self.doings.count("closed", entry, at)
            elif not has_hours(program, entry.shop) and _is_night(program, at):
                self.doings.count("night", entry, at)


def slot_begins(slot: int, of: timedelta = BURST_SLOT) -> datetime:
    """The instant at which that slot of ``slots`` (or, by hours, of ``hours``) begins."""
    return _EPOCH + slot * of


def _to_be_used(entry: Entry) -> int:
    """Rewards that it made ready; points and credit may be used after any purchase."""
    ready = sum(units for units in entry.rewards.values() if units > 0)
    return ready + (entry.deltas.get(POINTS, 0) > 0 or entry.deltas.get(CREDIT, 0) > 0)


def _touches(entry: Entry, begins: datetime, ends: datetime) -> bool:
    return begins <= entry.recorded_at < ends or begins <= entry.happened_at < ends


def _is_night(program: Program, at: datetime) -> bool:
    return at.astimezone(program.time_zone).hour in NIGHT


def _is_live(entry: Entry) -> bool:
    return entry.recorded_at - entry.happened_at < QUEUED
