"""The figures by SQL over an export of the table are the fold's, field by field.

A store that has lived for weeks is told by both; SQL with a mistake in it has to differ.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.store import keys
from functions.store.engine import Key, Update
from loyalty.calendar import Week
from tests.builders import at
from tests.infra.chain import Chain, chain, every_item, export, kinds, stamps
from tests.infra.figures import Figures, Question, by_fold, by_sql, text
from tests.ready_made import preset_data
from tests.shop import Shop
from tests.simulation.world import World

A_MAIL = timedelta(hours=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A chain that has lived, its export, and its weeks as the fold tells them."""

    chain: Chain
    data: Path
    weeks: list[tuple[Question, Figures]]


def exported(lived: Chain, folder: Path) -> Exported:
    zone = lived.program.time_zone
    ends = {week: week.bounds(zone)[1] for week in lived.weeks}
    asked = [
        Question(program=lived.program, week=week, today=min(lived.now[0], end + A_MAIL))
        for week, end in ends.items()
        if end > lived.began
    ]
    return Exported(
        chain=lived,
        data=export(every_item(lived.engine), folder),
        weeks=[(one, by_fold(lived.services, one)) for one in asked],
    )


@pytest.fixture(scope="module", name="lived")
def _lived(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A hundred and twenty customers of two shops, for some weeks: stamps, rewards, coupons."""
    return exported(chain(shared, 1, stamps()), tmp_path_factory.mktemp("stamps"))


def points() -> dict[str, Any]:
    """Points that end after a month, tiers, a welcome with a coupon that ends after five days."""
    return preset_data(
        "boutique",
        active_days=14,
        points__expires_months=1,
        limits__undo_minutes=1440,
        limits__daily_cap=20,
        coupons=[
            {"id": name, "reward": "remise", "days": 5} for name in ("bienvenue", "anniversaire")
        ],
        welcome={"units": 10, "coupon": "bienvenue"},
        goal=None,
    )


def test_what_was_undone_came_late_or_came_back_is_where_it_belongs(
    shop: Shop, tmp_path: Path
) -> None:
    till = shop.at("2026-02-09 10:00").pair()
    ada, ben = shop.join("Ada").code, shop.join("Ben").code
    stamped = till.earn(ada, amount_minor=500)
    mistake = till.earn(ben, amount_minor=900)
    undone = till.undo(ben, mistake.json["operation"])
    till = shop.at("2026-02-16 09:00").pair()
    sold = till.earn(ben, amount_minor=700)
    late = till.earn(ada, amount_minor=300, made_at=at("2026-02-15 23:30"))
    back = till.refund(ben, sold.json["operation"])
    data = export(every_item(shop.services.cards.engine), tmp_path)  # type: ignore[attr-defined]

    first, second = (
        by_sql(data, [Question(program=shop.program, week=week, today=shop.now)])[shop.program.id]
        for week in (Week.named("2026-W07"), Week.named("2026-W08"))
    )

    assert {answer.status_code for answer in (stamped, mistake, undone, sold, late, back)} == {201}
    assert (first["scans"], first["spend_minor"], first["members_active"]) == (2, 800, 1)
    assert (first["first_seen"], first["members_joined"]) == (1, 2)
    assert (second["scans"], second["spend_minor"], second["first_seen"]) == (1, 0, 1)
    assert first["held"] == {"stamps": 2}


@pytest.mark.long
def test_every_figure_of_every_week_is_the_folds(lived: Exported) -> None:
    for question, folded in lived.weeks:
        assert by_sql(lived.data, [question])[question.program.id] == folded


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3])
def test_so_it_is_where_amounts_count(shared: Path, tmp_path: Path, seed: int) -> None:
    other = exported(chain(shared, seed, points(), cards=60, steps=300), tmp_path)

    for question, folded in other.weeks:
        assert by_sql(other.data, [question])[question.program.id] == folded
    assert sum(figures["spend_minor"] for _, figures in other.weeks) > 100_000


@pytest.mark.long
def test_there_was_something_to_count(lived: Exported) -> None:
    told = [figures for _, figures in lived.weeks]
    happened = kinds(lived.chain)

    assert len(told) >= 5
    assert min(happened[kind] for kind in ("earn", "redeem", "reverse", "refund", "late")) > 20
    assert any(figures["scans"] > figures["visits"] for figures in told)
    for name in ("kept", "lost", "returned", "first_seen", "rewards_redeemed"):
        assert sum(bool(figures[name]) for figures in told) >= 2, name
    assert {shop for figures in told for _, shop in figures["by_day_and_shop"]} == {
        shop.id for shop in lived.chain.program.shops
    }


MISTAKES = {
    "reversed entries stay": ("standing.sql", " AND undone.reverses IS NULL", ""),
    "a late scan is as old as its arrival": ("read_duckdb.sql", "happened_at.S", "recorded_at.S"),
    "visits in order of arrival": ("standing.sql", "BY standing.happened_at, ", "BY "),
    "days of UTC": (
        "read_duckdb.sql",
        "timezone(time_zone, timezone('UTC', happened_at))",
        "happened_at",
    ),
    "weeks of UTC": (
        "read_duckdb.sql",
        "timezone('UTC', timezone(time_zone, monday + INTERVAL '7' DAY))",
        "monday + INTERVAL '7' DAY",
    ),
    "no cooldown": (
        "standing.sql",
        "seen.before_at + weeks.cooldown_minutes",
        "seen.before_at + 0",
    ),
    "what came back was spent": ("week.sql", "-coalesce(standing.minor, 0)", "0"),
    "what came back was given": ("standing.sql", " AND returned.operation IS NULL", ""),
    "no first of all visits": ("week.sql", "min(happened_at) >= min(week_begin)", "true"),
    "a window without a beginning": ("week.sql", "happened_at >= window_begin AND ", ""),
    "the next window is this one": ("week.sql", ">= next_window_begin", ">= window_begin"),
    "what has ended is owed": (
        "held.sql",
        "AND (expires_on IS NULL OR expires_on >= today)",
        "",
    ),
    "of the anchor by happening": ("ledger.sql", "recorded_at <", "happened_at <"),
    "a restored reward was earned": ("rewards.sql", " AND standing.kind <> 'refund'", ""),
    "nothing ends": ("rewards.sql", "expires_on < standing.local_day", "false"),
}


@pytest.mark.long
@pytest.mark.parametrize("mistake", MISTAKES)
def test_sql_with_a_mistake_is_found_out(lived: Exported, mistake: str) -> None:
    assert any(
        by_sql(lived.data, [question], mistaken(mistake))[question.program.id] != folded
        for question, folded in lived.weeks
    )


def mistaken(mistake: str) -> Callable[[str, str], str]:
    name, right, wrong = MISTAKES[mistake]
    assert text(name).count(right) == 1, f"{name} has no {right!r}"
    return lambda file, sql: sql.replace(right, wrong) if file == name else sql


@pytest.mark.simulation
@pytest.mark.parametrize("seed", [1, 2])
def test_four_shops_in_a_storm_are_told_apart_and_each_as_the_fold_tells_it(
    seed: int, tmp_path: Path
) -> None:
    world = World(seed, operations=400).play()
    data = export(every_item(world.memory), tmp_path)
    programs, now = world.services.programs.every(), world.scheduler.now
    last, seen = Week.containing(now, programs[0].time_zone), Counter[str]()

    for week in (last, last.previous(), last.previous().previous()):
        asked = [Question(program=program, week=week, today=now) for program in programs]
        folded = {one.program.id: by_fold(world.services, one) for one in asked}
        seen.update({program: figures["scans"] for program, figures in folded.items()})
        assert by_sql(data, asked) == folded

    assert len(programs) == 4
    assert all(seen.values())


def test_a_program_without_a_card_has_a_row_of_zeros(shop: Shop, tmp_path: Path) -> None:
    data = export(every_item(shop.services.cards.engine), tmp_path)  # type: ignore[attr-defined]
    question = Question(program=shop.program, week=Week.named("2026-W06"), today=shop.now)

    assert by_sql(data, [question])[shop.program.id] == by_fold(shop.services, question)
    assert by_sql(data, [question])[shop.program.id]["members_total"] == 0


def test_a_card_that_cannot_be_read_is_left_out_by_the_fold_and_counted_by_sql(
    shop: Shop, tmp_path: Path
) -> None:
    till, code = shop.at("2026-02-09 10:00").pair(), shop.join().code
    till.earn(code)
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    entry = next(item for item in every_item(engine) if keys.is_entry(str(item["sk"])))
    key = Key(str(entry["pk"]), str(entry["sk"]))
    engine.write(Update(key, set={"schema": 2}))  # of a Poinçon to come
    question = Question(program=shop.program, week=Week.named("2026-W07"), today=shop.now)

    assert by_fold(shop.services, question)["members_total"] == 0
    found = by_sql(export(every_item(engine), tmp_path), [question])[shop.program.id]
    assert (found["members_total"], found["scans"]) == (1, 1)
