"""Tiers and windows in a program file."""

from datetime import date, time
from typing import Any

import pytest

from loyalty.models.tiers import Tier, TierRule
from loyalty.models.windows import Window
from loyalty.rewards import Perk
from tests.loyalty.program_file.files import LEVEL, PERK, paths, read, refused, stamps_data

NAME = {"fr": "Mardi double", "en": "Double Tuesday"}
WINDOW = {"name": NAME, "multiplier_percent": 200}
BRONZE = {"fr": "Bronze", "en": "Bronze"}


def tiers(**changes: Any) -> dict[str, Any]:
    return stamps_data(tiers={"measure": "visits", "levels": [LEVEL]} | changes)


def window(**changes: Any) -> dict[str, Any]:
    return stamps_data(windows=[WINDOW | changes])


def test_tiers_roll_over_a_year_where_nothing_else_is_said() -> None:
    bronze = Tier(id="bronze", name=BRONZE, at=0)

    assert read(tiers()).tiers == TierRule(
        measure="visits", tiers=(bronze,), months=12, grace_days=30, notice_days=30
    )


def test_a_tier_has_a_multiplier_and_advantages() -> None:
    gold = {"id": "or", "name": BRONZE, "at": 50, "multiplier_percent": 200, "perks": [PERK]}

    rule = read(tiers(levels=[LEVEL, gold], months=6, grace_days=0, notice_days=7)).tiers

    perk = Perk(kind="convenience", words={"fr": "livraison offerte", "en": "free delivery"})
    assert rule and rule.tiers[1] == Tier(
        id="or", name=BRONZE, at=50, multiplier=200, perks=(perk,)
    )
    assert (rule.months, rule.grace_days, rule.notice_days) == (6, 0, 7)


def test_tiers_may_be_of_a_lifetime() -> None:
    lifetime, rolling = read(tiers(lifetime=True)).tiers, read(tiers(lifetime=False)).tiers

    assert lifetime and rolling and (lifetime.months, rolling.months) == (None, 12)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"measure": "points cumulés"}, "tiers.measure"),
        ({"levels": []}, "tiers.levels"),
        ({"months": 0}, "tiers.months"),
        ({"months": 12, "lifetime": True}, "tiers.months"),
        ({"grace_days": 366}, "tiers.grace_days"),
        ({"notice_days": -1}, "tiers.notice_days"),
        ({"levels": [LEVEL | {"at": -1}]}, "tiers.levels[0].at"),
        ({"levels": [LEVEL | {"multiplier_percent": 99}]}, "tiers.levels[0].multiplier_percent"),
        ({"levels": [LEVEL, LEVEL | {"id": "or"}]}, "tiers.levels[1].at"),
        ({"levels": [LEVEL | {"perks": [{}]}]}, "tiers.levels[0].perks[0].kind"),
    ],
)
def test_tiers_that_cannot_be_are_refused(changes: dict[str, Any], wrong: str) -> None:
    assert wrong in paths(tiers(**changes))


def test_a_perk_that_is_missing_in_a_tier_is_asked_for_as_toml_writes_it() -> None:
    (error,) = refused(tiers(levels=[LEVEL | {"perks": "livraison"}]))

    assert error["hint"] == "write one or more [[tiers.levels.perks]]"


def test_a_window_is_always_open_where_nothing_else_is_said() -> None:
    assert read(window()).windows == (Window(name=NAME, multiplier=200),)


def test_a_window_has_days_times_and_a_season() -> None:
    read_window = read(
        window(
            days=["tue", "sun"],
            **{"from": "14:00", "to": "16:30"},
            first_day="2026-12-01",
            last_day="2026-12-24",
        )
    ).windows[0]

    assert read_window == Window(
        name=NAME,
        multiplier=200,
        days=frozenset({1, 6}),
        begins=time(14),
        ends=time(16, 30),
        first_day=date(2026, 12, 1),
        last_day=date(2026, 12, 24),
    )


def test_a_window_may_end_at_midnight() -> None:
    assert read(window(to="24:00")).windows[0].ends == time.max


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"multiplier_percent": 100}, "multiplier_percent"),
        ({"multiplier_percent": 1001}, "multiplier_percent"),
        ({"days": []}, "days"),
        ({"days": ["mardi"]}, "days"),
        ({"days": ["tue", "tue"]}, "days"),
        ({"days": "tue"}, "days"),
        ({"from": "24:00"}, "from"),
        ({"from": "2:00"}, "from"),
        ({"from": "25:00"}, "from"),
        ({"from": 14}, "from"),
        ({"from": "16:00", "to": "14:00"}, "to"),
        ({"from": "16:00", "to": "16:00"}, "to"),
        ({"to": "00:00"}, "to"),
        ({"first_day": "2026-02-30"}, "first_day"),
        ({"first_day": "20261201"}, "first_day"),
        ({"first_day": "1999-12-31"}, "first_day"),
        ({"first_day": "not a day", "last_day": "2026-12-24"}, "first_day"),
        ({"last_day": "2026-W52-1"}, "last_day"),
        ({"first_day": "2026-12-24", "last_day": "2026-12-23"}, "last_day"),
    ],
)
def test_a_window_that_cannot_be_is_refused(changes: dict[str, Any], wrong: str) -> None:
    assert paths(window(**changes)) == [f"windows[0].{wrong}"]


def test_a_season_of_one_day_is_one() -> None:
    season = read(window(first_day="2026-12-24", last_day="2026-12-24")).windows[0]

    assert season.first_day == season.last_day == date(2026, 12, 24)
