"""Cashback: a percentage comes back as credit, to pay with in part or whole."""

import pytest

from loyalty.entry import CREDIT, Money, carry_account
from loyalty.errors import NotEnoughBalance
from tests import programs
from tests.programs import Customer

CARRY = carry_account(CREDIT, 10_000)


def test_five_percent_of_ten_euros_are_fifty_cents() -> None:
    ada = Customer(program=programs.cashback())

    ada.buys("2026-02-03 10:00", 1000)

    assert ada.card.balances == {CREDIT: 50}


def test_a_fraction_of_a_cent_is_carried() -> None:
    ada = Customer(program=programs.cashback())

    ada.buys("2026-02-03 10:00", 1019)
    ada.buys("2026-02-04 10:00", 1)

    assert ada.card.balances == {CREDIT: 51}
    assert ada.entries[0].balance_after == {CREDIT: 50, CARRY: 9500}


def test_credit_pays_a_part_of_a_purchase_and_the_rest_stays() -> None:
    ada = Customer(program=programs.cashback())
    ada.buys("2026-02-03 10:00", 10_000)

    entry = ada.uses("credit", "2026-02-04 10:00", 420)

    assert entry.balance_after == {CREDIT: 80}
    assert (entry.amount, entry.given) == (Money(minor=420, currency="EUR"), "credit")


@pytest.mark.parametrize("amount", [None, 500, 9000])
def test_credit_pays_as_much_as_there_is(amount: int | None) -> None:
    ada = Customer(program=programs.cashback())
    ada.buys("2026-02-03 10:00", 10_000)

    entry = ada.uses("credit", "2026-02-04 10:00", amount)

    assert entry.balance_after == {}
    assert entry.amount == Money(minor=500, currency="EUR")


def test_without_credit_there_is_nothing_to_pay_with() -> None:
    ada = Customer(program=programs.cashback())

    with pytest.raises(NotEnoughBalance) as refused:
        ada.uses("credit", "2026-02-04 10:00", 300)

    assert refused.value.facts == {"balance": 0, "needed": 300}


def test_credit_pays_nothing_of_a_purchase_of_nothing() -> None:
    ada = Customer(program=programs.cashback())
    ada.buys("2026-02-03 10:00", 10_000)

    with pytest.raises(NotEnoughBalance) as refused:
        ada.uses("credit", "2026-02-04 10:00", 0)

    assert refused.value.facts == {"balance": 500, "needed": 1}


def test_what_is_excluded_brings_no_credit() -> None:
    ada = Customer(program=programs.cashback(excluded=("tabac",)))

    ada.buys("2026-02-03 10:00", 2000, tabac=1000)

    assert ada.card.balances == {CREDIT: 50}


def test_credit_ends_with_its_month() -> None:
    ada = Customer(program=programs.cashback(expires_months=1))
    ada.buys("2026-02-03 10:00", 1000)

    with pytest.raises(NotEnoughBalance):
        ada.uses("credit", "2026-04-01 00:00")
    assert ada.uses("credit", "2026-03-31 23:59").balance_after == {}
