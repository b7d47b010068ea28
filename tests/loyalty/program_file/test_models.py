"""What a card counts, in its file: stamps, points, cashback, a club, a donation."""

from typing import Any

import pytest

from loyalty.models.cashback import CashbackRule
from loyalty.models.club import ClubRule
from loyalty.models.donation import DonationRule
from loyalty.models.points import PointRule
from loyalty.models.stamps import StampRule, Step
from loyalty.rewards import Perk, RewardId
from tests.loyalty.program_file.files import (
    CLUB,
    COFFEE,
    PERK,
    paths,
    put,
    read,
    refused,
    shop_data,
    stamps_data,
)

ITEM = {"fr": "un café", "en": "a coffee"}
CAUSE = {"fr": "Refuge de Nantes", "en": "Nantes animal shelter"}
DONATION = {"id": "refuge", "cause": CAUSE}


def points_data(**rule: Any) -> dict[str, Any]:
    return shop_data(points=rule, rewards=[COFFEE | {"points": 100}])


def test_stamps_are_for_items_and_stay_where_nothing_else_is_said() -> None:
    assert read(stamps_data()).stamps == StampRule(
        threshold=9,
        item=ITEM,
        reward=RewardId("coffee"),
        ladder=(),
        carry_over=True,
        spend_minor=None,
        minimum_minor=0,
        expires_months=None,
    )


def test_stamps_may_have_a_ladder_a_spend_a_minimum_and_an_end() -> None:
    stamps = {
        "threshold": 10,
        "item": ITEM,
        "reward": "coffee",
        "ladder": [{"at": 3, "reward": "coffee"}, {"at": 9, "reward": "coffee"}],
        "carry_over": False,
        "spend_minor": 5000,
        "minimum_minor": 300,
        "expires_months": 12,
    }

    coffee = RewardId("coffee")
    assert read(stamps_data(stamps=stamps)).stamps == StampRule(
        threshold=10,
        item=ITEM,
        reward=coffee,
        ladder=(Step(at=3, reward=coffee), Step(at=9, reward=coffee)),
        carry_over=False,
        spend_minor=5000,
        minimum_minor=300,
        expires_months=12,
    )


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        ([9], ["stamps.ladder[0].at"]),
        ([0], ["stamps.ladder[0].at"]),
        ([5, 5], ["stamps.ladder[1].at"]),
        ([5, 3, 4], ["stamps.ladder[1].at"]),
        ([5, 12], ["stamps.ladder[1].at"]),
        (["5"], ["stamps.ladder[0].at"]),
    ],
)
def test_the_steps_of_a_ladder_rise_before_the_threshold(
    steps: list[object], wrong: list[str]
) -> None:
    ladder = [{"at": at, "reward": "coffee"} for at in steps]

    assert paths(put(stamps_data(), "stamps.ladder", ladder)) == wrong


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("threshold", 1),
        ("threshold", 51),
        ("item", {"fr": "x" * 41, "en": "a coffee"}),
        ("reward", ""),
        ("ladder", {"at": 5, "reward": "coffee"}),
        ("carry_over", 1),
        ("carry_over", "yes"),
        ("spend_minor", 0),
        ("spend_minor", 50.5),
        ("minimum_minor", -1),
        ("expires_months", 0),
        ("expires_months", 121),
        ("expires_months", True),
    ],
)
def test_a_stamp_rule_that_cannot_be_is_refused(key: str, value: object) -> None:
    (wrong,) = paths(put(stamps_data(), f"stamps.{key}", value))

    assert wrong.startswith(f"stamps.{key}")


def test_one_point_for_one_euro_where_nothing_else_is_said() -> None:
    assert read(points_data()).points == PointRule(points=1, per_minor=100)


def test_points_may_be_so_many_for_so_much_with_parts_left_out() -> None:
    rule = {"points": 3, "per_minor": 250, "excluded": ["tabac", "carte-cadeau"]}
    rest = {"minimum_minor": 500, "expires_months": 24}

    assert read(points_data(**rule, **rest)).points == PointRule(
        points=3,
        per_minor=250,
        excluded=("tabac", "carte-cadeau"),
        minimum_minor=500,
        expires_months=24,
    )


@pytest.mark.parametrize("excluded", ["tabac", ["Tabac"], ["tabac", "tabac"], [3], [["tabac"]]])
def test_what_is_excluded_is_named_by_different_ids(excluded: object) -> None:
    assert paths(points_data(excluded=excluded)) == ["points.excluded"]


def test_cashback_is_a_percentage() -> None:
    rule = {"percent": 5, "excluded": ["tabac"], "minimum_minor": 100, "expires_months": 6}

    assert read(shop_data(cashback=rule)).cashback == CashbackRule(
        percent=5, excluded=("tabac",), minimum_minor=100, expires_months=6
    )
    assert read(shop_data(cashback={"percent": 50})).cashback == CashbackRule(percent=50)


@pytest.mark.parametrize("rule", [{}, {"percent": 0}, {"percent": 51}, {"percent": 2.5}])
def test_cashback_is_whole_percents_up_to_a_half(rule: dict[str, object]) -> None:
    assert paths(shop_data(cashback=rule)) == ["cashback.percent"]


def test_a_club_has_a_fee_a_period_and_advantages() -> None:
    percent = {"kind": "percent", "percent": 10, "words": {"fr": "10 %", "en": "10%"}}
    club = {"fee_minor": 3000, "months": 12, "perks": [percent, PERK]}

    plain = read(shop_data(club=club)).club
    full = read(shop_data(club=club | {"trial_days": 30, "reminder_days": 14})).club

    assert plain == ClubRule(
        fee_minor=3000,
        months=12,
        perks=(
            Perk(kind="percent", words={"fr": "10\u202f%", "en": "10%"}, percent=10),
            Perk(kind="convenience", words={"fr": "livraison offerte", "en": "free delivery"}),
        ),
    )
    assert full and (full.trial_days, full.reminder_days) == (30, 14)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"perks": []}, "club.perks"),
        ({"perks": [PERK | {"percent": 10}]}, "club.perks[0].percent"),
        ({"perks": [PERK | {"kind": "percent"}]}, "club.perks[0].percent"),
        ({"perks": [PERK | {"kind": "gift"}]}, "club.perks[0].kind"),
        ({"fee_minor": 0}, "club.fee_minor"),
        ({"months": 25}, "club.months"),
        ({"trial_days": 91}, "club.trial_days"),
        ({"reminder_days": 91}, "club.reminder_days"),
    ],
)
def test_a_club_that_cannot_be_is_refused(changed: dict[str, Any], wrong: str) -> None:
    assert paths(shop_data(club=CLUB | changed)) == [wrong]


def test_a_club_without_advantages_is_told_to_write_one() -> None:
    (error,) = refused(shop_data(club=CLUB | {"perks": []}))

    assert error["hint"] == "write at least one [[club.perks]]"


def test_a_donation_is_a_part_of_a_purchase_or_so_much_for_each() -> None:
    part = read(shop_data(donation=DONATION | {"percent": 2})).donation
    each = read(shop_data(donation=DONATION | {"fixed_minor": 20})).donation

    assert part == DonationRule(cause_id="refuge", cause=CAUSE, percent=2)
    assert each == DonationRule(cause_id="refuge", cause=CAUSE, fixed_minor=20)


@pytest.mark.parametrize(
    "given", [{}, {"percent": 2, "fixed_minor": 20}, {"percent": 0}, {"percent": 51}]
)
def test_a_donation_is_one_of_both(given: dict[str, int]) -> None:
    assert paths(shop_data(donation=DONATION | given)) == ["donation.percent"]
