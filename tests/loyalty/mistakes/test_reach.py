"""How far away a first reward is, and what keeps a customer from ever getting it."""

from typing import Any

import pytest

from tests.loyalty.mistakes.sensible import ASSUMED, by_points, only, plain, rows, sensible
from tests.loyalty.viability.shops import reward, stamps


def card(threshold: int, *, days: int = 7, cost: int | None = None, **more: Any) -> Any:
    """A card of so many stamps for a regular of that rhythm, with a sound reward."""
    sound = threshold * 10 if cost is None else cost
    tables = {"stamps": stamps(threshold), "rewards": [reward("coffee", sound)]}
    return sensible(**tables | {"assumptions": ASSUMED | {"rhythm_days": days}} | more)


@pytest.mark.parametrize(
    ("threshold", "days", "row"),
    [
        (9, 7, None),
        (13, 7, None),
        (14, 7, "A21"),
        (26, 7, "A21"),
        (27, 7, "M3"),
        (5, 60, None),
        (6, 60, "A21"),
        (10, 60, "A21"),
        (11, 60, "M3"),
    ],
)
def test_a_first_reward_is_within_13_weeks_or_5_visits_and_not_beyond_twice_as_much(
    threshold: int, days: int, row: str | None
) -> None:
    found = [(row, "stamps.threshold")] if row else []

    assert rows(card(threshold, days=days)) == found


def test_a_far_reward_is_cured_by_the_most_stamps_within_reach() -> None:
    found = only(card(20))

    assert found.figure == "First reward after 20 visits, that is 20 weeks; 13 visits at most."
    assert found.cure == "Ask for 13 stamps instead of 20."


def test_stamps_of_a_welcome_count() -> None:
    assert rows(card(15, welcome={"units": 2})) == []
    assert only(card(20, welcome={"units": 2})).cure == "Ask for 15 stamps instead of 20."


def test_a_nearer_reward_that_would_be_too_dear_must_cost_less() -> None:
    found = only(card(20, cost=400), "fr")

    assert plain(found.cure) == (
        "Demandez 13 tampons au lieu de 20, et une récompense qui vous coûte 3,25 € au plus."
    )


def test_a_step_on_the_way_is_a_first_reward() -> None:
    rule = stamps(20, ladder=[{"at": 10, "reward": "tea"}])
    rewards = [reward("coffee", 200), reward("tea", 50)]

    assert rows(sensible(stamps=rule, rewards=rewards)) == []


def test_a_first_step_that_is_far_is_named() -> None:
    rule = stamps(20, ladder=[{"at": 15, "reward": "tea"}])
    rewards = [reward("coffee", 200), reward("tea", 50)]

    found = only(sensible(stamps=rule, rewards=rewards))

    assert (found.row, found.path) == ("A21", "stamps.ladder[0].at")
    assert found.cure == "Ask for 13 stamps instead of 15."


def test_points_are_cured_by_a_lower_price() -> None:
    found = only(by_points(reward("coffee", 200, points=80)))

    assert (found.row, found.path) == ("A21", "rewards[0].points")
    assert found.cure == "Ask for 65 points instead of 80."


def test_where_no_price_is_low_enough_the_rate_is() -> None:
    program = by_points(reward("coffee", 200, points=1), points={"points": 1, "per_minor": 10_000})

    found = only(program)

    assert (found.row, found.path) == ("A21", "points.per_minor")
    assert found.cure == "Give a point for every €65."


def test_stamps_for_spending_are_cured_by_the_rate_where_two_are_too_far() -> None:
    rule = stamps(2, spend_minor=5000)

    found = only(sensible(stamps=rule, rewards=[reward("coffee", 200)]), "fr")

    assert (found.row, found.path) == ("A21", "stamps.spend_minor")
    assert plain(found.cure) == "Donnez un tampon tous les 32,50 € au plus."


def test_points_that_end_before_they_buy_anything_are_no_points() -> None:
    program = by_points(reward("coffee", 100, points=60), points={"expires_months": 2})

    found = only(program)

    assert (found.row, found.path) == ("M3", "points.expires_months")
    assert found.figure == "It takes 3 months, and what is earned ends after 2 months."
    assert found.cure == "Let it last 3 months at least."


@pytest.mark.parametrize("months", [3, None])
def test_points_that_last_long_enough_are_fine(months: int | None) -> None:
    rule = {} if months is None else {"expires_months": months}

    assert rows(by_points(reward("coffee", 100, points=60), points=rule)) == []


def test_stamps_can_end_too_early_too() -> None:
    found = only(card(9, stamps=stamps(9, expires_months=1)))

    assert (found.row, found.path) == ("M3", "stamps.expires_months")


@pytest.mark.parametrize(
    ("model", "rule"),
    [
        ("stamps", stamps(9, minimum_minor=600)),
        ("points", {"minimum_minor": 600}),
        ("cashback", {"percent": 3, "minimum_minor": 600}),
    ],
)
def test_purchases_that_never_count_lead_nowhere(model: str, rule: dict[str, Any]) -> None:
    rewards = [reward("coffee", 100, **({"points": 50} if model == "points" else {}))]
    program = sensible(**{"stamps": None, "rewards": rewards, model: rule})

    found = only(program)

    assert (found.row, found.path) == ("M3", f"{model}.minimum_minor")
    assert found.figure == "Average basket €5, and purchases count from €6."
    assert found.cure == "Count purchases from €5 at most."


def test_a_club_has_nothing_to_reach() -> None:
    perks = [{"kind": "access", "words": {"fr": "Ventes privées", "en": "Private sales"}}]

    assert rows(sensible(stamps=None, club={"fee_minor": 9, "months": 12, "perks": perks})) == []
