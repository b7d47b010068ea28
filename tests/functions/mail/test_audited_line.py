"""The weekly mail's one line on what the last audit found."""

import pytest

from functions.mail import report
from functions.records import LastAudit
from loyalty.audit import REPORT_DIFFERS
from loyalty.calendar import Week
from loyalty.figures import Anchor, Comparison, WeekFigures
from tests.builders import at, program

URL = "https://cards.example.org"
WEEK = Week.named("2026-W47")
FIGURES = Comparison(
    week=WeekFigures(week=WEEK),
    before=WeekFigures(week=WEEK.previous()),
    anchor=Anchor(),
    anchored_at=at("2026-11-23 07:00"),
    told_before=None,
)
NIGHT = at("2026-11-23 02:10")


@pytest.mark.parametrize(
    ("language", "differences", "codes", "said"),
    [
        (
            "fr",
            1,
            {"card-visits": 1},
            "Registre vérifié le 23/11/2026\u202f: 1 écart. Prévenez la personne qui gère ce"
            " serveur\u202f; d’ici là, les récompenses de 1 carte attendent.",
        ),
        (
            "fr",
            4,
            {"card-visits": 2, "hash-differs": 1, REPORT_DIFFERS: 1},
            "4 écarts. Prévenez la personne qui gère ce serveur\u202f; d’ici là, les récompenses de"
            " 3 cartes attendent.",
        ),
        (
            "fr",
            1,
            {REPORT_DIFFERS: 1},
            "1 écart. Prévenez la personne qui gère ce serveur.\n",
        ),
        (
            "en",
            2,
            {"card-visits": 1},
            "Ledger checked on 23 November 2026: 2 differences. Tell whoever runs this server;"
            " until then the rewards of 1 card wait.",
        ),
    ],
)
def test_text_and_html_say_what_was_found_and_what_to_do(
    language: str, differences: int, codes: dict[str, int], said: str
) -> None:
    found = LastAudit(at=NIGHT, differences=differences, new=0, codes=codes)

    mail = report.write(
        program(languages=[language, "en" if language == "fr" else "fr"]),
        FIGURES,
        (),
        found,
        url=URL,
    )

    assert said in mail.text
    assert said.strip() in mail.html


@pytest.mark.parametrize("found", [None, LastAudit(at=NIGHT, differences=0)])
def test_where_everything_agreed_there_is_no_such_line(found: LastAudit | None) -> None:
    mail = report.write(program(), FIGURES, (), found, url=URL)

    assert "vérifié" not in mail.text + mail.html
    assert "\n\n\n" not in mail.text
