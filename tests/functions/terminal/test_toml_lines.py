"""Changing values of a file that people wrote, comments and all."""

import tomllib

import pytest

from functions.terminal.toml_lines import literal, with_values

FILE = """\
# The shop.
name = "Ada"  # hers

[brand]
icon = "cup"

# What is given.
[[rewards]]
id = "coffee"
points = 10

[[rewards]]
id = "cookie"
points = 5
"""


def test_values_change_and_comments_stay() -> None:
    text = with_values(FILE, {"name": "Ben", "brand.icon": "paw", "rewards[1].points": 7})

    assert tomllib.loads(text) == {
        "name": "Ben",
        "brand": {"icon": "paw"},
        "rewards": [{"id": "coffee", "points": 10}, {"id": "cookie", "points": 7}],
    }
    assert "# The shop.\n" in text
    assert "# What is given.\n[[rewards]]\n" in text


def test_nothing_to_change_changes_nothing() -> None:
    assert with_values(FILE, {}) == FILE


def test_none_takes_a_line_out_and_a_key_that_is_missing_adds_nothing() -> None:
    text = with_values(FILE, {"rewards[0].points": None, "brand.colour": None})

    assert tomllib.loads(text)["rewards"][0] == {"id": "coffee"}
    assert "colour" not in text


def test_a_new_key_begins_its_table() -> None:
    text = with_values(FILE, {"rewards[1].cost_minor": 60})

    assert '[[rewards]]\ncost_minor = 60\nid = "cookie"\n' in text


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        with_values(FILE, {"stamps.threshold": 9})


@pytest.mark.parametrize(
    "value",
    ['Chez "Zoé" \\ Fils', "Œil\u202f!", 12, True, ["fr", "en"], (), {"fr": "un", "en": "a"}],
)
def test_a_value_is_read_back_as_it_was_written(value: object) -> None:
    read = tomllib.loads(f"it = {literal(value)}")["it"]

    assert read == (list(value) if isinstance(value, tuple) else value)
