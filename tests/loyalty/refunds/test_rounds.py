"""Rounds of stamps that became rewards and open again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loyalty.earning import decide_earn
from loyalty.entry import (
    STAMPS,
    reward_account,
)
from loyalty.errors import AlreadyUsed, UnknownEntry
from loyalty.gifts.missions import Mission
from loyalty.granting import decide_mission
from loyalty.rewards import Gift
from tests import programs
from tests.builders import scan
from tests.programs import COFFEE, Customer, late

FREE = reward_account("coffee")


def stamped(*units: int, **changes: Any) -> Customer:
    """One purchase a day in February, of so many items."""
    ada = Customer(program=programs.stamps(**changes))
    for day, number in enumerate(units, start=2):
        ada.buys(f"2026-02-{day:02} 10:00", units=number)
    return ada


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
