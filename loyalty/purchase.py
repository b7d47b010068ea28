"""What was bought, and how much of it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from loyalty.entry import Money
from loyalty.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """So many items, for so much; ``parts`` are the amounts of categories that earn nothing.

    ``amount_minor`` is ``None`` where nobody asked for it.
    """

    units: int = 1
    amount_minor: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)

    def money(self, currency: str) -> Money | None:
        """The amount with its currency, where it is known."""
        known = self.amount_minor is not None
        return Money(minor=self.amount_minor or 0, currency=currency) if known else None

    def counted_minor(self, program: Program) -> int:
        """The part of the amount that earns, never below 0 (A1)."""
        amount = self.amount_minor or 0
        if not self.parts:
            return amount
        return max(0, amount - sum(self.parts.get(name, 0) for name in program.excluded))


ONE_ITEM = Purchase()
