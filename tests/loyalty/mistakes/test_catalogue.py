"""What is offered: something that sells, not only discounts, something in every tier."""

from typing import Any

import pytest

from tests.loyalty.mistakes.sensible import ASSUMED, by_points, only, plain, rows, sensible
from tests.loyalty.viability.shops import DISCOUNT, PERCENT, reward

SCARF = {"fr": "un foulard", "en": "a scarf"}
TWO = [DISCOUNT | {"points": 50}, PERCENT | {"percent": 40, "points": 60}]


def test_a_free_item_that_does_not_sell_is_irrelevant() -> None:
    found = only(sensible(rewards=[reward("coffee", 100, item=SCARF)]), "fr")

    assert (found.row, found.path) == ("M4", "rewards[0].item")
    assert plain(found.figure) == (
        "« un foulard » n’est pas parmi ce qui se vend le mieux : Un café et a tea."
    )
    assert plain(found.cure) == "Offrez plutôt « Un café »."


@pytest.mark.parametrize("sellers", [[], ["le thé", "Foulard"], ["the scarf", "a scarf"]])
def test_a_best_seller_is_known_in_any_language_and_with_or_without_article(
    sellers: list[str],
) -> None:
    assumed = {**ASSUMED, "best_sellers": sellers}

    assert rows(sensible(rewards=[reward("coffee", 100, item=SCARF)], assumptions=assumed)) == []


@pytest.mark.parametrize("gift", [DISCOUNT, PERCENT | {"percent": 40}])
def test_a_discount_on_what_does_not_sell_is_irrelevant(gift: dict[str, Any]) -> None:
    item = {"fr": "une remise sur les foulards", "en": "a discount on scarves"}

    found = only(sensible(rewards=[gift | {"id": "coffee", "item": item}]), "fr")

    assert (found.row, found.path) == ("M4", "rewards[0].item")
    assert plain(found.figure) == (
        "« une remise sur les foulards » ne porte pas sur ce qui se vend le mieux : Un café et "
        "a tea."
    )
    assert plain(found.cure) == "Accordez plutôt la remise sur « Un café »."


def test_a_discount_is_cured_in_english_too() -> None:
    item = {"fr": "2 € sur un foulard", "en": "€2 off a scarf"}

    found = only(sensible(rewards=[DISCOUNT | {"id": "coffee", "item": item}]))

    assert found.figure == "“€2 off a scarf” is not on what sells best: Un café and a tea."
    assert found.cure == "Give the discount on “Un café” instead."


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("2 € sur les cafés", "€2 off a drink"),
        ("2 € sur une boisson", "€2 off teas"),
        ("2 € sur tout", "€2 off scarves"),
        ("2 € sur un foulard", "€2 off your purchase"),
        ("une remise de 2 €", "a €2 discount"),
    ],
)
def test_a_discount_on_what_sells_in_any_language_or_on_no_thing_is_not_irrelevant(
    french: str, english: str
) -> None:
    gift = DISCOUNT | {"id": "coffee", "item": {"fr": french, "en": english}}

    assert rows(sensible(rewards=[gift])) == []


def test_only_what_is_sold_is_something_that_sells() -> None:
    gift = reward("coffee", 100, kind="partner", partner="Fleurs Odette", item=SCARF)

    assert rows(sensible(rewards=[gift])) == []


def test_nothing_but_discounts_is_named() -> None:
    found = only(by_points(*TWO), "fr")

    assert (found.row, found.path) == ("B13", "rewards")
    assert found.figure == "2 récompenses, 2 remises."
    assert plain(found.cure) == "Offrez « Un café » au lieu de l’une d’elles (free_item)."


def test_where_no_best_seller_is_known_any_item_will_do() -> None:
    unknown = {name: value for name, value in ASSUMED.items() if name != "best_sellers"}

    found = only(by_points(*TWO, assumptions=unknown))

    assert found.cure == "Give an item instead of one of them (free_item)."


def test_one_discount_or_one_gift_among_them_is_a_mix() -> None:
    assert rows(by_points(TWO[0])) == []
    assert rows(by_points(*TWO, reward("coffee", 100, points=70))) == []


def tiers(*perks: dict[str, Any], multiplier: int = 100) -> dict[str, Any]:
    level = {
        "id": "blue",
        "name": {"fr": "Bleu", "en": "Blue"},
        "at": 0,
        "multiplier_percent": multiplier,
        "perks": list(perks),
    }
    return {"measure": "visits", "levels": [level]}


EVENING = {"kind": "experience", "words": {"fr": "Soirées", "en": "Evenings"}}


@pytest.mark.parametrize(
    "more",
    [{"tiers": tiers(EVENING)}, {"club": {"fee_minor": 900, "months": 12, "perks": [EVENING]}}],
)
def test_an_advantage_that_is_no_discount_makes_a_mix_too(more: dict[str, Any]) -> None:
    assert rows(by_points(*TWO, **more)) == []


def test_a_first_tier_without_anything_is_empty() -> None:
    found = only(sensible(tiers=tiers()))

    assert (found.row, found.path) == ("A22", "tiers.levels[0].perks")
    assert found.figure == "“Blue”: 0 advantages."
    assert found.cure == "Give “Blue” one advantage, such as gift wrapping (convenience)."


@pytest.mark.parametrize("level", [tiers(EVENING), tiers(multiplier=200)])
def test_a_first_tier_with_an_advantage_or_a_multiplier_is_not(level: dict[str, Any]) -> None:
    assert rows(sensible(tiers=level)) == []
