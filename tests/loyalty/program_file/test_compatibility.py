"""What cannot go together in a program (A18), each with its reason."""

from collections.abc import Mapping
from typing import Any

import pytest

from loyalty.program_file.compatibility import REFUSALS
from tests.loyalty.program_file.files import (
    CLUB,
    COFFEE,
    COUPON,
    LEVEL,
    TEN,
    paths,
    read,
    refused,
    shop_data,
    stamps_data,
)

POINTS = {"points": {}, "rewards": [COFFEE | {"points": 100}]}
CASHBACK = {"cashback": {"percent": 5}}
DONATION = {"donation": {"id": "refuge", "cause": {"fr": "Refuge", "en": "Shelter"}, "percent": 2}}
WINDOW = {"name": {"fr": "Mardi", "en": "Tuesday"}, "multiplier_percent": 200}
GOLD = {"id": "or", "name": {"fr": "Or", "en": "Gold"}, "at": 50, "multiplier_percent": 150}
TIERS = {"measure": "spend", "levels": [LEVEL, GOLD]}
UNIT = {"units": 1}
MISSION = {"id": "gobelet", "name": {"fr": "a", "en": "a"}, "proof": "staff"} | UNIT
LAUNCH = {"at": "2026-03-02 09:00", "first_week": 2, "first_day": 3}
HELLO = {"on": "welcome", "to": "club", "text": {"fr": "Bonjour", "en": "Hello"}}
BY_SPEND = {"stamps": stamps_data()["stamps"] | {"spend_minor": 5000}}

REFUSED: Mapping[str, tuple[dict[str, Any], list[str]]] = {
    "no model": (shop_data(), ["stamps"]),
    "stamps + points": (stamps_data(**POINTS), ["points"]),
    "stamps + cashback": (stamps_data(**CASHBACK), ["cashback"]),
    "points + cashback": (shop_data(**POINTS, **CASHBACK), ["cashback"]),
    "windows without a counter": (shop_data(club=CLUB, windows=[WINDOW]), ["windows"]),
    "tier multiplier without a counter": (
        shop_data(**DONATION, tiers=TIERS),
        ["tiers.levels[1].multiplier_percent"],
    ),
    "stamps for items + broken multiplier": (
        stamps_data(tiers=TIERS, windows=[WINDOW, WINDOW | {"multiplier_percent": 250}]),
        ["tiers.levels[1].multiplier_percent", "windows[1].multiplier_percent"],
    ),
    "tiers by points without points": (
        stamps_data(tiers={"measure": "points", "levels": [LEVEL]}),
        ["tiers.measure"],
    ),
    "price in points without points": (
        stamps_data(rewards=[COFFEE, TEN | {"points": 100}]),
        ["rewards[1].points"],
    ),
    "points without a price": (shop_data(points={}, rewards=[COFFEE]), ["points"]),
    "units without a counter": (
        shop_data(
            club=CLUB,
            missions=[MISSION],
            welcome=UNIT,
            launch=LAUNCH,
            referral={"friend": UNIT, "referrer": UNIT},
        ),
        [
            "launch.first_day",
            "launch.first_week",
            "missions[0].units",
            "referral.friend.units",
            "referral.referrer.units",
            "welcome.units",
        ],
    ),
    "club members without a club": (
        stamps_data(
            coupons=[COUPON, COUPON | {"id": "club", "segment": "club"}],
            messages=[HELLO | {"to": "new"}, HELLO],
        ),
        ["coupons[1].segment", "messages[1].to"],
    ),
    "rewards without network + no stamps or points": (
        shop_data(**CASHBACK, till={"offline_redemptions": 1}),
        ["till.offline_redemptions"],
    ),
}


def test_every_refusal_has_its_case_here() -> None:
    assert list(REFUSED) == [refusal.name for refusal in REFUSALS]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_what_cannot_go_together_is_refused_with_its_reason(refusal: Any) -> None:
    data, wrong = REFUSED[refusal.name]

    errors = refused(data)

    assert sorted(error["path"] for error in errors) == wrong
    assert {(e["reason"], e["hint"]) for e in errors} == {(refusal.reason, refusal.hint)}


@pytest.mark.parametrize(
    "data",
    [
        stamps_data(**DONATION, club=CLUB),
        shop_data(**POINTS, **DONATION, tiers=TIERS | {"measure": "points"}, windows=[WINDOW]),
        shop_data(**CASHBACK, club=CLUB, welcome=UNIT, launch=LAUNCH),
        stamps_data(**BY_SPEND, tiers=TIERS, windows=[WINDOW | {"multiplier_percent": 150}]),
        stamps_data(tiers={"measure": "spend", "levels": [LEVEL]}, windows=[WINDOW]),
        shop_data(**DONATION, tiers={"measure": "visits", "levels": [LEVEL]}),
        shop_data(**CASHBACK, till={"asks_first": True, "offline_redemptions": 0}),
        shop_data(**POINTS, till={"offline_redemptions": 1}),
        shop_data(
            club=CLUB,
            rewards=[COFFEE],
            coupons=[COUPON | {"segment": "club"}],
            welcome={"coupon": "merci"},
            launch={"at": "2026-03-02 09:00"},
            messages=[HELLO],
        ),
    ],
)
def test_what_goes_together_is_taken(data: dict[str, Any]) -> None:
    assert read(data).model


def test_two_counters_are_told_together_with_other_errors() -> None:
    assert paths(stamps_data(**CASHBACK, name="")) == ["cashback", "name"]
