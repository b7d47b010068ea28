"""Counts that merge: of what was done by whom, and of the few cards that stand out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import add
from typing import Literal, NamedTuple, TypeAlias

from loyalty.entry import CardId, Entry
from loyalty.signals.signal import Key
from loyalty.signals.thresholds import MOST_CARDS

What: TypeAlias = Literal[
    "bought",
    "rewards",
    "undone",
    "undone_late",
    "refunds",
    "grants",
    "closed",
    "night",
    "late",
    "old",
]


class Doing(NamedTuple):
    """One kind of thing done on one till, by that member of staff (empty: nobody known)."""

    what: What
    till: str
    staff: str


@dataclass(frozen=True, slots=True)
class Span:
    """How often, and from when to when."""

    count: int
    first: datetime
    last: datetime

    def __add__(self, other: "Span") -> "Span":
        """Both together."""
        first, last = min(self.first, other.first), max(self.last, other.last)
        return Span(self.count + other.count, first, last)


@dataclass(slots=True)
class Doings:
    """How often each thing was done."""

    spans: dict[Doing, Span] = field(default_factory=dict)

    def count(self, what: What, entry: Entry, at: datetime) -> None:
        """Once more, by whoever wrote that entry."""
        self._take(Doing(what, entry.till, entry.staff or ""), Span(1, at, at))

    def among(self, *whats: What) -> Iterator[tuple[Doing, Span]]:
        """Those of these kinds."""
        return ((doing, span) for doing, span in self.spans.items() if doing.what in whats)

    def by_till(self, what: What) -> Iterator[tuple[str, Span, tuple[str, ...]]]:
        """Each till where it was done: how often, and by whom as far as that is known."""
        tills: dict[str, list[tuple[Doing, Span]]] = {}
        for doing, span in self.among(what):
            tills.setdefault(doing.till, []).append((doing, span))
        for till, done in sorted(tills.items()):
            staff = tuple(sorted({doing.staff for doing, _ in done if doing.staff}))
            yield till, reduce(add, (span for _, span in done)), staff

    def __add__(self, other: "Doings") -> "Doings":
        """Both together."""
        both = Doings(dict(self.spans))
        for doing, span in other.spans.items():
            both._take(doing, span)
        return both

    def _take(self, doing: Doing, span: Span) -> None:
        known = self.spans.get(doing)
        self.spans[doing] = known + span if known else span


@dataclass(frozen=True, slots=True, order=True)
class Suspect:
    """A card of which ``count`` entries stand out; sorts by how much it does, most first."""

    minus_count: int
    card: CardId
    of: int
    first: datetime
    last: datetime
    tills: tuple[str, ...]
    staff: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many entries stand out."""
        return -self.minus_count

    @classmethod
    def by(cls, card: CardId, entries: Iterable[Entry], *, count: int, of: int = 0) -> "Suspect":
        """The card whose entries these are."""
        found = list(entries)
        times = [entry.happened_at for entry in found]
        return cls(
            minus_count=-count,
            card=card,
            of=of,
            first=min(times),
            last=max(times),
            tills=tuple(sorted({entry.till for entry in found})),
            staff=tuple(sorted({entry.staff for entry in found if entry.staff})),
        )


_Place = tuple[Key, str]


@dataclass(slots=True)
class Suspects:
    """Cards by key and till (empty: any): all in ``spans``, the most remarkable ones ``kept``."""

    kept: dict[_Place, tuple[Suspect, ...]] = field(default_factory=dict)
    spans: dict[_Place, Span] = field(default_factory=dict)

    def add(self, key: Key, suspect: Suspect, till: str = "") -> None:
        """One more card."""
        self._take((key, till), (suspect,), Span(1, suspect.first, suspect.last))

    def count(self, key: Key) -> int:
        """How many cards there are in all."""
        return sum(span.count for place, span in self.spans.items() if place[0] == key)

    def by_till(self, key: Key) -> Iterator[tuple[str, Span, tuple[Suspect, ...]]]:
        """Each till with how many cards it has in all, and the ones that are kept."""
        for place in sorted(self.spans):
            if place[0] == key:
                yield place[1], self.spans[place], self.kept[place]

    def of(self, key: Key) -> Iterator[tuple[str, Suspect]]:
        """Each with the till that it was kept under."""
        for till, _, suspects in self.by_till(key):
            yield from ((till, suspect) for suspect in suspects)

    def __add__(self, other: "Suspects") -> "Suspects":
        """Both together."""
        both = Suspects(dict(self.kept), dict(self.spans))
        for place, suspects in other.kept.items():
            both._take(place, suspects, other.spans[place])
        return both

    def _take(self, place: _Place, suspects: tuple[Suspect, ...], span: Span) -> None:
        known = self.spans.get(place)
        self.spans[place] = known + span if known else span
        together = sorted([*self.kept.get(place, ()), *suspects])
        self.kept[place] = tuple(together[:MOST_CARDS])
