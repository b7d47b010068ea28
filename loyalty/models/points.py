"""Points: so many for so much spent, exchanged for what the catalogue offers (A1, A2)."""

from dataclasses import dataclass


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
