"""Local days and weeks, clocks forward and back, and the week of New Year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loyalty.calendar import Week, local_date, midnight
from tests.builders import PARIS, at

HOUR = timedelta(hours=1)
REUNION = ZoneInfo("Indian/Reunion")
BEIRUT = ZoneInfo("Asia/Beirut")


def hours(week: Week, zone: ZoneInfo = PARIS) -> float:
    start, end = week.bounds(zone)
    return (end - start) / HOUR


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-02-03T22:59:59+00:00", date(2026, 2, 3)),
        ("2026-02-03T23:00:00+00:00", date(2026, 2, 4)),
        ("2026-07-01T22:00:00+00:00", date(2026, 7, 2)),
    ],
)
def test_a_day_is_the_one_on_the_shops_wall(moment: str, day: date) -> None:
    assert local_date(datetime.fromisoformat(moment), PARIS) == day


def test_the_same_instant_is_another_day_elsewhere() -> None:
    instant = datetime(2026, 2, 3, 21, 0, tzinfo=UTC)

    assert local_date(instant, PARIS) == date(2026, 2, 3)
    assert local_date(instant, REUNION) == date(2026, 2, 4)


def test_midnight_is_an_hour_or_two_earlier_in_utc() -> None:
    assert midnight(date(2026, 2, 3), PARIS) == datetime(2026, 2, 2, 23, tzinfo=UTC)
    assert midnight(date(2026, 7, 3), PARIS) == datetime(2026, 7, 2, 22, tzinfo=UTC)


def test_a_day_without_midnight_begins_when_the_clocks_change() -> None:
    """Beirut goes from 23:59:59 to 01:00 on 2026-03-29."""
    begins = midnight(date(2026, 3, 29), BEIRUT)

    assert begins.astimezone(BEIRUT).hour == 1
    assert local_date(begins - timedelta(seconds=1), BEIRUT) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("day", "name", "length"),
    [
        ("2026-11-22 10:00", "2026-W47", 168),
        ("2026-10-25 12:00", "2026-W43", 169),
        ("2027-03-28 12:00", "2027-W12", 167),
    ],
)
def test_a_week_has_the_hours_that_its_clocks_give_it(day: str, name: str, length: int) -> None:
    week = Week.containing(at(day), PARIS)

    assert (week.name, hours(week)) == (name, length)


def test_new_years_day_of_2027_is_in_the_53rd_week_of_2026() -> None:
    week = Week.containing(at("2027-01-01 00:00"), PARIS)

    assert (week.name, week.number, week.monday) == ("2026-W53", 53, date(2026, 12, 28))
    assert week.following().name == "2027-W01"


def test_a_year_may_begin_in_december() -> None:
    assert Week(date(2024, 12, 30)).name == "2025-W01"


def test_a_week_begins_at_monday_midnight_and_ends_before_the_next() -> None:
    start, end = Week.named("2026-W06").bounds(PARIS)

    assert (start, end) == (at("2026-02-02 00:00"), at("2026-02-09 00:00"))
    assert Week.containing(start, PARIS).name == "2026-W06"
    assert Week.containing(end - timedelta(microseconds=1), PARIS).name == "2026-W06"
    assert Week.containing(end, PARIS).name == "2026-W07"


def test_a_week_has_seven_days_monday_first() -> None:
    days = Week.named("2026-W43").days

    assert (days[0], days[-1], len(days)) == (date(2026, 10, 19), date(2026, 10, 25), 7)


def test_before_and_after_lead_back_and_weeks_are_in_order() -> None:
    week = Week.named("2026-W53")

    assert week.following().previous() == week
    assert week.previous() < week < week.following()


@pytest.mark.parametrize("name", ["2026-W01", "2026-W47", "2026-W53", "1999-W52"])
def test_a_week_is_read_by_its_name(name: str) -> None:
    assert Week.named(name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "2026",
        "2026-47",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "2026-w47",
        "2026-W47 ",
        "2026-W 7",
        "2026-W+7",
        "2_26-W07",
        "0001-W01",
        "9999-W52",
        "٢٠٢٦-W٤٧",
        "2026-W007",
    ],
)
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"week|Week"):
        Week.named(name)


@pytest.mark.parametrize(
    "zone",
    ["Europe/Paris", "America/Miquelon", "Indian/Reunion", "Pacific/Auckland", "Asia/Beirut"],
)
def test_weeks_of_sixteen_years_follow_each_other_without_a_gap(zone: str) -> None:
    there, week, last = ZoneInfo(zone), Week.named("2020-W01"), Week.named("2035-W52")
    end = week.bounds(there)[0]

    while week <= last:
        start, before = end, week
        begin, end = week.bounds(there)
        week = week.following()

        assert begin == start
        assert (end - begin) / HOUR in (167, 168, 169)
        assert Week.named(before.name) == before
