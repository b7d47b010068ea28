"""Readable builders for tests: a program, a card, a scan, a moment in Paris."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from functions.local.development import DEMO_PROGRAM, read_program
from loyalty.card import Card
from loyalty.entry import CardId, Entry, OperationId
from loyalty.program import Program
from loyalty.program_file import parse
from loyalty.scan import Scan

PARIS = ZoneInfo("Europe/Paris")
_numbers = count(1)


def at(text: str) -> datetime:
    """``at("2026-02-03 10:00")``: that time on a wall in Paris, as a UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def program_data(**changes: Any) -> dict[str, Any]:
    """The demo program as data; ``stamps__threshold=4`` changes ``stamps.threshold``.

    ``rewards__0__cost_minor`` is in the first row; a table that is missing is made.
    """
    data = read_program(Path(DEMO_PROGRAM))
    for path, value in changes.items():
        *tables, key = path.split("__")
        place: Any = data
        for table in tables:
            place = place[int(table)] if isinstance(place, list) else place.setdefault(table, {})
        place[int(key) if isinstance(place, list) else key] = value
    return data


def program(**changes: Any) -> Program:
    """The demo program (nine coffees, the tenth is free), changed as ``program_data`` does."""
    return parse(program_data(**changes), version=1, valid_from=at("2026-01-01 00:00"))


def card(of: Program | None = None, entries: Iterable[Entry] = ()) -> Card:
    """A fresh card, or the one that these entries make."""
    state = Card(program=(of or program()).id, id=CardId("AAAAAAAAAAAAAAAA"))
    for entry in entries:
        state = state.after(entry)
    return state


def scan(when: str | datetime = "2026-02-03 10:00", *, operation: str = "") -> Scan:
    """A scan made and recorded at that moment, by the till at the counter."""
    moment = at(when) if isinstance(when, str) else when
    return Scan(
        operation=OperationId(operation or f"operation-{next(_numbers):012d}"),
        happened_at=moment,
        recorded_at=moment,
        shop="orfevres",
        till="till-1",
        staff=None,
        body_hash="0" * 64,
    )
