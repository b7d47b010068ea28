"""Changes put together for one entry, lot by lot."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.card import Card, Lot
from loyalty.entry import POINTS, STAMPS, Account, Change, carry_account, reward_account
from loyalty.errors import NotEnoughBalance
from loyalty.posting import Posting
from tests.builders import card

COFFEE = reward_account("coffee")
MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31)


def lot(units: int, ends: date | None = None, account: Account = STAMPS) -> Lot:
    return Lot(account=account, units=units, expires_on=ends)


def change(units: int, ends: date | None = None, account: Account = STAMPS) -> Change:
    return Change(account=account, units=units, expires_on=ends)


def holding(*lots: Lot) -> Card:
    return replace(card(), lots=lots)


def posting(*lots: Lot, day: date = MAY) -> Posting:
    return Posting(holding(*lots), day)


def test_nothing_moves_by_itself() -> None:
    began = posting(lot(2, JUNE), lot(3))

    assert (began.changes, began.facts, began.day) == ((), {}, MAY)
    assert (began.balance(STAMPS), began.balance(POINTS)) == (5, 0)


def test_the_lot_that_ends_first_is_used_first() -> None:
    moved = posting(lot(4), lot(2, JUNE), lot(3, JULY))

    moved.take(STAMPS, 1)

    assert moved.changes == (change(-1, JUNE),)


def test_what_one_lot_lacks_the_next_one_gives() -> None:
    moved = posting(lot(5, account=COFFEE), lot(2, JUNE), lot(3, JULY), lot(4))

    moved.take(STAMPS, 6)

    assert moved.changes == (change(-2, JUNE), change(-3, JULY), change(-1))
    assert moved.lots(STAMPS) == [(None, 3)]


def test_a_lot_that_is_named_is_used_before_any_other() -> None:
    moved = posting(lot(2, JUNE), lot(3, JULY), lot(4))

    moved.take(STAMPS, 5, first=[JULY])

    assert moved.changes == (change(-2, JUNE), change(-3, JULY))


def test_lots_without_an_end_can_be_named_too() -> None:
    moved = posting(lot(2, JUNE), lot(4))

    moved.take(STAMPS, 3, first=[None])

    assert moved.changes == (change(-3),)


def test_more_than_there_is_cannot_be_taken_and_nothing_moves() -> None:
    moved = posting(lot(2, JUNE), lot(3, JULY))

    with pytest.raises(NotEnoughBalance) as refused:
        moved.take(STAMPS, 6)

    assert refused.value.facts == {"balance": 5, "needed": 6}
    assert moved.changes == ()


def test_a_lot_lives_until_the_end_of_its_day_and_is_then_taken_off() -> None:
    last_day = posting(lot(2, JUNE), lot(3, JULY), day=JUNE)
    next_day = posting(lot(2, JUNE), lot(3, JULY), day=date(2026, 7, 1))

    assert (last_day.balance(STAMPS), last_day.changes) == (5, ())
    assert (next_day.balance(STAMPS), next_day.changes) == (3, (change(-2, JUNE),))


def test_what_has_ended_cannot_be_taken() -> None:
    ended = posting(lot(2, JUNE), day=JULY)

    with pytest.raises(NotEnoughBalance):
        ended.take(STAMPS, 1)


def test_moves_of_one_lot_add_up_and_those_that_cancel_out_are_left_out() -> None:
    moved = posting(lot(2, JUNE))

    moved.add(STAMPS, 3, JUNE)
    moved.add(COFFEE, 1)
    moved.take(STAMPS, 5)
    moved.add(STAMPS, 2, JUNE)
    moved.take(COFFEE, 1)

    assert moved.changes == ()
    assert moved.balance(STAMPS) == 2


def test_adding_nothing_makes_no_lot() -> None:
    moved = posting()

    moved.add(STAMPS, 0, JUNE)

    assert (moved.lots(STAMPS), moved.changes) == ([], ())


def test_changes_stand_by_account_and_date() -> None:
    moved = posting()

    moved.add(STAMPS, 1)
    moved.add(STAMPS, 2, JULY)
    moved.add(STAMPS, 3, JUNE)
    moved.add(COFFEE, 4)

    assert [(c.account, c.units) for c in moved.changes] == [
        (COFFEE, 4),
        (STAMPS, 3),
        (STAMPS, 2),
        (STAMPS, 1),
    ]


def test_an_account_is_emptied_lot_by_lot() -> None:
    moved = posting(lot(2, JUNE), lot(4))

    assert (moved.take_all(STAMPS), moved.take_all(POINTS)) == (6, 0)
    assert moved.changes == (change(-2, JUNE), change(-4))


def test_accounts_are_found_by_how_they_begin_while_they_hold_something() -> None:
    carry = carry_account(POINTS, 100)
    moved = posting(lot(2, account=carry), lot(1, account=COFFEE))

    assert moved.accounts("carry:points:") == [carry]
    moved.take_all(carry)
    assert moved.accounts("carry:points:") == []


def test_a_fact_that_is_a_number_adds_up_and_nothing_is_left_out() -> None:
    noted = posting()

    noted.count("gift", 0)
    noted.count("rounds", 2)
    noted.count("rounds", 1)

    assert noted.facts == {"rounds": 3}
