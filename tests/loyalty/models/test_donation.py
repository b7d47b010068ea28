"""Donation: a part of every purchase goes to a cause, at the shop's expense."""

from dataclasses import replace

import pytest

from loyalty.entry import CREDIT, STAMPS, carry_account, donation_account, reward_account
from loyalty.errors import AmountMissing, NotEnoughBalance, NotOffered
from loyalty.granting import decide_coupon
from loyalty.models.donation import DonationRule
from loyalty.program import Assumptions
from tests import programs
from tests.programs import COFFEE, PRESENT, TEN_PERCENT, Customer

REFUGE = donation_account("refuge")
SHELTER = DonationRule(cause_id="refuge", cause={"fr": "Refuge", "en": "Shelter"}, percent=2)
AVERAGE = Assumptions(basket_minor=500, margin_percent=65, rhythm_days=7)


def test_two_percent_of_ten_euros_are_twenty_cents() -> None:
    ada = Customer(program=programs.donation())

    ada.buys("2026-02-03 10:00", 1000)

    assert ada.card.balances == {REFUGE: 20}


def test_fractions_of_a_cent_add_up() -> None:
    ada = Customer(program=programs.donation())

    ada.buys("2026-02-03 10:00", 1030)
    ada.buys("2026-02-04 10:00", 1020)

    assert ada.entries[0].balance_after == {REFUGE: 20, carry_account(REFUGE, 100): 60}
    assert ada.card.balances == {REFUGE: 41}


def test_so_many_cents_for_each_purchase_need_no_amount() -> None:
    ada = Customer(program=programs.donation(percent=0, fixed_minor=20))

    ada.buys("2026-02-03 10:00")
    ada.buys("2026-02-04 10:00", 5000)

    assert ada.card.balances == {REFUGE: 40}


def test_a_percentage_needs_the_amount() -> None:
    with pytest.raises(AmountMissing):
        Customer(program=programs.donation()).buys("2026-02-03 10:00")


def test_a_donation_comes_on_top_of_stamps() -> None:
    ada = Customer(program=programs.stamps(donation=SHELTER))

    ada.buys("2026-02-03 10:00", 1000, units=2)

    assert ada.card.balances == {STAMPS: 2, REFUGE: 20}


def test_a_reward_can_be_given_to_the_cause_at_what_it_would_have_cost() -> None:
    ada = Customer(program=programs.stamps(donation=SHELTER))
    ada.buys("2026-02-03 10:00", 0, units=9)

    entry = ada.uses("coffee", "2026-02-04 10:00", donate=True)

    assert entry.balance_after == {REFUGE: 60}
    assert entry.facts == {"gave": "coffee", "donated": 1}


def test_credit_is_given_as_it_is() -> None:
    ada = Customer(program=programs.cashback(donation=SHELTER))
    ada.buys("2026-02-03 10:00", 10_000)

    entry = ada.uses("credit", "2026-02-04 10:00", 300, donate=True)

    assert entry.balance_after == {CREDIT: 200, REFUGE: 200 + 300}


def test_a_percentage_is_worth_what_it_would_take_off() -> None:
    ada = Customer(program=programs.stamps(donation=SHELTER, assumptions=AVERAGE))
    ada.does("2026-02-03 10:00", decide_coupon, coupon=PRESENT.id)
    ada.does("2026-02-04 10:00", decide_coupon, coupon=PRESENT.id)

    known = ada.uses("coupon:present", "2026-02-05 10:00", 2000, donate=True)
    guessed = ada.uses("coupon:present", "2026-02-06 10:00", donate=True)

    assert (known.deltas[REFUGE], guessed.deltas[REFUGE]) == (200, 50)


def test_what_is_worth_nothing_cannot_be_given_to_a_cause() -> None:
    free = replace(COFFEE, cost_minor=0)
    ada = Customer(program=programs.stamps(donation=SHELTER, rewards=(free, TEN_PERCENT)))
    ada.buys("2026-02-03 10:00", 0, units=9)

    with pytest.raises(NotOffered) as refused:
        ada.uses("coffee", "2026-02-04 10:00", donate=True)

    assert refused.value.facts == {"what": "donation"}


def test_without_a_cause_nothing_is_donated() -> None:
    ada = Customer(program=programs.stamps())
    ada.buys("2026-02-03 10:00", units=9)

    with pytest.raises(NotOffered):
        ada.uses("coffee", "2026-02-04 10:00", donate=True)
    assert ada.card.balances == {reward_account("coffee"): 1}


def test_what_a_card_does_not_hold_is_not_donated() -> None:
    ada = Customer(program=programs.stamps(donation=SHELTER))

    with pytest.raises(NotEnoughBalance):
        ada.uses("coffee", "2026-02-04 10:00", donate=True)


def test_another_cause_has_an_account_of_its_own() -> None:
    ada = Customer(program=programs.donation())
    ada.buys("2026-02-03 10:00", 1000)

    ada.program = programs.donation(cause_id="foret")
    ada.buys("2026-02-04 10:00", 1000)

    assert ada.card.balances == {REFUGE: 20, donation_account("foret"): 20}
