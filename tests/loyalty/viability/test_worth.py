"""What a customer is worth: revenue and margin, in units that fit."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.viability.worth import (
    Rate,
    Span,
    Unit,
    customer_worth,
    lifetime_value,
    purchase_frequency,
)

factors = st.integers(0, 1_000_000).map(lambda hundredths: Fraction(hundredths, 100))
quick = settings(deadline=None, max_examples=30)


def worth(average: Fraction, times: Fraction, years: Fraction) -> Fraction:
    return lifetime_value(average, Rate(times=times, per="month"), Span(count=years, unit="year"))


@quick
@given(factors, factors, factors, factors)
def test_o9_lifetime_value_is_linear_in_each_factor(
    average: Fraction, times: Fraction, years: Fraction, factor: Fraction
) -> None:
    once = worth(average, times, years)

    assert worth(factor * average, times, years) == factor * once
    assert worth(average, factor * times, years) == factor * once
    assert worth(average, times, factor * years) == factor * once


@quick
@given(factors, factors, factors, factors)
def test_o9_lifetime_value_adds_up_in_each_factor(
    average: Fraction, times: Fraction, years: Fraction, more: Fraction
) -> None:
    once = worth(average, times, years)

    assert worth(average + more, times, years) == once + worth(more, times, years)
    assert worth(average, times + more, years) == once + worth(average, more, years)
    assert worth(average, times, years + more) == once + worth(average, times, more)


def test_o9_twice_a_month_for_three_years_at_10_is_720() -> None:
    rate, span = Rate(times=2, per="month"), Span(count=3, unit="year")

    assert lifetime_value(10_00, rate, span) == 720_00


def test_o9_three_times_a_year_for_18_months_is_four_and_a_half_purchases() -> None:
    rate, span = Rate(times=3, per="year"), Span(count=18, unit="month")

    assert lifetime_value(10_00, rate, span) == 45_00


def test_o9_twice_a_week_for_10_weeks_is_20_purchases() -> None:
    assert lifetime_value(5_00, Rate(times=2, per="week"), Span(count=10, unit="week")) == 100_00


@pytest.mark.parametrize(
    ("per", "unit"),
    [("week", "month"), ("week", "year"), ("month", "week"), ("year", "week")],
)
def test_o9_weeks_do_not_turn_into_months_or_years(per: Unit, unit: Unit) -> None:
    with pytest.raises(ValueError, match="no exact number"):
        lifetime_value(10_00, Rate(times=1, per=per), Span(count=1, unit=unit))


def test_revenue_and_margin_are_told_apart() -> None:
    rate, span = Rate(times=2, per="month"), Span(count=3, unit="year")

    told = customer_worth(10_00, rate, span, margin_percent=65)

    assert (told.revenue_minor, told.margin_minor) == (720_00, 468_00)


def test_purchase_frequency_is_purchases_by_distinct_buyers_and_time() -> None:
    frequency = purchase_frequency(900, 200, Span(count=3, unit="month"))

    assert frequency == Rate(times=Fraction(3, 2), per="month")


@pytest.mark.parametrize(("buyers", "months"), [(0, 3), (200, 0)])
def test_without_buyers_or_time_there_is_no_frequency(buyers: int, months: int) -> None:
    assert purchase_frequency(900, buyers, Span(count=months, unit="month")) is None
