"""Gifts without a purchase, weighed by what a regular spends meanwhile."""

from typing import Any

import pytest

from tests.loyalty.mistakes.sensible import LAUNCH, only, rows, sensible

CUP = {"id": "cup", "name": {"fr": "Un gobelet", "en": "A cup"}, "proof": "declared", "units": 9}


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ({"welcome": {"units": 200}}, "welcome"),
        ({"launch": LAUNCH | {"first_week": 500}}, "launch"),
        ({"missions": [CUP | {"cap": 5, "period": "day"}]}, "missions[0]"),
        ({"referral": {"friend": {"units": 100}, "referrer": {"units": 100}}}, "referral"),
    ],
)
def test_a_gift_beyond_five_percent_of_its_periods_spending_is_named(
    tables: dict[str, Any], place: str
) -> None:
    assert ("B9", place) in rows(sensible(**tables))


def test_the_figure_and_the_most_that_it_may_cost_are_told() -> None:
    found = only(sensible(welcome={"units": 200}))

    assert found.figure == "the welcome costs €22.22 for €260.71 spent: 8.5%, 5% at most."
    assert found.cure == "Give what costs you €13.03 at most."


def test_an_ordinary_welcome_is_no_mistake() -> None:
    assert rows(sensible(welcome={"units": 1})) == []


def test_without_assumptions_nothing_is_weighed() -> None:
    assert ("B9", "welcome") not in rows(sensible(welcome={"units": 200}, assumptions=None))
