"""A program file: every error named at once, with its path; and what a program then answers."""

from typing import Any

import pytest

from loyalty.errors import BadConfiguration, UnknownReward
from loyalty.program import Limits, Program
from loyalty.program_file import parse
from tests.builders import PARIS, at, program, program_data

MISSING = object()
TOP = {"schema", "id", "name", "languages", "currency", "owner_email", "contact"}
BRAND = {"brand.background", "brand.foreground", "brand.label", "brand.icon"}
STAMPS = {"stamps.threshold", "stamps.item", "stamps.item.fr", "stamps.reward"}
COFFEE = {"id": "coffee", "kind": "free_item", "item": {"fr": "un café"}, "cost_minor": 60}


def read(data: Any) -> Program:
    return parse(data, version=1, valid_from=at("2026-01-01 00:00"))


def refused(data: Any) -> list[dict[str, str]]:
    with pytest.raises(BadConfiguration) as wrong:
        read(data)
    errors: list[dict[str, str]] = wrong.value.facts["errors"]
    return errors


def paths(data: Any) -> list[str]:
    return sorted(error["path"] for error in refused(data))


def put(data: Any, path: str, value: object) -> Any:
    """The data with that value there: ``shops.0.id``; ``MISSING`` takes it out."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = data
    for step in steps:
        place = place[step]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return data


def test_the_demo_program_is_nine_coffees_and_the_tenth_free() -> None:
    cafe = read(program_data())

    assert (cafe.id, cafe.name, cafe.time_zone) == ("cafe-poincon", "Café Poinçon", PARIS)
    assert (cafe.version, cafe.valid_from) == (1, at("2026-01-01 00:00"))
    assert (cafe.stamps.threshold, cafe.stamps.reward) == (9, "coffee")
    assert [(reward.id, reward.cost_minor) for reward in cafe.rewards] == [("coffee", 60)]
    assert cafe.stamps.item == {"fr": "un café", "en": "a coffee"}


def test_what_may_be_left_out_has_a_default() -> None:
    data = program_data()
    for path in ("limits", "time_zone", "active_days", "shops.0.address"):
        put(data, path, MISSING)

    cafe = read(data)

    assert (cafe.limits, cafe.time_zone, cafe.active_days) == (Limits(), PARIS, 60)
    assert cafe.limits == Limits(
        cooldown_minutes=30,
        daily_cap=3,
        max_units_per_scan=10,
        undo_minutes=15,
        scans_per_till_hour=240,
    )
    assert cafe.shops[0].address == ""


def test_limits_may_be_given_in_part() -> None:
    cafe = read(program_data(limits={"daily_cap": 1}))

    assert cafe.limits == Limits(daily_cap=1)


def test_spaces_around_a_text_are_no_part_of_it() -> None:
    cafe = read(program_data(name="  Café  ", stamps__reward=" coffee "))

    assert (cafe.name, cafe.stamps.reward) == ("Café", "coffee")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2),
        ("schema", True),
        ("schema", "1"),
        ("id", "Café"),
        ("id", "cafe_poincon"),
        ("id", "-cafe"),
        ("id", "cafe--poincon"),
        ("id", "c" * 41),
        ("id", "till"),
        ("id", "v1"),
        ("id", 7),
        ("name", ""),
        ("name", "   "),
        ("name", "n" * 41),
        ("name", "two\nlines"),
        ("name", ["Café"]),
        ("languages", "fr"),
        ("languages", []),
        ("languages", ["fr", "en", "de"]),
        ("languages", ["fr", "en", "fr"]),
        ("languages", ["fr", "en", 3]),
        ("languages", ["fr", "en", ["fr"]]),
        ("time_zone", "Paris"),
        ("time_zone", "Europe"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "nul\0"),
        ("time_zone", "z" * 300),
        ("time_zone", 1),
        ("currency", "eur"),
        ("currency", "EURO"),
        ("currency", "E1R"),
        ("currency", "ÉUR"),
        ("owner_email", "nobody"),
        ("owner_email", "a@b"),
        ("owner_email", "Paul <paul@example.org>"),
        ("owner_email", "a@example.org, b@example.org"),
        ("owner_email", "a@example.org\nBcc: b@example.org"),
        ("owner_email", f"{'a' * 243}@example.org"),
        ("contact", "c" * 201),
        ("active_days", 6),
        ("active_days", 731),
        ("active_days", 60.0),
        ("active_days", True),
        ("brand.background", "green"),
        ("brand.foreground", "#FFFFFF"),
        ("brand.label", "#fff"),
        ("brand.icon", "rocket"),
        ("brand.icon", {"cup": 1}),
        ("shops.0.id", "Rue des Orfèvres"),
        ("shops.0.id", "s" * 41),
        ("shops.0.name", "n" * 61),
        ("shops.0.address", "a" * 121),
        ("shops.0.address", 12),
        ("stamps.threshold", 1),
        ("stamps.threshold", 51),
        ("stamps.threshold", "9"),
        ("stamps.item.fr", "x" * 41),
        ("stamps.reward", "car"),
        ("rewards.0.kind", "discount"),
        ("rewards.0.item.en", ""),
        ("rewards.0.cost_minor", -1),
        ("rewards.0.cost_minor", 0.6),
        ("rewards.0.cost_minor", 10_000_001),
        ("limits.cooldown_minutes", -1),
        ("limits.cooldown_minutes", 1441),
        ("limits.daily_cap", 0),
        ("limits.daily_cap", 51),
        ("limits.max_units_per_scan", 0),
        ("limits.max_units_per_scan", 51),
        ("limits.undo_minutes", -1),
        ("limits.undo_minutes", 1441),
        ("limits.scans_per_till_hour", 0),
        ("limits.scans_per_till_hour", 10_001),
    ],
)
def test_a_value_that_cannot_be_is_named_by_its_place(path: str, value: object) -> None:
    errors = refused(put(program_data(), path, value))

    assert errors[0]["path"] == path.replace(".0.", "[0].")
    assert errors[0]["reason"] and errors[0]["hint"]
    # A program without its languages has words in languages that it does not know.
    assert path == "languages" or len(errors) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 1),
        ("id", "c" * 40),
        ("name", "n" * 40),
        ("languages", ["en", "fr"]),
        ("time_zone", "Indian/Reunion"),
        ("currency", "CHF"),
        ("owner_email", "paul+cafe@shop.example.org"),
        ("owner_email", f"{'a' * 242}@example.org"),
        ("active_days", 7),
        ("active_days", 730),
        ("contact", "c" * 200),
        ("shops.0.id", "s" * 40),
        ("shops.0.address", "a" * 120),
        ("stamps.threshold", 2),
        ("stamps.threshold", 50),
        ("rewards.0.cost_minor", 0),
        ("rewards.0.cost_minor", 10_000_000),
        ("limits.cooldown_minutes", 0),
        ("limits.cooldown_minutes", 1440),
        ("limits.daily_cap", 1),
        ("limits.daily_cap", 50),
        ("limits.max_units_per_scan", 1),
        ("limits.max_units_per_scan", 50),
        ("limits.undo_minutes", 0),
        ("limits.undo_minutes", 1440),
        ("limits.scans_per_till_hour", 1),
        ("limits.scans_per_till_hour", 10_000),
    ],
)
def test_the_last_value_that_can_be_is_taken(path: str, value: object) -> None:
    assert read(put(program_data(), path, value)).id


@pytest.mark.parametrize("value", [MISSING, None])
@pytest.mark.parametrize("path", [*sorted(TOP - {"languages"}), *sorted(BRAND)])
def test_what_is_missing_is_said_to_be(path: str, value: object) -> None:
    errors = refused(put(program_data(), path, value))

    assert [(error["path"], error["reason"]) for error in errors] == [(path, "is missing")]


def test_an_empty_file_is_told_everything_that_it_needs_at_once() -> None:
    assert set(paths({})) == TOP | BRAND | STAMPS | {"brand", "stamps", "shops", "rewards"}


@pytest.mark.parametrize("data", [None, [], "program", 3])
def test_what_is_no_table_is_refused_as_a_whole(data: object) -> None:
    assert {"path": "", "reason": "is missing", "hint": "write it as a table"} in refused(data)


@pytest.mark.parametrize("rows", [MISSING, [], {}, "orfevres"])
def test_a_program_needs_a_shop(rows: object) -> None:
    errors = refused(put(program_data(), "shops", rows))

    assert errors == [
        {"path": "shops", "reason": "is missing", "hint": "write at least one [[shops]]"}
    ]


def test_a_row_that_is_no_table_is_named_by_its_number() -> None:
    data = program_data()
    data["shops"].append("halles")

    assert paths(data) == ["shops[1]", "shops[1].id", "shops[1].name"]


def test_a_misspelt_key_is_named_wherever_it_is() -> None:
    data = program_data(nmae="Café", brand__colour="#000000", limits__cap=3)
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


def test_a_long_wrong_value_is_not_repeated_in_full() -> None:
    (error,) = refused(program_data(currency="E" * 5000))

    assert error["reason"] == f"cannot be '{'E' * 60}'"


def test_a_refusal_in_words_is_one_line_for_each_place() -> None:
    with pytest.raises(BadConfiguration) as wrong:
        read(program_data(currency="euro", stamps__threshold=0))

    assert str(wrong.value).splitlines() == [
        "currency: cannot be 'euro' (three capitals, as in EUR)",
        "stamps.threshold: cannot be '0' (a whole number from 2 to 50)",
    ]


def test_a_refusal_without_places_is_its_code() -> None:
    assert str(BadConfiguration()) == "bad-configuration"


@pytest.mark.parametrize("ink", ["foreground", "label"])
def test_a_text_that_cannot_be_read_on_its_background_is_refused(ink: str) -> None:
    (error,) = refused(program_data(**{f"brand__{ink}": "#2f5d4f"}))

    assert error["path"] == f"brand.{ink}"
    assert error["reason"] == "has a contrast of 1.28 on the background"


@pytest.mark.parametrize("colour", ["background", "foreground"])
def test_contrast_is_not_judged_with_a_colour_that_could_not_be_read(colour: str) -> None:
    light = {"background": "#ffffff", "foreground": "#000000", "label": "#222222", "icon": "cup"}

    wrong = paths(program_data(brand=light | {colour: "red"}))

    assert wrong == [f"brand.{colour}"]


@pytest.mark.parametrize("kind", ["shops", "rewards"])
def test_an_id_given_twice_is_refused(kind: str) -> None:
    data = program_data()
    data[kind] *= 2

    assert [(e["path"], e["reason"]) for e in refused(data)] == [(kind, "has the same id twice")]


def test_two_ids_that_could_not_be_read_are_not_taken_for_the_same() -> None:
    data = program_data()
    data["shops"] = [{"id": "Rue A", "name": "A"}, {"id": "Rue B", "name": "B"}]

    assert paths(data) == ["shops[0].id", "shops[1].id"]


def test_stamps_must_lead_to_a_reward_that_there_is() -> None:
    (error,) = refused(program_data(stamps__reward="croissant"))

    assert error["path"] == "stamps.reward"
    assert "'croissant'" in error["reason"]


def test_a_program_in_one_language_needs_no_other() -> None:
    data = program_data(languages=["fr"], stamps__item={"fr": "un café"}, rewards=[COFFEE])

    cafe = read(data)

    assert (cafe.languages, cafe.language) == (("fr",), "fr")


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("en-GB", "en"), ("EN", "en"), ("fr", "fr"), ("de", "fr"), ("", "fr"), (None, "fr")],
)
def test_a_program_speaks_the_language_nearest_to_what_was_asked(
    wanted: str | None, spoken: str
) -> None:
    assert program().speaks(wanted) == spoken


def test_a_shop_may_speak_english_first() -> None:
    cafe = program(languages=["en", "fr"])

    assert (cafe.language, cafe.speaks("de")) == ("en", "en")


def test_a_reward_is_found_by_its_id_or_unknown() -> None:
    cafe = program()

    assert cafe.reward("coffee") is cafe.rewards[0]
    with pytest.raises(UnknownReward) as unknown:
        cafe.reward("car")
    assert unknown.value.facts == {"reward": "car"}
