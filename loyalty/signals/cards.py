"""Cards that stand out: what one card shows is weighed against the others and its till."""

from collections.abc import Iterator
from math import ceil

from loyalty.signals import thresholds as least
from loyalty.signals.signal import Key, Signal
from loyalty.signals.tallies import Suspect
from loyalty.signals.watch import Watch

OF_ONE_CARD: tuple[Key, ...] = (
    "filled",
    "most",
    "backdated",
    "again",
    "often",
    "share",
    "presents",
)
"""Signals that are about one card."""


def cards(watch: Watch) -> Iterator[Signal]:
    """Each card under each key that it stands out by."""
    yield from _by_themselves(watch)
    yield from _beside_the_others(watch)
    yield from _unbought(watch)


def _by_themselves(watch: Watch) -> Iterator[Signal]:
    keys: tuple[Key, ...] = ("filled", "most", "again", "presents")
    crowd = max(watch.visits.total(), least.LEAST_CROWD)
    for key in keys:
        if 100 * watch.suspects.count(key) > least.CUSTOM_PERCENT * crowd:
            continue
        for till, suspect in watch.suspects.of(key):
            if key != "most" or _is_no_chance(watch, till, suspect.of):
                yield _about(key, suspect)


def _is_no_chance(watch: Watch, till: str, times: int) -> bool:
    """Whether few would be on that till alone so often; where there is one till, all are."""
    here: int = watch.bought[till] ** times
    anywhere: int = watch.bought.total() ** times
    return least.ONE_IN * here <= anywhere


def _beside_the_others(watch: Watch) -> Iterator[Signal]:
    usual = _most_of_nearly_all(watch)
    for _, suspect in watch.suspects.of("often"):
        if suspect.count > least.OFTEN_TIMES * usual:
            yield _about("often", suspect, usual)
    for till, suspect in watch.suspects.of("share"):
        every, others = watch.bought[till], watch.bought.total() - suspect.count
        if others >= least.SHARE_OTHERS and 100 * suspect.count > least.SHARE_PERCENT * every:
            yield _about("share", suspect, every)
    for till, suspect in watch.suspects.of("backdated"):
        if 100 * suspect.count >= least.BACKDATED_PERCENT * watch.total(till, "late"):
            yield _about("backdated", suspect)


def _most_of_nearly_all(watch: Watch) -> int:
    """So often 99 cards in 100 bought at most; a few far above do not hide each other."""
    every = watch.visits.total()
    crowd = sum(cards for often, cards in watch.visits.items() if often >= least.OFTEN_VISITS)
    few = crowd <= max(1, least.CROWD_PERCENT * every // 100)
    below = {
        often: cards
        for often, cards in watch.visits.items()
        if cards and not (few and often >= least.OFTEN_VISITS)
    }
    place, seen = ceil(0.99 * sum(below.values())), 0
    for often in sorted(below):
        seen += below[often]
        if seen >= place:
            return often
    return 0


def _unbought(watch: Watch) -> Iterator[Signal]:
    for till, span, suspects in watch.suspects.by_till("unbought"):
        if span.count >= least.UNBOUGHT_CARDS:
            yield Signal(
                key="unbought",
                count=span.count,
                first=span.first,
                last=span.last,
                tills=(till,),
                staff=tuple(sorted({name for one in suspects for name in one.staff})),
                cards=tuple(one.card for one in suspects[: least.MOST_NAMED]),
            )


def _about(key: Key, suspect: Suspect, of: int | None = None) -> Signal:
    return Signal(
        key=key,
        count=suspect.count,
        of=suspect.of if of is None else of,
        first=suspect.first,
        last=suspect.last,
        tills=suspect.tills,
        staff=suspect.staff,
        cards=(suspect.card,),
    )
