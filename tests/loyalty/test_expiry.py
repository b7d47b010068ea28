"""Lots end with their local day."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.card import Card, Lot
from loyalty.entry import (
    CLUB,
    CREDIT,
    POINTS,
    QUALIFYING,
    STAMPS,
    Account,
    Kind,
    coupon_account,
    done_account,
    reward_account,
    tier_account,
)
from loyalty.expiry import Ending, decide_night, ending
from loyalty.gifts.birthday import BirthdayRule
from loyalty.holder import Holder
from tests import programs
from tests.builders import at, card, scan
from tests.programs import Customer

FEBRUARY, MARCH = date(2026, 2, 28), date(2026, 3, 31)


def holding(*lots: tuple[Account, int, date | None]) -> Card:
    return replace(
        card(), lots=tuple(Lot(account=a, units=units, expires_on=ends) for a, units, ends in lots)
    )


def test_what_would_be_lost_within_a_month_is_told_soonest_first() -> None:
    ada = holding(
        (POINTS, 30, MARCH),
        (POINTS, 10, FEBRUARY),
        (coupon_account("present"), 1, date(2026, 3, 5)),
        (POINTS, 5, None),
    )

    assert ending(ada, date(2026, 2, 20)) == (
        Ending(account=POINTS, units=10, last_day=FEBRUARY),
        Ending(account=coupon_account("present"), units=1, last_day=date(2026, 3, 5)),
    )


@pytest.mark.parametrize(
    ("today", "within", "told"),
    [
        ("2026-01-28", 30, False),
        ("2026-01-29", 30, True),
        ("2026-02-28", 0, True),
        ("2026-02-27", 0, False),
        ("2026-03-01", 30, False),
    ],
)
def test_the_last_day_is_told_on_itself_and_never_after(
    today: str, within: int, told: bool
) -> None:
    ada = holding((STAMPS, 3, FEBRUARY))

    assert bool(ending(ada, date.fromisoformat(today), within)) is told


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (STAMPS, True),
        (CREDIT, True),
        (CLUB, True),
        (reward_account("coffee"), True),
        (tier_account("silver"), True),
        (QUALIFYING, False),
        (done_account("birthday"), False),
    ],
)
def test_only_what_means_something_to_a_customer_is_told(account: Account, told: bool) -> None:
    assert bool(ending(holding((account, 1, FEBRUARY)), FEBRUARY)) is told


def test_a_night_on_which_nothing_ends_writes_nothing() -> None:
    ada = holding((POINTS, 10, FEBRUARY), (STAMPS, 1, None))

    assert decide_night(programs.points(), ada, scan("2026-02-28 23:59"), Holder()) is None


def test_what_ended_yesterday_is_taken_off_tonight() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    ada.buys("2026-01-03 10:00", 1000)
    ada.buys("2026-02-03 10:00", 500)

    entry = ada.sleeps("2026-03-01 00:00")

    assert entry is not None
    assert (entry.kind, entry.reason, entry.visit) == (Kind.EXPIRE, "expired", 2)
    assert [(c.units, c.expires_on) for c in entry.changes] == [(-10, FEBRUARY)]
    assert entry.balance_after == {POINTS: 5}
    assert ada.sleeps("2026-03-01 03:00") is None


@pytest.mark.parametrize(
    ("bought", "last", "next_moment"),
    [
        ("2026-02-10 10:00", "2026-03-31 23:59:59.999", "2026-04-01 00:00"),
        ("2026-09-10 10:00", "2026-10-31 23:59:59.999", "2026-11-01 00:00"),
    ],
)
def test_a_lot_ends_at_the_shops_midnight_in_summer_and_winter(
    bought: str, last: str, next_moment: str
) -> None:
    ada = Customer(program=programs.cashback(expires_months=1))
    ada.buys(bought, 10_000)

    assert decide_night(ada.program, ada.card, scan(last), Holder()) is None
    assert ada.sleeps(next_moment) is not None
    assert ada.card.balances == {}


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_a_day_of_23_or_25_hours_lasts_to_its_midnight(day: str) -> None:
    last_day = date.fromisoformat(day)
    ada = holding((POINTS, 10, last_day))
    next_day = date.fromordinal(last_day.toordinal() + 1)

    assert decide_night(programs.points(), ada, scan(f"{day} 23:59:59.999"), Holder()) is None
    assert decide_night(programs.points(), ada, scan(f"{next_day} 00:00"), Holder()) is not None


def test_an_end_and_a_birthday_are_one_entry() -> None:
    party = programs.points(expires_months=1, birthday=BirthdayRule(coupon="present"))
    ada = Customer(program=party, holder=Holder(birthday=(5, 3)))
    ada.buys("2026-01-03 10:00", 1000)

    entry = ada.sleeps("2026-03-01 03:00")

    assert entry is not None and (entry.kind, entry.reason) == (Kind.GRANT, "birthday")
    assert ada.card.balances == {coupon_account("present"): 1, done_account("birthday"): 1}


def test_the_night_is_no_visit_and_begins_no_round() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    ada.buys("2026-01-03 10:00", 1000)
    was = ada.card

    ada.program = replace(ada.program, version=2)
    ada.sleeps("2026-03-01 03:00")

    assert (ada.card.visits, ada.card.recent) == (was.visits, was.recent)
    assert (ada.card.last_visit_at, ada.card.since) == (at("2026-01-03 10:00"), 1)
