"""What counted towards a tier, and the tiers that it reached."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loyalty.entry import (
    QUALIFYING,
    tier_account,
)
from loyalty.gifts.welcome import Welcome
from loyalty.rewards import Gift
from tests import programs
from tests.programs import Customer

SILVER, GOLD = tier_account("silver"), tier_account("gold")


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
