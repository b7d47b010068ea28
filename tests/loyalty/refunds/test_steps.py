"""Rewards on the way, and stamps that were lost over the threshold."""

from typing import Any

import pytest

from loyalty.entry import (
    STAMPS,
    reward_account,
)
from loyalty.errors import AlreadyUsed
from tests import programs
from tests.programs import HALFWAY, Customer

FREE, COOKIE = reward_account("coffee"), reward_account("cookie")


def stamped(*units: int, **changes: Any) -> Customer:
    """One purchase a day in February, of so many items."""
    ada = Customer(program=programs.stamps(**changes))
    for day, number in enumerate(units, start=2):
        ada.buys(f"2026-02-{day:02} 10:00", units=number)
    return ada


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
