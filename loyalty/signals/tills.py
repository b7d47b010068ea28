"""Tills that stand out: when and how fast they stamp, and how late they send it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from loyalty.program import Program
from loyalty.signals import thresholds as least
from loyalty.signals.signal import Key, Signal
from loyalty.signals.tallies import Span
from loyalty.signals.watch import Watch, slot_begins

_HOUR = timedelta(hours=1)


def tills(program: Program, watch: Watch) -> Iterator[Signal]:
    """Each till under each key that it stands out by."""
    yield from _closed(watch)
    yield from _bursts(watch)
    yield from _at_the_limit(program, watch)
    yield from _late(watch)


def _closed(watch: Watch) -> Iterator[Signal]:
    for till, span, staff in watch.doings.by_till("closed"):
        if span.count >= least.CLOSED_EARNS:
            yield _of_till("hours", till, span, watch.total(till, "bought"), staff)
    for till, span, staff in watch.doings.by_till("night"):
        every = watch.total(till, "bought")
        if span.count >= least.NIGHT_EARNS and 100 * span.count <= least.NIGHT_PERCENT * every:
            yield _of_till("night", till, span, every, staff)


def _bursts(watch: Watch) -> Iterator[Signal]:
    """The fullest two minutes of each till."""
    fullest: dict[str, tuple[int, int]] = {}
    for till, slot in sorted(watch.slots):
        scans = sum(watch.slots[till, slot + n] for n in range(least.BURST_SLOTS))
        if scans > fullest.get(till, (0, 0))[0]:
            fullest[till] = (scans, slot)
    for till, (scans, slot) in fullest.items():
        if scans >= least.BURST_SCANS:
            begins = slot_begins(slot)
            span = Span(scans, begins, begins + least.BURST_SLOT * least.BURST_SLOTS)
            yield _of_till("burst", till, span)


def _at_the_limit(program: Program, watch: Watch) -> Iterator[Signal]:
    limit = program.limits.scans_per_till_hour
    full = sorted(place for place, scans in watch.hours.items() if scans >= limit)
    for till, places in groupby(full, key=lambda place: place[0]):
        begins = [slot_begins(hour, _HOUR) for _, hour in places]
        yield _of_till("limit", till, Span(len(begins), begins[0], begins[-1] + _HOUR), limit)


def _late(watch: Watch) -> Iterator[Signal]:
    for till, span, staff in watch.doings.by_till("old"):
        if span.count >= least.OLD_SCANS:
            yield _of_till("old", till, span, 0, staff)
    for till, span, _ in watch.doings.by_till("late"):
        every = watch.total(till, "bought", "rewards")
        days = sum(place[0] == till for place in watch.late_days)
        often = 100 * span.count >= least.LATE_PERCENT * every
        if often and span.count >= least.LATE_SCANS and days >= least.LATE_DAYS:
            yield _of_till("late", till, span, every)


def _of_till(key: Key, till: str, span: Span, of: int = 0, staff: tuple[str, ...] = ()) -> Signal:
    return Signal(
        key=key,
        count=span.count,
        of=of,
        first=span.first,
        last=span.last,
        tills=(till,),
        staff=staff,
    )
