"""The band of 1 to 5 %: what is too dear, too cheap, or dear without being wanted."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.mistakes import check
from loyalty.program import Program
from tests.loyalty.mistakes.sensible import ASSUMED, by_points, only, plain, rows, sensible
from tests.loyalty.viability.shops import DISCOUNT, PERCENT, reward, stamps

PLAIN = sensible()
CAUSE = {"id": "refuge", "cause": {"fr": "Refuge", "en": "Shelter"}}
OFF = {"fr": "une remise", "en": "a discount"}


def coffee(cost: int, **more: Any) -> Any:
    """Nine coffees of 5.00 earn one of that cost."""
    return sensible(rewards=[reward("coffee", cost)], **more)


@pytest.mark.parametrize(("cost", "row"), [(44, "M3"), (45, None), (225, None), (226, "M8")])
def test_o3_a_card_of_45_allows_a_cost_of_0_45_to_2_25(cost: int, row: str | None) -> None:
    assert [found for found, _ in rows(coffee(cost))] == ([row] if row else [])


def test_too_dear_a_reward_is_cured_by_its_cost_or_by_more_stamps() -> None:
    found = only(coffee(300), "fr")

    assert plain(found.figure) == "« un café » : 6,7 % des achats, 5 % au plus."
    assert plain(found.cure) == (
        "Choisissez une récompense qui vous coûte 2,25 € au plus ou demandez 12 tampons au lieu "
        "de 9."
    )


def test_a_cost_just_above_the_band_is_not_rounded_into_it() -> None:
    assert only(coffee(226)).figure == "“a coffee”: 5.1% of what is spent, 5% at most."


def test_too_cheap_a_reward_is_cured_by_its_cost_or_by_fewer_stamps() -> None:
    found = only(coffee(30), "fr")

    assert plain(found.figure) == "« un café » : 0,7 % des achats, 1 % au moins."
    assert plain(found.cure) == (
        "Choisissez une récompense qui vous coûte 0,45 € au moins ou demandez 6 tampons au lieu "
        "de 9."
    )


def test_a_reward_that_costs_next_to_nothing_has_no_card_that_is_short_enough() -> None:
    assert only(coffee(3)).cure == "Choose a reward that costs you €0.45 at least."


def test_a_reward_dearer_than_any_card_can_bear_must_cost_less() -> None:
    assert only(coffee(5000)).cure == "Choose a reward that costs you €2.25 at most."


def test_a_margin_below_the_band_is_the_limit() -> None:
    thin = ASSUMED | {"margin_percent": 2}

    found = only(coffee(100, assumptions=thin))

    assert (found.row, found.figure) == ("M8", "“a coffee”: 2.2% of what is spent, 2% at most.")
    assert found.cure.startswith("Choose a reward that costs you €0.90 at most")


def test_a_cost_a_hair_above_the_margin_is_not_rounded_down_to_it() -> None:
    found = only(coffee(137, assumptions=ASSUMED | {"margin_percent": 3}))

    assert found.figure == "“a coffee”: 3.1% of what is spent, 3% at most."


LADDER = stamps(9, ladder=[{"at": 5, "reward": "tea"}])


def steps(coffee: int, tea: int) -> Any:
    """A tea after five coffees, and the tenth for nothing."""
    return sensible(stamps=LADDER, rewards=[reward("coffee", coffee), reward("tea", tea)])


def test_a_round_is_weighed_with_all_its_steps() -> None:
    assert rows(steps(110, 115)) == []
    assert rows(steps(20, 25)) == []


def test_a_round_too_dear_is_cured_by_its_last_reward() -> None:
    found = only(steps(200, 100))

    assert (found.row, found.path) == ("M8", "stamps.threshold")
    assert found.cure == (
        "Choose a reward that costs you €1.25 at most or ask for 12 stamps instead of 9."
    )


def test_a_round_too_cheap_is_cured_by_its_last_reward() -> None:
    assert only(steps(20, 10)).cure == (
        "Choose a reward that costs you €0.35 at least or ask for 6 stamps instead of 9."
    )


def test_a_step_too_dear_by_itself_is_named_though_the_round_is_sound() -> None:
    found = only(steps(50, 150))

    assert (found.row, found.path) == ("B9", "stamps.ladder[0].at")
    assert found.cure == (
        "Choose a reward that costs you €1.25 at most or ask for 6 stamps instead of 5."
    )


def test_a_step_is_not_named_once_more_where_the_round_is_too_dear() -> None:
    assert rows(steps(100, 400)) == [("M8", "stamps.threshold")]


def test_a_step_too_dear_for_any_place_before_the_last_must_cost_less() -> None:
    rule = stamps(9, ladder=[{"at": 2, "reward": "tea"}])
    rewards = [reward("coffee", 1), reward("tea", 220)]

    found = only(sensible(stamps=rule, rewards=rewards))

    assert (found.row, found.cure) == ("B9", "Choose a reward that costs you €0.50 at most.")


def test_a_reward_for_points_is_weighed_by_itself() -> None:
    program = by_points(reward("coffee", 100, points=50), reward("tea", 200, points=30))

    found = only(program)

    assert (found.row, found.path) == ("B9", "rewards[1].points")
    assert found.cure == (
        "Choose a reward that costs you €1.50 at most or ask for 40 points instead of 30."
    )


def test_where_all_rewards_for_points_are_too_dear_the_rate_is() -> None:
    program = by_points(reward("coffee", 300, points=50), reward("tea", 200, points=30))

    found = only(program)

    assert (found.row, found.path) == ("M8", "points")
    assert found.figure == "“a coffee”: 6% of what is spent, 5% at most."
    assert found.cure == "Give 1 point for €2 at most."


def test_many_points_for_a_euro_become_fewer() -> None:
    rewards = [reward("coffee", 500, points=500)]

    found = only(by_points(*rewards, points={"points": 10}))

    assert (found.row, found.cure) == ("M8", "Give 5 points for €1 at most.")


def discounted(**changes: Any) -> dict[str, Any]:
    return {"kind": "discount", "id": "coffee", "item": OFF, **changes}


@pytest.mark.parametrize(
    ("gift", "cure"),
    [
        (DISCOUNT | {"id": "coffee", "value_minor": 300}, "Choose a discount of €2.25 at most"),
        (PERCENT | {"id": "coffee", "percent": 60}, "Choose a discount of 45% at most"),
    ],
)
def test_a_discount_too_large_is_cured_by_a_smaller_one(gift: dict[str, Any], cure: str) -> None:
    found = only(sensible(rewards=[gift]))

    assert (found.row, found.cure.split(" or ")[0]) == ("M8", cure)


def test_a_discount_too_small_is_cured_by_a_larger_one() -> None:
    found = only(sensible(rewards=[PERCENT | {"id": "coffee", "percent": 5}]))

    assert (found.row, found.cure.split(" or ")[0]) == ("M3", "Choose a discount of 9% at least")


def test_no_discount_is_larger_than_the_purchase() -> None:
    far = DISCOUNT | {"id": "coffee", "value_minor": 400, "points": 1000}

    found = [m for m in check(by_points(far), "en") if m.figure.endswith("1% at least.")]

    assert [mistake.cure for mistake in found] == ["Ask for 400 points instead of 1,000."]


def test_what_customers_hold_for_worth_one_percent_does_not_seem_cheap() -> None:
    assert rows(sensible(rewards=[reward("coffee", 30, perceived_minor=45)])) == []
    assert rows(sensible(rewards=[reward("coffee", 30, perceived_minor=44)])) != []


def test_an_evening_has_no_price_by_which_it_could_seem_cheap() -> None:
    assert rows(sensible(rewards=[reward("coffee", 1, kind="experience")])) == []


def test_a_reward_that_customers_would_not_pay_for_is_worthless() -> None:
    found = only(sensible(rewards=[reward("coffee", 100, perceived_minor=99)]), "fr")

    assert (found.row, found.path) == ("M3", "rewards[0]")
    assert plain(found.figure) == ("« un café » vaut 0,99 € pour vos clients et vous coûte 1 €.")


def test_what_a_percentage_is_worth_is_not_said_without_a_basket() -> None:
    rewards = [PERCENT | {"id": "coffee", "perceived_minor": 10}]

    assert rows(sensible(rewards=rewards, assumptions=None)) == [("M13", "assumptions")]


@pytest.mark.parametrize(("percent", "row"), [(5, None), (6, "M8")])
def test_cashback_is_its_own_rate(percent: int, row: str | None) -> None:
    found = rows(sensible(stamps=None, cashback={"percent": percent}))

    assert found == ([(row, "cashback.percent")] if row else [])


def test_cashback_is_cured_by_a_whole_percentage() -> None:
    assert only(sensible(stamps=None, cashback={"percent": 8})).cure == "Give back 5% at most."


def test_where_the_margin_is_gone_something_must_be_given_up() -> None:
    thin = ASSUMED | {"margin_percent": 1}
    program = sensible(
        stamps=None, cashback={"percent": 2}, donation=CAUSE | {"percent": 2}, assumptions=thin
    )

    found = only(program)

    assert found.figure == "credit 2% + donation 2% = 4% of what is spent, 1% at most."
    assert found.cure == "Give up a part of what is given."


@pytest.mark.parametrize(
    ("rule", "path", "cure"),
    [
        ({"percent": 9}, "donation.percent", "Give the cause 2% at most."),
        ({"fixed_minor": 40}, "donation.fixed_minor", "Give the cause €0.14 at most."),
    ],
)
def test_a_donation_adds_to_what_is_given(rule: dict[str, int], path: str, cure: str) -> None:
    found = only(coffee(98, donation=CAUSE | rule))

    assert (found.row, found.path, found.cure) == ("M8", path, cure)


def test_a_donation_that_leaves_nothing_for_points_must_be_given_up_in_part() -> None:
    program = by_points(reward("coffee", 300, points=50), donation=CAUSE | {"percent": 5})

    found = only(program)

    assert (found.path, found.cure) == ("points", "Give up a part of what is given.")


@pytest.mark.parametrize("rule", [{"percent": 6}, {"fixed_minor": 26}])
def test_a_donation_of_which_nothing_can_stay_must_be_given_up(rule: dict[str, int]) -> None:
    thin = ASSUMED | {"margin_percent": 1, "basket_minor": 500}
    program = sensible(donation=CAUSE | rule, rewards=[reward("coffee", 45)], assumptions=thin)

    assert only(program).cure == "Give up a part of what is given."


def level(key: str, at: int, percent: int) -> dict[str, Any]:
    name = {"fr": key.title(), "en": key.title()}
    perk = {"kind": "percent", "percent": percent, "words": OFF}
    return {"id": key, "name": name, "at": at, "perks": [perk]}


def test_everybodys_discount_adds_to_what_is_given() -> None:
    tiers = {"measure": "visits", "levels": [level("blue", 0, 9)]}

    found = only(coffee(90, tiers=tiers))

    assert (found.row, found.path) == ("M8", "tiers.levels[0].perks")
    assert found.figure == "“a coffee” 2% + “Blue” 9% = 11% of what is spent, 5% at most."
    assert found.cure == "Limit the discount to 3%."


def test_everybodys_discount_that_leaves_nothing_must_be_given_up() -> None:
    tiers = {"measure": "visits", "levels": [level("blue", 0, 5)]}
    thin = ASSUMED | {"margin_percent": 2}

    assert only(coffee(80, tiers=tiers, assumptions=thin)).cure == (
        "Give up a part of what is given."
    )


def test_a_higher_tiers_discount_is_weighed_by_itself() -> None:
    tiers = {"measure": "visits", "levels": [level("blue", 0, 1), level("gold", 20, 6)]}

    found = only(coffee(90, tiers=tiers))

    assert (found.row, found.path) == ("B9", "tiers.levels[1].perks")
    assert found.cure == "Limit the discount to 5%."


def club(percent: int, fee: int, basket: int = 1000) -> Any:
    perks = [{"kind": "percent", "percent": percent, "words": OFF}]
    return sensible(
        stamps=None,
        club={"fee_minor": fee, "months": 12, "perks": perks},
        assumptions=ASSUMED | {"basket_minor": basket},
    )


def test_a_club_is_weighed_by_its_discounts_less_its_fee() -> None:
    assert rows(club(10, 3000)) == []


def test_a_club_that_loses_money_is_cured_by_a_higher_fee() -> None:
    found = only(club(10, 2000))

    assert (found.row, found.path) == ("M8", "club.fee_minor")
    assert found.figure == "club: 6.2% of what is spent, 5% at most."
    assert found.cure == "Ask for €26.08 at least."


def test_a_club_that_its_members_do_not_earn_back_is_cured_by_a_lower_fee() -> None:
    found = only(club(10, 3000, basket=500), "fr")

    assert (found.row, found.path) == ("M3", "club.fee_minor")
    assert plain(found.figure) == "club : −1,5 % des achats, 1 % au moins."
    assert plain(found.cure) == "Demandez 23,46 € au plus."


def test_a_club_of_one_percent_is_cured_by_a_larger_percentage() -> None:
    found = only(club(1, 500))

    assert (found.row, found.path) == ("M3", "club.perks")
    assert found.cure == "Give 2% at least."


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 13), st.integers(1, 2000), st.integers(100, 2000))
def test_either_way_that_a_cure_names_is_enough_and_a_cent_or_a_stamp_less_is_not(
    threshold: int, cost: int, basket: int
) -> None:
    def shop(stamps_needed: int, cost_minor: int) -> Program:
        assert PLAIN.stamps
        assert PLAIN.assumptions
        return replace(
            PLAIN,
            stamps=replace(PLAIN.stamps, threshold=stamps_needed),
            rewards=(replace(PLAIN.rewards[0], cost_minor=cost_minor),),
            assumptions=replace(PLAIN.assumptions, basket_minor=basket),
        )

    def weighed(program: Program) -> list[str]:
        return [row for row, _ in rows(program) if row in ("M3", "M8") and row == wrong]

    found = [m for m in check(shop(threshold, cost), "en") if m.path == "stamps.threshold"]
    for mistake in found:
        wrong, back = mistake.row, 1 if mistake.row == "M8" else -1
        if euros := re.search(r"€([\d.]+) at", mistake.cure):
            enough = round(float(euros[1]) * 100)
            assert weighed(shop(threshold, enough)) == []
            assert weighed(shop(threshold, enough + back)) == [wrong]
        if asked := re.search(r"for (\d+) stamp", mistake.cure):
            assert weighed(shop(int(asked[1]), cost)) == []
            assert weighed(shop(int(asked[1]) - back, cost)) == [wrong]
