"""What the owner and the members read of a wallet: soon over, over, or of no use."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from werkzeug.test import Client, TestResponse

from functions import jobs, wiring
from functions.journeys.renewal import days_left
from functions.journeys.wallet_words import CLOSED, Trouble, notice, state, troubles
from functions.journeys.weekly_report import compute
from functions.local.origin import origin
from functions.mail import report
from functions.mail.mailbox import Mailbox
from functions.ports import WalletChannel
from loyalty.calendar import Week
from loyalty.language import LANGUAGES, Language
from tests.builders import at, program
from tests.shop import Shop

NOW = at("2026-02-02 07:00")
END = at("2026-02-14 09:30")


@dataclass
class Wallet:
    """A channel that waits for something, or ends at some time."""

    waiting_for: str | None = None
    expires_at: datetime | None = END
    ends_first: str | None = "certificate"


def said(shop: Shop, wallet: Wallet, language: Language = "fr") -> list[Trouble]:
    """What the owner is told of Apple's wallet at the opening."""
    services = replace(shop.services, apple=wallet)  # type: ignore[arg-type]
    return list(troubles(services, shop.program, language))


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (timedelta(days=45, seconds=1), None),
        (timedelta(days=45), 45),
        (timedelta(days=44, hours=23), 44),
        (timedelta(days=1), 1),
        (timedelta(seconds=1), 0),
        (timedelta(0), None),
        (timedelta(days=-3), None),
    ],
)
def test_days_are_counted_from_the_forty_fifth_to_the_last(
    left: timedelta, days: int | None
) -> None:
    assert days_left(NOW + left, NOW) == days


def test_what_never_ends_is_never_counted() -> None:
    assert days_left(None, NOW) is None


def test_the_owner_is_told_how_many_days_are_left_until_when_and_what_to_do(shop: Shop) -> None:
    (french,), (english,) = (said(shop, Wallet(), language) for language in LANGUAGES)

    assert not french.is_over and not english.is_over
    assert french.text.startswith(
        "Le certificat Apple de la boutique expire dans 12 jours, le 14 février 2026. La "
        "personne qui gère ce serveur a la marche à suivre pour le renouveler d’ici là. Sinon, "
        "les cartes déjà dans les iPhone"
    )
    assert english.text.startswith(
        "The shop’s Apple certificate ends in 12 days, on 14 February 2026. "
        "Whoever runs this server has the steps to renew it before then. Otherwise cards that are "
        "in iPhones"
    )


def test_an_intermediate_that_ends_first_is_named_as_that(shop: Shop) -> None:
    soon = Wallet(ends_first="intermediate")
    over = Wallet("apple-certificate-expired", ends_first="intermediate")

    (french,), (english,) = (said(shop, soon, language) for language in LANGUAGES)
    (ended,) = said(shop, over)

    assert french.text.startswith(
        "Le certificat d’Apple dont dépend celui de la boutique expire dans 12 jours, "
        "le 14 février 2026. La personne qui gère ce serveur a la marche à suivre pour faire "
        "refaire le vôtre et installer le nouveau d’Apple avec lui d’ici là."
    )
    assert english.text.startswith(
        "Apple’s own certificate, on which the shop’s depends, ends in 12 days, on 14 February "
        "2026. Whoever runs this server has the steps to have yours made anew and to install "
        "Apple’s new one with it before then."
    )
    assert "d’Apple dont dépend celui de la boutique a expiré le" in ended.text


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=1), {"fr": "dans 1 jour,", "en": "in 1 day,"}),
        (timedelta(hours=5), {"fr": "dans moins d’un jour,", "en": "in less than a day,"}),
    ],
)
def test_the_last_day_is_said_in_words(
    shop: Shop, left: timedelta, words: dict[Language, str]
) -> None:
    for language in LANGUAGES:
        (one,) = said(shop, Wallet(None, NOW + left), language)
        assert words[language] in one.text


def test_whoever_has_time_is_not_warned(shop: Shop) -> None:
    assert said(shop, Wallet(None, NOW + timedelta(days=46))) == []


