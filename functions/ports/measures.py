"""What the tills measure of themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from functions.records import Measure


class Measures(Protocol):
    """Counts of a till's day, as the till last sent them."""

    def keep(self, program: str, measure: Measure) -> None:
        """Write them in place of what is there, unless there are as many scans there already."""
        ...

    def since(self, program: str, day: date) -> Sequence[Measure]:
        """Every till's days from that one on, in order of the days."""
        ...
