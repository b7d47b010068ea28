"""A paid club: a fee for lasting advantages, perhaps with a free trial."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from loyalty.entry import CLUB, Kind, Money
from loyalty.errors import CapReached, NotOffered
from loyalty.granting import decide_club_fee, decide_club_trial
from loyalty.models.club import ClubRule, renewed_until
from tests import programs
from tests.programs import TEN_OFF, Customer

TRIAL = programs.club(months=1, trial_days=30)


@pytest.mark.parametrize(
    ("paid_on", "months", "last_day"),
    [
        ("2026-02-03", 1, "2026-03-02"),
        ("2026-02-03", 12, "2027-02-02"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-02-01", 1, "2026-02-28"),
        ("2026-03-01", 1, "2026-03-31"),
        ("2026-12-15", 1, "2027-01-14"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-03-01", 12, "2029-02-28"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
    ],
)
def test_a_period_ends_on_the_eve_of_the_same_day(paid_on: str, months: int, last_day: str) -> None:
    """Paid on the 3rd, it runs to the 2nd; from the 1st, to the end of the month."""
    ends = renewed_until(date.fromisoformat(paid_on), None, months)

    assert ends == date.fromisoformat(last_day)


@pytest.mark.parametrize(
    ("paid_on", "until", "last_day"),
    [
        ("2026-02-20", "2026-03-02", "2026-04-02"),
        ("2026-03-02", "2026-03-02", "2026-04-02"),
        ("2026-03-03", "2026-03-02", "2026-04-02"),
        ("2026-03-20", "2026-03-02", "2026-04-19"),
        ("2026-02-10", "2026-02-28", "2026-03-31"),
    ],
)
def test_a_fee_paid_in_time_follows_on_and_one_paid_late_begins_that_day(
    paid_on: str, until: str, last_day: str
) -> None:
    ends = renewed_until(date.fromisoformat(paid_on), date.fromisoformat(until), 1)

    assert ends == date.fromisoformat(last_day)


def test_months_paid_one_by_one_from_the_first_are_whole_months() -> None:
    until, paid = None, date(2027, 12, 1)

    ends = []
    for _ in range(4):
        until = renewed_until(until or paid, until, 1)
        ends.append(until.isoformat())

    assert ends == ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]


def test_who_has_paid_is_a_member_to_the_end_of_the_last_day() -> None:
    ada = Customer(program=programs.club())

    entry = ada.does("2026-02-03 10:00", decide_club_fee)

    assert (entry.kind, entry.reason, entry.visit) == (Kind.GRANT, "club-fee", 0)
    assert (entry.amount, entry.balance_after) == (Money(minor=3000, currency="EUR"), {CLUB: 1})
    assert ada.card.ends(CLUB) == date(2027, 2, 2)
    assert ada.card.on(date(2027, 2, 2)).balance(CLUB) == 1
    assert ada.card.on(date(2027, 2, 3)).balance(CLUB) == 0


def test_two_fees_are_one_membership_twice_as_long() -> None:
    ada = Customer(program=programs.club())

    ada.does("2026-02-03 10:00", decide_club_fee)
    ada.does("2026-02-03 10:05", decide_club_fee)

    assert (ada.card.balance(CLUB), ada.card.ends(CLUB)) == (1, date(2028, 2, 2))


def test_a_fee_taken_by_mistake_is_undone_to_the_day() -> None:
    ada = Customer(program=programs.club())
    ada.does("2026-02-03 10:00", decide_club_fee)
    was = ada.card.lots
    ada.does("2026-06-01 10:00", decide_club_fee)

    ada.undoes("2026-06-01 10:05")

    assert ada.card.lots == was


def test_a_trial_of_thirty_days_ends_with_the_thirtieth() -> None:
    ada = Customer(program=TRIAL)

    entry = ada.does("2026-02-01 10:00", decide_club_trial)

    assert (entry.reason, entry.amount) == ("club-trial", None)
    assert ada.card.ends(CLUB) == date(2026, 3, 2)


def test_a_trial_of_one_day_ends_with_it() -> None:
    ada = Customer(program=programs.club(trial_days=1))

    ada.does("2026-02-01 10:00", decide_club_trial)

    assert ada.card.ends(CLUB) == date(2026, 2, 1)


def test_a_fee_during_the_trial_follows_on_it() -> None:
    ada = Customer(program=TRIAL)
    ada.does("2026-02-01 10:00", decide_club_trial)

    ada.does("2026-02-10 10:00", decide_club_fee)

    assert ada.card.ends(CLUB) == date(2026, 4, 2)


def test_a_card_tries_once() -> None:
    ada = Customer(program=TRIAL)
    ada.does("2026-02-01 10:00", decide_club_trial)

    with pytest.raises(CapReached) as refused:
        ada.does("2026-08-01 10:00", decide_club_trial)

    assert refused.value.facts == {"cap": 1, "retry_on": None}


def test_a_trial_that_was_undone_can_be_begun_again() -> None:
    ada = Customer(program=TRIAL)
    ada.does("2026-02-01 10:00", decide_club_trial)
    ada.undoes("2026-02-01 10:01")

    ada.does("2026-02-02 10:00", decide_club_trial)

    assert ada.card.ends(CLUB) == date(2026, 3, 3)


def test_a_member_has_nothing_to_try() -> None:
    ada = Customer(program=TRIAL)
    ada.does("2026-02-01 10:00", decide_club_fee)

    with pytest.raises(NotOffered):
        ada.does("2026-02-02 10:00", decide_club_trial)


def test_a_club_without_trial_has_none() -> None:
    with pytest.raises(NotOffered) as refused:
        Customer(program=programs.club()).does("2026-02-02 10:00", decide_club_trial)

    assert refused.value.facts == {"what": "club-trial"}


@pytest.mark.parametrize("decide", [decide_club_fee, decide_club_trial])
def test_without_a_club_there_is_nothing_to_pay(decide) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotOffered) as refused:
        Customer(program=programs.stamps()).does("2026-02-02 10:00", decide)

    assert refused.value.facts == {"what": "club"}


def test_thirty_euros_for_ten_percent_break_even_at_three_hundred_o18() -> None:
    rule = ClubRule(fee_minor=3000, months=12, perks=(TEN_OFF,))

    assert rule.breaks_even_minor == Fraction(30_000)


def test_the_largest_discount_is_the_clubs_and_without_one_it_never_breaks_even() -> None:
    twenty = replace(TEN_OFF, percent=20)
    event = replace(TEN_OFF, kind="access", percent=0)

    rules = [
        ClubRule(fee_minor=3000, months=12, perks=perks)
        for perks in ((TEN_OFF, twenty, event), (event,), ())
    ]

    assert [rule.percent for rule in rules] == [20, 0, 0]
    assert [rule.breaks_even_minor for rule in rules] == [Fraction(15_000), None, None]
