"""What a sale earned and what has become of it: spent, ended, still there."""

from datetime import date
from typing import Any

import pytest

from loyalty.entry import (
    POINTS,
    coupon_account,
)
from loyalty.errors import AlreadyUsed, RefundRefused
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.welcome import Welcome
from loyalty.holder import Holder
from loyalty.rewards import Gift
from tests import programs
from tests.programs import Customer

PRESENT = coupon_account("present")


def spent(*minor: int, **changes: Any) -> Customer:
    ada = Customer(program=programs.points(**changes))
    for day, amount in enumerate(minor, start=2):
        ada.buys(f"2026-02-{day:02} 10:00", amount)
    return ada


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