def test_an_end_that_is_over_is_named_with_its_day(shop: Shop) -> None:
    (over,) = said(shop, Wallet("apple-certificate-expired"))

    assert over.is_over
    assert "a expiré le 14 février 2026. La personne qui gère ce serveur a la" in over.text


def test_an_address_that_is_not_https_leads_to_its_setting(shop: Shop) -> None:
    for language in LANGUAGES:
        (insecure,) = said(shop, Wallet("apple-address-not-https", None, None), language)
        assert insecure.is_over and "POINCON_URL" in insecure.text


def test_a_refused_certificate_leads_to_the_doctor(shop: Shop) -> None:
    for language in LANGUAGES:
        (refused,) = said(shop, Wallet("apple-certificate-refused", None), language)
        assert refused.is_over and "poincon doctor apple" in refused.text


@pytest.mark.parametrize("code", [*CLOSED, "apple-certificate-missing", "google-account-missing"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_owner_is_sent_to_whoever_runs_the_server_and_to_no_file(
    language: Language, code: str
) -> None:
    channel = cast(WalletChannel, Wallet(code))

    text = state("apple", channel, program(), language)["text"]

    assert ("qui gère ce serveur" if language == "fr" else "runs this server") in text
    assert "docs/" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_reads_what_works_and_nothing_of_certificates(language: Language) -> None:
    for code in CLOSED:
        assert "certifi" not in notice(code, language)
        assert "iPhone" in notice(code, language)


def asked(shop: Shop, wallet: Wallet, path: str) -> TestResponse:
    """What the owner's page of a shop with that wallet is given, in English."""
    headers = {**shop.pair("owner").bearer, "Accept-Language": "en"}
    house = replace(shop.house, services=replace(shop.services, apple=wallet))  # type: ignore[arg-type]
    return Client(origin(house)).get(f"/v1/owner/{path}", headers=headers)


def test_the_owners_page_is_given_what_is_wrong_in_its_readers_language(shop: Shop) -> None:
    (one,) = asked(shop, Wallet(), "overview").json["troubles"]

    assert "ends in 12 days" in one["text"] and one["is_over"] is False


@pytest.mark.parametrize(("week", "is_said"), [("2026-W06", True), ("2026-W05", False)])
def test_the_report_as_it_would_go_out_now_says_it_and_a_past_one_does_not(
    shop: Shop, week: str, is_said: bool
) -> None:
    page = asked(shop, Wallet(), f"reports/{week}/html").text

    assert ("expire dans 12 jours" in page) is is_said


@pytest.mark.parametrize(
    ("wallet", "sentence"),
    [
        (Wallet(), "expire dans"),
        (Wallet("apple-certificate-expired"), "a expiré le 14 février 2026"),
        (Wallet("apple-certificate-refused", None), "ne peut pas servir"),
    ],
)
def test_the_weekly_mail_says_it_in_text_and_html(
    shop: Shop, wallet: Wallet, sentence: str
) -> None:
    services = replace(shop.services, apple=wallet)  # type: ignore[arg-type]
    week = compute(services, shop.program, Week.containing(shop.now, shop.program.time_zone))

    told = [one.text for one in troubles(services, shop.program)]
    mail = report.write(shop.program, week, url=shop.services.url, wallets=lambda _: told)

    assert sentence in mail.text
    assert sentence in mail.html
    assert "\n\n\n" not in mail.text


def test_the_job_of_the_week_asks_the_wallets(shop: Shop, tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path, "poincon@example.org", lambda: shop.now)
    services = replace(shop.services, apple=Wallet(), mailer=mailbox)  # type: ignore[arg-type]
    shop.at("2026-02-09 07:05")

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(wiring, "_installed", [lambda: replace(shop.house, services=services)])
        jobs.weekly({}, None)

    (sent,) = mailbox.every()
    assert "expire dans 5 jours" in (mailbox.html(sent.name) or "")


@pytest.mark.parametrize("wallet", [Wallet(None, None), Wallet("apple-certificate-missing", None)])
def test_the_weekly_mail_is_silent_where_nothing_went_wrong(shop: Shop, wallet: Wallet) -> None:
    services = replace(shop.services, apple=wallet)  # type: ignore[arg-type]

    assert list(troubles(services, shop.program)) == []
