"""Figures counted from real entries, decided by the rules themselves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.entry import CREDIT, POINTS, STAMPS, coupon_account, reward_account
from loyalty.granting import decide_club_fee, decide_coupon, decide_mission
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_undo
from tests.builders import scan
from tests.loyalty.viability.counter import Story, live
from tests.loyalty.viability.shops import DISCOUNT, PERCENT, reward, shop, stamps

COFFEE = reward_account("coffee")
THREE = shop(stamps=stamps(3))
POINTED = shop(points={"expires_months": 1}, rewards=[reward("coffee", 100, points=50)])
BACK = shop(cashback={"percent": 10})


def test_a_ledger_without_cards_says_nothing() -> None:
    figures = live()

    assert (figures.cards, figures.purchases, figures.basket_minor) == (0, 0, None)
    assert (figures.all_spend_minor, figures.median_wait_days) == (None, None)
    assert figures.breakage([COFFEE]) is None


def test_spending_is_what_was_scanned_and_a_basket_its_mean() -> None:
    figures = live(Story(THREE).buys("2026-02-03", 400).buys("2026-02-04", 700))

    assert (figures.purchases, figures.baskets, figures.spend_minor) == (2, 2, 1100)
    assert figures.basket_minor == 550


def test_a_purchase_without_an_amount_counts_as_the_mean_of_the_others() -> None:
    figures = live(Story(THREE).buys("2026-02-03", 400).buys("2026-02-04"))

    assert (figures.purchases, figures.baskets, figures.all_spend_minor) == (2, 1, 800)


def test_a_full_card_earns_a_reward_and_its_stamps_are_used() -> None:
    story = Story(THREE).buys("2026-02-03").buys("2026-02-04", units=3)

    figures = live(story)

    assert (figures.earned[COFFEE], figures.held[COFFEE], figures.held[STAMPS]) == (1, 1, 1)
    assert (figures.used[STAMPS], figures.collected(STAMPS)) == (3, 4)


def test_what_was_given_costs_its_goods() -> None:
    story = Story(THREE).buys("2026-02-03", units=6).uses("2026-02-04", "coffee")

    figures = live(story)

    assert (figures.given, figures.cost_minor) == ({"coffee": 1}, {"coffee": 60})
    assert (figures.used[COFFEE], figures.held[COFFEE]) == (1, 1)


def coupons(**more: Any) -> Program:
    rows = [{"id": "ten", "reward": "ten-percent"}, {"id": "two", "reward": "two-off"}]
    return shop(
        stamps=stamps(3), rewards=[reward("coffee"), PERCENT, DISCOUNT], coupons=rows, **more
    )


def given_coupon(program: Program, coupon: str, day: str = "2026-02-03") -> Story:
    story = Story(program).buys(day, 500)
    return story.then(decide_coupon(program, story.card, scan(f"{day} 12:00"), coupon=coupon))


@pytest.mark.parametrize(
    ("coupon", "amount", "cost"), [("ten", 2000, 200), ("two", 2000, 200), ("two", 150, 150)]
)
def test_a_discount_costs_the_revenue_given_up_on_its_own_purchase(
    coupon: str, amount: int, cost: int
) -> None:
    story = given_coupon(coupons(), coupon)

    figures = live(story.uses("2026-02-04", f"coupon:{coupon}", amount))

    assert figures.cost_minor == {f"coupon:{coupon}": cost}
    assert not figures.unpriced


def test_a_discount_on_an_unknown_purchase_waits_for_the_mean() -> None:
    story = given_coupon(coupons(), "ten")

    figures = live(story.uses("2026-02-04", "coupon:ten"))

    assert (figures.cost_minor, figures.unpriced) == ({}, {"coupon:ten": 1})
    assert figures.used[coupon_account("ten")] == 1


def test_a_reward_that_the_program_no_longer_has_is_of_unknown_cost() -> None:
    story = Story(THREE).buys("2026-02-03", units=3).uses("2026-02-04", "coffee")
    tea = shop(stamps=stamps(3, reward="tea"), rewards=[reward("tea")])

    figures = live(replace(story, program=tea))

    assert (figures.unknown, figures.cost_minor) == ({"coffee": 1}, {})


def test_credit_costs_what_of_it_is_used() -> None:
    story = Story(BACK).buys("2026-02-03", 3000).uses("2026-02-04", "credit", 120)

    figures = live(story)

    assert figures.cost_minor == {"credit": 120}
    assert (figures.used[CREDIT], figures.held[CREDIT]) == (120, 180)


CAUSE = {"id": "refuge", "cause": {"fr": "Refuge", "en": "Shelter"}, "percent": 2}


def test_a_donation_is_what_the_cause_was_given() -> None:
    program = shop(stamps=stamps(3), donation=CAUSE)

    figures = live(Story(program).buys("2026-02-03", 1000).brings_back("2026-02-04", 0))

    assert figures.donated_minor == 0
    assert live(Story(program).buys("2026-02-03", 1000)).donated_minor == 20


def test_a_reward_given_to_the_cause_costs_the_donation_and_no_goods() -> None:
    program = shop(stamps=stamps(3), donation=CAUSE)
    story = Story(program).buys("2026-02-03", 0, units=3)

    figures = live(story.uses("2026-02-04", "coffee", donate=True))

    assert (figures.donated_minor, figures.cost_minor) == (60, {})
    assert figures.given == {"coffee": 1}


def test_fees_of_the_club_are_counted() -> None:
    words = {"fr": "10 %", "en": "10%"}
    perks = [{"kind": "percent", "percent": 10, "words": words}]
    program = shop(club={"fee_minor": 3000, "months": 12, "perks": perks})
    story = Story(program)

    paid = story.then(decide_club_fee(program, story.card, scan()))

    assert live(paid).fees_minor == 3000


def test_a_sale_that_was_undone_never_was() -> None:
    story = Story(THREE).buys("2026-02-03", 500)
    undone = decide_undo(
        THREE, story.entries, scan("2026-02-03 10:05"), operation=story.entries[0].operation
    )

    figures = live(story.then(undone))

    assert (figures.purchases, figures.spend_minor, figures.collected(STAMPS)) == (0, 0, 0)


@pytest.mark.parametrize(("back", "left"), [(None, (0, 0)), (300, (1, 700))])
def test_goods_that_came_back_were_not_sold(back: int | None, left: tuple[int, int]) -> None:
    part = None if back is None else Purchase(amount_minor=back)
    story = Story(BACK).buys("2026-02-03", 1000)

    figures = live(story.brings_back("2026-02-04", 0, part))

    assert (figures.purchases, figures.spend_minor) == left


@pytest.mark.parametrize(("back", "purchases"), [(1, 1), (2, 0)])
def test_a_sale_of_items_counts_until_all_of_them_came_back(back: int, purchases: int) -> None:
    story = Story(THREE).buys("2026-02-03", units=2)

    figures = live(story.brings_back("2026-02-04", 0, Purchase(units=back)))

    assert figures.purchases == purchases
    assert figures.held[STAMPS] == 2 - back


def test_a_return_that_reopens_a_full_card_takes_the_reward_back() -> None:
    story = Story(THREE).buys("2026-02-03", units=2).buys("2026-02-04")

    figures = live(story.brings_back("2026-02-05", 1))

    assert (figures.earned[COFFEE], figures.held[COFFEE]) == (0, 0)
    assert (figures.used[STAMPS], figures.held[STAMPS]) == (0, 2)


def test_a_redemption_that_was_refunded_never_was() -> None:
    story = Story(THREE).buys("2026-02-03", units=3).uses("2026-02-04", "coffee")

    figures = live(story.brings_back("2026-02-05", 1))

    assert (figures.given, figures.cost_minor, figures.used[COFFEE]) == ({}, {}, 0)
    assert (figures.earned[COFFEE], figures.held[COFFEE], figures.used[STAMPS]) == (1, 1, 3)


def test_points_that_came_back_are_not_used() -> None:
    story = Story(POINTED).buys("2026-02-03", 9000).uses("2026-02-04", "coffee")

    assert live(story, today=date(2026, 2, 5)).used[POINTS] == 50
    assert live(story.brings_back("2026-02-05", 1), today=date(2026, 2, 5)).used[POINTS] == 0


def test_points_that_ended_unused_are_breakage_when_the_night_takes_them() -> None:
    story = Story(POINTED).buys("2026-02-03", 9000).uses("2026-02-04", "coffee")

    figures = live(story.sleeps("2026-04-01"))

    assert (figures.used[POINTS], figures.ended[POINTS], figures.held[POINTS]) == (50, 40, 0)
    assert figures.breakage([POINTS]) == Fraction(4, 9)


def test_points_that_ended_unused_are_breakage_before_any_night_has_taken_them() -> None:
    story = Story(POINTED).buys("2026-02-03", 9000).uses("2026-02-04", "coffee")

    assert live(story, today=date(2026, 3, 31)).breakage([POINTS]) == 0
    assert live(story, today=date(2026, 4, 1)).breakage([POINTS]) == Fraction(4, 9)


def test_what_ended_is_breakage_when_the_next_sale_takes_it_off() -> None:
    story = Story(POINTED).buys("2026-02-03", 9000).buys("2026-05-01", 1000)

    figures = live(story, today=date(2026, 5, 1))

    assert (figures.ended[POINTS], figures.held[POINTS], figures.collected(POINTS)) == (90, 10, 100)


def test_a_reward_can_end_too() -> None:
    program = shop(stamps=stamps(3), rewards=[reward("coffee", expires_days=30)])
    story = Story(program).buys("2026-02-03", units=6).uses("2026-02-04", "coffee")

    assert live(story).breakage([COFFEE]) == Fraction(1, 2)


def test_the_wait_is_from_the_first_visit_to_the_first_reward() -> None:
    ada = Story(THREE).buys("2026-02-03").buys("2026-02-04").buys("2026-02-13")
    ben = Story(THREE).buys("2026-02-03", units=3)
    cleo = Story(THREE).buys("2026-02-03")

    figures = live(ada, ben, cleo)

    assert (figures.waits, figures.median_wait_days) == ({0: 1, 10: 1}, 5)


def test_points_wait_until_they_first_buy_something() -> None:
    story = Story(POINTED).buys("2026-02-03", 9000).uses("2026-02-20", "coffee")

    assert live(story).waits == {17: 1}


def test_a_present_is_not_waited_for() -> None:
    story = given_coupon(coupons(), "ten").uses("2026-02-04", "coupon:ten", 500)

    assert live(story).median_wait_days is None


def test_a_reward_by_a_mission_before_the_first_visit_is_no_wait() -> None:
    name = {"fr": "Un geste", "en": "A deed"}
    mission = {"id": "deed", "name": name, "proof": "declared", "units": 3}
    program = shop(stamps=stamps(3), missions=[mission])
    story = Story(program)
    done = story.then(decide_mission(program, story.card, scan("2026-02-01 09:00"), mission="deed"))

    figures = live(done)

    assert (figures.waits, figures.earned[COFFEE], figures.used[STAMPS]) == ({}, 1, 3)
    assert live(done.buys("2026-02-03")).waits == {0: 1}


def test_what_stamps_became_still_counts_in_a_shop_that_went_over_to_points() -> None:
    story = Story(THREE).buys("2026-02-03", units=3)

    figures = live(replace(story, program=POINTED))

    assert (figures.earned[COFFEE], figures.used[STAMPS]) == (1, 3)


def test_stamps_lost_without_carry_over_ended_unused() -> None:
    program = shop(stamps=stamps(3, carry_over=False))

    figures = live(Story(program).buys("2026-02-03", units=5))

    assert (figures.used[STAMPS], figures.ended[STAMPS]) == (3, 2)
    assert figures.breakage([STAMPS]) == Fraction(2, 5)


def test_figures_of_different_days_do_not_add() -> None:
    with pytest.raises(ValueError, match="different days"):
        live() + live(today=date(2026, 1, 1))


days = st.integers(1, 28).map(lambda day: f"2026-02-{day:02}")
sales = st.lists(st.tuples(days, st.integers(0, 5000)), max_size=5)


def bought(made: Sequence[tuple[str, int]]) -> Story:
    story = Story(POINTED)
    for day, minor in sorted(made):
        story = story.buys(day, minor)
    if story.card.balance(POINTS) >= 50:
        story = story.uses("2026-02-28", "coffee")
    return story


@settings(deadline=None, max_examples=15)
@given(st.lists(sales, max_size=5), st.integers(0, 5))
def test_shards_of_cards_merge_into_the_whole(shops: list[list[tuple[str, int]]], cut: int) -> None:
    stories = [bought(made) for made in shops]

    assert live(*stories[:cut]) + live(*stories[cut:]) == live(*stories)
    assert reduce(add, (live(story) for story in stories), live()) == live(*stories)


@settings(deadline=None, max_examples=15)
@given(sales, st.dates(date(2026, 2, 28), date(2026, 6, 1)))
def test_whatever_is_collected_is_used_ended_or_held(
    made: list[tuple[str, int]], today: date
) -> None:
    figures = live(bought(made), today=today)

    assert figures.collected(POINTS) == sum(minor for _, minor in made) // 100
