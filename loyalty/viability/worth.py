"""What a customer is worth over the years (G3-G5): the articles' formula, in two labelled versions.

The formula gives revenue; one article calls it a profit (trap 2). Both are given here, under
their own names, and never one of them for the other.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal["week", "month", "year"]

_MONTHS: dict[Unit, int] = {"month": 1, "year": 12}
"""Units that turn into each other exactly; weeks turn into neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many purchases in each week, month or year."""

    times: int | Fraction
    per: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """So many weeks, months or years, not necessarily whole."""

    count: int | Fraction
    unit: Unit

    def counted_in(self, unit: Unit) -> Fraction:
        """Its length in that unit; raises ``ValueError`` where that is not exact.

        A year is 12 months. Neither is a whole number of weeks.
        """
        if unit == self.unit:
            return Fraction(self.count)
        if unit not in _MONTHS or self.unit not in _MONTHS:
            raise ValueError(f"a {self.unit} is no exact number of {unit}s")
        return Fraction(self.count) * _MONTHS[self.unit] / _MONTHS[unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Minor units that a customer spends in all, and what is left of it after the goods."""

    revenue_minor: Fraction
    margin_minor: Fraction


def purchase_frequency(purchases: int, buyers: int, period: Span) -> Rate | None:
    """Purchases for each distinct buyer in a period (G5); ``None`` without buyers or period."""
    if not buyers or not period.count:
        return None
    return Rate(times=Fraction(purchases, buyers) / Fraction(period.count), per=period.unit)


def lifetime_value(average_purchase_minor: int | Fraction, rate: Rate, span: Span) -> Fraction:
    """Revenue of one customer: (average purchase x frequency) x lifetime (O9, G3).

    Raises ``ValueError`` where frequency and lifetime are in units that do not convert exactly.
    """
    return Fraction(average_purchase_minor) * rate.times * span.counted_in(rate.per)


def customer_worth(
    average_purchase_minor: int | Fraction, rate: Rate, span: Span, *, margin_percent: int
) -> Worth:
    """Lifetime value as revenue and as margin (G4); raises ``ValueError`` as its formula does."""
    revenue = lifetime_value(average_purchase_minor, rate, span)
    return Worth(revenue_minor=revenue, margin_minor=revenue * margin_percent / 100)
