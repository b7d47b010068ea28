"""Missions: something to do besides buying, with a proof, and a cap."""

from datetime import date
from typing import Any

import pytest

from loyalty.entry import CREDIT, STAMPS, Kind, coupon_account, done_account, reward_account
from loyalty.errors import CapReached, NotOffered, ProofRefused
from loyalty.gifts.missions import PERIODS, Mission
from loyalty.granting import decide_mission
from loyalty.models.cashback import CashbackRule
from loyalty.program import Program
from loyalty.rewards import Gift
from tests import programs
from tests.programs import Customer, late

DONE = done_account("mission:cup")


def cup(**changes: Any) -> Mission:
    name = {"fr": "Rapporter un gobelet", "en": "Bring a cup back"}
    given: dict[str, Any] = {"proof": "staff", "gift": Gift(units=1), "period": "week"}
    return Mission(id="cup", name=name, **(given | changes))


def with_cup(**changes: Any) -> Program:
    return programs.stamps(missions=(cup(**changes),))


def test_a_mission_gives_its_gift_and_is_no_visit() -> None:
    ada = Customer(program=with_cup(gift=Gift(units=2, coupon="present")))

    entry = ada.does("2026-02-03 10:00", decide_mission, mission="cup")

    assert (entry.kind, entry.reason, entry.visit) == (Kind.GRANT, "mission", 0)
    assert entry.facts == {"mission": "cup", "gift": 2}
    assert entry.balance_after == {STAMPS: 2, coupon_account("present"): 1, DONE: 1}


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("ever", None),
        ("year", date(2026, 12, 31)),
        ("month", date(2026, 2, 28)),
        ("week", date(2026, 2, 8)),
        ("day", date(2026, 2, 3)),
    ],
)
def test_a_cap_is_counted_to_the_end_of_its_period(period: Any, last: date | None) -> None:
    assert cup(period=period).counted_until(date(2026, 2, 3)) == last
    assert period in PERIODS


@pytest.mark.parametrize(
    ("period", "within", "after"),
    [
        ("year", "2026-12-31 23:59", "2027-01-01 00:00"),
        ("month", "2026-02-28 23:59", "2026-03-01 00:00"),
        ("week", "2026-02-08 23:59", "2026-02-09 00:00"),
        ("day", "2026-02-03 23:59", "2026-02-04 00:00"),
    ],
)
def test_the_cap_begins_anew_with_the_next_period(period: str, within: str, after: str) -> None:
    ada = Customer(program=with_cup(period=period, cap=2))
    for _ in range(2):
        ada.does("2026-02-03 10:00", decide_mission, mission="cup")

    with pytest.raises(CapReached):
        ada.does(within, decide_mission, mission="cup")
    assert ada.does(after, decide_mission, mission="cup").balance_after == {STAMPS: 3, DONE: 1}


def test_a_cap_for_ever_is_for_ever() -> None:
    ada = Customer(program=with_cup(period="ever"))
    ada.does("2026-02-03 10:00", decide_mission, mission="cup")

    with pytest.raises(CapReached) as refused:
        ada.does("2036-02-03 10:00", decide_mission, mission="cup")

    assert refused.value.facts == {"cap": 1, "retry_on": None}


def test_who_asks_too_often_is_told_to_the_end_of_when() -> None:
    ada = Customer(program=with_cup())
    ada.does("2026-02-03 10:00", decide_mission, mission="cup")

    with pytest.raises(CapReached) as refused:
        ada.does("2026-02-04 10:00", decide_mission, mission="cup")

    assert refused.value.facts == {"cap": 1, "retry_on": date(2026, 2, 8)}


def test_an_undo_gives_the_cap_back() -> None:
    ada = Customer(program=with_cup())
    ada.does("2026-02-03 10:00", decide_mission, mission="cup")
    ada.undoes("2026-02-03 10:01")

    ada.does("2026-02-03 10:02", decide_mission, mission="cup")

    assert ada.card.balances == {STAMPS: 1, DONE: 1}


def test_a_mission_told_late_counts_in_its_own_week() -> None:
    ada = Customer(program=with_cup())
    ada.does("2026-02-09 10:00", decide_mission, mission="cup")

    ada.does(late("2026-02-08 22:00", "2026-02-09 12:00"), decide_mission, mission="cup")

    assert ada.card.balance(STAMPS) == 2
    with pytest.raises(CapReached):
        ada.does(late("2026-02-08 23:00", "2026-02-09 13:00"), decide_mission, mission="cup")


@pytest.mark.parametrize("told", ["Merci 42", " merci42 ", "MERCI42"])
def test_a_code_is_read_whatever_its_capitals_and_spaces(told: str) -> None:
    ada = Customer(program=with_cup(proof="code", code="Merci 42"))

    assert ada.does("2026-02-03 10:00", decide_mission, mission="cup", told=told).units == 0
    assert ada.card.balance(STAMPS) == 1


@pytest.mark.parametrize("told", ["", "merci", "merci 43", "été"])
def test_another_code_is_refused_and_counts_for_nothing(told: str) -> None:
    ada = Customer(program=with_cup(proof="code", code="Merci 42"))

    with pytest.raises(ProofRefused):
        ada.does("2026-02-03 10:00", decide_mission, mission="cup", told=told)

    assert ada.entries == []


@pytest.mark.parametrize("proof", ["staff", "declared"])
def test_what_the_staff_saw_or_the_customer_says_needs_no_code(proof: Any) -> None:
    assert cup(proof=proof, code="Merci 42").is_proved("")


def test_a_mission_that_the_shop_does_not_have_is_not_offered() -> None:
    with pytest.raises(NotOffered) as refused:
        Customer(program=with_cup()).does("2026-02-03 10:00", decide_mission, mission="review")

    assert refused.value.facts == {"what": "review"}


def test_a_mission_may_complete_a_card() -> None:
    ada = Customer(program=with_cup(gift=Gift(units=9)))

    entry = ada.does("2026-02-03 10:00", decide_mission, mission="cup")

    assert entry.balance_after == {reward_account("coffee"): 1, DONE: 1}
    assert entry.facts["goal"] == 9


def test_a_gift_is_of_what_the_card_counts_or_of_nothing() -> None:
    paid = programs.bare(missions=(cup(),), cashback=CashbackRule(percent=5))
    plain = programs.club(missions=(cup(),))

    credit, none = (
        Customer(program=of).does("2026-02-03 10:00", decide_mission, mission="cup")
        for of in (paid, plain)
    )

    assert credit.balance_after == {CREDIT: 1, DONE: 1}
    assert (none.balance_after, none.facts) == ({DONE: 1}, {"mission": "cup"})


def test_a_coupon_that_is_not_open_is_left_out_of_the_gift() -> None:
    ada = Customer(program=with_cup(gift=Gift(units=1, coupon="none")))

    entry = ada.does("2026-02-03 10:00", decide_mission, mission="cup")

    assert entry.balance_after == {STAMPS: 1, DONE: 1}
