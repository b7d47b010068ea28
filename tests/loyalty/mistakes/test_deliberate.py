"""Two files that make every mistake, and the cure of each: it removes that one and no other."""

import copy
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from loyalty.mistakes import Row, check
from loyalty.program import Program
from loyalty.program_file import parse
from tests.builders import at
from tests.loyalty.mistakes.sensible import GOAL, plain

Data = dict[str, Any]

MAIN = "deliberate-mistakes.toml"
POINTS = "deliberate-mistakes-points.toml"

GOLD = [{"kind": "percent", "percent": 5, "words": {"fr": "5 % sur tout", "en": "5% off"}}]
WRAPPING = [{"kind": "convenience", "words": {"fr": "Emballage cadeau", "en": "Gift wrapping"}}]
FIRST_NAME = {"fr": "{prénom}, merci.", "en": "{first_name}, thank you."}
SCARF = {"fr": "un foulard", "en": "a scarf"}
ALMOST = {
    "on": "almost",
    "to": "new",
    "text": {"fr": "{prénom}, plus que {reste}.", "en": "{first_name}, {left} to go."},
}

CURES: list[tuple[str, Row, str, Data]] = [
    (MAIN, "M1", "Ôtez 2 mots", {"rewards[0].item.fr": "un grand café du matin au lait"}),
    (MAIN, "M2", "un tampon tous les 7 €", {"stamps.spend_minor": 700}),
    (MAIN, "M3", "coûte 1 € au plus", {"rewards[1].cost_minor": 100}),
    (MAIN, "M4", "« un grand café", {"rewards[1].item.fr": "un grand café du matin au lait"}),
    (MAIN, "M5", "tous les 45 jours", {"launch.reminder_days": 45}),
    (MAIN, "M7", "à 7 clients de plus", {"launch.asked": 10}),
    (MAIN, "M8", "Donnez 3 % au plus", {"donation.percent": 3}),
    (MAIN, "M9", "(flyer, script)", {"launch.announced": ["poster", "flyer", "script"]}),
    (MAIN, "M10", "aux habitués (regular)", {"messages[0].to": "regular"}),
    (MAIN, "M11", "{prénom}", {"messages[1].text": FIRST_NAME}),
    (MAIN, "M12", "au lieu de « bienvenue »", {"coupons[0].reward": "candle"}),
    (MAIN, "M13", "Fixez un objectif", {"goal": GOAL}),
    (MAIN, "A21", "Demandez 8 tampons au lieu de 16", {"stamps.threshold": 8}),
    (MAIN, "A22", "un avantage à « Bronze »", {"tiers.levels[0].perks": WRAPPING}),
    (MAIN, "B9", "Limitez la remise à 5 %", {"tiers.levels[1].perks": GOLD}),
    (POINTS, "M2", "2 points pour 1 €", {"points": {"points": 2, "per_minor": 100}}),
    (POINTS, "M3", "233 points", {"rewards[2].points": 233}),
    (POINTS, "M3", "43 % au moins", {"rewards[2].percent": 43}),
    (POINTS, "M6", "(almost)", {"messages": [ALMOST]}),
    (POINTS, "B9", "12,85 € au plus", {"rewards[1].value_minor": 1285}),
    (POINTS, "B9", "934 points", {"rewards[1].points": 934}),
    (
        POINTS,
        "B13",
        "« un foulard »",
        {
            "rewards[0]": {
                "id": "three",
                "kind": "free_item",
                "item": SCARF,
                "cost_minor": 300,
                "points": 400,
            }
        },
    ),
]


def read(name: str) -> Data:
    return tomllib.loads((Path(__file__).parent / name).read_text())


def program(data: Data) -> Program:
    return parse(data, version=1, valid_from=at("2026-01-01 00:00"))


def found(data: Data) -> set[tuple[Row, str]]:
    return {(mistake.row, mistake.path) for mistake in check(program(data), "fr")}


def edited(data: Data, edits: Data) -> Data:
    """A copy in which each dotted path has its new value."""
    copied = copy.deepcopy(data)
    for path, value in edits.items():
        *way, last = (int(n) if n.isdigit() else n for n in re.findall(r"\w+", path))
        place: Any = copied
        for step in way:
            place = place[step]
        place[last] = value
    return copied


def test_the_main_file_makes_every_mistake_but_two() -> None:
    rows = [row for row, _ in found(read(MAIN))]

    assert set(get_args(Row)) - set(rows) == {"M6", "B13"}
    assert len(rows) == len(set(rows))


def test_both_files_together_make_every_mistake() -> None:
    rows = {row for name in (MAIN, POINTS) for row, _ in found(read(name))}

    assert rows == set(get_args(Row))


def test_every_mistake_of_both_files_has_a_cure_here() -> None:
    made = {(name, row) for name in (MAIN, POINTS) for row, _ in found(read(name))}

    assert made == {(name, row) for name, row, _, _ in CURES}


@pytest.mark.parametrize(("name", "row", "told", "edits"), CURES)
def test_a_cure_says_what_to_do_and_removes_exactly_its_mistake(
    name: str, row: Row, told: str, edits: Data
) -> None:
    data = read(name)
    cures = [plain(mistake.cure) for mistake in check(program(data), "fr") if mistake.row == row]

    gone = found(data) - found(edited(data, edits))
    new = found(edited(data, edits)) - found(data)

    assert told in cures[0]
    assert [gone_row for gone_row, _ in gone] == [row]
    assert new == set()
