"""Windows: times on the shop's wall at which a purchase earns more."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from loyalty.models.windows import Window, multiplier
from tests.builders import PARIS, at

NAME = {"fr": "Tôt", "en": "Early"}


def wall(moment: datetime) -> datetime:
    """What the clock on the shop's wall shows then."""
    return moment.astimezone(PARIS)


EARLY = Window(name=NAME, multiplier=200, begins=time(7), ends=time(9))


@pytest.mark.parametrize(
    ("clock", "held"),
    [
        ("06:59", False),
        ("07:00", True),
        ("08:59", True),
        ("08:59:59.999", True),
        ("09:00", False),
    ],
)
def test_seven_to_nine_holds_its_first_moment_and_not_its_last_o16(clock: str, held: bool) -> None:
    assert EARLY.holds(wall(at(f"2026-02-03 {clock}"))) is held


@pytest.mark.parametrize("day", ["2026-02-03", "2026-07-03", "2026-03-29", "2026-10-25"])
def test_the_clock_is_the_one_on_the_wall_in_winter_and_summer_o16(day: str) -> None:
    assert EARLY.holds(wall(at(f"{day} 07:00")))
    assert not EARLY.holds(wall(at(f"{day} 09:00")))


def test_an_hour_that_comes_twice_holds_twice() -> None:
    night = Window(name=NAME, multiplier=200, begins=time(2), ends=time(3))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    held = [night.holds(wall(first + timedelta(hours=hour))) for hour in range(3)]

    assert held == [True, True, False]


def test_an_hour_that_is_left_out_holds_never() -> None:
    night = Window(name=NAME, multiplier=200, begins=time(2), ends=time(3))
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)

    assert not night.holds(wall(before))
    assert not night.holds(wall(before + timedelta(minutes=1)))


def test_a_day_of_the_week_begins_and_ends_at_the_shops_midnight() -> None:
    tuesday = Window(name=NAME, multiplier=200, days=frozenset({1}))

    moments = ["2026-02-02 23:59", "2026-02-03 00:00", "2026-02-03 23:59:59", "2026-02-04 00:00"]

    assert [tuesday.holds(wall(at(when))) for when in moments] == [False, True, True, False]


def test_both_days_of_a_season_are_in_it() -> None:
    advent = Window(
        name=NAME, multiplier=150, first_day=date(2026, 12, 1), last_day=date(2026, 12, 24)
    )

    moments = ["2026-11-30 23:59", "2026-12-01 00:00", "2026-12-24 23:59", "2026-12-25 00:00"]

    assert [advent.holds(wall(at(when))) for when in moments] == [False, True, True, False]


def test_without_an_end_a_window_lasts_to_the_last_moment_of_the_day() -> None:
    evening = Window(name=NAME, multiplier=200, begins=time(20))

    assert evening.holds(wall(at("2026-02-03 23:59:59.999")))
    assert not evening.holds(wall(at("2026-02-04 00:00")))


def test_the_best_of_all_that_hold_counts_alone() -> None:
    windows = (EARLY, Window(name=NAME, multiplier=150))

    assert multiplier(windows, at("2026-02-03 08:00"), PARIS, 100) == 200
    assert multiplier(windows, at("2026-02-03 10:00"), PARIS, 100) == 150
    assert multiplier(windows, at("2026-02-03 08:00"), PARIS, 300) == 300
    assert multiplier((), at("2026-02-03 08:00"), PARIS, 100) == 100
