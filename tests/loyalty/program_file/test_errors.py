"""Every error of a program file: all at once, where, why, and what to write instead."""

from datetime import date, time
from typing import Any

import pytest

from loyalty.errors import BadConfiguration
from tests.builders import program_data
from tests.loyalty.program_file.files import MISSING, paths, put, read, refused, stamps_data

TOP = {"schema", "id", "name", "languages", "currency", "owner_email", "contact"}
BRAND = {"brand.background", "brand.foreground", "brand.label", "brand.icon"}


@pytest.mark.parametrize("value", [MISSING, None])
@pytest.mark.parametrize("path", [*sorted(TOP), *sorted(BRAND)])
def test_what_is_missing_is_said_to_be(path: str, value: object) -> None:
    errors = refused(put(program_data(), path, value))

    assert [(error["path"], error["reason"]) for error in errors] == [(path, "is missing")]


def test_an_empty_file_is_told_everything_that_it_needs_at_once() -> None:
    assert set(paths({})) == TOP | BRAND | {"brand", "stamps", "shops"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "is missing"),
        ([], "cannot be a list"),
        ("program", "cannot be 'program'"),
        (3, "cannot be 3"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(data: object, reason: str) -> None:
    assert {"path": "", "reason": reason, "hint": "write it as a table"} in refused(data)


def test_a_row_that_is_no_table_is_named_by_its_number() -> None:
    data = program_data()
    data["shops"].append("halles")

    assert paths(data) == ["shops[1]", "shops[1].id", "shops[1].name"]


def test_words_that_are_no_table_are_told_how_to_be_one() -> None:
    error, *_ = refused(stamps_data(stamps={"threshold": 9, "item": "un café", "reward": "coffee"}))

    assert error == {
        "path": "stamps.item",
        "reason": "cannot be 'un café'",
        "hint": 'the same in each language: { fr = "…", en = "…" }',
    }


def test_a_misspelt_key_is_named_wherever_it_is() -> None:
    data = stamps_data(nmae="Café", limits={"cap": 3})
    data["brand"]["colour"] = "#000000"
    data["shops"][0]["town"] = "Nantes"
    data["rewards"][0]["price"] = 250
    data["stamps"]["item"]["de"] = "ein Kaffee"

    errors = refused(data)

    assert {error["path"] for error in errors} == {
        "nmae",
        "brand.colour",
        "limits.cap",
        "shops[0].town",
        "rewards[0].price",
        "stamps.item.de",
    }
    assert {error["reason"] for error in errors} == {"is not known here"}


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ({"daily_cup": 3}, "did you mean daily_cap?"),
        ({"undo": 3}, "did you mean undo_minutes?"),
        (
            {"z": 3, "daily_cap": 1},
            "what can be written here: cooldown_minutes, corrections_per_day, daily_cap, jo",
        ),
    ],
)
def test_a_misspelt_key_is_told_the_nearest_that_is_known(
    written: dict[str, int], hint: str
) -> None:
    (error,) = refused(stamps_data(limits=written))

    assert error["hint"].startswith(hint)


def test_a_key_that_is_there_already_is_not_proposed_again() -> None:
    (error,) = refused(stamps_data(limits={"daily_cap": 3, "daily_cup": 3}))

    assert "did you mean daily_cap?" not in error["hint"]


def test_several_errors_are_named_at_once() -> None:
    data = program_data(id="CAFE", currency="euro", brand__icon="rocket", stamps__threshold=0)

    assert paths(data) == ["brand.icon", "currency", "id", "stamps.threshold"]


def test_each_error_says_what_was_written_and_what_to_write_instead() -> None:
    (error,) = refused(program_data(stamps__threshold="neuf"))

    assert error == {
        "path": "stamps.threshold",
        "reason": "cannot be 'neuf'",
        "hint": "a whole number from 2 to 50",
    }


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("E" * 5000, f"cannot be '{'E' * 60}…'"),
        ("E" * 60, f"cannot be '{'E' * 60}'"),
        (60.5, "cannot be 60.5"),
        (True, "cannot be true"),
        ([["E"]], "cannot be a list"),
        ({"a": 1}, "cannot be a table"),
    ],
)
def test_a_wrong_value_is_repeated_briefly_whatever_it_is(value: Any, reason: str) -> None:
    for key in ("currency", "active_days"):
        (error,) = refused(program_data(**{key: value}))

        assert (error["path"], error["reason"]) == (key, reason)


def test_a_number_of_too_many_digits_to_write_is_not_written() -> None:
    for digits in (10**5000, -(10**5000)):
        (error,) = refused(program_data(active_days=digits))

        assert error["reason"] == "cannot be so large a number"


@pytest.mark.parametrize("value", [date(2026, 12, 31), time(9, 0)])
def test_a_day_without_quotes_is_told_to_have_them(value: object) -> None:
    goal = {"kpi": "frequency", "baseline": "1.5", "target": "2", "due": value}

    (error,) = refused(stamps_data(goal=goal))

    assert error["reason"] == "cannot be a date or a time without quotes"
    assert error["hint"].startswith('in quotes: a day from 2000 to 2199, as in "2026-12-31"')


def test_a_refusal_in_words_is_one_line_for_each_place() -> None:
    with pytest.raises(BadConfiguration) as wrong:
        read(program_data(currency="euro", stamps__threshold=0))

    assert str(wrong.value).splitlines() == [
        "currency: cannot be 'euro' (three capitals, as in EUR)",
        "stamps.threshold: cannot be 0 (a whole number from 2 to 50)",
    ]


def test_a_refusal_without_places_is_its_code() -> None:
    assert str(BadConfiguration()) == "bad-configuration"


def test_a_place_has_one_error_the_first() -> None:
    windows = [{"name": {"fr": "a", "en": "a"}, "multiplier_percent": 5}]

    (error,) = refused(stamps_data(windows=windows))

    assert error["reason"] == "cannot be 5"


def test_a_text_is_composed_and_without_the_spaces_around_it() -> None:
    cafe = read(program_data(name="  Cafe\u0301  ", stamps__reward=" coffee "))

    assert cafe.name == "Café"
    assert cafe.stamps and cafe.stamps.reward == "coffee"


@pytest.mark.parametrize("name", ["two\nlines", "a\u2028b", "a\x85b", "\ud800", "nul\0"])
def test_a_text_is_one_line_of_what_can_be_written(name: str) -> None:
    assert paths(program_data(name=name)) == ["name"]
