"""Assumptions and goal in a program file."""

from datetime import date

import pytest

from loyalty.program import Assumptions, Goal
from tests.loyalty.program_file.files import paths, read, stamps_data

ASSUMED = {"basket_minor": 450, "margin_percent": 65, "rhythm_days": 7}
GOAL = {"kpi": "frequency", "baseline": "1.5", "target": "2", "due": "2026-12-31"}


def test_assumptions_are_what_the_shop_knows_or_guesses() -> None:
    plain = read(stamps_data(assumptions=ASSUMED)).assumptions
    full = read(stamps_data(assumptions=ASSUMED | {"best_sellers": [" un thé"]})).assumptions

    assert plain == Assumptions(basket_minor=450, margin_percent=65, rhythm_days=7)
    assert full and full.best_sellers == (" un thé",)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("basket_minor", 0),
        ("margin_percent", 101),
        ("rhythm_days", 0),
        ("best_sellers", "un café"),
        ("best_sellers", ["un café", ""]),
        ("best_sellers", ["un café", "un café"]),
    ],
)
def test_assumptions_that_cannot_be_are_refused(key: str, value: object) -> None:
    assert paths(stamps_data(assumptions=ASSUMED | {key: value})) == [f"assumptions.{key}"]


def test_a_goal_goes_from_a_baseline_to_a_target_by_a_day() -> None:
    assert read(stamps_data(goal=GOAL)).goal == Goal(
        kpi="frequency", baseline="1.5", target="2", due=date(2026, 12, 31)
    )


@pytest.mark.parametrize("key", GOAL)
def test_a_goal_lacks_nothing(key: str) -> None:
    rest = {known: value for known, value in GOAL.items() if known != key}

    assert paths(stamps_data(goal=rest)) == [f"goal.{key}"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kpi", "k" * 41),
        ("baseline", 1.5),
        ("baseline", "1,5"),
        ("baseline", "-1"),
        ("target", "1e9"),
        ("target", ""),
        ("target", "٢"),
        ("due", "2026-13-01"),
    ],
)
def test_a_goal_that_cannot_be_measured_is_refused(key: str, value: object) -> None:
    assert paths(stamps_data(goal=GOAL | {key: value})) == [f"goal.{key}"]
