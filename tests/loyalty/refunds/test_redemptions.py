"""A redemption that comes back: what was spent on it is restored."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loyalty.entry import (
    CREDIT,
    POINTS,
    Money,
    OperationId,
    donation_account,
    reward_account,
)
from loyalty.errors import RefundRefused, UnknownEntry
from loyalty.granting import decide_club_fee, decide_coupon
from loyalty.models.donation import DonationRule
from loyalty.refund import decide_refund
from tests import programs
from tests.builders import scan
from tests.programs import COFFEE, Customer

FREE = reward_account("coffee")
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
