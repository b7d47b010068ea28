"""The anchors of several instants, folded in one walk over the cards."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from loyalty.figures import Anchor

Mark = tuple[str, int, str]
"""What an anchor needs of an entry: ``recorded_at`` as text, ``seq``, ``hash``."""


@dataclass(slots=True, kw_only=True)
class Anchors:
    """For each of ``instants`` (as text, ascending) its anchor, and that of all there is.

    What a card adds to a digest changes with its entries alone. So only the steps are kept: what
    changed since the instant before. Their sums along the instants are the anchors.
    """

    instants: tuple[str, ...] = ()
    steps: list[Anchor] = field(default_factory=list)

    @classmethod
    def of(cls, instants: Iterable[str]) -> "Anchors":
        """Nothing folded yet."""
        ascending = tuple(sorted(set(instants)))
        return cls(instants=ascending, steps=[Anchor() for _ in (*ascending, "")])

    def add(self, card: str, entries: Sequence[Mark]) -> None:
        """Take in one card by its entries, in order of ``seq``.

        At an instant a card is its entry with the highest ``seq`` among those recorded before.
        Clocks differ a little, so ``recorded_at`` may fall from one entry to the next.
        """
        latest: dict[int, Mark] = {}
        earliest = "~"
        for entry in reversed(entries):
            earliest = min(earliest, entry[0])
            latest.setdefault(bisect_right(self.instants, earliest), entry)
        before = Anchor()
        for step, (_, seq, head) in reversed(latest.items()):
            now = Anchor()
            now.add(card, seq, head)
            self.steps[step] += now - before
            before = now

    def at(self, instant: str) -> Anchor:
        """The anchor of that instant, which is one of those asked for."""
        return self._sums()[self.instants.index(instant)]

    @property
    def whole(self) -> Anchor:
        """The anchor of all there is."""
        return self._sums()[-1]

    def __add__(self, other: "Anchors") -> "Anchors":
        """The anchors of two disjoint sets of cards, at the same instants."""
        if self.instants != other.instants:
            raise ValueError("anchors of different instants do not add")
        both = zip(self.steps, other.steps, strict=True)
        return Anchors(instants=self.instants, steps=[one + another for one, another in both])

    def _sums(self) -> list[Anchor]:
        return list(accumulate(self.steps))
