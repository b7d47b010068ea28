"""The gauge of a running program: cost, rate, what is owed, what ended."""

from fractions import Fraction
from typing import Any

import pytest

from loyalty.entry import STAMPS
from loyalty.granting import decide_coupon
from loyalty.program import Program
from loyalty.viability.gauge import (
    Cost,
    LivePath,
    given_cost,
    liability,
    live_cost_rate,
    live_paths,
)
from tests.builders import scan
from tests.loyalty.viability.counter import Story, live
from tests.loyalty.viability.shops import DISCOUNT, PERCENT, reward, shop, stamps

THREE = shop(stamps=stamps(3), rewards=[reward("coffee", 60)])
POINTED = shop(
    points={}, rewards=[reward("coffee", 100, points=50), reward("cake", 300, points=100)]
)


def only(program: Program, *stories: Story) -> LivePath:
    (path,) = live_paths(program, live(*stories))
    return path


def test_before_anything_was_sold_nothing_is_known_but_the_cost_of_goods() -> None:
    path = only(THREE)

    assert (path.spend_minor, path.cost_minor, path.cost_rate, path.verdict) == (
        None,
        60,
        None,
        None,
    )
    assert live_cost_rate(THREE, live()) is None


def test_a_live_rate_is_of_real_spending_whatever_the_shop_assumed() -> None:
    ada = Story(THREE).buys("2026-02-03", 400).buys("2026-02-04", 400)
    ben = Story(THREE).buys("2026-02-03", 1000)

    path = only(THREE, ada, ben)

    assert (path.spend_minor, path.cost_rate) == (1800, Fraction(60, 1800))
    assert path.verdict == "sound"


def test_stamps_given_as_presents_make_a_reward_dearer() -> None:
    program = shop(stamps=stamps(3), rewards=[reward("coffee", 60)], welcome={"units": 1})

    path = only(program, Story(program).buys("2026-02-03", 400).buys("2026-02-04", 400))

    assert (path.spend_minor, path.cost_rate) == (800, Fraction(60, 800))
    assert path.verdict == "too_dear"


def test_earned_given_and_waiting_are_counted_for_each_reward() -> None:
    story = Story(THREE).buys("2026-02-03", 400, units=9).uses("2026-02-04", "coffee")

    path = only(THREE, story)

    assert (path.earned, path.given, path.waiting, path.breakage) == (3, 1, 2, 0)


def test_steps_of_a_ladder_have_figures_of_their_own() -> None:
    ladder = [{"at": 2, "reward": "cookie"}]
    program = shop(stamps=stamps(4, ladder=ladder), rewards=[reward("coffee"), reward("cookie", 9)])

    step, last = live_paths(program, live(Story(program).buys("2026-02-03", 900, units=3)))

    assert [(p.way, p.reward, p.spend_minor) for p in (step, last)] == [
        ("ladder", "cookie", 600),
        ("stamps", "coffee", 1200),
    ]
    assert (step.earned, last.earned) == (1, 0)


def test_points_show_what_their_rewards_really_took() -> None:
    program = shop(
        points={"expires_months": 1},
        rewards=[reward("coffee", 100, points=50), reward("cake", 300)],
    )
    story = Story(program).buys("2026-02-03", 9000).uses("2026-02-04", "coffee")

    path = only(program, story)

    assert (path.way, path.spend_minor, path.given) == ("points", 50_00, 1)
    assert (path.cost_rate, path.breakage) == (Fraction(1, 50), Fraction(4, 9))


def test_cashback_shows_the_rate_that_was_really_given() -> None:
    windows = [{"name": {"fr": "Double", "en": "Double"}, "multiplier_percent": 200}]
    program = shop(cashback={"percent": 2}, windows=windows)
    story = Story(program).buys("2026-02-03", 1000).uses("2026-02-04", "credit", 500)

    path = only(program, story)

    assert (path.way, path.cost_minor, path.cost_rate) == ("cashback", 40, Fraction(4, 100))
    assert (path.given, path.breakage) == (1, 0)


CAUSE = {"id": "refuge", "cause": {"fr": "Refuge", "en": "Shelter"}, "fixed_minor": 20}


