"""The presets for tests: as programs, changed as ``builders.program_data`` changes the demo."""

from typing import Any

from functions import presets
from functions.local.development import read_program
from loyalty.card import Card, Lot
from loyalty.entry import CardId
from loyalty.program import Program
from loyalty.program_file import parse
from tests.builders import at

OPENED = at("2026-01-01 00:00")


def preset_data(name: str, **changes: Any) -> dict[str, Any]:
    """A preset as data; ``None`` takes a table or a key out, at the top of the file."""
    data = read_program(presets.path(name))
    for path, value in changes.items():
        *tables, key = path.split("__")
        place: Any = data
        for table in tables:
            place = place[int(table)] if isinstance(place, list) else place.setdefault(table, {})
        place[int(key) if isinstance(place, list) else key] = value
    return {key: value for key, value in data.items() if value is not None}


def preset(name: str, **changes: Any) -> Program:
    """A preset as a program."""
    return parse(preset_data(name, **changes), version=1, valid_from=OPENED)


def presets_by_name() -> dict[str, Program]:
    """All of them."""
    return {name: preset(name) for name in presets.NAMES}


def holding_card(program: Program, *, since: int = 1, **units: int) -> Card:
    """A card that holds so many units; ``tier__or=1`` is the account ``tier:or``."""
    lots = sorted((name.replace("__", ":").replace("_", "-"), held) for name, held in units.items())
    return Card(
        program=program.id,
        id=CardId("AAAAAAAAAAAAAAAA"),
        since=since,
        lots=tuple(Lot(account=name, units=held) for name, held in lots),  # type: ignore[arg-type]
    )
