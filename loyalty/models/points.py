"""Points: so many for so much spent, exchanged for what the catalogue offers (A1, A2)."""

from collections.abc import Mapping
from dataclasses import dataclass

POINTS_MULTIPLE = 100
"""A multiplier is in hundredths: 200 doubles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRule:
    """``points`` for every ``per_minor`` spent, exactly: what is over is carried forward.

    ``excluded`` names categories that earn nothing (tobacco, gift cards). A purchase whose
    counted part is below ``minimum_minor`` earns none. Points end ``expires_months`` after the
    month of their purchase.
    """

    points: int = 1
    per_minor: int = 100
    excluded: tuple[str, ...] = ()
    minimum_minor: int = 0
    expires_months: int | None = None

    def worth(self, counted_minor: int, multiplier: int) -> tuple[int, int]:
        """Points for an amount as a numerator and a denominator."""
        return counted_minor * self.points * multiplier, self.per_minor * 100


def counted_minor(amount_minor: int, parts: Mapping[str, int], excluded: tuple[str, ...]) -> int:
    """What is left of an amount without its excluded parts, never below 0."""
    return max(0, amount_minor - sum(parts.get(name, 0) for name in excluded))
