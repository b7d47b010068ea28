"""What holds for any refund in any program."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loyalty import promises
from loyalty.card import Card
from loyalty.entry import (
    QUALIFYING,
    RETURNED,
    STAMPS,
    Account,
    Entry,
    Kind,
    coupon_account,
    done_account,
)
from loyalty.errors import LoyaltyError, RefundRefused
from loyalty.program import Program
from tests.loyalty.properties.lives import OPENED, Life, day_of, lives, quick
from tests.programs import PRESENT

pytestmark = pytest.mark.long


def kept(program: Program) -> set[Account]:
    """What a refund leaves alone: marks, visits, and a birthday's coupon."""
    marks = {RETURNED, done_account("birthday")}
    if program.tiers and program.tiers.measure == "visits":
        marks |= {QUALIFYING, *(Account(f"tier:{tier.id}") for tier in program.tiers.tiers)}
    return marks | ({coupon_account(PRESENT.id)} if program.birthday else set())


def lots(card: Card, program: Program) -> list[object]:
    return [lot for lot in card.lots if lot.account not in kept(program)]


def later(life: Life) -> datetime:
    """An hour after everything, so that it can be sold."""
    times = [entry.recorded_at for entry in life.entries]
    return max([OPENED, *times]) + timedelta(hours=25)


def sold(life: Life, amount: int, units: int) -> tuple[Card, Entry]:
    """One more sale, and the card before it as it stood on that day.

    A card above a threshold that was lowered is left out: its next stamp completes it, and it
    keeps that reward when the stamp goes back, for the stamps of before are enough for it.
    """
    ada, when = life.customer, later(life)
    before = ada.card.on(day_of(ada.program, when))
    rule = promises.stamp_rule(ada.program, before)
    assume(not rule or before.balance(STAMPS) < rule.threshold)
    try:
        return before, ada.buys(when, amount, units=units)
    except LoyaltyError:
        assume(False)
        raise


@given(lives, st.sampled_from([100, 999, 5001, 12_345]), st.integers(1, 12))
@quick
def test_a_whole_refund_right_after_a_sale_leaves_every_lot_as_it_was(
    life: Life, amount: int, units: int
) -> None:
    """The fractions that are carried, too."""
    ada = life.customer
    before, sale = sold(life, amount, units)

    ada.returns(sale, sale.recorded_at + timedelta(minutes=1))

    assert lots(ada.card, ada.program) == lots(before, ada.program)
    assert ada.card.since == before.since or not before.in_progress


@given(lives, st.sampled_from([100, 999, 5001, 12_345]), st.integers(1, 12), st.data())
@quick
def test_refunds_in_parts_add_up_to_the_whole(
    life: Life, amount: int, units: int, data: st.DataObject
) -> None:
    ada = life.customer
    before, sale = sold(life, amount, units)
    when = sale.recorded_at + timedelta(minutes=1)

    for _ in range(data.draw(st.integers(1, 4))):
        minor, items = data.draw(st.integers(1, amount)), data.draw(st.integers(0, units))
        with suppress(RefundRefused):
            ada.returns(sale, when, minor, units=items)
    with suppress(RefundRefused):
        ada.returns(sale, when)

    balances = {a: n for a, n in ada.card.balances.items() if a not in kept(ada.program)}
    assert balances == {a: n for a, n in before.balances.items() if a not in kept(ada.program)}


@given(lives)
@quick
def test_nothing_comes_back_twice(life: Life) -> None:
    ada, when = life.customer, later(life)
    for sale in list(ada.entries):
        with suppress(LoyaltyError):
            ada.returns(sale, when)
            with pytest.raises(RefundRefused):
                ada.returns(sale, when)


@given(lives)
@quick
def test_what_comes_back_is_never_more_than_what_was_sold(life: Life) -> None:
    for sale in life.entries:
        back = [e for e in life.entries if e.facts.get("refunds") == sale.operation]
        undone = {e.reverses for e in life.entries}
        stands = [e for e in back if e.operation not in undone]
        if sale.kind is Kind.EARN:
            assert sum(e.units for e in stands) <= sale.units
        if sale.amount:
            minor = sum(e.amount.minor for e in stands if e.amount)
            assert minor <= sale.amount.minor
