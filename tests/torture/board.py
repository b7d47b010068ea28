"""What the scanners and whoever kills the server see of each other: numbers in a mapped file."""

import mmap
from pathlib import Path

_CLOSING = 0


class Board:
    """For each scanner, how many requests it has on the way and how many operations are settled.

    A file outlives whoever writes to it, and each number has one writer.
    """

    def __init__(self, path: Path, scanners: int) -> None:
        if not path.exists():
            path.write_bytes(bytes(4 * (1 + 2 * scanners)))
        with path.open("r+b") as file:
            self._numbers = memoryview(mmap.mmap(file.fileno(), 0)).cast("I")
        self._scanners = scanners

    @property
    def in_flight(self) -> int:
        """Requests that were sent and not answered yet."""
        return sum(self._numbers[1 + n] for n in range(self._scanners))

    @property
    def settled(self) -> int:
        """Operations that have their last answer."""
        return sum(self._numbers[1 + self._scanners + n] for n in range(self._scanners))

    @property
    def closing(self) -> bool:
        """Whether the scanners are to finish what they have begun, and go."""
        return bool(self._numbers[_CLOSING])

    def close(self) -> None:
        """Ask them to."""
        self._numbers[_CLOSING] = 1

    def on_the_way(self, scanner: int, change: int) -> None:
        """A scanner has one request more, or one fewer, on the way."""
        self._numbers[1 + scanner] += change

    def settle(self, scanner: int) -> None:
        """A scanner has the last answer to one more operation."""
        self._numbers[1 + self._scanners + scanner] += 1
