"""A week in words: French and English typography, singulars, and what is too little to say."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from loyalty.calendar import Week
from loyalty.figures import Anchor, Comparison, WeekFigures
from loyalty.language import Language
from loyalty.report_words import (
    FEWEST,
    Line,
    chart_sentence,
    day_label,
    lines,
    number,
    share,
    subject,
)
from tests.builders import at, program, program_data

CAFE = program()
COOKIE = {
    "id": "cookie",
    "kind": "free_item",
    "item": {"fr": "un cookie", "en": "a cookie"},
    "cost_minor": 40,
}
WEEK = Week.named("2026-W47")
NARROW = "\u202f"


def week(**figures: Any) -> WeekFigures:
    return WeekFigures(week=WEEK, **figures)


def said(
    now: WeekFigures,
    language: Language,
    before: WeekFigures | None = None,
    told_before: int | None = None,
) -> dict[str, Line]:
    earlier = before or WeekFigures(week=WEEK.previous())
    figures = Comparison(
        week=now,
        before=earlier,
        anchor=Anchor(),
        anchored_at=at("2026-03-09 07:00"),
        told_before=told_before,
    )
    return {line.key: line for line in lines(CAFE, figures, language)}


BUSY = week(
    visits=1212,
    members_total=2000,
    members_joined=14,
    members_active=180,
    rewards_earned=Counter(coffee=11),
    rewards_redeemed=Counter(coffee=9),
    visits_by_day=Counter({date(2026, 11, 17): 300, date(2026, 11, 21): 912}),
    start=200,
    end=250,
    kept=180,
    lost=20,
    new=60,
    returned=10,
)
EVEN = week(visits=6, visits_by_day=Counter({WEEK.days[1]: 3, WEEK.days[4]: 3}))
ONE = week(
    visits=1,
    members_total=1,
    members_joined=1,
    rewards_earned=Counter(coffee=1),
    rewards_redeemed=Counter(coffee=1),
    visits_by_day=Counter({date(2026, 11, 16): 1}),
    start=10,
    end=1,
    kept=1,
    lost=9,
)


def test_a_week_is_five_lines_at_most() -> None:
    assert list(said(BUSY, "fr")) == ["visits", "joined", "active", "redeemed", "retention"]


def test_a_line_holds_the_figure_and_the_one_before_in_words_and_exactly() -> None:
    line = said(BUSY, "fr", week(visits=999))["visits"]

    assert (line.label, line.value, line.previous) == ("Passages", f"1{NARROW}212", "999")
    assert (line.number, line.number_before) == (1212, 999)


def test_french_lines_say_what_they_were_counted_on() -> None:
    notes = {key: line.note for key, line in said(BUSY, "fr").items()}

    assert notes == {
        "visits": "",
        "joined": f"2{NARROW}000 cartes en tout.",
        "active": "250 venus ces 60 derniers jours.",
        "redeemed": "11 gagnées cette semaine.",
        "retention": f"180 gardés sur 200{NARROW}; 20 perdus de vue, 60 nouveaux, 10 revenus, "
        "250 à la fin.",
    }


def test_english_lines_say_what_they_were_counted_on() -> None:
    notes = {key: line.note for key, line in said(BUSY, "en").items()}

    assert notes == {
        "visits": "",
        "joined": "2,000 cards in all.",
        "active": "250 seen in the last 60 days.",
        "redeemed": "11 earned this week.",
        "retention": "180 kept of 200; 20 lost from sight, 60 new, 10 back, 250 at the end.",
    }


def test_one_of_anything_is_in_the_singular() -> None:
    french, english = said(ONE, "fr"), said(ONE, "en")

    assert french["joined"].note == "1 carte en tout."
    assert french["active"].note == "1 venu ces 60 derniers jours."
    assert french["redeemed"].note == "1 gagnée cette semaine."
    assert french["retention"].note == (
        f"1 gardé sur 10{NARROW}; 9 perdus de vue, 0 nouveau, 0 revenu, 1 à la fin."
    )
    assert english["joined"].note == "1 card in all."


def test_200_then_250_of_whom_70_had_not_been_there_is_kept_90_percent_o1() -> None:
    assert said(BUSY, "fr")["retention"].value == f"90{NARROW}%"
    assert said(BUSY, "en")["retention"].value == "90%"
    assert said(BUSY, "en")["retention"].number == Fraction(9, 10)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        (
            "fr",
            f"Semaine 46 corrigée{NARROW}: 1{NARROW}198 dans le message, 1{NARROW}200 à présent.",
        ),
        ("en", "Week 46 corrected: 1,198 reported, 1,200 now."),
    ],
)
def test_a_week_that_has_changed_since_its_mail_is_said_to(language: Language, note: str) -> None:
    before = WeekFigures(week=WEEK.previous(), visits=1200)

    line = said(BUSY, language, before, told_before=1198)["visits"]

    assert line.note == note


@pytest.mark.parametrize("told", [None, 1200])
def test_a_week_that_is_as_its_mail_said_needs_no_word(told: int | None) -> None:
    before = WeekFigures(week=WEEK.previous(), visits=1200)

    line = said(BUSY, "fr", before, told_before=told)["visits"]

    assert line.note == ""


def test_a_mail_that_told_of_no_visit_is_corrected_too() -> None:
    before = WeekFigures(week=WEEK.previous(), visits=2)

    line = said(BUSY, "en", before, told_before=0)["visits"]

    assert line.note == "Week 46 corrected: 0 reported, 2 now."


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("fr", "Trop peu de clients pour conclure (9 au début de la semaine)."),
        ("en", "Too few customers to say (9 at the start of the week)."),
    ],
)
def test_too_few_customers_are_no_rate(language: Language, note: str) -> None:
    few = week(start=FEWEST - 1, end=9, kept=9)

    line = said(few, language)["retention"]

    assert (line.value, line.note) == ("–", note)


def test_ten_customers_are_enough_for_a_rate() -> None:
    assert said(ONE, "fr")["retention"].value == f"10{NARROW}%"


@pytest.mark.parametrize(
    ("figures", "language", "text"),
    [
        (BUSY, "fr", f"Semaine 47{NARROW}: 1{NARROW}212 passages, 14 nouveaux, 9 cafés offerts"),
        (BUSY, "en", "Week 47: 1,212 visits, 14 new, 9 coffees given"),
        (ONE, "fr", f"Semaine 47{NARROW}: 1 passage, 1 nouveau, 1 café offert"),
        (ONE, "en", "Week 47: 1 visit, 1 new, 1 coffee given"),
        (
            week(rewards_redeemed=Counter(coffee=2)),
            "fr",
            f"Semaine 47{NARROW}: 0 passage, 0 nouveau, 2 cafés offerts",
        ),
        (week(), "fr", f"Semaine 47{NARROW}: 0 passage, 0 nouveau, 0 café offert"),
        (week(), "en", "Week 47: 0 visits, 0 new, 0 coffees given"),
    ],
)
def test_the_subject_is_three_numbers(figures: WeekFigures, language: Language, text: str) -> None:
    assert subject(CAFE, figures, language) == text


def test_a_feminine_reward_is_given_in_the_feminine() -> None:
    cut = {
        "id": "coffee",
        "kind": "free_item",
        "item": {"fr": "une coupe", "en": "a haircut"},
        "cost_minor": 1,
    }

    text = subject(program(rewards=[cut]), BUSY, "fr")

    assert text.endswith("9 coupes offertes")


@pytest.mark.parametrize(
    ("redeemed", "french", "english"),
    [
        (9, "9 récompenses données", "9 rewards given"),
        (1, "1 récompense donnée", "1 reward given"),
        (0, "0 récompense donnée", "0 rewards given"),
    ],
)
def test_several_rewards_are_counted_in_neutral_words(
    redeemed: int, french: str, english: str
) -> None:
    figures = week(rewards_redeemed=Counter(coffee=redeemed))
    of = program(rewards=[*program_data()["rewards"], COOKIE])

    assert subject(of, figures, "fr").endswith(french)
    assert subject(of, figures, "en").endswith(english)


def test_a_single_reward_that_is_no_item_is_counted_in_neutral_words() -> None:
    off = {"id": "coffee", "kind": "percent", "item": {"fr": "10 %", "en": "10%"}, "percent": 10}

    assert subject(program(rewards=[off]), BUSY, "fr").endswith("9 récompenses données")


def test_a_program_that_gives_no_reward_says_nothing_of_them() -> None:
    of = replace(program(), rewards=())

    assert subject(of, BUSY, "en") == "Week 47: 1,212 visits, 14 new"


@pytest.mark.parametrize(
    ("figures", "language", "text"),
    [
        (BUSY, "fr", "Le jour le plus fort est samedi, avec 912 passages."),
        (BUSY, "en", "The busiest day is Saturday, with 912 visits."),
        (ONE, "fr", "Le jour le plus fort est lundi, avec 1 passage."),
        (ONE, "en", "The busiest day is Monday, with 1 visit."),
        (EVEN, "fr", "Les 2 jours les plus forts comptent chacun 3 passages."),
        (EVEN, "en", "The 2 busiest days have 3 visits each."),
        (week(), "fr", "Aucun passage cette semaine."),
        (week(), "en", "No visit this week."),
    ],
)
def test_the_chart_is_said_in_a_sentence(
    figures: WeekFigures, language: Language, text: str
) -> None:
    assert chart_sentence(CAFE, figures, language) == text


def test_a_day_is_labelled_shortly() -> None:
    days = (WEEK.days[0], WEEK.days[6])

    assert [day_label(day, "fr") for day in days] == ["lun. 16", "dim. 22"]
    assert [day_label(day, "en") for day in days] == ["Mon 16", "Sun 22"]


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234, f"1{NARROW}234", "1,234"),
        (1234567, f"1{NARROW}234{NARROW}567", "1,234,567"),
    ],
)
def test_thousands_are_parted_as_each_language_does(value: int, french: str, english: str) -> None:
    assert (number(value, "fr"), number(value, "en")) == (french, english)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (None, "–", "–"),
        (Fraction(0), f"0{NARROW}%", "0%"),
        (Fraction(9, 10), f"90{NARROW}%", "90%"),
        (Fraction(2, 3), f"66,7{NARROW}%", "66.7%"),
        (Fraction(2, 7), f"28,6{NARROW}%", "28.6%"),
        (Fraction(1, 1), f"100{NARROW}%", "100%"),
        (Fraction(1, 3000), f"0{NARROW}%", "0%"),
    ],
)
def test_a_share_is_a_percentage_to_one_decimal_at_most(
    value: Fraction | None, french: str, english: str
) -> None:
    assert (share(value, "fr"), share(value, "en")) == (french, english)
