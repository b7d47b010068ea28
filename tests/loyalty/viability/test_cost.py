"""The cost of a reward beside the spending that earns it, to the cent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.viability.cost import (
    allowed_cost,
    break_even_visits,
    cost_rate,
    sound_visits,
    spend_for,
    verdict,
    visits_for,
)

amounts = st.integers(1, 10_000_000)


def test_o2_a_coffee_of_1_for_50_spent_costs_2_percent() -> None:
    rate = cost_rate(1_00, 50_00)

    assert rate == Fraction(2, 100)
    assert verdict(rate) == "sound"


def test_without_spending_there_is_no_rate() -> None:
    assert cost_rate(1_00, 0) is None


@pytest.mark.parametrize(
    ("cost", "said"),
    [(49, "too_mean"), (50, "sound"), (2_50, "sound"), (2_51, "too_dear")],
)
def test_o3_both_ends_of_the_band_are_sound(cost: int, said: str) -> None:
    assert verdict(Fraction(cost, 50_00)) == said


def test_o3_50_spent_allow_a_cost_of_50_cents_to_2_50() -> None:
    assert allowed_cost(50_00) == (50, 2_50)


def test_o3_a_cost_of_1_allows_20_to_100_spent() -> None:
    assert spend_for(1_00) == (20_00, 100_00)


def test_an_allowed_cost_is_rounded_inward() -> None:
    assert allowed_cost(1_99) == (2, 9)


@pytest.mark.parametrize("spend", [0, 1, 19])
def test_where_no_whole_cent_is_sound_none_is_allowed(spend: int) -> None:
    assert allowed_cost(spend) is None


@given(amounts)
def test_both_ends_of_the_spending_for_a_cost_are_sound_and_what_lies_beyond_is_not(
    cost: int,
) -> None:
    least, most = spend_for(cost)

    said = [verdict(Fraction(cost, spend)) for spend in (least - 1, least, most, most + 1)]

    assert said == ["too_dear", "sound", "sound", "too_mean"]


@given(amounts)
def test_the_allowed_cost_and_the_spending_for_it_are_inverse(cost: int) -> None:
    least, most = spend_for(cost)

    assert (allowed_cost(least) or (0, 0))[1] == cost
    assert (allowed_cost(most) or (0, 0))[0] == cost


@given(amounts)
def test_whatever_is_allowed_is_sound_and_a_cent_beyond_is_not(spend: int) -> None:
    if band := allowed_cost(spend):
        costs = (band[0] - 1, band[0], band[1], band[1] + 1)
        said = [verdict(Fraction(cost, spend)) for cost in costs]
        assert said == ["too_mean", "sound", "sound", "too_dear"]


@pytest.mark.parametrize(("spend", "visits"), [(0, 0), (1, 1), (5_00, 1), (5_01, 2), (45_00, 9)])
def test_a_part_of_a_visit_is_a_visit(spend: int, visits: int) -> None:
    assert visits_for(spend, 5_00) == visits


def test_visits_that_spend_nothing_never_come_to_anything() -> None:
    assert visits_for(50_00, 0) is None
    assert sound_visits(1_00, 0) is None


def test_a_cost_of_1_is_sound_after_4_to_20_visits_of_5() -> None:
    assert sound_visits(1_00, 5_00) == (4, 20)


def test_sound_visits_are_rounded_inward() -> None:
    assert sound_visits(1_00, 3_00) == (7, 33)


@pytest.mark.parametrize("cost", [0, 3])
def test_a_cost_too_small_for_a_single_visit_has_no_sound_number(cost: int) -> None:
    assert sound_visits(cost, 5_00) is None


def test_a_reward_of_1_breaks_even_after_4_thirteenths_of_a_visit() -> None:
    extra = break_even_visits(1_00, 5_00, 65)

    assert extra == Fraction(4, 13)
    assert f"{float(extra):.4f}" == "0.3077"


@pytest.mark.parametrize(("basket", "margin"), [(0, 65), (5_00, 0), (5_00, -3)])
def test_where_a_visit_earns_nothing_no_number_of_them_breaks_even(
    basket: int, margin: int
) -> None:
    assert break_even_visits(1_00, basket, margin) is None


@given(amounts, amounts, st.integers(1, 100))
def test_the_margin_of_the_break_even_visits_is_the_cost(
    cost: int, basket: int, margin: int
) -> None:
    extra = break_even_visits(cost, basket, margin)

    assert extra is not None
    assert extra * basket * margin / 100 == cost
