"""Points: so many for so much spent, to the last cent."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.entry import POINTS, carry_account
from loyalty.errors import NotEnoughBalance
from loyalty.models.points import PointRule
from loyalty.offers import offers
from tests import programs
from tests.programs import COFFEE, Customer

CARRY = carry_account(POINTS, 100 * 100)


@pytest.mark.parametrize(
    ("minor", "points", "carried"),
    [(1200, 12, 0), (1299, 12, 99), (99, 0, 99), (100, 1, 0), (1, 0, 1), (0, 0, 0)],
)
def test_a_point_for_each_euro_and_the_cents_are_carried_o8(
    minor: int, points: int, carried: int
) -> None:
    ada = Customer(program=programs.points())

    ada.buys("2026-02-03 10:00", minor)

    assert (ada.card.balance(POINTS), ada.card.balance(CARRY)) == (points, carried * 100)


def test_carried_cents_make_a_point_in_the_end_o8() -> None:
    ada = Customer(program=programs.points())

    ada.buys("2026-02-03 10:00", 1299)
    ada.buys("2026-02-04 10:00", 1)

    assert ada.card.balances == {POINTS: 13}


def test_five_points_for_each_euro_make_five_hundred_for_a_hundred() -> None:
    ada = Customer(program=programs.points(points=5))

    ada.buys("2026-02-03 10:00", 10_000)

    assert ada.card.balances == {POINTS: 500}


def test_a_point_for_every_three_euros_carries_what_is_over() -> None:
    ada = Customer(program=programs.points(per_minor=300))

    ada.buys("2026-02-03 10:00", 1000)

    assert ada.card.balances == {POINTS: 3, carry_account(POINTS, 30_000): 100 * 100}


def test_what_is_excluded_earns_nothing() -> None:
    ada = Customer(program=programs.points(excluded=("tabac", "cadeau")))

    entry = ada.buys("2026-02-03 10:00", 2000, tabac=700, cadeau=100, presse=500)

    assert entry.deltas == {POINTS: 12}
    assert entry.facts == {"counted": 1200}


def test_a_purchase_of_nothing_but_the_excluded_is_a_visit_without_points() -> None:
    ada = Customer(program=programs.points(excluded=("tabac",)))

    entry = ada.buys("2026-02-03 10:00", 700, tabac=700)

    assert (entry.changes, entry.visit, entry.facts) == ((), 1, {"counted": 0})


def test_points_end_with_the_month_so_many_months_later() -> None:
    ada = Customer(program=programs.points(expires_months=12))

    ada.buys("2026-02-03 10:00", 1000)
    ada.buys("2026-02-28 10:00", 1000)

    assert [(lot.units, lot.expires_on) for lot in ada.card.lots] == [(20, date(2027, 2, 28))]


def test_points_buy_what_the_catalogue_offers() -> None:
    ada = Customer(program=programs.points())
    ada.buys("2026-02-03 10:00", 25_000)

    offered = offers(ada.program, ada.card)
    entry = ada.uses("coffee", "2026-02-03 10:01")

    assert [(offer.key, offer.price, offer.count) for offer in offered] == [("coffee", 100, 2)]
    assert entry.balance_after == {POINTS: 150}
    assert entry.facts == {"gave": "coffee", "price": 100}


def test_points_never_buy_more_than_they_are() -> None:
    ada = Customer(program=programs.points())
    ada.buys("2026-02-03 10:00", 9999)

    with pytest.raises(NotEnoughBalance) as refused:
        ada.uses("coffee", "2026-02-03 10:01")

    assert refused.value.facts == {"balance": 99, "needed": 100}


def test_points_that_end_first_are_spent_first() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    ada.buys("2026-02-03 10:00", 8000)
    ada.buys("2026-03-03 10:00", 8000)

    entry = ada.uses("coffee", "2026-03-31 23:59")

    assert [(c.units, c.expires_on) for c in entry.changes] == [
        (-80, date(2026, 3, 31)),
        (-20, date(2026, 4, 30)),
    ]


def test_a_change_of_rate_rounds_what_was_carried_up_and_not_away() -> None:
    before = programs.points(per_minor=300)
    ada = Customer(program=before)
    ada.buys("2026-02-03 10:00", 200)

    ada.program = programs.versions(before, programs.points(per_minor=700))[1]
    ada.buys("2026-02-04 10:00", 100)

    two_thirds = -(-20_000 * 70_000 // 30_000)
    assert ada.card.balances == {carry_account(POINTS, 70_000): two_thirds + 10_000}


def test_the_worth_of_an_amount_is_an_exact_share() -> None:
    rule = PointRule(points=3, per_minor=200)

    assert rule.worth(150, 100) == (150 * 3 * 100, 200 * 100)
    assert rule.worth(150, 150) == (150 * 3 * 150, 200 * 100)


def test_a_reward_without_a_price_is_not_bought() -> None:
    ada = Customer(program=programs.points(rewards=(replace(COFFEE, points=None),)))
    ada.buys("2026-02-03 10:00", 99_999)

    with pytest.raises(NotEnoughBalance):
        ada.uses("coffee", "2026-02-03 10:01")
