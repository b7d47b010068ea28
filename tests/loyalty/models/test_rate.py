"""So much for so much spent, to the last cent, there and back."""

from datetime import date

import pytest

from loyalty.entry import POINTS, carry_account
from loyalty.models import rate
from loyalty.posting import Posting
from tests.builders import card

DAY = date(2026, 2, 3)


def carrying(units: int, denominator: int) -> Posting:
    held = Posting(card(), DAY)
    held.add(carry_account(POINTS, denominator), units)
    return held


def carried(posting: Posting, denominator: int) -> int:
    return posting.balance(carry_account(POINTS, denominator))


@pytest.mark.parametrize(
    ("numerator", "before", "units", "after"),
    [(29, 0, 2, 9), (1, 9, 1, 0), (0, 9, 0, 9), (100, 5, 10, 5), (5, 5, 1, 0)],
)
def test_whole_units_are_earned_and_the_rest_is_carried(
    numerator: int, before: int, units: int, after: int
) -> None:
    posting = carrying(before, 10)

    assert rate.whole_units(posting, POINTS, numerator, 10) == units
    assert carried(posting, 10) == after


@pytest.mark.parametrize(
    ("numerator", "before", "units", "after"),
    [(29, 9, 2, 0), (9, 9, 0, 0), (5, 9, 0, 4), (10, 0, 1, 0), (11, 0, 2, 9), (0, 3, 0, 3)],
)
def test_the_carry_goes_back_first_and_a_whole_unit_only_where_it_is_too_small(
    numerator: int, before: int, units: int, after: int
) -> None:
    posting = carrying(before, 10)

    assert rate.units_to_return(posting, POINTS, numerator, 10) == units
    assert carried(posting, 10) == after


@pytest.mark.parametrize(("held", "counted"), [(1, 1), (5, 2), (9, 3), (10, 4)])
def test_under_another_rate_the_carry_is_counted_anew_and_rounded_up(
    held: int, counted: int
) -> None:
    posting = carrying(held, 30)

    assert rate.whole_units(posting, POINTS, 0, 10) == 0
    assert (carried(posting, 30), carried(posting, 10)) == (0, counted)


def test_carries_of_several_rates_come_together() -> None:
    posting = carrying(15, 30)
    posting.add(carry_account(POINTS, 10), 6)

    assert rate.whole_units(posting, POINTS, 0, 100) == 1
    assert posting.accounts("carry:") == [carry_account(POINTS, 100)]
    assert carried(posting, 100) == 10


def test_another_accounts_carry_is_left_alone() -> None:
    posting = Posting(card(), DAY)
    posting.add(carry_account(POINTS, 10), 6)

    rate.whole_units(posting, carry_account(POINTS), 0, 10)

    assert carried(posting, 10) == 6
