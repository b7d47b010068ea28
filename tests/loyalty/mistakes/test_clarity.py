"""Rules that are grasped in five seconds, and rates that need no calculator."""

from typing import Any

import pytest

from tests.loyalty.mistakes.sensible import ASSUMED, by_points, only, plain, rows, sensible
from tests.loyalty.viability.shops import reward, stamps


def named(stamp: str, gift: str, **more: Any) -> Any:
    """After nine of one thing, another is free."""
    item = {"fr": "un café", "en": stamp}
    sellers = {"basket_minor": 500, "margin_percent": 65, "rhythm_days": 7}
    rewards = [reward("coffee", 100, item={"fr": "un thé", "en": gift})]
    return sensible(stamps=stamps(item=item), rewards=rewards, assumptions=sellers, **more)


def test_o17_eighteen_words_are_read_in_five_seconds() -> None:
    assert rows(named("a b c d e f g h", "a j k l m n o")) == []


def test_o17_nineteen_words_are_too_many() -> None:
    found = only(named("a b c d e f g", "a j k l m n o p q"))

    assert (found.row, found.path) == ("M1", "rewards[0].item")
    assert found.figure == (
        "“After 9 b c d e f gs, the j k l m n o p q is free.”: 19 words, 18 at most."
    )
    assert found.cure == "Take 1 word off “a j k l m n o p q” and “a b c d e f g”."


def test_the_longest_name_is_where_to_begin() -> None:
    assert only(named("a j k l m n o p q", "a b c d e f g")).path == "stamps.item"


def test_one_number_to_compute_with_and_one_in_a_name_are_grasped() -> None:
    assert rows(named("a coffee", "a 25 cl tea")) == []


def test_three_numbers_are_not() -> None:
    found = only(named("a 33 cl coffee", "a 25 cl tea"))

    assert (found.row, found.figure[-22:]) == ("M1", " 3 numbers, 2 at most.")
    assert found.cure == "Take 1 of the numbers off “a 33 cl coffee” and “a 25 cl tea”."


def test_a_rule_for_points_is_named_by_its_cheapest_reward() -> None:
    words = "a b c d e f g h i j k l m n o"
    dear = reward("tea", 300, points=200)
    coffee = reward("coffee", 100, points=50, item={"fr": "un café", "en": words})

    found = only(by_points(dear, coffee))

    assert (found.row, found.path) == ("M1", "rewards[1].item")


def test_numbers_of_a_clubs_first_advantage_count() -> None:
    perk = {"kind": "convenience", "words": {"fr": "un service", "en": "3 books for 2"}}
    club = {"fee_minor": 3000, "months": 12, "perks": [perk]}

    found = only(sensible(stamps=None, club=club))

    assert (found.row, found.path) == ("M1", "club.perks[0].words")


def test_numbers_of_a_cause_count() -> None:
    cause = {"fr": "Le refuge", "en": "Shelters 44 and 49"}

    found = only(sensible(stamps=None, donation={"id": "x", "cause": cause, "percent": 2}))

    assert (found.row, found.path) == ("M1", "donation.cause")


@pytest.mark.parametrize(
    ("points", "per_minor"),
    [(1, 100), (5, 100), (10, 100), (20, 200), (15, 100), (1, 200), (2, 2000), (1, 2500)],
)
def test_whole_points_for_a_euro_or_euros_for_a_point_need_no_calculator(
    points: int, per_minor: int
) -> None:
    price = 40 * 100 * points // per_minor or 1
    program = by_points(
        reward("coffee", 100, points=price), points={"points": points, "per_minor": per_minor}
    )

    assert "M2" not in [row for row, _ in rows(program)]


@pytest.mark.parametrize(
    ("points", "per_minor", "cure"),
    [
        (7, 300, "Give 2 points for €1, not 7 points for €3."),
        (1, 135, "Give 1 point for €1, not 1 point for €1.35."),
        (1, 1200, "Give 1 point for €10, not 1 point for €12."),
        (12, 100, "Give 10 points for €1, not 12 points for €1."),
        (3, 200, "Give 2 points for €1, not 3 points for €2."),
        (2, 500, "Give 1 point for €2, not 2 points for €5."),
    ],
)
def test_an_odd_rate_is_cured_by_the_nearest_round_one(
    points: int, per_minor: int, cure: str
) -> None:
    price = 40 * 100 * points // per_minor or 1
    program = by_points(
        reward("coffee", 100, points=price), points={"points": points, "per_minor": per_minor}
    )

    found = only(program)

    assert (found.row, found.path, found.cure) == ("M2", "points", cure)


@pytest.mark.parametrize(("spend", "told"), [(735, "7 €"), (40, "1 €"), (1250, "12 €")])
def test_stamps_for_odd_amounts_are_cured_by_whole_euros(spend: int, told: str) -> None:
    rule = stamps(9, spend_minor=spend)
    program = sensible(
        stamps=rule,
        rewards=[reward("coffee", 9 * spend // 40)],
        assumptions=ASSUMED | {"basket_minor": spend},
    )

    found = only(program, "fr")

    assert (found.row, found.path) == ("M2", "stamps.spend_minor")
    assert f"tous les {told} au lieu" in plain(found.cure)
