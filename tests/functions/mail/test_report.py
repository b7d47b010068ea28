"""The weekly report: the same numbers in all its parts, and nothing that a reader could run."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from functions.journeys.weekly_report import compute
from functions.mail import report
from loyalty.calendar import Week
from loyalty.figures import Comparison
from loyalty.program import Program
from loyalty.report_words import lines
from tests.builders import at, program, program_data
from tests.shop import Shop

URL = "https://cards.example.org"
HOSTILE = '<img src=x onerror=alert(1)> & "Co"'


@pytest.fixture(name="figures", scope="module")
def _figures(shared: Path) -> Comparison:
    """Two weeks with some scans; nobody changes them."""
    shop = Shop(shared)
    ada, ben = shop.join("Ada"), shop.join("Ben")
    for when in ("2026-02-03 10:00", "2026-02-04 10:00", "2026-02-10 10:00"):
        till = shop.at(when).pair()
        till.earn(ada.code)
    till.earn(ben.code)
    week = Week.containing(at("2026-02-10 10:00"), shop.program.time_zone)
    return compute(shop.later(minutes=5).services, shop.program, week)


def rows(program: Program, figures: Comparison) -> list[list[str]]:
    return list(csv.reader(io.StringIO(report.as_csv(program, figures).decode("utf-8-sig"))))


def flat(text: str) -> str:
    """Every space, broad or narrow, as one."""
    return " ".join(text.split())


def words(html: str) -> str:
    """What is read on the page."""
    return flat(unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.parametrize("languages", [["fr", "en"], ["en", "fr"]])
def test_text_and_html_carry_the_same_numbers(figures: Comparison, languages: list[str]) -> None:
    shop = program(languages=languages)

    mail = report.write(shop, figures, url=URL)

    text, html = flat(mail.text), words(mail.html)
    for line in lines(shop, figures, shop.language):
        assert flat(f"{line.label} {line.note} {line.value} {line.previous}") in html
        assert re.search(
            rf"{line.label} ?: {flat(line.value)} \([^)]*: {flat(line.previous)}\)", text
        )
        assert flat(line.note) in text
    for said in (mail.subject, figures.anchor.digest, "2026-02-10T09:03Z", f"{URL}/owner/"):
        assert said in mail.text and said in unescape(mail.html)


def test_the_report_speaks_the_shops_language(figures: Comparison) -> None:
    french = report.write(program(), figures, url=URL)
    english = report.write(program(languages=["en", "fr"]), figures, url=URL)

    assert french.subject.startswith("Semaine 7")
    assert english.subject.startswith("Week 7")
    assert '<html lang="fr">' in french.html and '<html lang="en">' in english.html
    assert "Votre page" in french.text and "Your page" in english.text


def test_the_sheet_has_the_figures_as_numbers(figures: Comparison) -> None:
    found = {row[2]: row[3:5] for row in rows(program(), figures)}

    assert found["visits"] == ["2", "2"]
    assert found["scans"] == ["2", "2"]
    assert found["visits 2026-02-10"] == ["2", ""]
    assert found["as of"] == ["2026-02-10T09:03Z", ""]
    assert found["entries"] == ["4", ""]
    assert found["digest"] == [figures.anchor.digest, ""]


def test_the_sheet_is_attached_under_the_weeks_name(figures: Comparison) -> None:
    mail = report.write(program(), figures, url=URL)

    assert mail.attachments == {"cafe-poincon-2026-W07.csv": report.as_csv(program(), figures)}
    assert mail.to == "bonjour@cafe-poincon.example"


@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u3000", "\t", "\0"])
@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦")
def test_no_cell_is_a_formula_to_a_spreadsheet(figures: Comparison, before: str, sign: str) -> None:
    hostile = replace(program(), id=f"{before}{sign}SUM(A1)")

    sheet = rows(hostile, figures)

    assert {row[0] for row in sheet[1:]} == {f"'{hostile.id}"}


@pytest.mark.parametrize("control", ["\t", "\r", "\n", "\0"])
def test_no_cell_begins_with_a_control_character(figures: Comparison, control: str) -> None:
    hostile = replace(program(), id=f"{control}x")

    assert {row[0] for row in rows(hostile, figures)[1:]} == {f"'{hostile.id}"}


def test_a_harmless_cell_stays_as_it_is(figures: Comparison) -> None:
    harmless = replace(program(), id="l’île-1+1=2@café")

    assert {row[0] for row in rows(harmless, figures)[1:]} == {harmless.id}


def test_a_hostile_name_is_text_in_the_page(figures: Comparison) -> None:
    mail = report.write(program(name=HOSTILE), figures, url=URL)

    assert "<img" not in mail.html
    assert HOSTILE in words(mail.html)
    assert HOSTILE in mail.text


def test_a_week_without_visits_says_so(shop: Shop) -> None:
    week = Week.containing(at("2026-02-10 10:00"), shop.program.time_zone)

    mail = report.write(shop.program, compute(shop.services, shop.program, week), url=URL)

    assert "Aucun passage cette semaine." in mail.text
    assert program_data()["name"] in mail.text
