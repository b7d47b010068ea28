"""A welcome at the first purchase, and more for those who join at the launch."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.entry import POINTS, STAMPS, coupon_account
from loyalty.gifts.welcome import Launch, Welcome
from loyalty.granting import decide_coupon
from loyalty.holder import Holder
from loyalty.program import Program
from loyalty.rewards import Gift
from tests import programs
from tests.builders import PARIS, at
from tests.programs import Customer

LAUNCH = Launch(at=at("2026-03-23 09:00"), first_week=2, first_day=3)
"""A Monday; on the Sunday after it the clocks go forward."""
AUTUMN = Launch(at=at("2026-10-19 09:00"), first_week=2)
"""A Monday; on the Sunday after it the clocks go back."""
WELCOME = Welcome(gift=Gift(units=1, coupon="present"))
PRESENT = coupon_account("present")


def joined(when: str, of: Program) -> Customer:
    return Customer(program=of, holder=Holder(joined_at=at(when)))


def test_a_welcome_comes_with_the_first_purchase_and_not_with_the_second() -> None:
    ada = joined("2026-03-01 10:00", programs.stamps(welcome=WELCOME))

    first = ada.buys("2026-03-02 10:00")
    second = ada.buys("2026-03-03 10:00")

    assert (first.balance_after, first.facts) == ({STAMPS: 2, PRESENT: 1}, {"gift": 1})
    assert (second.deltas, second.facts) == ({STAMPS: 1}, {})


def test_a_welcome_that_was_undone_comes_again_once() -> None:
    ada = joined("2026-03-01 10:00", programs.stamps(welcome=WELCOME))
    ada.buys("2026-03-02 10:00")
    ada.undoes("2026-03-02 10:01")
    assert ada.card.balances == {}

    ada.buys("2026-03-02 10:02")
    ada.buys("2026-03-03 10:02")

    assert ada.card.balances == {STAMPS: 3, PRESENT: 1}


def test_a_coupon_used_before_the_first_purchase_does_not_cost_the_welcome() -> None:
    """10 % off the purchase at which the card is made (L5): used first, scanned second."""
    ada = joined("2026-03-02 09:59", programs.stamps(welcome=Welcome(gift=Gift(units=1))))
    ada.does("2026-03-02 10:00", decide_coupon, coupon="present")
    ada.uses("coupon:present", "2026-03-02 10:00", 500)

    first = ada.buys("2026-03-02 10:01", 500)

    assert (first.visit, first.balance_after) == (1, {STAMPS: 2})


def test_a_purchase_too_old_to_remember_was_one() -> None:
    ada = joined("2026-03-01 10:00", programs.stamps(welcome=WELCOME))
    ada.buys("2026-03-02 10:00")
    ada.uses("coupon:present", "2026-03-20 10:00", 500)

    assert ada.buys("2026-03-21 10:00").facts == {}


def test_a_welcome_may_complete_a_card() -> None:
    ada = joined("2026-03-01 10:00", programs.stamps(threshold=3, welcome=WELCOME))

    entry = ada.buys("2026-03-02 10:00", units=2)

    assert entry.rewards == {"coffee": 1}
    assert entry.facts == {"gift": 1, "goal": 3, "rounds": 1, "reward": "coffee"}


def test_a_welcome_in_points_is_in_points() -> None:
    ada = joined("2026-03-01 10:00", programs.points(welcome=WELCOME))

    assert ada.buys("2026-03-02 10:00", 500).balance_after == {POINTS: 6, PRESENT: 1}


@pytest.mark.parametrize(
    ("when", "units"),
    [
        ("2026-03-23 08:59:59.999", 0),
        ("2026-03-23 09:00", 3),
        ("2026-03-24 08:59:59.999", 3),
        ("2026-03-24 09:00", 2),
        ("2026-03-30 08:59:59.999", 2),
        ("2026-03-30 09:00", 0),
    ],
)
def test_a_launch_lasts_a_day_and_a_week_of_the_clock_on_the_wall_o14(
    when: str, units: int
) -> None:
    assert LAUNCH.bonus(at(when), PARIS) == units


@pytest.mark.parametrize(("launch", "hours"), [(replace(LAUNCH, first_day=0), 167), (AUTUMN, 169)])
def test_a_week_with_a_change_of_clocks_is_an_hour_shorter_or_longer_o14(
    launch: Launch, hours: int
) -> None:
    ends = launch.at + timedelta(hours=hours)

    assert launch.bonus(ends - timedelta(milliseconds=1), PARIS) == 2
    assert launch.bonus(ends, PARIS) == 0


def test_the_first_day_is_twenty_four_hours_also_where_the_clocks_change_o14() -> None:
    launch = Launch(at=at("2026-10-24 12:00"), first_day=3)
    ends = datetime(2026, 10, 25, 10, 0, tzinfo=UTC)

    assert launch.bonus(at("2026-10-25 10:59:59"), PARIS) == 3
    assert launch.bonus(ends, PARIS) == launch.bonus(at("2026-10-25 11:00"), PARIS) == 0


def test_a_first_day_alone_is_not_followed_by_a_week() -> None:
    launch = replace(LAUNCH, first_week=0)

    assert launch.bonus(at("2026-03-24 09:00"), PARIS) == 0


def test_a_card_of_unknown_age_gets_no_launch_bonus() -> None:
    assert LAUNCH.bonus(None, PARIS) == 0


def test_the_launch_bonus_comes_with_the_first_purchase_whenever_that_is() -> None:
    ada = joined("2026-03-24 10:00", programs.stamps(launch=LAUNCH, welcome=WELCOME))

    entry = ada.buys("2026-05-02 10:00")

    assert (entry.balance_after, entry.facts) == ({STAMPS: 4, PRESENT: 1}, {"gift": 3})
