"""The weekly mail's one line on cards that no wallet took for a day."""

import pytest

from functions.mail import report
from functions.records import Undelivered, Wallet
from loyalty.calendar import Week
from loyalty.figures import Anchor, Comparison, WeekFigures
from tests.builders import at, program

URL = "https://cards.example.org"


def figures() -> Comparison:
    week = Week.named("2026-W47")
    return Comparison(
        week=WeekFigures(week=week),
        before=WeekFigures(week=week.previous()),
        anchor=Anchor(),
        anchored_at=at("2026-11-23 07:00"),
        told_before=None,
    )


def given_up(*cards: int) -> list[Undelivered]:
    wallets: list[Wallet] = ["apple", "google"]
    return [
        Undelivered(wallet=wallet, reason="x", cards=count, since=at(f"2026-11-{20 + count} 09:00"))
        for wallet, count in zip(wallets, cards, strict=False)
    ]


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ((1,), "1 mise à jour de carte n’a pas pu partir vers les téléphones depuis le 21/11/2026"),
        (
            (2, 1),
            "3 mises à jour de cartes n’ont pas pu partir vers les téléphones depuis le 21/11",
        ),
    ],
)
def test_text_and_html_say_how_many_and_since_when(cards: tuple[int, ...], said: str) -> None:
    mail = report.write(program(), figures(), given_up(*cards), url=URL)

    assert said in mail.text
    assert said in mail.html


def test_where_everything_arrived_there_is_no_such_line() -> None:
    mail = report.write(program(), figures(), url=URL)

    assert "mise à jour" not in mail.text + mail.html
    assert "\n\n\n" not in mail.text
