"""Stamps: so many earn a reward, and counting starts again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyalty.card import Card
from loyalty.entry import STAMPS, Change, carry_account, reward_account
from loyalty.models.stamps import Step
from loyalty.program import Program
from tests import programs
from tests.builders import at
from tests.programs import COFFEE, COOKIE, HALFWAY, Customer

FREE, ON_THE_WAY = reward_account(COFFEE.id), reward_account(COOKIE.id)
CAFE = programs.stamps()


def once_a_day(of: Program, days: int) -> Card:
    ada = Customer(program=of)
    for day in range(days):
        ada.buys(at("2026-02-03 10:00") + timedelta(days=day))
    return ada.card


def at_once(of: Program, *units: int) -> Customer:
    """One purchase a day, of so many items."""
    ada = Customer(program=of)
    for day, number in enumerate(units):
        ada.buys(at("2026-02-03 10:00") + timedelta(days=day), units=number)
    return ada


@pytest.mark.parametrize(
    ("stamps", "held"), [(8, {STAMPS: 8}), (9, {FREE: 1}), (10, {FREE: 1, STAMPS: 1})]
)
def test_nine_stamps_make_a_reward_and_eight_none_o4(stamps: int, held: dict[str, int]) -> None:
    ada = once_a_day(CAFE, stamps)

    assert ada.balances == held


def test_eighteen_stamps_make_two_rewards_o4() -> None:
    assert once_a_day(CAFE, 18).balances == {FREE: 2}


def test_four_washes_earn_the_fifth_o5() -> None:
    washes = programs.stamps(threshold=4)

    assert once_a_day(washes, 3).balances == {STAMPS: 3}
    assert once_a_day(washes, 4).balances == {FREE: 1}


def test_twelve_cuts_at_five_make_two_rewards_and_two_are_left_o6() -> None:
    salon = programs.stamps(threshold=5)

    assert once_a_day(salon, 12).balances == {FREE: 2, STAMPS: 2}


def test_twenty_five_hours_in_one_scan_make_two_rewards_and_five_are_left_o7() -> None:
    entry = at_once(programs.stamps(threshold=10), 25).entries[0]

    assert entry.rewards == {"coffee": 2}
    assert entry.balance_after == {FREE: 2, STAMPS: 5}
    assert entry.units == 25


def test_the_scan_that_completes_takes_the_stamps_and_gives_the_reward_at_once() -> None:
    entry = at_once(CAFE, 8, 1).entries[1]

    assert entry.changes == (Change(account=FREE, units=1), Change(account=STAMPS, units=-8))
    assert entry.balance_after == {FREE: 1}


def test_a_scan_that_is_worth_a_whole_card_leaves_the_stamps_as_they_were() -> None:
    entry = at_once(CAFE, 9).entries[0]

    assert entry.changes == (Change(account=FREE, units=1),)


def test_a_completed_round_says_how_many_stamps_it_took_for_what() -> None:
    none, one, two = at_once(CAFE, 8, 2, 20).entries

    assert none.facts == {}
    assert one.facts == {"goal": 9, "rounds": 1, "reward": "coffee"}
    assert two.facts == {"goal": 9, "rounds": 2, "reward": "coffee"}


def test_a_card_above_a_lowered_threshold_is_completed_by_its_next_stamp() -> None:
    ada = at_once(CAFE, 8)

    ada.program = programs.versions(CAFE, programs.stamps(threshold=5))[1]
    ada.buys("2026-03-01 10:00")

    assert ada.card.balances == {FREE: 1, STAMPS: 4}


def test_a_reward_on_the_way_leaves_the_stamps_where_they_are() -> None:
    ladder = programs.stamps(ladder=(HALFWAY,))

    assert once_a_day(ladder, 4).balances == {STAMPS: 4}
    assert once_a_day(ladder, 5).balances == {STAMPS: 5, ON_THE_WAY: 1}
    assert once_a_day(ladder, 9).balances == {ON_THE_WAY: 1, FREE: 1}
    assert once_a_day(ladder, 14).balances == {STAMPS: 5, ON_THE_WAY: 2, FREE: 1}


@pytest.mark.parametrize(
    ("units", "cookies", "coffees", "left"),
    [(4, 0, 0, 4), (5, 1, 0, 5), (13, 1, 1, 4), (14, 2, 1, 5), (23, 3, 2, 5), (27, 3, 3, 0)],
)
def test_one_scan_may_pass_a_step_several_times(
    units: int, cookies: int, coffees: int, left: int
) -> None:
    ada = at_once(programs.stamps(ladder=(HALFWAY,)), units).card

    assert (ada.balance(ON_THE_WAY), ada.balance(FREE)) == (cookies, coffees)
    assert ada.balance(STAMPS) == left


def test_a_step_is_passed_once_a_round_however_the_scans_fall() -> None:
    ladder = programs.stamps(ladder=(Step(at=3, reward=COOKIE.id), HALFWAY))

    ada = at_once(ladder, 4, 4, 4, 6).card

    assert ada.balances == {ON_THE_WAY: 4, FREE: 2}


def test_a_card_that_was_above_a_lowered_threshold_passes_the_next_rounds_step() -> None:
    first = programs.stamps(ladder=(Step(at=3, reward=COOKIE.id),))
    second = programs.stamps(threshold=5, ladder=(Step(at=3, reward=COOKIE.id),))
    ada = at_once(first, 8)

    ada.program = programs.versions(first, second)[1]
    ada.buys("2026-03-01 10:00")

    assert ada.card.balances == {ON_THE_WAY: 2, FREE: 1, STAMPS: 4}


def test_without_carry_over_what_is_too_many_is_lost() -> None:
    ada = at_once(programs.stamps(carry_over=False), 8, 3)

    assert ada.card.balances == {FREE: 1}
    assert ada.entries[1].facts["lost"] == 2


def test_a_lost_stamp_passes_no_step() -> None:
    ada = at_once(programs.stamps(carry_over=False, ladder=(HALFWAY,)), 8, 8)

    assert ada.card.balances == {FREE: 1, ON_THE_WAY: 1}


def test_thirty_then_twenty_at_one_stamp_per_fifty_make_one() -> None:
    ada = Customer(program=programs.stamps(spend_minor=5000))

    ada.buys("2026-02-03 10:00", 3000)
    ada.buys("2026-02-04 10:00", 2000)

    assert ada.card.balances == {STAMPS: 1}


def test_what_an_amount_does_not_yet_earn_is_carried() -> None:
    ada = Customer(program=programs.stamps(spend_minor=5000))

    ada.buys("2026-02-03 10:00", 11_999)

    carried = carry_account(STAMPS, 5000 * 100)
    assert ada.card.balances == {STAMPS: 2, carried: 1999 * 100}


def test_stamps_end_with_the_month_and_the_oldest_are_used_first() -> None:
    ada = Customer(program=programs.stamps(expires_months=1))
    ada.buys("2026-02-27 10:00", units=5)
    ada.buys("2026-03-02 10:00", units=3)

    entry = ada.buys("2026-03-31 23:59", units=2)

    assert [(c.account, c.units, c.expires_on) for c in entry.changes] == [
        (FREE, 1, None),
        (STAMPS, -5, date(2026, 3, 31)),
        (STAMPS, -2, date(2026, 4, 30)),
    ]
    assert entry.facts["until"] == "2026-04-30"


def test_stamps_that_have_ended_complete_nothing() -> None:
    ada = Customer(program=programs.stamps(expires_months=1))
    ada.buys("2026-02-27 10:00", units=8)

    entry = ada.buys("2026-04-01 00:00", units=2)

    assert entry.balance_after == {STAMPS: 2}


def test_a_reward_waits_as_many_days_as_it_says() -> None:
    brief = replace(COFFEE, expires_days=90)
    ada = Customer(program=programs.stamps(rewards=(brief,)))

    ada.buys("2026-02-03 10:00", units=9)

    assert ada.card.ends(FREE) == date(2026, 5, 4)


def test_a_minimum_is_of_the_amount_and_not_of_the_items() -> None:
    ada = Customer(program=programs.stamps(minimum_minor=500))

    ada.buys("2026-02-03 10:00", 500, units=2)

    assert ada.card.balances == {STAMPS: 2}
