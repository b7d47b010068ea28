"""A sale that comes back, in part or whole: what it earned is taken back."""

from datetime import time
from typing import Any

import pytest

from loyalty.entry import (
    POINTS,
    STAMPS,
    Kind,
    Money,
    carry_account,
)
from loyalty.errors import RefundRefused
from loyalty.models.donation import DonationRule
from loyalty.models.windows import Window
from tests import programs
from tests.programs import Customer

SHELTER = DonationRule(cause_id="refuge", cause={"fr": "Refuge", "en": "Shelter"}, percent=2)


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
