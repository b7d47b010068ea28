"""Personal coupons: used once, within their time, perhaps from a least purchase on."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.entry import Kind, coupon_account
from loyalty.errors import BelowMinimum, NotEnoughBalance, NotOffered, UnknownReward
from loyalty.gifts.coupons import Coupon
from loyalty.granting import decide_coupon
from loyalty.rewards import RewardId
from tests import programs
from tests.programs import PRESENT, Customer

HELD = coupon_account("present")
DAY = date(2026, 2, 3)


def coupon(**changes: object) -> Coupon:
    return replace(Coupon(id="present", reward=RewardId("ten-percent")), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({}, None),
        ({"days": 1}, DAY),
        ({"days": 30}, date(2026, 3, 4)),
        ({"last_day": date(2026, 2, 20)}, date(2026, 2, 20)),
        ({"days": 30, "last_day": date(2026, 2, 20)}, date(2026, 2, 20)),
        ({"days": 10, "last_day": date(2026, 2, 20)}, date(2026, 2, 12)),
    ],
)
def test_a_coupon_ends_after_its_days_and_at_the_latest_on_its_last(
    changes: dict[str, object], ends: date | None
) -> None:
    """The day on which it is given is the first."""
    assert coupon(**changes).ends(DAY) == ends


def test_both_ends_of_its_time_are_in_it() -> None:
    given = coupon(first_day=date(2026, 2, 1), last_day=date(2026, 2, 3))

    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 3), date(2026, 2, 4)]

    assert [given.is_open(day) for day in days] == [False, True, True, False]
    assert coupon().is_open(DAY)


def test_a_coupon_given_by_hand_is_used_once() -> None:
    ada = Customer(program=programs.stamps())

    given = ada.does("2026-02-03 10:00", decide_coupon, coupon="present")
    used = ada.uses("coupon:present", "2026-02-03 10:01", 2000)

    assert (given.kind, given.reason, given.facts) == (Kind.GRANT, "coupon", {"coupon": "present"})
    assert (used.given, used.facts) == ("coupon:present", {"gave": "coupon:present"})
    assert used.amount and used.amount.minor == 2000
    with pytest.raises(NotEnoughBalance):
        ada.uses("coupon:present", "2026-02-03 10:02", 2000)


def test_its_last_day_lasts_to_midnight() -> None:
    ada = Customer(program=programs.stamps())
    ada.does("2026-02-03 23:59", decide_coupon, coupon="present")

    with pytest.raises(NotEnoughBalance):
        ada.uses("coupon:present", "2026-03-05 00:00")
    assert ada.uses("coupon:present", "2026-03-04 23:59").balance_after == {}


def test_the_one_that_ends_first_is_used_first() -> None:
    ada = Customer(program=programs.stamps())
    ada.does("2026-02-10 10:00", decide_coupon, coupon="present")
    ada.does("2026-02-12 10:00", decide_coupon, coupon="present")

    entry = ada.uses("coupon:present", "2026-02-13 10:00")

    assert [change.expires_on for change in entry.changes] == [date(2026, 3, 11)]


@pytest.mark.parametrize("amount", [None, 0, 1999])
def test_below_its_minimum_it_is_not_used(amount: int | None) -> None:
    ada = Customer(program=programs.stamps(coupons=(coupon(minimum_minor=2000),)))
    ada.does("2026-02-03 10:00", decide_coupon, coupon="present")

    with pytest.raises(BelowMinimum) as refused:
        ada.uses("coupon:present", "2026-02-03 10:01", amount)

    assert refused.value.facts == {"minimum_minor": 2000, "amount_minor": amount or 0}
    assert ada.uses("coupon:present", "2026-02-03 10:01", 2000).balance_after == {}


def test_a_coupon_that_is_not_open_or_not_known_is_not_given() -> None:
    soon = coupon(first_day=date(2026, 3, 1))
    ada = Customer(program=programs.stamps(coupons=(soon,)))

    for name in ("present", "other"):
        with pytest.raises(NotOffered) as refused:
            ada.does("2026-02-03 10:00", decide_coupon, coupon=name)
        assert refused.value.facts == {"what": name}


def test_a_coupon_for_newcomers_is_for_newcomers() -> None:
    ada = Customer(program=programs.stamps(coupons=(coupon(segment="new"),)))
    ada.buys("2026-02-03 10:00")
    ada.does("2026-02-04 10:00", decide_coupon, coupon="present")
    ada.buys("2026-02-05 10:00")

    with pytest.raises(NotOffered):
        ada.does("2026-02-05 10:01", decide_coupon, coupon="present")


def test_a_coupon_that_was_closed_is_still_used_while_it_lasts() -> None:
    before = programs.stamps()
    ada = Customer(program=before)
    ada.does("2026-02-03 10:00", decide_coupon, coupon="present")

    ada.program = programs.stamps(coupons=(replace(PRESENT, last_day=date(2026, 2, 4)),))

    assert ada.uses("coupon:present", "2026-02-20 10:00").deltas == {HELD: -1}


def test_a_coupon_that_is_not_in_the_file_any_more_is_unknown() -> None:
    ada = Customer(program=programs.stamps())
    ada.does("2026-02-03 10:00", decide_coupon, coupon="present")

    ada.program = programs.stamps(coupons=())

    with pytest.raises(UnknownReward):
        ada.uses("coupon:present", "2026-02-20 10:00")
