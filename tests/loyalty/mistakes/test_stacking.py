"""Discounts that can fall on one purchase of one member."""

from typing import Any

import pytest

from tests.loyalty.mistakes.sensible import ASSUMED, only, plain, rows, sensible
from tests.loyalty.viability.shops import DISCOUNT, PERCENT, reward

REWARDS = [reward("coffee", 100), PERCENT, DISCOUNT]
OFF = {"fr": "une remise", "en": "a discount"}
TEN = {"id": "ten", "reward": "ten-percent"}
TWO = {"id": "two", "reward": "two-off"}


def coupons(*given: dict[str, Any], **more: Any) -> Any:
    return sensible(rewards=REWARDS, coupons=list(given), **more)


def perk(percent: int) -> list[dict[str, Any]]:
    kind = "percent" if percent else "access"
    return [{"kind": kind, "words": OFF} | ({"percent": percent} if percent else {})]


def tiers(*percents: int) -> dict[str, Any]:
    levels = [
        {"id": f"t{n}", "name": {"fr": f"T{n}", "en": f"T{n}"}, "at": n, "perks": perk(percent)}
        for n, percent in enumerate(percents)
    ]
    return {"measure": "visits", "levels": levels}


def test_one_discount_is_no_pile() -> None:
    assert rows(coupons(TEN)) == []


def test_two_coupons_can_be_held_together() -> None:
    found = only(coupons(TEN, TWO), "fr")

    assert (found.row, found.path) == ("M12", "coupons[1].reward")
    assert plain(found.figure) == "« ten » 10 % + « two » 40 % = 50 % sur un même achat."
    assert plain(found.cure) == (
        "Gardez « ten », et donnez autre chose qu’une remise au lieu de « two »."
    )


def test_a_coupon_with_a_least_purchase_is_a_share_of_that() -> None:
    assert "“two” 10%" in only(coupons(TEN, TWO | {"minimum_minor": 2000})).figure


def test_without_any_basket_a_discount_in_money_has_no_share() -> None:
    assert rows(coupons(TEN, TWO, assumptions=None)) == [("M13", "assumptions")]


def test_a_coupon_for_an_item_is_no_discount() -> None:
    assert rows(coupons(TEN, {"id": "gift", "reward": "coffee"})) == []


def test_coupons_of_different_seasons_never_meet() -> None:
    spring = TEN | {"first_day": "2026-03-01", "last_day": "2026-05-31"}
    summer = TWO | {"first_day": "2026-06-01", "last_day": "2026-08-31"}

    assert rows(coupons(spring, summer)) == []
    assert rows(coupons(spring, summer | {"first_day": "2026-05-31"})) != []


def test_coupons_for_people_who_are_not_the_same_never_meet() -> None:
    new, lapsed = TEN | {"segment": "new"}, TWO | {"segment": "lapsed"}

    assert rows(coupons(new, lapsed)) == []
    assert rows(coupons(new, TWO)) == [("M12", "coupons[1].reward")]


def test_the_worst_combination_is_named() -> None:
    new, lapsed = TEN | {"segment": "new"}, TWO | {"segment": "lapsed"}
    third = {"id": "all", "reward": "ten-percent"}

    found = only(coupons(new, lapsed, third))

    assert found.figure == "“two” 40% + “all” 10% = 50% on one purchase."


def test_the_largest_tier_counts_once() -> None:
    found = only(coupons(TEN, tiers=tiers(0, 2, 5, 3)))

    assert (found.row, found.path) == ("M12", "coupons[0].reward")
    assert found.figure == "“T2” 5% + “ten” 10% = 15% on one purchase."


def test_tiers_without_a_discount_pile_nothing_up() -> None:
    assert rows(coupons(TEN, tiers=tiers(0, 0))) == []


def test_a_club_adds_its_discount() -> None:
    club = {"fee_minor": 2000, "months": 12, "perks": perk(10)}
    assumed = ASSUMED | {"basket_minor": 1000}

    found = rows(sensible(rewards=REWARDS, club=club, coupons=[TEN], assumptions=assumed))

    assert ("M12", "coupons[0].reward") in found


def test_a_club_and_a_tier_are_kept_in_that_order() -> None:
    club = {"fee_minor": 900, "months": 12, "perks": perk(5)}

    found = only(sensible(rewards=REWARDS, club=club, tiers=tiers(0, 3)), "fr")

    assert (found.row, found.path) == ("M12", "club.perks")
    assert plain(found.figure) == "« T1 » 3 % + le club 5 % = 8 % sur un même achat."


def test_a_club_without_a_discount_piles_nothing_up() -> None:
    club = {"fee_minor": 900, "months": 12, "perks": perk(0)}

    assert rows(coupons(TEN, club=club)) == []


WINDOW = {
    "name": {"fr": "Double", "en": "Double"},
    "multiplier_percent": 200,
    "first_day": "2026-12-01",
    "last_day": "2026-12-24",
}


def test_a_window_that_doubles_credit_is_a_discount() -> None:
    found = only(
        sensible(
            stamps=None,
            cashback={"percent": 5},
            rewards=REWARDS,
            coupons=[TEN],
            windows=[WINDOW, WINDOW | {"multiplier_percent": 150}],
        )
    )

    assert (found.row, found.path) == ("M12", "coupons[0].reward")
    assert found.figure == "“Double” 5% + “ten” 10% = 15% on one purchase."


@pytest.mark.parametrize("model", ["stamps", "cashback"])
def test_a_window_for_stamps_takes_nothing_off_and_no_window_is_none(model: str) -> None:
    more: dict[str, Any] = {"windows": [WINDOW]}
    if model == "cashback":
        more = {"stamps": None, "cashback": {"percent": 5}}

    assert rows(sensible(rewards=REWARDS, coupons=[TEN], **more)) == []


def test_a_window_all_year_long_meets_a_coupon_of_any_day() -> None:
    always = {name: value for name, value in WINDOW.items() if not name.endswith("_day")}
    program = sensible(
        stamps=None, cashback={"percent": 5}, rewards=REWARDS, coupons=[TEN], windows=[always]
    )

    assert rows(program) == [("M12", "coupons[0].reward")]
