"""Missions, badges, welcome, launch, birthday and referral in a program file."""

from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.gifts.badges import Badge
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.missions import Mission
from loyalty.gifts.referral import ReferralRule
from loyalty.gifts.welcome import Launch, Welcome
from loyalty.rewards import Gift
from tests.builders import at
from tests.loyalty.program_file.files import COUPON, paths, read, refused, stamps_data

NAME = {"fr": "Rapporter un gobelet", "en": "Bring a cup back"}
MISSION = {"id": "gobelet", "name": NAME, "proof": "staff", "units": 1}
BADGE = {"id": "ten", "name": {"fr": "Dixième", "en": "Tenth"}, "of": "visits", "at": 10}
UNIT = {"units": 1}


def data(**tables: Any) -> dict[str, Any]:
    return stamps_data(coupons=[COUPON], **tables)


def test_a_mission_is_done_once_where_nothing_else_is_said() -> None:
    (mission,) = read(data(missions=[MISSION])).missions

    assert mission == Mission(id="gobelet", name=NAME, proof="staff", gift=Gift(units=1))
    assert (mission.cap, mission.period) == (1, "ever")


def test_a_mission_may_be_proved_by_a_code_and_come_again() -> None:
    coded = {"id": "latte", "name": NAME, "proof": "code", "code": "LATTE ART", "coupon": "merci"}

    (mission,) = read(data(missions=[coded | {"cap": 2, "period": "month"}])).missions

    assert mission == Mission(
        id="latte",
        name=NAME,
        proof="code",
        gift=Gift(coupon="merci"),
        code="LATTE ART",
        cap=2,
        period="month",
    )


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"proof": "photo"}, "proof"),
        ({"proof": "code"}, "code"),
        ({"code": "LATTE"}, "code"),
        ({"cap": 0}, "cap"),
        ({"period": "fortnight"}, "period"),
        ({"units": 0}, "units"),
        ({"units": True}, "units"),
        ({"coupon": ""}, "coupon"),
        ({"name": {"fr": "n" * 61, "en": "n"}}, "name.fr"),
    ],
)
def test_a_mission_that_cannot_be_is_refused(changes: dict[str, Any], wrong: str) -> None:
    assert paths(data(missions=[MISSION | changes])) == [f"missions[0].{wrong}"]


def test_a_gift_that_gives_nothing_is_told_what_it_may_give() -> None:
    (error,) = refused(data(welcome={}))

    assert error == {
        "path": "welcome.units",
        "reason": "is missing",
        "hint": "units, a coupon, or both",
    }


def test_a_welcome_may_give_both() -> None:
    assert read(data(welcome={"units": 2, "coupon": "merci"})).welcome == Welcome(
        gift=Gift(units=2, coupon="merci")
    )


def test_a_badge_is_worn_from_so_many() -> None:
    expected = Badge(id="ten", name={"fr": "Dixième", "en": "Tenth"}, of="visits", at=10)

    assert read(data(badges=[BADGE])).badges == (expected,)
    assert paths(data(badges=[BADGE | {"of": "days"}])) == ["badges[0].of"]
    assert paths(data(badges=[BADGE | {"at": 0}])) == ["badges[0].at"]


def test_a_launch_is_at_a_time_on_the_shop_s_wall() -> None:
    launch = {
        "at": "2026-03-02 09:00",
        "first_week": 2,
        "first_day": 3,
        "announced": ["poster", "script", "staff"],
        "asked": 25,
        "reminder_days": 30,
    }

    assert read(data(launch=launch)).launch == Launch(
        at=at("2026-03-02 09:00"),
        first_week=2,
        first_day=3,
        announced=("poster", "script", "staff"),
        asked=25,
        reminder_days=30,
    )
    assert read(data(launch={"at": "2026-03-02 00:00"})).launch == Launch(at=at("2026-03-02 00:00"))


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-07-01 09:00", datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: it is 03:30
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        ("2000-01-01 00:00", datetime(1999, 12, 31, 23, 0, tzinfo=UTC)),
        ("2199-12-31 23:59", datetime(2199, 12, 31, 22, 59, tzinfo=UTC)),
    ],
)
def test_a_launch_is_an_instant_whatever_the_clocks_do(wall: str, instant: datetime) -> None:
    launch = read(data(launch={"at": wall})).launch

    assert launch and launch.at == instant
    assert launch.at.tzinfo is UTC


@pytest.mark.parametrize(
    "wall",
    [
        "2026-03-02",
        "09:00",
        "2026-03-02T09:00",
        "2026-03-02 9:00",
        "2026-03-02 24:00",
        "2026-03-02 09:00:00",
        "2026-02-30 09:00",
        "0001-01-01 00:00",
        "9999-12-31 23:59",
        20260302,
    ],
)
def test_a_launch_that_is_at_no_time_is_refused(wall: object) -> None:
    assert paths(data(launch={"at": wall})) == ["launch.at"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"first_week": -1}, "first_week"),
        ({"first_day": 100_001}, "first_day"),
        ({"announced": ["balloons"]}, "announced"),
        ({"asked": -1}, "asked"),
        ({"reminder_days": 0}, "reminder_days"),
    ],
)
def test_a_launch_that_cannot_be_is_refused(changes: dict[str, Any], wrong: str) -> None:
    assert paths(data(launch={"at": "2026-03-02 09:00"} | changes)) == [f"launch.{wrong}"]


def test_a_birthday_is_a_week_before_and_a_week_after() -> None:
    assert read(data(birthday={"coupon": "merci"})).birthday == BirthdayRule(
        coupon="merci", days_before=7, days_after=7
    )
    whole = read(data(birthday={"coupon": "merci", "days_before": 0, "days_after": 30})).birthday
    assert whole == BirthdayRule(coupon="merci", days_before=0, days_after=30)
    assert paths(data(birthday={"coupon": "merci", "days_after": 31})) == ["birthday.days_after"]


def test_a_referral_thanks_both() -> None:
    both = {"friend": UNIT, "referrer": {"units": 2, "coupon": "merci"}}

    rule = ReferralRule(friend=Gift(units=1), referrer=Gift(units=2, coupon="merci"))
    assert read(data(referral=both)).referral == rule
    later = read(data(referral=both | {"after_visits": 1, "most_per_month": 9})).referral
    assert later and (later.after_visits, later.most_per_month) == (1, 9)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"friend": {}}, "referral.friend.units"),
        ({"referrer": {"unit": 1}}, "referral.referrer.unit"),
        ({"after_visits": 0}, "referral.after_visits"),
        ({"most_per_month": 0}, "referral.most_per_month"),
    ],
)
def test_a_referral_that_cannot_be_is_refused(changes: dict[str, Any], wrong: str) -> None:
    assert wrong in paths(data(referral={"friend": UNIT, "referrer": UNIT} | changes))
