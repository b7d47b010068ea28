"""Who gains and who loses by new rules."""

from dataclasses import replace
from typing import Any

import pytest

from loyalty.difference import Fate, Reason, fate
from loyalty.holding import Distance
from loyalty.program import Program
from tests.ready_made import holding_card, preset, preset_data

PERK = {"kind": "access", "words": {"fr": "Ventes privées", "en": "Private sales"}}
COOKIE = {"id": "cookie", "kind": "free_item", "item": {"fr": "un cookie", "en": "a cookie"}}
FOULARD = {"id": "foulard", "kind": "free_item", "item": {"fr": "un foulard", "en": "a scarf"}}


def after(old: Program, new: Program, **units: int) -> Fate:
    """What becomes of a card with these units when the second program follows the first."""
    following = replace(new, version=old.version + 1).following(old)
    return fate(old, following, holding_card(old, **units))


def changes(of: Fate) -> list[tuple[str, bool, str]]:
    return [(reason.change, reason.better, reason.what) for reason in of.reasons]


def level(**changed: Any) -> dict[str, Any]:
    """The boutique's tiers with another silver tier."""
    silver = {"id": "argent", "name": {"fr": "Argent", "en": "Silver"}, "at": 30_000} | changed
    bronze = {"id": "bronze", "name": {"fr": "Bronze", "en": "Bronze"}, "at": 0}
    return {"measure": "spend", "months": 12, "levels": [bronze, silver]}


def boutique(**changed: Any) -> Program:
    return preset("boutique", tiers=level(**changed))


def test_the_same_rules_change_nothing() -> None:
    cafe = preset("cafe")

    assert after(cafe, cafe, stamps=5).verdict == "same"


def test_a_lower_threshold_brings_the_reward_nearer() -> None:
    told = after(preset("cafe"), preset("cafe", stamps__threshold=7), stamps=5)

    near, far = Distance(units=2), Distance(units=4)
    assert told.reasons == (
        Reason(change="distance", better=True, what="coffee", before=far, after=near),
    )
    assert told.verdict == "gain"


def test_a_higher_threshold_leaves_a_card_in_progress_as_it_was() -> None:
    assert after(preset("cafe"), preset("cafe", stamps__threshold=12), stamps=5).verdict == "same"


def test_a_higher_threshold_is_further_for_a_card_that_holds_nothing_yet() -> None:
    told = after(preset("cafe"), preset("cafe", stamps__threshold=12))

    assert changes(told) == [("distance", False, "coffee")]
    assert told.verdict == "lose"


def test_a_card_beyond_a_lowered_threshold_is_one_stamp_away() -> None:
    told = after(preset("cafe"), preset("cafe", stamps__threshold=4), stamps=8)

    assert told.after.missing == {"coffee": Distance(units=1)}


def test_a_step_on_the_way_is_a_gain() -> None:
    ladder = [{"at": 7, "reward": "cookie"}]
    rewards = [*_rewards("cafe"), COOKIE | {"cost_minor": 30}]
    new = preset("cafe", stamps__ladder=ladder, rewards=rewards)

    assert changes(after(preset("cafe"), new, stamps=5)) == [("reward", True, "cookie")]
    assert after(preset("cafe"), new, stamps=8).verdict == "same"


def test_another_reward_that_is_worth_less_is_a_loss() -> None:
    rewards = [*_rewards("cafe"), COOKIE | {"cost_minor": 30}]
    new = preset("cafe", stamps__reward="cookie", rewards=rewards)

    told = after(preset("cafe"), new)
    assert changes(told) == [("reward", False, "coffee"), ("reward", True, "cookie")]
    assert told.verdict == "lose"
    assert after(preset("cafe"), new, stamps=5).verdict == "same"


def test_another_reward_that_is_as_near_and_worth_more_makes_up_for_it() -> None:
    rewards = [*_rewards("cafe"), COOKIE | {"cost_minor": 90, "value_minor": 350}]
    new = preset("cafe", stamps__reward="cookie", rewards=rewards)

    assert after(preset("cafe"), new).verdict == "gain"


def test_a_reward_that_nothing_takes_the_place_of_is_a_loss() -> None:
    old = preset("bakery")
    new = preset("bakery", rewards=_rewards("bakery")[:2])

    told = fate(old, new, holding_card(old, points=50))
    assert changes(told) == [("reward", False, "fournil")]
    assert told.verdict == "lose"


def test_stamps_for_amounts_are_compared_in_money() -> None:
    by_spend = preset("cafe", stamps__spend_minor=500)

    nearer = after(by_spend, preset("cafe", stamps__spend_minor=400), stamps=5)
    further = after(preset("cafe"), by_spend, stamps=5)

    assert nearer.reasons[0].after == Distance(units=4, minor=1600)
    assert changes(nearer) == [("distance", True, "coffee")]
    assert changes(further) == [("distance", False, "coffee")]


def test_items_and_amounts_cannot_be_compared_without_a_basket() -> None:
    old = preset("cafe", assumptions=None)
    new = preset("cafe", assumptions=None, stamps__spend_minor=400)

    told = after(old, new, stamps=5)
    assert changes(told) == [("unknown", False, "coffee")]
    assert told.verdict == "lose"


def test_what_cannot_be_compared_makes_up_for_nothing() -> None:
    rewards = [*_rewards("cafe"), COOKIE | {"cost_minor": 90, "value_minor": 350}]
    other = {"stamps__reward": "cookie", "stamps__spend_minor": 400, "rewards": rewards}
    new = preset("cafe", assumptions=None, **other)

    assert after(preset("cafe", assumptions=None), new).verdict == "lose"


