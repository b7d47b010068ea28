"""One file that makes every mistake, and the cure of each: it removes that one and no other."""

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

FILE = Path(__file__).parent / "deliberate-mistakes.toml"
DATA: Data = tomllib.loads(FILE.read_text(encoding="utf-8"))

SHORT = {"fr": "2 € sur un pain au lait", "en": "€2 off a milk bun"}
TEN_OFF = {"fr": "10 % sur une bougie", "en": "10% off a candle"}
ON_BUNS = {"fr": "15 % sur un pain au lait et à la vanille", "en": "15% off a vanilla bun"}
FIRST_NAME = {"fr": "{prénom}, merci.", "en": "{first_name}, thank you."}
COME_BACK = {
    "on": "progress",
    "to": "lapsed",
    "text": {
        "fr": "{prénom}, votre carte vous attend : {solde}.",
        "en": "{first_name}, your card is waiting: {balance}.",
    },
}
GIFT = {
    "id": "bun",
    "kind": "free_item",
    "item": {"fr": "un pain au lait et à la vanille", "en": "a vanilla bun"},
    "cost_minor": 200,
}
GOLD = [{"kind": "percent", "percent": 5, "words": {"fr": "5 % sur tout", "en": "5% off"}}]
WRAPPING = [{"kind": "convenience", "words": {"fr": "Emballage cadeau", "en": "Gift wrapping"}}]

CURES: dict[Row, tuple[str, Data]] = {
    "M1": ("Ôtez 3 mots", {"rewards[0].item": SHORT}),
    "M2": ("un tampon tous les 7 €", {"stamps.spend_minor": 700}),
    "M3": ("coûte 0,50 € au plus", {"rewards[1].percent": 10, "rewards[1].item": TEN_OFF}),
    "M4": ("la remise sur « un pain au lait et à la vanille »", {"rewards[1].item": ON_BUNS}),
    "M5": ("tous les 45 jours", {"launch.reminder_days": 45}),
    "M6": ("votre carte vous attend", {"messages[2]": COME_BACK}),
    "M7": ("à 7 clients de plus", {"launch.asked": 10}),
    "M8": ("Donnez 3 % au plus", {"donation.percent": 3}),
    "M9": ("(flyer, script)", {"launch.announced": ["poster", "flyer", "script"]}),
    "M10": ("aux habitués (regular)", {"messages[0].to": "regular"}),
    "M11": ("{prénom}", {"messages[1].text": FIRST_NAME}),
    "M12": ("autre chose qu’une remise", {"coupons": [], "welcome": {"units": 1}}),
    "M13": ("Fixez un objectif", {"goal": GOAL}),
    "A21": ("Demandez 8 tampons au lieu de 16", {"stamps.threshold": 8}),
    "A22": ("un avantage à « Bronze »", {"tiers.levels[0].perks": WRAPPING}),
    "B9": ("Limitez la remise à 5 %", {"tiers.levels[1].perks": GOLD}),
    "B13": ("Offrez « un pain au lait et à la vanille »", {"rewards[0]": GIFT}),
}
ALSO: dict[Row, set[Row]] = {"A22": {"B13"}}
"""An advantage that is no discount, such as gift wrapping, is another kind of thing given."""


def program(data: Data) -> Program:
    return parse(data, version=1, valid_from=at("2026-01-01 00:00"))


def found(data: Data) -> set[tuple[Row, str]]:
    return {(mistake.row, mistake.path) for mistake in check(program(data), "fr")}


def edited(data: Data, edits: Data) -> Data:
    """A copy in which each dotted path has its new value; one past the end of a list adds it."""
    copied = copy.deepcopy(data)
    for path, value in edits.items():
        *way, last = (int(n) if n.isdigit() else n for n in re.findall(r"\w+", path))
        place: Any = copied
        for step in way:
            place = place[step]
        if isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value
    return copied


def test_the_file_makes_every_mistake_once() -> None:
    assert [mistake.row for mistake in check(program(DATA))] == list(get_args(Row))


def test_a_comment_stands_at_every_mistake() -> None:
    comments = " ".join(re.findall(r"^# (.+)$", FILE.read_text(encoding="utf-8"), re.M))

    assert sorted(re.findall(r"\b([MAB]\d+):", comments)) == sorted(get_args(Row))


@pytest.mark.parametrize("row", get_args(Row))
def test_a_cure_says_what_to_do_and_removes_exactly_its_mistake(row: Row) -> None:
    told, edits = CURES[row]
    (cure,) = [mistake.cure for mistake in check(program(DATA), "fr") if mistake.row == row]

    gone = found(DATA) - found(edited(DATA, edits))
    new = found(edited(DATA, edits)) - found(DATA)

    assert told in plain(cure)
    assert {gone_row for gone_row, _ in gone} == {row} | ALSO.get(row, set())
    assert new == set()