def test_a_donation_shows_its_part_of_a_mean_purchase() -> None:
    program = shop(donation=CAUSE)

    path = only(program, Story(program).buys("2026-02-03", 300).buys("2026-02-04", 700))

    assert (path.way, path.cost_minor, path.cost_rate) == ("donation", 20, Fraction(1, 25))
    assert only(program).cost_minor is None


def with_coupons(*coupons: str, minor: int | None = 500, **more: Any) -> tuple[Program, Story]:
    rows = [{"id": "ten", "reward": "ten-percent"}, {"id": "two", "reward": "two-off"}]
    rewards = [reward("coffee"), PERCENT, DISCOUNT]
    program = shop(stamps=stamps(3), rewards=rewards, coupons=rows, **more)
    story = Story(program).buys("2026-02-03", minor)
    for coupon in coupons:
        asked = scan("2026-02-03 12:00")
        story = story.then(decide_coupon(program, story.card, asked, coupon=coupon))
    return program, story


def test_what_was_given_adds_up_with_donations_and_discounts_at_the_mean_basket() -> None:
    program, story = with_coupons("ten", "two", donation=CAUSE)
    story = story.uses("2026-02-04", "coupon:ten").uses("2026-02-05", "coupon:two", 2000)

    figures = live(story)

    assert given_cost(program, figures) == Cost(minor=Fraction(50 + 200 + 20))
    assert live_cost_rate(program, figures) == Fraction(270, 500)


def test_a_percentage_of_a_basket_that_nobody_knows_is_unknown_and_not_nothing() -> None:
    program, story = with_coupons("ten", "two", "ten", minor=None)
    figures = live(story.uses("2026-02-04", "coupon:ten").uses("2026-02-05", "coupon:two"))

    assert given_cost(program, figures) == Cost(minor=Fraction(200), unknown=1)
    assert liability(program, figures) == Cost(minor=Fraction(20), unknown=1)


def test_rewards_that_the_program_no_longer_has_are_unknown() -> None:
    story = Story(THREE).buys("2026-02-03", 500, units=3).uses("2026-02-04", "coffee")
    tea = shop(stamps=stamps(3, reward="tea"), rewards=[reward("tea")])
    story.program = tea

    assert given_cost(tea, live(story)) == Cost(minor=Fraction(0), unknown=1)


def test_what_is_owed_is_all_that_is_held_at_true_cost() -> None:
    program, story = with_coupons("ten", "two")

    owed = liability(program, live(story.buys("2026-02-05", 500, units=4)))

    assert owed == Cost(minor=Fraction(60 + 2 * 20 + 50 + 200))


def test_points_are_owed_by_the_reward_that_costs_least_for_each() -> None:
    assert liability(POINTED, live(Story(POINTED).buys("2026-02-03", 3000))).minor == 60


def test_credit_is_owed_to_the_cent() -> None:
    program = shop(cashback={"percent": 5})

    assert liability(program, live(Story(program).buys("2026-02-03", 1234))).minor == 61


def test_a_cause_owes_no_customer_anything() -> None:
    program = shop(donation=CAUSE)

    assert liability(program, live(Story(program).buys("2026-02-03", 500))).minor == 0


@pytest.mark.parametrize(
    ("minor", "owed"),
    [
        (900, Cost(minor=Fraction(90, 3))),
        (None, Cost(minor=Fraction(0), unknown=1)),
    ],
)
def test_stamps_towards_a_percentage_are_owed_once_a_basket_is_known(
    minor: int | None, owed: Cost
) -> None:
    program = shop(stamps=stamps(3, reward="ten-percent"), rewards=[PERCENT])

    figures = live(Story(program).buys("2026-02-03", minor))

    assert figures.held[STAMPS] == 1
    assert liability(program, figures) == owed


def test_a_path_to_a_percentage_has_no_cost_until_a_basket_is_known() -> None:
    program = shop(stamps=stamps(3, reward="ten-percent"), rewards=[PERCENT])

    assert only(program, Story(program).buys("2026-02-03")).cost_minor is None
