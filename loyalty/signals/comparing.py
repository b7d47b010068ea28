"""Who takes back, refunds or gives far more than the others do.

A member of staff is known by name, whatever the till; what nobody signed is the till's. What is
given is signed and what is sold is not: a member of staff is measured by what was sold on a till in
the hours in which they signed something there, and so are the others. Whoever works more hours may
give more. Where nobody else did it, or hardly anything was sold while others were there, nobody
compares: then it is measured by all that was sold in the week on the tills where they were.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from loyalty.signals.signal import Key, Signal
from loyalty.signals.tallies import Doing, Span, What
from loyalty.signals.thresholds import ENOUGH, TIMES_EARNED, TIMES_OTHERS, UNDONE_LATE
from loyalty.signals.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """From ``floor`` on and ``percent`` of what was sold, or ``alone`` where nobody compares."""

    key: Key
    what: What
    floor: int
    percent: int
    alone: int


MEASURES = (
    Measure(key="rewards", what="rewards", floor=10, percent=10, alone=50),
    Measure(key="undone_late", what="undone_late", floor=UNDONE_LATE, percent=0, alone=0),
    Measure(key="undone", what="undone", floor=6, percent=10, alone=20),
    Measure(key="refunds", what="refunds", floor=6, percent=10, alone=30),
    Measure(key="grants", what="grants", floor=6, percent=10, alone=25),
)
"""More than one a day, and a tenth: mistakes are one in fifty, rewards one in ten stamps. Alone, a
share that no counter reaches by chance; a boutique takes back one sale in five."""


@dataclass(frozen=True, slots=True)
class _Doer:
    staff: str
    tills: tuple[str, ...]

    def did(self, doing: Doing) -> bool:
        """Whether it was theirs."""
        return doing.staff == self.staff and (bool(self.staff) or doing.till in self.tills)

    def sold(self, watch: Watch, *, theirs: bool) -> int:
        """What was sold where they were, or where others were; of a till, on it or elsewhere."""
        if not self.staff:
            places = {place for place in watch.sold if (place[0] in self.tills) is theirs}
        else:
            signed = {place for place in watch.signed if (place[2] == self.staff) is theirs}
            places = {(till, hour) for till, hour, _ in signed}
        return sum(watch.sold[place] for place in places)

    def sold_on_their_tills(self, watch: Watch) -> int:
        """All of the week, whoever was there."""
        return sum(sold for (till, _), sold in watch.sold.items() if till in self.tills)


def compared(watch: Watch) -> Iterator[Signal]:
    """A signal for each who stands out from the others, or by themselves."""
    for measure in MEASURES:
        for doer in _doers(watch):
            if signal := _measured(watch, measure, doer):
                yield signal


def _doers(watch: Watch) -> list[_Doer]:
    tills: dict[str, set[str]] = {}
    for doing in watch.doings.spans:
        tills.setdefault(doing.staff, set()).add(doing.till)
    unsigned = [_Doer("", (till,)) for till in sorted(tills.pop("", ()))]
    return [
        *(_Doer(name, tuple(sorted(where))) for name, where in sorted(tills.items())),
        *unsigned,
    ]


def _measured(watch: Watch, measure: Measure, doer: _Doer) -> Signal | None:
    done = [span for doing, span in watch.doings.among(measure.what) if doer.did(doing)]
    count = sum(span.count for span in done)
    if count < measure.floor:
        return None
    others = sum(span.count for _, span in watch.doings.among(measure.what)) - count
    if not _stands_out(watch, measure, doer, count, others):
        return None
    return _signal(measure.key, doer, done, others)


def _stands_out(watch: Watch, measure: Measure, doer: _Doer, count: int, others: int) -> bool:
    own, theirs = doer.sold(watch, theirs=True), doer.sold(watch, theirs=False)
    if not others or theirs < ENOUGH:
        return _is_much(watch, measure, doer, count)
    far_more = count * theirs > TIMES_OTHERS * others * own
    return far_more and 100 * count >= measure.percent * own


def _is_much(watch: Watch, measure: Measure, doer: _Doer, count: int) -> bool:
    """By itself; rewards are not where purchases earn as many, as in a shop of large orders."""
    earned = sum(watch.earned[till] for till in doer.tills) if measure.what == "rewards" else 0
    sold = doer.sold_on_their_tills(watch)
    return 100 * count >= measure.alone * sold and count >= TIMES_EARNED * earned


def _signal(key: Key, doer: _Doer, done: list[Span], others: int) -> Signal:
    return Signal(
        key=key,
        count=sum(span.count for span in done),
        of=others,
        first=min(span.first for span in done),
        last=max(span.last for span in done),
        tills=doer.tills,
        staff=(doer.staff,) if doer.staff else (),
    )
