"""What is worth a look, in the weekly mail: five lines at most, and no section without any."""

import csv
import io
import re
from dataclasses import replace
from html import unescape

import pytest

from functions.mail import report
from loyalty.calendar import Week
from loyalty.figures import Anchor, Comparison, WeekFigures
from loyalty.signals.signal import Signal
from tests.builders import at, program
from tests.loyalty.signals.examples import NAMES, OFTEN, UNDONE

WEEK = Week.named("2026-W10")
URL = "https://cards.example.org"


def figures(*signals: Signal) -> Comparison:
    return Comparison(
        week=WeekFigures(week=WEEK),
        before=WeekFigures(week=WEEK.previous()),
        anchor=Anchor(),
        anchored_at=at("2026-03-09 07:00"),
        signals=signals,
        names=NAMES,
    )


def flat(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("languages", "title", "seen"),
    [
        (
            ["fr", "en"],
            "À regarder",
            "Une carte passe bien plus souvent que les autres 16 passages\u202f; 99 cartes sur 100 "
            "en ont 6 au plus · lun. 2, 08:07 – dim. 8, 14:07 · caisse\u202f: Comptoir · "
            "carte\u202f: 7K3M-9QXT",
        ),
        (
            ["en", "fr"],
            "Worth a look",
            "One card comes far more often than the others 16 scans; 99 cards in 100 have 6 at "
            "most · Mon 2, 08:07 – Sun 8, 14:07 · till: Comptoir · card: 7K3M-9QXT",
        ),
    ],
)
def test_a_signal_is_told_with_its_evidence(languages: list[str], title: str, seen: str) -> None:
    mail = report.write(program(languages=languages), figures(OFTEN), url=URL)

    for text in (plain(mail.text), flat(mail.html)):
        assert f"{title} " in text
        assert plain(seen) in text


def test_who_did_it_is_named_and_a_day_is_said_once() -> None:
    mail = report.write(program(), figures(UNDONE), url=URL)

    assert plain(
        "12 annulations, contre 3 pour tous les autres · mar. 3, 11:02 – 17:24 · "
        "caisses\u202f: Comptoir, une caisse sans nom · code de\u202f: Zoé"
    ) in plain(mail.text)


def test_no_first_name_of_a_customer_leaves_the_house() -> None:
    mail = report.write(program(), figures(OFTEN), url=URL)

    sheets = b"".join(mail.attachments.values()).decode()
    assert not any("Ada" in part for part in (mail.text, mail.html, sheets))


@pytest.mark.parametrize(
    ("languages", "caution"),
    [
        (["fr", "en"], "À regarder Ce n’est pas une preuve\u202f: souvent, une question suffit. "),
        (["en", "fr"], "Worth a look It is no proof: often a question is enough. "),
    ],
)
def test_it_says_first_that_it_is_no_proof(languages: list[str], caution: str) -> None:
    mail = report.write(program(languages=languages), figures(OFTEN), url=URL)

    for text in (plain(mail.text), flat(mail.html)):
        assert plain(caution) in text


def test_a_week_with_nothing_to_tell_has_no_section() -> None:
    mail = report.write(program(), figures(), url=URL)

    assert "À regarder" not in mail.text and "À regarder" not in mail.html


@pytest.mark.parametrize(
    ("signals", "more"),
    [(5, ""), (6, "et 1 autre sur votre page"), (8, "et 3 autres sur votre page")],
)
def test_five_are_told_and_the_rest_is_counted(signals: int, more: str) -> None:
    mail = report.write(program(), figures(*[OFTEN] * signals), url=URL)

    for text in (mail.text, mail.html):
        assert text.count("Une carte passe bien plus souvent") == 5
        assert ("sur votre page" in text) == bool(more) and more in text


def test_the_sheet_has_every_signal() -> None:
    rows = report.as_csv(program(), figures(*[OFTEN] * 7, UNDONE)).decode("utf-8-sig")

    found = [row for row in csv.reader(io.StringIO(rows)) if row[2].startswith("signal")]

    assert [row[2:4] for row in found] == [["signal often", "16"]] * 7 + [["signal undone", "12"]]
    assert found[0][5].endswith("· carte\u202f: 7K3M-9QXT")


def test_a_till_named_in_html_is_text() -> None:
    hostile = replace(NAMES, tills={"counter": "<b>=1+1</b>"})

    mail = report.write(program(), replace(figures(OFTEN), names=hostile), url=URL)

    assert "<b>" not in mail.html and "&lt;b&gt;=1+1" in mail.html