def test_stamps_that_the_new_rules_do_not_count_are_lost() -> None:
    bakery = preset("bakery", id="cafe-poincon", rewards=[*_rewards("bakery"), *_rewards("cafe")])

    told = after(preset("cafe"), bakery, stamps=5)
    assert ("collected", False, "") in changes(told)
    assert after(preset("cafe"), bakery).verdict == "lose"


def test_a_price_in_points_may_rise_for_new_cards_only() -> None:
    old, new = preset("bakery"), preset("bakery", rewards__0__points=60)

    assert after(old, new, points=30).verdict == "same"
    told = after(old, new)
    assert told.reasons[0].after == Distance(units=60, minor=6000)
    assert told.verdict == "lose"


def test_fewer_points_for_a_euro_put_every_reward_further_away() -> None:
    told = after(preset("bakery"), preset("bakery", points__per_minor=200), points=60)

    assert changes(told) == [("distance", False, "brioche"), ("distance", False, "fournil")]


def test_what_points_can_buy_at_once_is_a_gain() -> None:
    told = after(preset("bakery"), preset("bakery", rewards__1__points=60), points=60)

    assert changes(told) == [("offer", True, "brioche")]
    assert told.verdict == "gain"


def test_a_coupon_that_the_program_no_longer_has_is_a_loss() -> None:
    old = preset("cafe", coupons=[{"id": "bienvenue", "reward": "coffee"}])

    told = after(old, preset("cafe"), coupon__bienvenue=1)
    assert changes(told) == [("offer", False, "coupon:bienvenue")]


@pytest.mark.parametrize(("percent", "verdict"), [(3, "lose"), (4, "same"), (5, "gain")])
def test_cashback_is_compared_by_what_a_unit_of_it_takes(percent: int, verdict: str) -> None:
    told = after(preset("restaurant"), preset("restaurant", cashback__percent=percent), credit=40)

    assert told.verdict == verdict


def test_credit_is_paid_out_whatever_the_new_rules_count() -> None:
    cafe = preset("cafe", id="la-table-des-halles")

    told = after(preset("restaurant"), cafe, credit=400)
    assert changes(told) == [("reward", False, "credit"), ("reward", True, "coffee")]
    assert told.after.may_have == {"credit": 1}


def test_credit_takes_the_place_of_a_reward_that_is_worth_no_more() -> None:
    new = preset("restaurant", id="cafe-poincon", rewards=_rewards("cafe"))
    cheap = preset("cafe", rewards__0__value_minor=90)

    assert after(cheap, new).reasons[0].better
    assert not after(preset("cafe"), new).reasons[0].better


def test_a_promised_reward_that_left_the_file_is_worth_nothing() -> None:
    old = preset("cafe")
    new = preset("cafe", rewards=[COOKIE | {"cost_minor": 30}], stamps__reward="cookie")

    assert after(old, new, reward__coffee=1).verdict == "lose"


def test_a_tier_that_is_held_and_goes_is_a_loss() -> None:
    plain = preset("boutique", tiers=None)

    told = after(boutique(), plain, tier__argent=1)
    assert changes(told) == [("tier", False, "argent")]


def test_a_tier_that_is_called_otherwise_is_lost() -> None:
    assert changes(after(boutique(), boutique(id="silver"), tier__argent=1)) == [
        ("tier", False, "argent")
    ]


def test_a_tier_that_everybody_has_is_no_loss() -> None:
    assert after(boutique(), preset("boutique", tiers=None)).verdict == "same"


def test_a_tier_that_the_old_rules_did_not_name_is_a_gain() -> None:
    told = after(preset("boutique", tiers=None), boutique(), tier__argent=1)

    assert changes(told) == [("tier", True, "argent")]


def test_a_tier_above_the_one_that_was_held_is_a_gain() -> None:
    told = after(boutique(), preset("boutique"), tier__argent=1, tier__or=1)

    assert ("tier", True, "argent") in changes(told)
    assert told.verdict == "gain"


def test_a_multiplier_that_falls_is_a_loss() -> None:
    told = after(boutique(multiplier_percent=150), boutique(), tier__argent=1)

    assert told.reasons == (Reason(change="rate", better=False, before=150, after=100),)


@pytest.mark.parametrize(("at", "better"), [(40_000, False), (20_000, True)])
def test_the_next_tier_comes_nearer_or_goes_further(at: int, better: bool) -> None:
    told = after(boutique(), boutique(at=at), qualifying=5000)

    assert [(r.change, r.better, r.after) for r in told.reasons] == [
        ("next-tier", better, at - 5000)
    ]


def test_another_next_tier_is_not_compared() -> None:
    assert after(boutique(), boutique(id="silver"), qualifying=5000).verdict == "same"


def test_perks_that_go_or_come_are_named() -> None:
    told = after(boutique(perks=[PERK]), boutique(), tier__argent=1)
    back = after(boutique(), boutique(perks=[PERK]), tier__argent=1)

    assert changes(told) == [("perk", False, "Ventes privées")]
    assert changes(back) == [("perk", True, "Ventes privées")]


@pytest.mark.parametrize(("percent", "verdict"), [(5, "lose"), (15, "gain")])
def test_a_members_discount_is_compared(percent: int, verdict: str) -> None:
    old = preset("bookshop-club")
    new = preset("bookshop-club", club__perks__0__percent=percent)

    assert after(old, new, club=1).verdict == verdict
    assert after(old, new).verdict == "same"


def test_a_donation_leads_to_nothing_for_its_holder() -> None:
    pets = preset("pet-shop")

    assert after(pets, preset("pet-shop", donation__percent=1)).verdict == "same"
    assert after(pets, pets).before.missing == {}


def _rewards(name: str) -> list[dict[str, Any]]:
    rewards: list[dict[str, Any]] = preset_data(name)["rewards"]
    return rewards
