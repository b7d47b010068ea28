"""The shop in its file: names, languages, colours, places, limits."""

from datetime import time

import pytest

from loyalty.program import Limits, TillRules
from tests.builders import PARIS, at, program_data
from tests.loyalty.program_file.files import MISSING, paths, put, read, refused, stamps_data


def test_the_demo_program_is_nine_coffees_and_the_tenth_free() -> None:
    cafe = read(program_data())

    assert (cafe.id, cafe.name, cafe.time_zone) == ("cafe-poincon", "Café Poinçon", PARIS)
    assert (cafe.version, cafe.valid_from) == (1, at("2026-01-01 00:00"))
    assert (cafe.model, cafe.languages) == ("stamps", ("fr", "en"))
    assert cafe.stamps and (cafe.stamps.threshold, cafe.stamps.reward) == (9, "coffee")
    assert [(reward.id, reward.cost_minor) for reward in cafe.rewards] == [("coffee", 60)]
    assert cafe.stamps.item == {"fr": "un café", "en": "a coffee"}


def test_what_may_be_left_out_has_a_default() -> None:
    cafe = read(put(stamps_data(), "shops", [{"id": "orfevres", "name": "Orfèvres"}]))

    assert (cafe.limits, cafe.time_zone, cafe.active_days) == (Limits(), PARIS, 60)
    assert cafe.limits == Limits(
        cooldown_minutes=30,
        daily_cap=3,
        redemptions_per_card_day=3,
        max_units_per_scan=10,
        max_amount_minor=50_000,
        undo_minutes=15,
        scans_per_till_hour=240,
        typed_codes_per_till_hour=30,
        joins_per_hour=200,
        staff_acts_per_hour=60,
        corrections_per_day=50,
    )
    assert cafe.till == TillRules(asks_first=False, offline_redemptions=0)
    assert (cafe.shops[0].address, cafe.shops[0].hours) == ("", {})
    assert (cafe.points, cafe.cashback, cafe.club, cafe.donation, cafe.tiers) == (None,) * 5
    assert (cafe.windows, cafe.coupons, cafe.missions, cafe.badges, cafe.messages) == ((),) * 5
    assert (cafe.welcome, cafe.launch, cafe.birthday, cafe.referral) == (None,) * 4
    assert (cafe.assumptions, cafe.goal, cafe.earlier) == (None, None, ())


