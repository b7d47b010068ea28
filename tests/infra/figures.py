"""The SQL of ``infra/figures`` as DuckDB runs it, and the same figures as our fold makes them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from functions.ports import Services
from loyalty.calendar import Week, local_date
from loyalty.card import standing
from loyalty.figures import Anchor, Ledger, WeekFigures, visit_times
from loyalty.program import Program
from loyalty.viability.live import LiveFigures

SQL = Path(__file__).parents[2] / "infra" / "figures"
READ = ("read_duckdb.sql", "standing.sql")
ASKED = ("week.sql", "days.sql", "rewards.sql", "held.sql", "ledger.sql")
NAMES = {"start": "at_start", "end": "at_end", "new": "first_seen"}
"""What ``WeekFigures`` calls otherwise: SQL keeps some words for itself."""
Figures = dict[str, Any]
Broken = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A program's week, with the day and the instant that two of the figures are as of."""

    program: Program
    week: Week
    today: datetime

    def row(self) -> str:
        """As ``asked.sql`` has it."""
        program, day = self.program, local_date(self.today, self.program.time_zone)
        as_of = self.today.astimezone(UTC).replace(tzinfo=None)
        return (
            f"SELECT '{program.id}' AS program, DATE '{self.week.monday}' AS monday,"
            f" '{program.time_zone.key}' AS time_zone,"
            f" {program.limits.cooldown_minutes} AS cooldown_minutes,"
            f" {program.active_days} AS active_days, DATE '{day}' AS today,"
            f" TIMESTAMP '{as_of}' AS anchored_at"
        )


def by_sql(
    data: Path, questions: list[Question], broken: Broken = lambda name, text: text
) -> dict[str, Figures]:
    """Each program's figures, from the files of an export; ``broken`` may change the SQL."""
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.execute("SET TimeZone = 'America/Los_Angeles'")  # nobody's: it must not matter
        engine.execute("SET VARIABLE exported = ?", [f"{data}/*.gz"])
        rows = " UNION ALL ".join(question.row() for question in questions)
        engine.execute(f"CREATE OR REPLACE VIEW asked AS {rows}")
        for name in READ:
            engine.execute(broken(name, text(name)))
        tables = {name: _table(engine, broken(name, text(name))) for name in ASKED}
    return {one.program.id: _of(one.program.id, tables) for one in questions}


def text(name: str) -> str:
    """One file of it."""
    return (SQL / name).read_text(encoding="utf-8")


def by_fold(services: Services, question: Question) -> Figures:
    """The same from the ledger, by the product's own rules."""
    program, week = question.program, question.week
    figures, anchor, cards = WeekFigures(week=week), Anchor(), 0
    live = LiveFigures(today=local_date(question.today, program.time_zone))
    by_shop: Counter[tuple[Any, str]] = Counter()
    customers: dict[tuple[Any, str], set[str]] = {}
    for ledger in services.cards.ledgers(program.id):
        figures.fold(program, ledger)
        live.fold(program, ledger)
        before = anchor.entries
        anchor.add_until(ledger, question.today)
        cards += anchor.entries > before
        for place in _places(program, week, ledger):
            by_shop[place] += 1
            customers.setdefault(place, set()).add(ledger.card)
    assert _days(by_shop) == dict(figures.visits_by_day)
    plain = {
        NAMES.get(part.name, part.name): getattr(figures, part.name)
        for part in fields(figures)
        if part.name not in ("week", "visits_by_day")
    }
    return plain | {
        **{name: dict(+plain[name]) for name in plain if name.startswith("rewards_")},
        "by_day_and_shop": {p: (n, len(customers[p])) for p, n in by_shop.items()},
        "held": dict(+live.held),
        "cards_with_entries": cards,
        "entries": anchor.entries,
    }


def _places(program: Program, week: Week, ledger: Ledger) -> list[tuple[Any, str]]:
    """Day and shop of each visit of the week."""
    stood = sorted(standing(ledger.entries), key=lambda entry: entry.happened_at)
    begin, end = week.bounds(program.time_zone)
    apart = timedelta(minutes=program.limits.cooldown_minutes)
    seen = [entry for entry in stood if entry.kind.is_visit]
    visits = [
        entry
        for number, entry in enumerate(seen)
        if number == 0 or entry.happened_at - seen[number - 1].happened_at >= apart
    ]
    assert [entry.happened_at for entry in visits] == visit_times(program, stood)
    return [
        (local_date(entry.happened_at, program.time_zone), entry.shop)
        for entry in visits
        if begin <= entry.happened_at < end
    ]


def _days(by_shop: Counter[tuple[Any, str]]) -> dict[Any, int]:
    days: Counter[Any] = Counter()
    for (day, _), visits in by_shop.items():
        days[day] += visits
    return dict(days)


def _table(engine: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    answer = engine.execute(query)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _of(program: str, tables: dict[str, list[dict[str, Any]]]) -> Figures:
    rows = {
        name: [row for row in found if row["program"] == program] for name, found in tables.items()
    }
    (week,), (ledger,) = rows["week.sql"], rows["ledger.sql"]
    rewards = rows["rewards.sql"]
    return {
        **{name: value for name, value in week.items() if name != "program"},
        **{
            f"rewards_{what}": {row["reward"]: row[what] for row in rewards if row[what]}
            for what in ("earned", "redeemed", "expired")
        },
        "by_day_and_shop": {
            (row["local_day"], row["shop"]): (row["visits"], row["customers"])
            for row in rows["days.sql"]
        },
        "held": {row["account"]: row["held"] for row in rows["held.sql"]},
        "cards_with_entries": ledger["cards"],
        "entries": ledger["entries"],
    }
