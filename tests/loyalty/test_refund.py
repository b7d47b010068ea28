"""Money comes back: what a sale earned is taken back, what was spent on it is restored."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from loyalty.earning import decide_earn
from loyalty.entry import (
    CREDIT,
    POINTS,
    QUALIFYING,
    STAMPS,
    Kind,
    Money,
    OperationId,
    carry_account,
    coupon_account,
    donation_account,
    reward_account,
    tier_account,
)
from loyalty.errors import AlreadyUsed, RefundRefused, UnknownEntry
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.missions import Mission
from loyalty.gifts.welcome import Welcome
from loyalty.granting import decide_club_fee, decide_coupon, decide_mission
from loyalty.holder import Holder
from loyalty.models.donation import DonationRule
from loyalty.models.windows import Window
from loyalty.refund import decide_refund
from loyalty.rewards import Gift
from tests import programs
from tests.builders import scan
from tests.programs import COFFEE, HALFWAY, Customer, late

FREE, COOKIE = reward_account("coffee"), reward_account("cookie")
PRESENT = coupon_account("present")
SILVER, GOLD = tier_account("silver"), tier_account("gold")
SHELTER = DonationRule(cause_id="refuge", cause={"fr": "Refuge", "en": "Shelter"}, percent=2)
REFUGE = donation_account("refuge")


def stamped(*units: int, **changes: Any) -> Customer:
    """One purchase a day in February, of so many items."""
    ada = Customer(program=programs.stamps(**changes))
    for day, number in enumerate(units, start=2):
        ada.buys(f"2026-02-{day:02} 10:00", units=number)
    return ada


def spent(*minor: int, **changes: Any) -> Customer:
    ada = Customer(program=programs.points(**changes))
    for day, amount in enumerate(minor, start=2):
        ada.buys(f"2026-02-{day:02} 10:00", amount)
    return ada


def test_a_refund_is_an_entry_of_its_own_and_the_visit_stays() -> None:
    ada = spent(1299)
    sale = ada.entries[0]

    entry = ada.returns(sale, "2026-02-03 10:00")

    assert (entry.kind, entry.reason, entry.reverses) == (Kind.REFUND, "return", None)
    assert (entry.facts, entry.amount) == (
        {"refunds": sale.operation},
        Money(minor=1299, currency="EUR"),
    )
    assert (entry.visit, ada.card.visits, ada.card.balances) == (1, 1, {})
    assert entry.happened_at > sale.happened_at


def test_an_item_comes_back_with_its_stamp() -> None:
    ada = stamped(3)

    entry = ada.returns(ada.entries[0], "2026-02-03 10:00", units=1)

    assert (entry.units, entry.amount) == (1, None)
    assert entry.balance_after == {STAMPS: 2}


def test_an_amount_comes_back_with_its_points_and_the_cents_are_carried() -> None:
    ada = spent(1299)

    ada.returns(ada.entries[0], "2026-02-03 10:00", 350)

    assert ada.card.balances == {POINTS: 9, carry_account(POINTS, 10_000): 4900}


def test_parts_add_up_to_the_whole() -> None:
    ada = spent(1299)
    sale = ada.entries[0]

    for minor in (1, 333, 500, 465):
        ada.returns(sale, "2026-02-03 10:00", minor)

    assert ada.card.balances == {}
    with pytest.raises(RefundRefused) as refused:
        ada.returns(sale, "2026-02-03 10:00", 1)
    assert refused.value.facts == {"left_minor": 0}


def test_after_a_part_the_default_is_the_rest() -> None:
    ada = spent(1299)

    ada.returns(ada.entries[0], "2026-02-03 10:00", 300)
    rest = ada.returns(ada.entries[0], "2026-02-03 10:05")

    assert rest.amount == Money(minor=999, currency="EUR")
    assert ada.card.balances == {}


def test_a_second_whole_refund_is_refused() -> None:
    ada = spent(1299)
    ada.returns(ada.entries[0], "2026-02-03 10:00")

    with pytest.raises(RefundRefused):
        ada.returns(ada.entries[0], "2026-02-03 10:05")


@pytest.mark.parametrize("back", [{"amount": 1300}, {"amount": 0}, {"units": 1}])
def test_more_than_was_sold_nothing_or_no_amount_is_refused(back: dict[str, int]) -> None:
    ada = spent(1299)

    with pytest.raises(RefundRefused):
        ada.returns(ada.entries[0], "2026-02-03 10:00", **back)


@pytest.mark.parametrize("units", [0, 4, -1])
def test_more_items_than_were_sold_or_none_are_refused(units: int) -> None:
    ada = stamped(3)

    with pytest.raises(RefundRefused) as refused:
        ada.returns(ada.entries[0], "2026-02-03 10:00", units=units)

    assert refused.value.facts == {"left_units": 3}


def test_items_of_a_sale_come_with_their_share_of_the_amount() -> None:
    ada = Customer(program=programs.stamps(donation=SHELTER))
    sale = ada.buys("2026-02-03 10:00", 1000, units=3)

    first = ada.returns(sale, "2026-02-04 10:00", units=1)
    second = ada.returns(sale, "2026-02-04 10:00", 100, units=1)
    last = ada.returns(sale, "2026-02-04 10:00", 567)

    parts = [(entry.units, entry.amount.minor if entry.amount else None) for entry in ada.entries]
    assert parts[1:] == [(1, 333), (1, 100), (1, 567)]
    assert [entry.deltas[STAMPS] for entry in (first, second, last)] == [-1, -1, -1]
    assert ada.card.balances == {}


def test_what_was_free_comes_back_too() -> None:
    ada = Customer(program=programs.stamps())
    sale = ada.buys("2026-02-03 10:00", 0, units=2)

    ada.returns(sale, "2026-02-04 10:00", units=1)
    ada.returns(sale, "2026-02-04 10:00")

    assert ada.card.balances == {}
    with pytest.raises(RefundRefused):
        ada.returns(sale, "2026-02-04 10:00", units=0, amount=0)


def test_stamps_by_amount_come_back_by_amount() -> None:
    ada = Customer(program=programs.stamps(spend_minor=5000))
    sale = ada.buys("2026-02-03 10:00", 12_000)

    part = ada.returns(sale, "2026-02-04 10:00", 4000)
    assert (part.units, part.deltas[STAMPS]) == (0, -1)
    rest = ada.returns(sale, "2026-02-04 10:00")

    assert (rest.units, ada.card.balances) == (1, {})


def test_credit_comes_back_to_the_last_fraction() -> None:
    ada = Customer(program=programs.cashback())
    ada.buys("2026-02-03 10:00", 1019)
    was = ada.card.lots
    sale = ada.buys("2026-02-04 10:00", 1019)

    ada.returns(sale, "2026-02-05 10:00")

    assert ada.card.lots == was


def test_what_earned_double_goes_back_double() -> None:
    happy = Window(name={"fr": "Double"}, multiplier=200, begins=time(14), ends=time(16))
    ada = Customer(program=programs.points(windows=(happy,)))
    sale = ada.buys("2026-02-03 15:00", 1000)

    ada.returns(sale, "2026-02-04 10:00", 400)

    assert ada.card.balances == {POINTS: 12}


def test_a_sale_is_returned_by_the_rate_of_its_day() -> None:
    before, after = programs.versions(programs.points(points=5), programs.points(points=1))
    ada = Customer(program=before)
    sale = ada.buys("2026-02-03 10:00", 1000)
    ada.program = after
    ada.buys("2026-02-04 10:00", 1000)

    ada.returns(sale, "2026-02-05 10:00")

    assert ada.card.balances == {POINTS: 10}


def test_what_earned_nothing_comes_back_last() -> None:
    ada = Customer(program=programs.points(excluded=("tabac",)))
    sale = ada.buys("2026-02-03 10:00", 2000, tabac=800)

    first = ada.returns(sale, "2026-02-04 10:00", 1500)
    assert (first.deltas, first.facts["counted"]) == ({POINTS: -12}, 1200)
    second = ada.returns(sale, "2026-02-04 10:00")

    assert (second.changes, second.facts["counted"]) == ((), 0)
    assert ada.card.balances == {}


def test_what_is_said_to_have_earned_nothing_takes_nothing_back() -> None:
    ada = Customer(program=programs.points(excluded=("tabac",)))
    sale = ada.buys("2026-02-03 10:00", 2000, tabac=800)

    tobacco = ada.returns(sale, "2026-02-04 10:00", 500, tabac=500)
    mixed = ada.returns(sale, "2026-02-04 10:00", 500, tabac=500)
    rest = ada.returns(sale, "2026-02-04 10:00")

    assert (tobacco.changes, tobacco.facts["counted"]) == ((), 0)
    assert (mixed.deltas, mixed.facts["counted"]) == ({POINTS: -2}, 200)
    assert (rest.deltas, "counted" in rest.facts) == ({POINTS: -10}, False)


def test_what_has_been_spent_cannot_be_returned_and_nothing_changes() -> None:
    ada = spent(15_000)
    ada.uses("coffee", "2026-02-03 10:00")
    was = ada.card

    with pytest.raises(AlreadyUsed) as refused:
        ada.returns(ada.entries[0], "2026-02-04 10:00")

    assert refused.value.facts == {"balance": 50, "needed": 150, "account": POINTS}
    assert ada.card == was
    assert ada.returns(ada.entries[0], "2026-02-04 10:00", 5000).balance_after == {}


def test_points_of_another_purchase_make_up_for_those_that_were_spent() -> None:
    ada = spent(10_000, 10_000)
    ada.uses("coffee", "2026-02-04 10:00")

    ada.returns(ada.entries[0], "2026-02-05 10:00")

    assert ada.card.balances == {}


def test_a_sales_own_points_go_back_first() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    ada.buys("2026-01-03 10:00", 1000)
    sale = ada.buys("2026-02-03 10:00", 1000)

    entry = ada.returns(sale, "2026-02-04 10:00")

    assert [(c.units, c.expires_on) for c in entry.changes] == [(-10, date(2026, 3, 31))]


def test_points_come_back_up_to_their_last_day() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    sale = ada.buys("2026-01-03 10:00", 1000)
    ada.buys("2026-02-03 10:00", 500)

    entry = ada.returns(sale, "2026-02-28 23:59")

    assert entry.balance_after == {POINTS: 5}
    assert entry.deltas == {POINTS: -10}


def test_points_that_have_ended_need_not_come_back() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    sale = ada.buys("2026-01-03 10:00", 1000)
    ada.buys("2026-02-03 10:00", 500)

    entry = ada.returns(sale, "2026-03-01 10:00")

    assert (entry.balance_after, entry.facts) == ({POINTS: 5}, {"refunds": sale.operation})


def test_the_sale_that_completed_a_card_leaves_the_stamps_of_before() -> None:
    ada = stamped(8, 1)

    entry = ada.returns(ada.entries[1], "2026-02-05 10:00")

    assert entry.balance_after == {STAMPS: 8}
    assert (entry.facts["goal"], entry.facts["reopened"]) == (9, 1)


def test_opened_again_a_round_has_its_stamps_by_their_own_dates() -> None:
    ada = Customer(program=programs.stamps(expires_months=3))
    ada.buys("2026-01-03 10:00", units=5)
    ada.buys("2026-02-03 10:00", units=3)
    was = ada.card.lots
    sale = ada.buys("2026-03-03 10:00", units=4)

    ada.returns(sale, "2026-03-04 10:00")

    assert ada.card.lots == was


def test_what_has_ended_meanwhile_does_not_come_back_to_life() -> None:
    ada = Customer(program=programs.stamps(expires_months=1))
    ada.buys("2026-01-03 10:00", units=8)
    sale = ada.buys("2026-02-03 10:00")

    ada.returns(sale, "2026-03-01 10:00")

    assert ada.card.balances == {}


def test_stamps_that_ended_before_they_were_used_are_no_part_of_the_round() -> None:
    ada = Customer(program=programs.stamps(expires_months=1))
    ada.buys("2026-01-03 10:00", units=5)
    sale = ada.buys("2026-03-03 10:00", units=10)
    assert sale.deltas == {FREE: 1, STAMPS: -4}

    ada.returns(sale, "2026-03-04 10:00", units=3)

    assert ada.card.balances == {STAMPS: 7}


def test_a_reward_that_was_used_keeps_its_sale() -> None:
    ada = stamped(8, 1)
    ada.uses("coffee", "2026-02-04 10:00")

    with pytest.raises(AlreadyUsed) as refused:
        ada.returns(ada.entries[1], "2026-02-05 10:00")

    assert refused.value.facts == {"balance": 0, "needed": 1, "account": FREE}
    assert ada.card.balances == {}


def test_stamps_that_never_made_a_reward_cannot_be_more_than_there_are() -> None:
    ada = Customer(program=programs.stamps(expires_months=1))
    ada.buys("2026-01-03 10:00", units=9)
    ada.uses("coffee", "2026-01-04 10:00")
    sale = ada.buys("2026-02-03 10:00", units=9)
    ada.uses("coffee", "2026-02-04 10:00")
    ada.buys("2026-02-05 10:00", units=2)

    with pytest.raises(AlreadyUsed):
        ada.returns(sale, "2026-02-06 10:00")


def test_a_round_of_which_nothing_was_written_down_stays_closed() -> None:
    """Entries from before a round was told in the facts."""
    ada = stamped(8)
    asked = scan("2026-02-04 10:00")
    completing = decide_earn(ada.program, ada.card, asked)
    ada.writes(replace(completing, facts={}))

    with pytest.raises(AlreadyUsed) as refused:
        ada.returns(ada.entries[1], "2026-02-05 10:00")

    assert refused.value.facts == {"balance": 0, "needed": 1, "account": STAMPS}


def test_a_sale_of_several_rounds_opens_as_many_as_it_must() -> None:
    ada = stamped(25, threshold=10)
    sale = ada.entries[0]

    for units, left in ((5, {FREE: 2}), (1, {FREE: 1, STAMPS: 9}), (10, {STAMPS: 9}), (9, {})):
        ada.returns(sale, "2026-02-05 10:00", units=units)
        assert ada.card.balances == left


def test_rounds_open_in_the_order_in_which_their_stamps_ended() -> None:
    ada = Customer(program=programs.stamps(threshold=5, expires_months=3))
    ada.buys("2026-01-03 10:00", units=4)
    ada.buys("2026-02-03 10:00", units=12)
    assert ada.card.balances == {FREE: 3, STAMPS: 1}

    ada.returns(ada.entries[1], "2026-02-04 10:00", units=7)
    assert [(lot.units, lot.expires_on) for lot in ada.card.lots if lot.account == STAMPS] == [
        (4, date(2026, 5, 31))
    ]
    ada.returns(ada.entries[1], "2026-02-04 10:00", units=5)

    assert [(lot.units, lot.expires_on) for lot in ada.card.lots] == [(4, date(2026, 4, 30))]


def ends(ada: Customer) -> dict[date | None, int]:
    """Stamps by the day on which they end."""
    return {lot.expires_on: lot.units for lot in ada.card.lots if lot.account == STAMPS}


def test_the_last_round_of_several_has_the_stamps_that_end_last() -> None:
    """Eight of January and three of February at five: the second round took three and two."""
    nine, five = programs.versions(
        *(programs.stamps(threshold=goal, expires_months=3) for goal in (9, 5))
    )
    ada = Customer(program=nine)
    ada.buys("2026-01-03 10:00", units=8)
    ada.program = five
    sale = ada.buys("2026-02-03 10:00", units=3)

    ada.returns(sale, "2026-02-04 10:00", units=2)

    assert ends(ada) == {date(2026, 4, 30): 3, date(2026, 5, 31): 1}


def test_a_late_sale_takes_its_own_stamps_back_though_they_end_first() -> None:
    ada = Customer(program=programs.stamps(expires_months=3))
    ada.buys("2026-02-01 10:00", units=8)
    sale = ada.buys(late("2026-01-31 10:00", "2026-02-01 12:00"), units=3)
    assert sale.facts["until"] == "2026-04-30"

    ada.returns(sale, "2026-02-02 10:00")

    assert ends(ada) == {date(2026, 5, 31): 8}


def test_stamps_complete_a_round_and_come_back_on_their_last_day() -> None:
    ada = Customer(program=programs.stamps(expires_months=1))
    ada.buys("2026-01-03 10:00", units=8)
    sale = ada.buys("2026-02-28 10:00")
    assert sale.rewards == {"coffee": 1}

    ada.returns(sale, "2026-02-28 23:59")

    assert ends(ada) == {date(2026, 2, 28): 8}


def test_of_two_rewards_the_sales_own_goes_back() -> None:
    brief = replace(COFFEE, expires_days=30)
    ada = stamped(9, 9, rewards=(brief,))
    assert [lot.expires_on for lot in ada.card.lots] == [date(2026, 3, 4), date(2026, 3, 5)]

    ada.returns(ada.entries[1], "2026-02-05 10:00")

    assert [lot.expires_on for lot in ada.card.lots] == [date(2026, 3, 4)]


def test_a_round_that_was_opened_again_is_not_opened_twice() -> None:
    ada = stamped(9, 8, 1)
    ada.returns(ada.entries[2], "2026-02-10 10:00")
    assert ada.card.balances == {FREE: 1, STAMPS: 8}

    ada.returns(ada.entries[1], "2026-02-11 10:00")
    assert ada.card.balances == {FREE: 1}
    ada.returns(ada.entries[0], "2026-02-11 10:00", units=4)

    assert ada.card.balances == {STAMPS: 5}


def test_an_undone_refund_closes_the_round_again() -> None:
    ada = stamped(8, 1)
    was = ada.card.lots
    ada.returns(ada.entries[1], "2026-02-05 10:00")

    ada.undoes("2026-02-05 10:01")
    assert ada.card.lots == was
    ada.returns(ada.entries[1], "2026-02-05 10:02")

    assert ada.card.balances == {STAMPS: 8}


def test_an_undone_round_is_none() -> None:
    ada = stamped(9)
    ada.undoes("2026-02-02 10:01")
    ada.buys("2026-02-02 10:02", units=8)

    with pytest.raises(UnknownEntry):
        ada.returns(ada.entries[0], "2026-02-05 10:00")
    assert ada.returns(ada.entries[2], "2026-02-05 10:00").balance_after == {}


def test_a_round_that_a_mission_completed_opens_too() -> None:
    cup = Mission(id="cup", name={"fr": "Gobelet"}, proof="staff", gift=Gift(units=1))
    ada = stamped(8, missions=(cup,))
    ada.does("2026-02-03 10:00", decide_mission, mission="cup")
    assert ada.card.balance(FREE) == 1

    ada.returns(ada.entries[0], "2026-02-05 10:00", units=2)

    assert (ada.card.balance(FREE), ada.card.balance(STAMPS)) == (0, 7)


def test_a_reward_on_the_way_goes_back_with_its_step() -> None:
    ada = stamped(4, 1, ladder=(HALFWAY,))

    ada.returns(ada.entries[1], "2026-02-05 10:00")

    assert ada.card.balances == {STAMPS: 4}


def test_a_step_that_stays_passed_keeps_its_reward() -> None:
    ada = stamped(7, ladder=(HALFWAY,))

    ada.returns(ada.entries[0], "2026-02-05 10:00", units=2)

    assert ada.card.balances == {COOKIE: 1, STAMPS: 5}


def test_steps_of_several_rounds_go_back_each() -> None:
    ada = stamped(15, ladder=(HALFWAY,))
    assert ada.card.balances == {COOKIE: 2, FREE: 1, STAMPS: 6}

    ada.returns(ada.entries[0], "2026-02-05 10:00", units=8)
    assert ada.card.balances == {COOKIE: 1, STAMPS: 7}
    ada.returns(ada.entries[0], "2026-02-05 10:00")

    assert ada.card.balances == {}


def test_a_reward_on_the_way_that_was_used_keeps_its_sale() -> None:
    ada = stamped(5, ladder=(HALFWAY,))
    ada.uses("cookie", "2026-02-03 10:00")

    with pytest.raises(AlreadyUsed) as refused:
        ada.returns(ada.entries[0], "2026-02-05 10:00", units=1)

    assert refused.value.facts["account"] == COOKIE


def test_a_step_that_came_too_late_to_be_given_is_not_asked_back() -> None:
    before, after = programs.versions(
        programs.stamps(threshold=12), programs.stamps(threshold=12, ladder=(HALFWAY,))
    )
    ada = Customer(program=before)
    ada.buys("2026-02-02 10:00", units=6)
    ada.program = after
    sale = ada.buys("2026-02-03 10:00", units=3)
    ada.returns(ada.entries[0], "2026-02-04 10:00", units=3)

    ada.returns(sale, "2026-02-04 10:00")

    assert ada.card.balances == {STAMPS: 3}


def test_what_was_lost_over_the_threshold_needs_not_come_back() -> None:
    ada = stamped(8, 3, carry_over=False)
    assert ada.card.balances == {FREE: 1}

    entry = ada.returns(ada.entries[1], "2026-02-05 10:00")

    assert entry.balance_after == {STAMPS: 8}


def test_what_was_lost_is_forgiven_once() -> None:
    ada = stamped(8, 3, carry_over=False)

    left = [
        ada.returns(ada.entries[1], "2026-02-05 10:00", units=1).balance_after for _ in range(3)
    ]

    assert left == [{FREE: 1}, {FREE: 1}, {STAMPS: 8}]


def test_a_donation_comes_back_from_the_cause() -> None:
    ada = Customer(program=programs.donation())
    ada.buys("2026-02-02 10:00", 1030)
    was = ada.card.lots
    sale = ada.buys("2026-02-03 10:00", 1090)

    ada.returns(sale, "2026-02-04 10:00", 400)
    ada.returns(sale, "2026-02-04 10:00")

    assert ada.card.lots == was


def test_a_donation_for_each_purchase_comes_back_with_the_last_part() -> None:
    ada = Customer(program=programs.donation(percent=0, fixed_minor=20))
    sale = ada.buys("2026-02-03 10:00", 1000)

    assert ada.returns(sale, "2026-02-04 10:00", 400).changes == ()
    assert ada.returns(sale, "2026-02-04 10:00").balance_after == {}


def test_a_sale_without_items_or_amount_comes_back_once_as_a_whole() -> None:
    ada = Customer(program=programs.donation(percent=0, fixed_minor=20))
    sale = ada.buys("2026-02-03 10:00")

    assert ada.returns(sale, "2026-02-04 10:00").balance_after == {}
    with pytest.raises(RefundRefused):
        ada.returns(sale, "2026-02-04 10:00")


def test_a_welcome_goes_back_with_the_whole_sale_only() -> None:
    welcome = Welcome(gift=Gift(units=2, coupon="present"))
    ada = Customer(program=programs.points(welcome=welcome))
    sale = ada.buys("2026-02-03 10:00", 1000)

    assert ada.returns(sale, "2026-02-04 10:00", 400).balance_after == {POINTS: 8, PRESENT: 1}
    assert ada.returns(sale, "2026-02-04 10:00").balance_after == {}


def test_a_welcome_that_was_used_keeps_the_last_of_its_sale() -> None:
    ada = Customer(program=programs.stamps(welcome=Welcome(gift=Gift(coupon="present"))))
    sale = ada.buys("2026-02-03 10:00", units=2)
    ada.uses("coupon:present", "2026-02-03 10:01")

    ada.returns(sale, "2026-02-04 10:00", units=1)
    with pytest.raises(AlreadyUsed) as refused:
        ada.returns(sale, "2026-02-04 10:00")

    assert refused.value.facts == {"balance": 0, "needed": 1, "account": PRESENT}


def test_a_welcome_that_has_ended_needs_not_come_back() -> None:
    ada = Customer(program=programs.stamps(welcome=Welcome(gift=Gift(coupon="present"))))
    sale = ada.buys("2026-02-03 10:00")

    assert ada.returns(sale, "2026-03-05 10:00").balance_after == {}


def test_a_birthday_is_the_customers_whatever_comes_back() -> None:
    party = programs.stamps(birthday=BirthdayRule(coupon="present"))
    ada = Customer(program=party, holder=Holder(birthday=(3, 2)))
    sale = ada.buys("2026-02-03 10:00")

    ada.returns(sale, "2026-02-04 10:00")

    assert ada.card.balance(PRESENT) == 1


def test_a_tier_reached_by_a_sale_ends_with_its_refund() -> None:
    ada = Customer(program=programs.tiered())
    ada.buys("2026-02-02 10:00", 5000)
    was = ada.card.lots
    sale = ada.buys("2026-02-03 10:00", 50_000)

    ada.returns(sale, "2026-02-04 10:00")

    assert ada.card.lots == was


def test_a_tier_that_a_later_sale_reached_with_its_help_ends_too() -> None:
    ada = Customer(program=programs.tiered())
    first = ada.buys("2026-02-02 10:00", 15_000)
    ada.buys("2026-02-03 10:00", 15_000)
    assert ada.card.balance(SILVER) == 1

    ada.returns(first, "2026-02-04 10:00", 12_000)

    assert (ada.card.balance(QUALIFYING), ada.card.balance(SILVER)) == (18_000, 0)


def test_a_tier_that_is_still_deserved_stays() -> None:
    ada = Customer(program=programs.tiered())
    ada.buys("2026-02-02 10:00", 30_000)
    sale = ada.buys("2026-02-03 10:00", 30_000)

    ada.returns(sale, "2026-02-04 10:00")

    assert (ada.card.balance(SILVER), ada.card.balance(GOLD)) == (1, 0)


def test_a_tier_that_a_sale_prolonged_ends_as_it_would_have() -> None:
    ada = Customer(program=programs.tiered())
    ada.buys("2026-02-02 10:00", 20_000)
    was = ada.card.lots
    sale = ada.buys("2026-06-03 10:00", 20_000)
    assert ada.card.ends(SILVER) == date(2027, 7, 30)

    ada.returns(sale, "2026-06-04 10:00")

    assert ada.card.lots == was
    assert ada.card.ends(SILVER) == date(2027, 3, 30)


def test_a_tier_in_its_grace_is_not_lost_to_a_small_refund() -> None:
    ada = Customer(program=programs.tiered())
    ada.buys("2026-02-02 10:00", 20_000)
    sale = ada.buys("2027-03-10 10:00", 1000)

    ada.returns(sale, "2027-03-11 10:00")

    assert (ada.card.balance(QUALIFYING), ada.card.ends(SILVER)) == (0, date(2027, 3, 30))


def test_what_has_left_the_window_changes_no_tier_by_coming_back() -> None:
    ada = Customer(program=programs.tiered())
    old = ada.buys("2026-02-02 10:00", 10_000)
    ada.buys("2026-03-02 10:00", 20_000)

    entry = ada.returns(old, "2027-03-01 10:00")

    assert (entry.balance_after[QUALIFYING], entry.balance_after[SILVER]) == (20_000, 1)


@pytest.mark.parametrize("measure", ["points", "visits"])
def test_points_that_counted_towards_a_tier_go_back_and_visits_stay(measure: Any) -> None:
    of = programs.tiered(measure)
    ada = Customer(program=replace(of, welcome=Welcome(gift=Gift(units=7))))
    sale = ada.buys("2026-02-02 10:00", 1050)

    ada.returns(sale, "2026-02-03 10:00")

    assert ada.card.balances == ({} if measure == "points" else {QUALIFYING: 1})


def test_a_redemption_comes_back_whole_and_once() -> None:
    ada = spent(15_000)
    used = ada.uses("coffee", "2026-02-03 10:00")

    entry = ada.returns(used, "2026-02-04 10:00")

    assert (entry.balance_after, entry.units, entry.amount) == ({POINTS: 150}, 0, None)
    with pytest.raises(RefundRefused):
        ada.returns(used, "2026-02-04 10:01")


def test_a_reward_comes_back_with_its_original_date() -> None:
    brief = replace(COFFEE, expires_days=30)
    ada = stamped(9, rewards=(brief,))
    used = ada.uses("coffee", "2026-02-20 10:00")

    ada.returns(used, "2026-02-21 10:00")

    assert (ada.card.balance(FREE), ada.card.ends(FREE)) == (1, date(2026, 3, 4))


def test_a_reward_that_would_have_ended_by_now_stays_gone() -> None:
    ada = stamped(9, rewards=(replace(COFFEE, expires_days=30),))
    used = ada.uses("coffee", "2026-03-04 10:00")

    assert ada.returns(used, "2026-03-05 10:00").balance_after == {}


def test_points_come_back_to_the_lots_they_came_from_and_ended_ones_stay_gone() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    for month, minor in ((1, 2000), (2, 6000), (3, 6000)):
        ada.buys(f"2026-0{month}-03 10:00", minor)
    used = ada.uses("coffee", "2026-03-04 10:00")

    ada.returns(used, "2026-03-31 23:59")

    assert [(lot.units, lot.expires_on) for lot in ada.card.lots] == [
        (60, date(2026, 3, 31)),
        (60, date(2026, 4, 30)),
    ]


def test_what_had_ended_when_a_reward_was_used_does_not_come_back() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    ada.buys("2026-01-03 10:00", 2000)
    ada.buys("2026-02-28 10:00", 15_000)
    used = ada.uses("coffee", "2026-03-01 10:00")
    assert [(c.units, c.expires_on) for c in used.changes] == [
        (-20, date(2026, 2, 28)),
        (-100, date(2026, 3, 31)),
    ]

    assert ada.returns(used, "2026-03-02 10:00").balance_after == {POINTS: 150}


def test_credit_that_paid_a_purchase_comes_back() -> None:
    ada = Customer(program=programs.cashback())
    ada.buys("2026-02-03 10:00", 10_000)
    used = ada.uses("credit", "2026-02-04 10:00", 300)

    entry = ada.returns(used, "2026-02-05 10:00")

    assert (entry.balance_after, entry.amount) == ({CREDIT: 500}, Money(minor=300, currency="EUR"))


def test_what_a_reward_gave_to_a_cause_comes_back_from_it() -> None:
    ada = stamped(9, donation=replace(SHELTER, percent=0, fixed_minor=10))
    used = ada.uses("coffee", "2026-02-04 10:00", donate=True)
    assert ada.card.balances == {REFUGE: 70}

    ada.returns(used, "2026-02-05 10:00")

    assert ada.card.balances == {REFUGE: 10, FREE: 1}


def test_a_coupon_comes_back_with_what_was_bought_on_it() -> None:
    ada = Customer(program=programs.stamps())
    ada.does("2026-02-03 10:00", decide_coupon, coupon="present")
    was = ada.card.lots
    used = ada.uses("coupon:present", "2026-02-04 10:00", 2000)

    ada.returns(used, "2026-02-05 10:00")

    assert ada.card.lots == was


def test_a_gift_is_no_sale() -> None:
    ada = Customer(program=programs.club())
    fee = ada.does("2026-02-03 10:00", decide_club_fee)

    with pytest.raises(RefundRefused):
        ada.returns(fee, "2026-02-04 10:00")


def test_a_refund_is_undone_like_anything_else_and_can_be_made_again() -> None:
    ada = spent(1299)
    was = ada.card
    ada.returns(ada.entries[0], "2026-02-03 10:00")

    ada.undoes("2026-02-03 10:05")
    assert (ada.card.lots, ada.card.visits, ada.card.since) == (was.lots, was.visits, was.since)

    assert ada.returns(ada.entries[0], "2026-02-03 10:06").balance_after == {}


def test_mallorys_sale_is_unknown_on_adas_card() -> None:
    ada = spent(1299)

    with pytest.raises(UnknownEntry):
        decide_refund(
            ada.program, ada.program, ada.entries, scan(), operation=OperationId("mallorys")
        )


def test_a_history_in_any_order_is_refunded_alike() -> None:
    ada = stamped(8, 1)
    asked = scan("2026-02-05 10:00")
    sale = ada.entries[1].operation

    entries = [
        decide_refund(ada.program, ada.program, history, asked, operation=sale)
        for history in (ada.entries, ada.entries[::-1])
    ]

    assert entries[0] == entries[1]
