"""Every order in which workers can take their turns, one after the other."""

from collections.abc import Callable, Hashable
from datetime import timedelta


class Merged(Exception):
    """All is as it was on an earlier path, and whatever can follow was played from there."""


class Path:
    """Chooses as it is told, then always the first; keeps among how many it chose.

    Once ``reached`` says where it stands, it ends with ``Merged`` where another one of those that
    share ``known`` has been.
    """

    def __init__(self, told: list[int], known: set[Hashable] | None = None) -> None:
        self._told = told
        self._known = set[Hashable]() if known is None else known
        self.reached: Callable[[], Hashable] | None = None
        self.widths: list[int] = []

    def worker(self, ready: int) -> int:
        place = len(self.widths)
        if self.reached and place >= len(self._told):
            self._go_on_from(self.reached())
        self.widths.append(ready)
        return self._told[place] if place < len(self._told) else 0

    def turn(self) -> timedelta:
        """Time stands still."""
        return timedelta(0)

    def _go_on_from(self, reached: Hashable) -> None:
        if reached in self._known:
            raise Merged
        self._known.add(reached)

    def following(self) -> list[int] | None:
        """What to tell the next path, depth first; ``None``: this was the last one."""
        told = [*self._told, *[0] * (len(self.widths) - len(self._told))]
        while told and told[-1] + 1 >= self.widths[len(told) - 1]:
            told.pop()
        return [*told[:-1], told[-1] + 1] if told else None


def every_path(play: Callable[[Path], None]) -> int:
    """Play all of them; gives how many there were."""
    told: list[int] | None = []
    known: set[Hashable] = set()
    played = 0
    while told is not None:
        path = Path(told, known)
        play(path)
        played += 1
        told = path.following()
    return played
