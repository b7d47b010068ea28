"""Rewards and coupons in a program file."""

from datetime import date
from typing import Any

import pytest

from loyalty.errors import BadConfiguration
from loyalty.gifts.coupons import Coupon
from loyalty.rewards import REWARD_KINDS, Reward, RewardId
from tests.builders import program, program_data
from tests.loyalty.program_file.files import COFFEE, COUPON, TEN, paths, read, refused, stamps_data

ITEM = {"fr": "une chose", "en": "a thing"}


def with_reward(**reward: Any) -> dict[str, Any]:
    return stamps_data(rewards=[COFFEE, {"id": "thing", "item": ITEM} | reward])


def reward_of(**written: Any) -> Reward:
    return read(with_reward(**written)).rewards[1]


def test_a_reward_has_a_cost_and_whatever_else_is_known_of_it() -> None:
    thing = reward_of(
        kind="free_item", cost_minor=60, value_minor=220, perceived_minor=250, expires_days=90
    )

    assert thing == Reward(
        id=RewardId("thing"),
        kind="free_item",
        item=ITEM,
        cost_minor=60,
        value_minor=220,
        perceived_minor=250,
        expires_days=90,
    )


@pytest.mark.parametrize("kind", [k for k in REWARD_KINDS if k not in ("discount", "percent")])
def test_every_kind_but_a_discount_has_its_cost_written(kind: str) -> None:
    partner = {"partner": "Fleurs Odette"} if kind == "partner" else {}

    assert reward_of(kind=kind, cost_minor=0, **partner).kind == kind
    assert paths(with_reward(kind=kind, **partner)) == ["rewards[1].cost_minor"]


def test_a_discount_has_what_it_takes_off_and_no_cost() -> None:
    assert reward_of(kind="discount", value_minor=500).value_minor == 500
    assert paths(with_reward(kind="discount")) == ["rewards[1].value_minor"]
    (error,) = refused(with_reward(kind="discount", value_minor=500, cost_minor=500))
    assert error["path"] == "rewards[1].cost_minor"
    assert error["reason"] == "is not written for a discount: it costs the revenue given up"


def test_a_percentage_has_its_percent_and_no_cost() -> None:
    assert reward_of(kind="percent", percent=10).percent == 10
    assert paths(with_reward(kind="percent")) == ["rewards[1].percent"]
    assert paths(with_reward(kind="percent", percent=101)) == ["rewards[1].percent"]
    assert paths(with_reward(kind="percent", percent=10, cost_minor=0)) == ["rewards[1].cost_minor"]


def test_a_partner_is_named_for_a_partner_s_reward_only() -> None:
    bouquet = reward_of(kind="partner", cost_minor=400, partner="Fleurs Odette")

    assert bouquet.partner == "Fleurs Odette"
    assert paths(with_reward(kind="partner", cost_minor=400)) == ["rewards[1].partner"]
    assert paths(with_reward(kind="access", cost_minor=0, partner="Odette")) == [
        "rewards[1].partner"
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "credit"),
        ("id", "Coffee"),
        ("kind", "gift"),
        ("item", {"fr": "une chose", "en": ""}),
        ("cost_minor", -1),
        ("cost_minor", 0.6),
        ("cost_minor", 10_000_001),
        ("value_minor", 0),
        ("percent", 10),
        ("perceived_minor", -1),
        ("points", 0),
        ("points", 100_001),
        ("expires_days", 0),
        ("expires_days", 3651),
    ],
)
def test_a_reward_that_cannot_be_is_refused(key: str, value: object) -> None:
    written = {"kind": "free_item", "cost_minor": 60} | {key: value}

    place = paths(with_reward(**written))[0]
    assert place.startswith(f"rewards[1].{key}")


def test_a_coupon_has_a_reward_and_no_end_where_nothing_else_is_said() -> None:
    coupon = read(stamps_data(coupons=[COUPON])).coupons[0]

    assert coupon == Coupon(id="merci", reward=RewardId("coffee"))


def test_a_coupon_has_a_time_a_minimum_and_those_it_is_for() -> None:
    coupon = {
        "id": "fete",
        "reward": "ten",
        "days": 30,
        "minimum_minor": 2000,
        "first_day": "2026-03-01",
        "last_day": "2026-12-31",
        "segment": "regular",
    }

    assert read(stamps_data(rewards=[COFFEE, TEN], coupons=[coupon])).coupons == (
        Coupon(
            id="fete",
            reward=RewardId("ten"),
            days=30,
            minimum_minor=2000,
            first_day=date(2026, 3, 1),
            last_day=date(2026, 12, 31),
            segment="regular",
        ),
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [("days", 0), ("days", 3651), ("minimum_minor", -1), ("last_day", "31/12/2026"), ("id", "")],
)
def test_a_coupon_that_cannot_be_is_refused(key: str, value: object) -> None:
    assert paths(stamps_data(coupons=[COUPON | {key: value}])) == [f"coupons[0].{key}"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("des chouquettes", "des"), ("Le café du jour", "Le"), ("2 croissants", "2"), ("l’eau", "l’")],
)
def test_a_thing_without_its_own_article_is_refused_with_an_example(words: str, found: str) -> None:
    with pytest.raises(BadConfiguration) as wrong:
        program(stamps__item={"fr": words, "en": "a coffee"})

    (error,) = wrong.value.facts["errors"]
    assert (error["path"], error["reason"]) == ("stamps.item.fr", f"cannot begin with {found!r}")
    assert "un café" in error["hint"]


def test_a_discount_is_named_as_the_shop_likes() -> None:
    row = {"id": "off", "kind": "discount", "value_minor": 200}
    item = {"fr": "2 € de moins", "en": "the €2 discount"}
    rewards = [*program_data()["rewards"], row | {"item": item}]

    assert program(rewards=rewards).reward("off").item["fr"] == "2\u202f€ de moins"
