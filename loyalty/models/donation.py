"""Donation: a part of every purchase goes to a cause (A13), at the shop's expense."""

from dataclasses import dataclass

from loyalty.language import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DonationRule:
    """``percent`` of every purchase, or ``fixed_minor`` for each, goes to the cause.

    ``cause`` names it as in "Refuge de Nantes"; ``cause_id`` keeps its totals apart when the
    shop chooses another one later.
    """

    cause_id: str
    cause: Words
    percent: int = 0
    fixed_minor: int = 0

    def worth(self, amount_minor: int) -> tuple[int, int]:
        """Cents for the cause as a numerator and a denominator."""
        return amount_minor * self.percent + self.fixed_minor * 100, 100