def test_limits_may_be_given_in_part() -> None:
    cafe = read(program_data(limits={"daily_cap": 1, "max_amount_minor": 9_900}))

    assert cafe.limits == Limits(daily_cap=1, max_amount_minor=9_900)


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
        ("limits.cooldown_minutes", -1),
        ("limits.cooldown_minutes", 1441),
        ("limits.daily_cap", 0),
        ("limits.daily_cap", 51),
        ("limits.redemptions_per_card_day", 0),
        ("limits.redemptions_per_card_day", 51),
        ("limits.max_units_per_scan", 0),
        ("limits.max_units_per_scan", 51),
        ("limits.max_amount_minor", 0),
        ("limits.max_amount_minor", 10_000_001),
        ("limits.undo_minutes", -1),
        ("limits.undo_minutes", 1441),
        ("limits.scans_per_till_hour", 0),
        ("limits.scans_per_till_hour", 10_001),
        ("limits.typed_codes_per_till_hour", 0),
        ("limits.typed_codes_per_till_hour", 10_001),
        ("limits.joins_per_hour", 0),
        ("limits.staff_acts_per_hour", 0),
        ("limits.corrections_per_day", 0),
        ("limits.corrections_per_day", 1001),
        ("limits.staff_acts_per_hour", 10_001),
        ("limits.joins_per_hour", 10_001),
        ("till.asks_first", 1),
        ("till.offline_redemptions", -1),
        ("till.offline_redemptions", 6),
    ],
)
def test_a_value_that_cannot_be_is_named_by_its_place(path: str, value: object) -> None:
    (error,) = refused(put(program_data(till={}), path, value))

    assert error["path"] == path.replace(".0.", "[0].")
    assert error["reason"] and error["hint"]


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
        ("shops.0.address", ""),
        ("limits.cooldown_minutes", 0),
        ("limits.cooldown_minutes", 1440),
        ("limits.daily_cap", 1),
        ("limits.daily_cap", 50),
        ("limits.redemptions_per_card_day", 1),
        ("limits.redemptions_per_card_day", 50),
        ("limits.max_units_per_scan", 1),
        ("limits.max_units_per_scan", 50),
        ("limits.max_amount_minor", 1),
        ("limits.max_amount_minor", 10_000_000),
        ("limits.undo_minutes", 0),
        ("limits.undo_minutes", 1440),
        ("limits.scans_per_till_hour", 1),
        ("limits.scans_per_till_hour", 10_000),
        ("limits.typed_codes_per_till_hour", 1),
        ("limits.typed_codes_per_till_hour", 10_000),
        ("limits.joins_per_hour", 1),
        ("limits.staff_acts_per_hour", 1),
        ("limits.corrections_per_day", 1),
        ("limits.corrections_per_day", 1000),
        ("limits.staff_acts_per_hour", 10_000),
        ("limits.joins_per_hour", 10_000),
        ("till.asks_first", True),
        ("till.offline_redemptions", 0),
        ("till.offline_redemptions", 5),
    ],
)
def test_the_last_value_that_can_be_is_taken(path: str, value: object) -> None:
    assert read(put(program_data(till={}), path, value)).id


@pytest.mark.parametrize("rows", [MISSING, [], {}, "orfevres"])
def test_a_program_needs_a_shop(rows: object) -> None:
    (error,) = refused(put(program_data(), "shops", rows))

    assert (error["path"], error["hint"]) == ("shops", "write at least one [[shops]]")


def test_a_program_in_one_language_needs_no_other() -> None:
    data = stamps_data(languages=["fr"])
    data["stamps"]["item"] = data["rewards"][0]["item"] = {"fr": "un café"}

    cafe = read(data)

    assert (cafe.languages, cafe.language) == (("fr",), "fr")


def test_words_are_not_judged_by_languages_that_could_not_be_read() -> None:
    data = stamps_data(languages=["fr", "de"])
    data["stamps"]["item"] = {"fr": "un café", "de": "ein Kaffee"}

    assert paths(data) == ["languages"]


def test_words_that_are_no_table_are_refused_whatever_the_languages() -> None:
    data = stamps_data(languages="fr")
    data["stamps"]["item"] = "un café"

    assert paths(data) == ["languages", "stamps.item"]


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


def test_opening_hours_are_read_by_weekday_and_may_end_at_midnight() -> None:
    data = program_data(shops__0__hours={"mon": "08:00-24:00", "sat": "09:00-12:00,14:00 - 18:30"})

    assert read(data).shops[0].hours == {
        0: ((time(8), time.max),),
        5: ((time(9), time(12)), (time(14), time(18, 30))),
    }


@pytest.mark.parametrize(
    "hours",
    [
        "",
        "08:00",
        "8:00-12:00",
        "08:00-12:60",
        "24:00-24:00",
        "12:00-08:00",
        "08:00-08:00",
        "18:00-02:00",
        "14:00-18:00, 09:00-12:00",
        "09:00-14:30, 14:00-18:00",
        "09:00-24:00, 23:00-24:00",
        "09:00-12:00,",
        "٠٩:00-12:00",
        ["09:00-12:00"],
    ],
)
def test_opening_hours_are_in_order_and_within_the_day(hours: object) -> None:
    (error,) = refused(program_data(shops__0__hours={"tue": hours}))

    assert error["path"] == "shops[0].hours.tue"
    assert '"09:00-12:00, 14:00-18:00"' in error["hint"]
