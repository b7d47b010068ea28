"""A birthday gift: a coupon around the day, once a year whatever is edited."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.entry import Kind, coupon_account
from loyalty.gifts.birthday import BirthdayRule
from loyalty.holder import Holder, birthday_in
from tests import programs
from tests.programs import PRESENT, Customer

RULE = BirthdayRule(coupon="present")
CAKE = coupon_account("present")
PARTY = programs.stamps(birthday=RULE)
FEBRUARY = Holder(birthday=(3, 2))


def born(day: int, month: int) -> Customer:
    return Customer(program=PARTY, holder=Holder(birthday=(day, month)))


def regular(day: int, month: int) -> Customer:
    """Somebody who has bought before."""
    ada = born(day, month)
    ada.buys("2025-06-01 10:00")
    return ada


@pytest.mark.parametrize(
    ("today", "celebrated"),
    [
        ("2026-01-26", None),
        ("2026-01-27", "2026-02-03"),
        ("2026-02-03", "2026-02-03"),
        ("2026-02-10", "2026-02-03"),
        ("2026-02-11", None),
    ],
)
def test_a_birthday_is_celebrated_from_a_week_before_to_a_week_after(
    today: str, celebrated: str | None
) -> None:
    expected = date.fromisoformat(celebrated) if celebrated else None

    assert RULE.celebrated((3, 2), date.fromisoformat(today)) == expected


@pytest.mark.parametrize("today", ["2025-12-29", "2025-12-31", "2026-01-01", "2026-01-09"])
def test_a_birthday_after_new_year_is_celebrated_before_it_too(today: str) -> None:
    assert RULE.celebrated((2, 1), date.fromisoformat(today)) == date(2026, 1, 2)


@pytest.mark.parametrize("today", ["2026-12-24", "2027-01-07"])
def test_a_birthday_before_new_year_is_celebrated_after_it_too(today: str) -> None:
    assert RULE.celebrated((31, 12), date.fromisoformat(today)) == date(2026, 12, 31)


@pytest.mark.parametrize(("year", "day"), [(2026, 28), (2028, 29), (2100, 28)])
def test_the_twenty_ninth_of_february_is_the_twenty_eighth_if_need_be(year: int, day: int) -> None:
    assert birthday_in(year, (29, 2)) == date(year, 2, day)


def test_who_has_told_no_birthday_has_none() -> None:
    assert RULE.celebrated(None, date(2026, 2, 3)) is None
    assert Customer(program=PARTY).sleeps("2026-02-03 03:00") is None


def test_the_night_gives_the_coupon_a_week_before() -> None:
    ada = regular(3, 2)

    assert ada.sleeps("2026-01-26 23:59") is None
    entry = ada.sleeps("2026-01-27 00:00")

    assert entry is not None
    assert (entry.kind, entry.reason, entry.visit) == (Kind.GRANT, "birthday", 1)
    assert (ada.card.balance(CAKE), ada.card.ends(CAKE)) == (1, date(2026, 2, 10))


def test_a_card_that_never_bought_anything_is_given_nothing_at_night() -> None:
    assert born(3, 2).sleeps("2026-02-03 03:00") is None


def test_a_coupon_that_is_closed_is_not_given_and_ends_with_its_own_last_day() -> None:
    closed = replace(PRESENT, last_day=date(2026, 1, 31))
    ada = Customer(program=programs.stamps(birthday=RULE, coupons=(closed,)), holder=FEBRUARY)
    ada.buys("2025-06-01 10:00")

    ada.sleeps("2026-01-27 03:00")
    ends = ada.card.ends(CAKE)
    later = ada.sleeps("2027-01-27 03:00")

    assert ends == date(2026, 1, 31)
    assert later is not None
    assert later.reason == "expired"


def test_after_the_night_the_purchase_gives_no_second_one() -> None:
    ada = regular(3, 2)
    ada.sleeps("2026-01-27 03:00")

    ada.buys("2026-02-03 10:00")
    ada.sleeps("2026-02-04 03:00")

    assert ada.card.balance(CAKE) == 1


def test_a_purchase_gives_what_no_night_has_given() -> None:
    ada = born(3, 2)

    entry = ada.buys("2026-02-10 10:00")

    assert entry.deltas[CAKE] == 1
    assert ada.sleeps("2026-02-10 23:00") is None


def test_a_used_coupon_is_not_given_again_that_year() -> None:
    ada = regular(3, 2)
    ada.sleeps("2026-01-27 03:00")
    ada.uses("coupon:present", "2026-02-03 10:00")

    ada.buys("2026-02-04 10:00")

    assert ada.card.balance(CAKE) == 0


def test_an_undone_purchase_gives_the_birthday_back() -> None:
    ada = born(3, 2)
    ada.buys("2026-02-10 10:00")
    ada.undoes("2026-02-10 10:01")
    assert ada.card.balances == {}

    assert ada.buys("2026-02-10 10:02").deltas[CAKE] == 1


def test_it_comes_every_year_on_the_first_day_of_its_window() -> None:
    ada = regular(3, 2)

    given = [ada.sleeps(f"{year}-01-27 03:00") for year in range(2026, 2032)]

    assert [entry.reason if entry else None for entry in given] == ["birthday"] * 6
    assert ada.card.ends(CAKE) == date(2031, 2, 10)


def test_every_year_also_on_the_twenty_ninth_of_february() -> None:
    ada = regular(29, 2)

    for year in range(2026, 2034):
        first = birthday_in(year, (29, 2)).toordinal() - 7
        entry = ada.sleeps(f"{date.fromordinal(first)} 03:00")
        assert entry is not None and entry.reason == "birthday"
        assert ada.card.ends(CAKE) == date.fromordinal(first + 14)


@pytest.mark.parametrize("moved_to", [(20, 3), (20, 12), (20, 1)])
def test_an_edited_birthday_comes_once_a_year(moved_to: tuple[int, int]) -> None:
    ada = regular(3, 2)
    ada.sleeps("2026-02-03 03:00")

    ada.holder = Holder(birthday=moved_to)
    for month in range(3, 13):
        for day in (1, 15, 20, 28):
            entry = ada.sleeps(f"2026-{month:02}-{day:02} 03:00")
            assert entry is None or entry.reason == "expired"
    entry = ada.sleeps("2027-01-20 03:00")

    assert entry is None or entry.reason == "expired"


def test_a_wider_window_is_still_once_a_year() -> None:
    wide = BirthdayRule(coupon="present", days_before=30, days_after=60)
    ada = Customer(program=programs.stamps(birthday=wide), holder=FEBRUARY)
    ada.buys("2025-06-01 10:00")

    given = [ada.sleeps(f"{day} 03:00") for day in ("2026-01-04", "2026-04-04", "2027-01-04")]

    reasons = [entry.reason if entry else None for entry in given]
    assert reasons == ["birthday", None, "birthday"]


def test_the_coupon_is_given_to_everybody_whoever_it_is_offered_to() -> None:
    """Its segment is for giving it by hand."""
    for_some = replace(PRESENT, segment="lapsed")
    ben = Customer(program=programs.stamps(birthday=RULE, coupons=(for_some,)), holder=FEBRUARY)
    ben.buys("2026-01-20 10:00")

    ben.sleeps("2026-02-03 03:00")

    assert ben.card.ends(CAKE) == date(2026, 2, 10)
