"""What could not be delivered, as the owner reads it: what, since when, and what to do."""

from datetime import datetime

import pytest

from functions.records import Delivery, Handing, Report, Undelivered
from functions.web import undelivered_words
from loyalty.language import LANGUAGES, Language
from tests.builders import at, program

FIRST = at("2026-11-01 00:30")


def cards(count: int, reason: str = "BadCertificate", since: datetime = FIRST) -> Undelivered:
    return Undelivered(wallet="apple", reason=reason, cards=count, since=since)


def report(state: Handing = "dead", reason: str = "MessageRejected") -> Report:
    return Report(
        week="2026-W47",
        claimed_at=FIRST,
        sent_at=None,
        subject="",
        visits=0,
        entries=0,
        digest="",
        delivery=Delivery(state=state, reason=reason),
    )


@pytest.mark.parametrize(
    ("count", "language", "text"),
    [
        (1, "fr", "1 carte n’est plus à jour dans Apple Wallet depuis le 1er novembre."),
        (
            1234,
            "fr",
            "1\u202f234 cartes ne sont plus à jour dans Apple Wallet depuis le 1er novembre.",
        ),
        (1, "en", "1 card has been out of date in Apple Wallet since 1 November."),
        (1234, "en", "1,234 cards have been out of date in Apple Wallet since 1 November."),
    ],
)
def test_cards_are_counted_from_the_shops_own_day(
    count: int, language: Language, text: str
) -> None:
    assert undelivered_words.cards(program(), cards(count), language)["text"] == text


@pytest.mark.parametrize(
    ("state", "language", "text"),
    [
        ("dead", "fr", "Le rapport de la semaine 47 n’est pas parti."),
        ("uncertain", "fr", "Le rapport de la semaine 47 n’est peut-être pas parti."),
        ("dead", "en", "The report of week 47 has not gone out."),
        ("uncertain", "en", "The report of week 47 may not have gone out."),
    ],
)
def test_a_report_is_named_by_its_week(state: Handing, language: Language, text: str) -> None:
    assert undelivered_words.report(report(state), language)["text"] == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_known_code_has_its_own_cure_and_any_other_one_too(language: Language) -> None:
    reasons = ["BadCertificate", "permissionDenied", "MessageRejected", "AccountSuspended"]
    reasons += ["mail-uncertain", "status-503"]
    cures = [undelivered_words.cards(program(), cards(1, why), language)["cure"] for why in reasons]

    unknown = undelivered_words.cards(program(), cards(1, "NeverHeardOf"), language)

    assert len(set(cures)) == len(reasons)
    assert (unknown["cure"], unknown["code"]) == (cures[-1], "NeverHeardOf")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["BadCertificate", "permissionDenied", "MessageRejected"])
def test_an_owner_is_sent_to_whoever_runs_the_server_and_to_no_file(
    language: Language, code: str
) -> None:
    cure = undelivered_words.cards(program(), cards(1, code), language)["cure"]

    assert "docs/" not in cure
    assert ("qui gère ce serveur" if language == "fr" else "runs this server") in cure
