"""Names that tables of a program file use of each other."""

from typing import Any

import pytest

from tests.builders import program_data
from tests.loyalty.program_file.files import (
    COFFEE,
    COUPON,
    LEVEL,
    paths,
    put,
    read,
    refused,
    stamps_data,
)

UNIT = {"units": 1}
MISSION = {"id": "gobelet", "name": {"fr": "a", "en": "a"}, "proof": "staff"}
BADGE = {"id": "ten", "name": {"fr": "Dix", "en": "Ten"}, "of": "visits", "at": 10}
TIERS = {"measure": "visits", "levels": [LEVEL]}
HELLO = {"on": "welcome", "text": {"fr": "Bonjour", "en": "Hello"}}
LADDER = [{"at": 5, "reward": "cookie"}]


@pytest.mark.parametrize(
    ("tables", "wrong"),
    [
        ({"stamps": stamps_data()["stamps"] | {"reward": "tea"}}, "stamps.reward"),
        ({"stamps": stamps_data()["stamps"] | {"ladder": LADDER}}, "stamps.ladder[0].reward"),
        ({"coupons": [COUPON | {"reward": "tea"}]}, "coupons[0].reward"),
        ({"missions": [MISSION | {"coupon": "adieu"}]}, "missions[0].coupon"),
        ({"welcome": {"coupon": "adieu"}}, "welcome.coupon"),
        ({"birthday": {"coupon": "adieu"}}, "birthday.coupon"),
        ({"referral": {"friend": {"coupon": "adieu"}, "referrer": UNIT}}, "referral.friend.coupon"),
        (
            {"referral": {"friend": UNIT, "referrer": {"coupon": "adieu"}}},
            "referral.referrer.coupon",
        ),
        ({"coupons": [COUPON | {"segment": "vip"}]}, "coupons[0].segment"),
        ({"coupons": [COUPON | {"segment": "tier:or"}]}, "coupons[0].segment"),
        ({"messages": [HELLO | {"to": "tier:or"}], "tiers": TIERS}, "messages[0].to"),
    ],
)
def test_what_is_named_must_exist(tables: dict[str, Any], wrong: str) -> None:
    assert paths(stamps_data(**({"coupons": [COUPON]} | tables))) == [wrong]


def test_a_tier_that_exists_can_be_named() -> None:
    to_bronze = [HELLO | {"to": "tier:bronze"}]

    assert read(stamps_data(tiers=TIERS, messages=to_bronze)).messages[0].to == "tier:bronze"


@pytest.mark.parametrize(
    ("tables", "hint"),
    [
        ({"coupons": [COUPON | {"reward": "cofee"}]}, "did you mean coffee?"),
        ({"coupons": [COUPON | {"reward": "tea"}]}, "one of coffee"),
        ({"welcome": {"coupon": "merci"}}, "there is none yet: write one"),
        ({"coupons": [COUPON | {"segment": "regulars"}]}, "did you mean regular?"),
    ],
)
def test_a_name_that_nothing_has_is_told_the_nearest(tables: dict[str, Any], hint: str) -> None:
    (error,) = refused(stamps_data(**tables))

    assert error["hint"] == hint


def test_the_error_says_where_the_name_was_looked_for() -> None:
    (error,) = refused(put(stamps_data(), "stamps.reward", "croissant"))

    assert error["reason"] == "names 'croissant', which is not in [[rewards]]"


@pytest.mark.parametrize("rewards", ["coffee", [COFFEE | {"id": "Coffee"}]])
def test_a_name_is_not_judged_by_rows_that_could_not_be_read(rewards: object) -> None:
    (wrong,) = paths(stamps_data(rewards=rewards))

    assert wrong in ("rewards", "rewards[0].id")


def test_a_tier_is_not_judged_by_levels_that_could_not_be_read() -> None:
    coupon = COUPON | {"segment": "tier:or"}

    tiers = {"measure": "visits", "levels": [LEVEL | {"id": "Or"}]}
    assert paths(stamps_data(tiers=tiers, coupons=[coupon])) == ["tiers.levels[0].id"]
    assert paths(stamps_data(tiers={"measure": "visits"}, coupons=[coupon])) == ["tiers.levels"]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("shops", {"id": "orfevres", "name": "Orfèvres"}),
        ("rewards", COFFEE),
        ("coupons", COUPON),
        ("missions", MISSION | UNIT),
        ("badges", BADGE),
    ],
)
def test_an_id_given_twice_is_refused_at_the_second(kind: str, row: dict[str, Any]) -> None:
    (error,) = refused(stamps_data(**{kind: [row, row]}))

    assert error["path"] == f"{kind}[1].id"
    assert error["reason"] == f"is {row['id']!r} once more"


def test_a_tier_given_twice_is_refused_at_the_second() -> None:
    levels = [LEVEL, LEVEL | {"at": 10}]

    assert paths(stamps_data(tiers={"measure": "visits", "levels": levels})) == [
        "tiers.levels[1].id"
    ]


def test_two_ids_that_could_not_be_read_are_not_taken_for_the_same() -> None:
    data = program_data()
    data["shops"] = [{"id": "Rue A", "name": "A"}, {"id": "Rue B", "name": "B"}]

    assert paths(data) == ["shops[0].id", "shops[1].id"]
