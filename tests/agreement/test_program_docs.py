"""``docs/program.md``: every key that the parser knows and no other, examples that are read."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from loyalty.errors import BadConfiguration
from loyalty.gifts.missions import PERIODS, PROOFS
from loyalty.gifts.segments import SEGMENTS
from loyalty.language import LANGUAGES
from loyalty.messages import EVENTS, VARIABLES
from loyalty.program_file import parse
from loyalty.program_file.clock import WEEKDAYS
from loyalty.program_file.compatibility import REFUSALS
from loyalty.rewards import REWARD_KINDS
from tests.agreement.documents import Document
from tests.builders import at

PROGRAM = Document("program.md")
SHOP = "La boutique · The shop"
COUNTERS = ("stamps", "points", "cashback")


class Watched(Mapping[str, Any]):
    """A table of a file, and every table in it, which notes what the parser asks for."""

    def __init__(self, data: Mapping[str, Any], asked: set[str], path: str = "") -> None:
        self.data, self.asked, self.path = data, asked, path

    def __getitem__(self, key: str) -> Any:
        self.asked.add(f"{self.path}{key}")
        value, path = self.data[key], f"{self.path}{key}."
        if isinstance(value, dict):
            return Watched(value, self.asked, path)
        is_rows = isinstance(value, list) and value and isinstance(value[0], dict)
        return [Watched(row, self.asked, path) for row in value] if is_rows else value

    def __contains__(self, key: object) -> bool:
        self.asked.add(f"{self.path}{key}")
        return key in self.data

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


def section(heading: str) -> str | None:
    """The table that a heading is about: "" for the shop's own, ``None`` where it is of none."""
    named = re.match(r"`\[*(\w+)\]*`", heading)
    return named[1] if named else ("" if heading == SHOP else None)


SECTIONS = {name: h for h in PROGRAM.headings() if (name := section(h)) is not None}


def examples(name: str) -> dict[str, Any]:
    """What a section's example holds."""
    blocks = re.findall(r"^```toml\n(.+?)^```", PROGRAM.section(SECTIONS[name]), re.M | re.S)
    return tomllib.loads("\n".join(blocks))


def whole_program(counter: str) -> dict[str, Any]:
    """All examples together, with one of the three counters."""
    left_out = {name for name in COUNTERS if name != counter}
    data = {}
    for name in SECTIONS.keys() - left_out:
        data |= examples(name)
    if counter == "points":
        data["rewards"][0]["points"] = 100
    if counter == "cashback":
        del data["till"]["offline_redemptions"]
    return data


def asked_of(data: Mapping[str, Any]) -> set[str]:
    """Every key that the parser asks for, by path."""
    asked: set[str] = set()
    parse(Watched(data, asked), version=1, valid_from=at("2026-01-01 00:00"))
    return asked


def known_keys() -> dict[str, set[str]]:
    """The keys of each section; perks are one section wherever they stand."""
    asked = set().union(*(asked_of(whole_program(counter)) for counter in COUNTERS))
    keys: dict[str, set[str]] = {}
    for path in asked:
        name, _, key = re.sub(r"^.*\bperks\.", "perks.", path).rpartition(".")
        head, _, between = name.partition(".")
        if key not in {*LANGUAGES, *WEEKDAYS}:
            keys.setdefault(head, set()).add(f"{between}.{key}".lstrip("."))
    return keys


def described(name: str) -> list[tuple[str, str]]:
    """The keys that a section's table names, and the values that it says they have."""
    rows = PROGRAM.rows(SECTIONS[name]) if "\n| " in PROGRAM.section(SECTIONS[name]) else []
    return [(key, row[-1]) for row in rows for key in re.findall(r"`(.+?)`", row[0])]


BOUNDS = [
    (name, key, *bounds.groups())
    for name in SECTIONS
    if name != "perks"
    for key, values in described(name)
    if (bounds := re.search(r"(\d+)–(\d+)", values.replace("\u202f", "")))
]


def put_wrong(place: Any, steps: list[str]) -> None:
    """Put what can be no number and no text there, in every row and every language."""
    for table in place if isinstance(place, list) else [place]:
        if steps[1:]:
            put_wrong(table[steps[0]], steps[1:])
        else:
            is_words = isinstance(table.get(steps[0]), dict)
            table[steps[0]] = dict.fromkeys(LANGUAGES, 0.5) if is_words else 0.5


def test_the_examples_are_programs_with_each_counter() -> None:
    for counter in COUNTERS:
        read = parse(whole_program(counter), version=1, valid_from=at("2026-01-01 00:00"))

        assert read.model == counter
        assert all([read.club, read.donation, read.tiers, read.windows, read.missions])


def test_every_key_that_the_parser_knows_is_in_its_table_and_no_other() -> None:
    known = known_keys()

    assert {name: {key for key, _ in described(name)} for name in SECTIONS} == {
        name: keys if name else keys - SECTIONS.keys() for name, keys in known.items()
    }
    assert known[""] >= SECTIONS.keys() - {"", "perks"}


def test_every_example_is_of_its_own_section() -> None:
    for name in SECTIONS.keys() - {"", "perks"}:
        assert set(examples(name)) == {name}


@pytest.mark.parametrize(("name", "key", "least", "most"), BOUNDS)
def test_numbers_and_texts_have_the_bounds_that_are_described(
    name: str, key: str, least: str, most: str
) -> None:
    data = whole_program(name if name in COUNTERS else "points")
    put_wrong(data[name] if name else data, key.split("."))

    with pytest.raises(BadConfiguration) as refused:
        parse(data, version=1, valid_from=at("2026-01-01 00:00"))

    errors = refused.value.facts["errors"]
    hints = [
        error["hint"]
        for error in errors
        if f".{key}" in re.sub(r"\[\d+\]", "", f".{error['path']}")
    ]
    assert any(re.search(rf"\b{least} to {most}\b", hint) for hint in hints), hints


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rewards", REWARD_KINDS),
        ("coupons", SEGMENTS),
        ("missions", (*PROOFS, *PERIODS)),
        ("messages", (*EVENTS, *(f"{{{v}}}" for of in VARIABLES.values() for v in of))),
        ("shops", WEEKDAYS),
        ("windows", WEEKDAYS),
    ],
)
def test_every_word_that_can_be_written_is_named(name: str, words: tuple[str, ...]) -> None:
    assert [w for w in words if f"`{w}`" not in PROGRAM.section(SECTIONS[name])] == []


def test_everything_that_cannot_go_together_is_in_the_table() -> None:
    rows = PROGRAM.rows("Ce qui ne va pas ensemble · What cannot go together")

    assert [row[1] for row in rows] == [refusal.name for refusal in REFUSALS]
