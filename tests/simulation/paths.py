"""Every order in which workers can take their turns, one after the other."""

from collections.abc import Callable
from datetime import timedelta


class Path:
    """Chooses as it is told, then always the first; keeps among how many it chose."""

    def __init__(self, told: list[int]) -> None:
        self._told = told
        self.widths: list[int] = []

    def worker(self, ready: int) -> int:
        place = len(self.widths)
        self.widths.append(ready)
        return self._told[place] if place < len(self._told) else 0

    def turn(self) -> timedelta:
        """Time stands still."""
        return timedelta(0)

    def following(self) -> list[int] | None:
        """What to tell the next path, depth first; ``None``: this was the last one."""
        told = [*self._told, *[0] * (len(self.widths) - len(self._told))]
        while told and told[-1] + 1 >= self.widths[len(told) - 1]:
            told.pop()
        return [*told[:-1], told[-1] + 1] if told else None


def every_path(play: Callable[[Path], None]) -> int:
    """Play all of them; gives how many there were."""
    told: list[int] | None = []
    played = 0
    while told is not None:
        path = Path(told)
        play(path)
        played += 1
        told = path.following()
    return played
