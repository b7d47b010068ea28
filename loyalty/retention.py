"""How many customers stay: one cohort, counted, never guessed (G1, G2, G8)."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Active customers at the start and at the end of a period, and how they moved.

    Active is "seen within the program's window". ``start`` = kept + lost; ``end`` = kept +
    new + returned, where ``new`` were seen for the first time ever in the period and
    ``returned`` had been away for longer than the window.
    """

    start: int = 0
    end: int = 0
    kept: int = 0
    lost: int = 0
    new: int = 0
    returned: int = 0

    @property
    def retention(self) -> Fraction | None:
        """Share of those at the start who are still there; ``None`` for an empty start."""
        return retention_rate(self.start, self.end, self.new + self.returned)

    @property
    def churn(self) -> Fraction | None:
        """1 - retention, on the same cohort."""
        kept = self.retention
        return None if kept is None else 1 - kept


def retention_rate(start: int, end: int, new: int) -> Fraction | None:
    """(E - N) / S as an exact fraction, 0 to 1.

    ``start`` customers at the beginning, ``end`` at the end, of whom ``new`` were not there
    at the beginning. ``None`` when nobody was there at the start. Raises ``ValueError`` when
    the counts cannot be true: fewer at the end than came, or more kept than there were.
    """
    kept = end - new
    if min(start, end, new) < 0 or kept < 0 or kept > start:
        raise ValueError(f"no cohort has S={start}, E={end}, N={new}")
    return Fraction(kept, start) if start else None
