"""How many stay: exact shares, and counts that cannot be true."""

from fractions import Fraction

import pytest

from loyalty.retention import Cohort, retention_rate


def test_200_then_250_of_whom_70_are_new_is_90_percent_exactly_o1() -> None:
    assert retention_rate(200, 250, 70) == Fraction(90, 100)


def test_churn_is_the_rest_of_the_same_cohort_o1() -> None:
    cohort = Cohort(start=200, end=250, kept=180, lost=20, new=70)

    assert cohort.retention == Fraction(90, 100)
    assert cohort.churn == Fraction(10, 100)


def test_those_who_came_back_were_not_kept() -> None:
    cohort = Cohort(start=10, end=12, kept=8, lost=2, new=1, returned=3)

    assert cohort.retention == Fraction(8, 10)


@pytest.mark.parametrize(
    ("start", "end", "new", "rate"), [(3, 2, 0, Fraction(2, 3)), (5, 0, 0, 0), (5, 9, 4, 1)]
)
def test_a_rate_is_an_exact_share_from_none_to_all(
    start: int, end: int, new: int, rate: Fraction
) -> None:
    assert retention_rate(start, end, new) == rate


def test_an_empty_start_has_no_rate_and_not_a_rate_of_nothing() -> None:
    ben_only = Cohort(end=1, new=1)

    assert Cohort() == Cohort(start=0, end=0, kept=0, lost=0, new=0, returned=0)
    assert retention_rate(0, 1, 1) is None
    assert (ben_only.retention, ben_only.churn) == (None, None)


@pytest.mark.parametrize(
    ("start", "end", "new"),
    [(10, 5, 6), (10, 12, 1), (-1, 0, 0), (0, -1, 0), (1, 0, -1), (0, 1, 0)],
)
def test_counts_that_cannot_be_true_are_an_error(start: int, end: int, new: int) -> None:
    with pytest.raises(ValueError, match=f"S={start}, E={end}, N={new}"):
        retention_rate(start, end, new)
