"""Cashback: a percentage comes back as credit in cents, to pay with in part or whole (A14)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CashbackRule:
    """``percent`` of every purchase becomes credit; a fraction of a cent is carried forward.

    ``excluded`` and ``minimum_minor`` are as for points. Credit ends ``expires_months`` after
    the month of the purchase.
    """

    percent: int
    excluded: tuple[str, ...] = ()
    minimum_minor: int = 0
    expires_months: int | None = None

    def worth(self, counted_minor: int, multiplier: int) -> tuple[int, int]:
        """Cents of credit for an amount as a numerator and a denominator."""
        return counted_minor * self.percent * multiplier, 100 * 100
