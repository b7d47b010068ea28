"""A program as planned, small enough to work out by hand."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from loyalty.program import Assumptions, Program
from loyalty.viability.path import Path
from loyalty.viability.plan import plan, time_to_first_reward
from tests.loyalty.viability.shops import DISCOUNT, PERCENT, WEEKLY, reward, shop, stamps


def paths(program: Program) -> dict[str, Path]:
    """Paths by their way, or by way and key where there are several of it."""
    named: dict[str, Path] = {}
    for path in plan(program):
        named[path.way if path.way not in named else f"{path.way}:{path.key}"] = path
    return named


def priced(**more: Any) -> Program:
    """One point for each 1.00, and a coffee for 50 of them."""
    return shop(points=more, rewards=[reward("coffee", 100, points=50)])


def test_without_assumptions_there_is_no_plan() -> None:
    program = shop(stamps=stamps(), assumptions=None)

    assert plan(program) == ()
    assert time_to_first_reward(program) is None


def test_o2_a_9_plus_1_card_is_9_paid_purchases_and_costs_a_45th() -> None:
    card = paths(shop(stamps=stamps(), rewards=[reward("coffee", 100)]))["stamps"]

    assert (card.spend_minor, card.visits, card.cost_minor) == (45_00, 9, 100)
    assert (card.cost_rate, card.verdict) == (Fraction(1, 45), "sound")
    assert (card.reward, card.key) == ("coffee", "coffee")


def test_a_weekly_regular_fills_nine_places_in_63_days() -> None:
    program = shop(stamps=stamps())

    assert paths(program)["stamps"].days_to_reward == 63
    assert time_to_first_reward(program) == 63


def test_what_a_welcome_gives_is_not_waited_for() -> None:
    program = shop(stamps=stamps(), welcome={"units": 2})

    assert time_to_first_reward(program) == 49
    assert paths(program)["stamps"].visits == 9


def test_a_welcome_of_a_whole_card_still_takes_one_visit() -> None:
    assert time_to_first_reward(shop(stamps=stamps(), welcome={"units": 20})) == 7


def test_a_step_of_the_ladder_comes_first_and_the_round_costs_all_of_it() -> None:
    ladder = [{"at": 5, "reward": "cookie"}]
    rewards = [reward("coffee", 100), reward("cookie", 25)]

    program = shop(stamps=stamps(ladder=ladder), rewards=rewards)
    step, whole = paths(program)["ladder"], paths(program)["round"]

    assert (step.reward, step.cost_rate) == ("cookie", Fraction(1, 100))
    assert (whole.reward, whole.cost_minor, whole.cost_rate) == (None, 125, Fraction(1, 36))
    assert time_to_first_reward(program) == 35


def test_stamps_for_spending_take_as_many_visits_as_that_makes() -> None:
    card = paths(shop(stamps=stamps(5, spend_minor=1200)))["stamps"]

    assert (card.spend_minor, card.visits, card.days_to_reward) == (60_00, 12, 84)


def test_a_basket_below_the_minimum_never_gets_there() -> None:
    program = shop(stamps=stamps(minimum_minor=501))

    assert (paths(program)["stamps"].visits, time_to_first_reward(program)) == (None, None)


def test_extra_visits_that_pay_for_the_reward_are_4_thirteenths() -> None:
    card = paths(shop(stamps=stamps(), rewards=[reward("coffee", 100)]))["stamps"]

    assert card.break_even_visits == Fraction(4, 13)


@pytest.mark.parametrize(
    ("perceived", "ratio"), [({}, None), ({"perceived_minor": 250}, Fraction(5, 2))]
)
def test_what_it_seems_worth_is_set_beside_what_it_costs(
    perceived: dict[str, int], ratio: Fraction | None
) -> None:
    program = shop(stamps=stamps(), rewards=[reward("coffee", 100, **perceived)])

    assert paths(program)["stamps"].perceived_ratio == ratio


def test_points_cost_their_price_in_spending() -> None:
    coffee = paths(priced())["points"]

    assert (coffee.spend_minor, coffee.visits, coffee.cost_rate) == (50_00, 10, Fraction(1, 50))


def test_an_odd_rate_is_rounded_up_to_the_cent_that_completes_the_price() -> None:
    assert paths(priced(points=7, per_minor=300))["points"].spend_minor == 21_43


def test_points_of_a_welcome_bring_the_first_reward_nearer() -> None:
    rewards = [reward("coffee", 100, points=50), reward("cake", 100)]

    assert time_to_first_reward(shop(points={}, rewards=rewards, welcome={"units": 25})) == 35


def test_cashback_is_its_own_rate_and_comes_with_the_first_purchase() -> None:
    credit = paths(shop(cashback={"percent": 5}))["cashback"]

    assert (credit.cost_rate, credit.verdict, credit.days_to_reward) == (
        Fraction(5, 100),
        "sound",
        7,
    )


def test_cashback_below_its_minimum_never_comes() -> None:
    assert time_to_first_reward(shop(cashback={"percent": 5, "minimum_minor": 800})) is None


@pytest.mark.parametrize(
    ("rule", "rate"),
    [({"percent": 2}, Fraction(2, 100)), ({"fixed_minor": 20}, Fraction(20, 500))],
)
def test_a_donation_costs_a_part_of_each_purchase(rule: dict[str, int], rate: Fraction) -> None:
    cause = {"id": "refuge", "cause": {"fr": "Refuge de Nantes", "en": "Nantes shelter"}}

    assert paths(shop(donation=cause | rule))["donation"].cost_rate == rate


CLUB = {
    "fee_minor": 3000,
    "months": 12,
    "perks": [
        {"kind": "percent", "percent": 10, "words": {"fr": "10 % sur tout", "en": "10% off"}}
    ],
}


def test_o18_a_fee_of_30_for_10_percent_breaks_even_at_300() -> None:
    program = shop(club=CLUB)
    assert program.club is not None

    assert program.club.breaks_even_minor == 300_00
    assert paths(program)["club"].days_to_reward == 60 * 7


def test_a_club_costs_its_discounts_less_its_fee() -> None:
    club = paths(shop(club=CLUB, assumptions=WEEKLY | {"basket_minor": 1000}))["club"]

    assert (club.visits, club.spend_minor) == (52, 521_42)
    assert club.cost_minor == Fraction(521_42, 10) - 30_00
    assert club.verdict == "sound"


def test_a_club_without_a_percentage_has_no_known_cost() -> None:
    perks = [{"kind": "experience", "words": {"fr": "des rencontres", "en": "author evenings"}}]

    assert plan(shop(club=CLUB | {"perks": perks})) == ()


@pytest.mark.parametrize(("measure", "days"), [("spend", 56), ("visits", 28_000), ("points", 560)])
def test_a_tiers_discount_is_a_cost_from_its_level_on(measure: str, days: int) -> None:
    level = {"id": "gold", "name": {"fr": "Or", "en": "Gold"}, "at": 4000, "perks": CLUB["perks"]}
    plain = {"id": "blue", "name": {"fr": "Bleu", "en": "Blue"}, "at": 0}
    tiers = {"measure": measure, "levels": [plain, level]}
    program = shop(points={"points": 10}, rewards=[reward("coffee", 100, points=500)], tiers=tiers)

    gold = paths(program)["tier"]

    assert (gold.key, gold.cost_rate, gold.verdict) == ("gold", Fraction(1, 10), "too_dear")
    assert gold.days_to_reward == days


def test_presents_are_measured_by_a_years_spending_and_not_judged() -> None:
    program = shop(
        stamps=stamps(),
        rewards=[reward("coffee", 90), PERCENT, DISCOUNT],
        coupons=[
            {"id": "hello", "reward": "ten-percent", "minimum_minor": 2000},
            {"id": "birthday", "reward": "two-off"},
        ],
        welcome={"units": 2, "coupon": "hello"},
        birthday={"coupon": "birthday"},
        launch={"at": "2026-03-02 09:00", "first_day": 3, "first_week": 2},
        referral={"friend": {"units": 1}, "referrer": {"units": 1, "coupon": "birthday"}},
    )

    found = {path.way: path for path in plan(program) if path.way != "stamps"}

    assert {way: path.cost_minor for way, path in found.items()} == {
        "welcome": 2 * 10 + 200,
        "launch": 30,
        "birthday": 200,
        "referral": 220,
    }
    assert found["birthday"].spend_minor == 500 * 365 // 7
    assert {path.verdict for path in found.values()} == {None}


def test_a_mission_costs_as_often_as_its_cap_allows() -> None:
    name = {"fr": "Rapporter un gobelet", "en": "Bring a cup back"}
    mission = {"id": "cup", "name": name, "proof": "staff", "cap": 3, "period": "month"}
    missions = [mission | {"units": 1}, mission | {"id": "none", "coupon": "two"}]
    two = [{"id": "two", "reward": "two-off"}]

    program = shop(missions=missions, coupons=two, cashback={"percent": 2}, rewards=[DISCOUNT])
    cup, coupon = (path for path in plan(program) if path.way == "mission")

    assert (cup.key, cup.cost_minor, cup.spend_minor) == ("cup", 3, 500 * 30 // 7)
    assert (coupon.cost_minor, coupon.break_even_visits) == (600, Fraction(600, 325))


def test_a_present_of_units_is_worth_the_reward_that_costs_least_for_each() -> None:
    rewards = [reward("coffee", 100, points=50), reward("cake", 300, points=100), PERCENT]

    program = shop(points={}, rewards=rewards, welcome={"units": 10})

    assert {p.way: p.cost_minor for p in plan(program)}["welcome"] == 20


def test_where_a_visit_earns_nothing_a_mission_never_pays() -> None:
    name = {"fr": "Un geste", "en": "A deed"}
    mission = {"id": "deed", "name": name, "proof": "declared", "units": 1}
    sold_at_cost = Assumptions(basket_minor=500, margin_percent=0, rhythm_days=7)
    program = replace(shop(cashback={"percent": 2}, missions=[mission]), assumptions=sold_at_cost)

    assert {path.break_even_visits for path in plan(program)} == {None}
