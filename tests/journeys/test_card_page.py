"""The member's web card and what hangs on it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from werkzeug.test import Client

from functions.failures import WalletNotReady
from functions.journeys import hold_pass
from functions.local.origin import origin
from tests.builders import at, program_data
from tests.shop import Shop


def test_the_card_shows_the_same_code_as_the_pass(shop: Shop) -> None:
    card = shop.join("Ada")

    page = card.page()

    short = next(iter(shop.services.cards.every("cafe-poincon"))).short_code
    assert f"{short[:4]}-{short[4:]}" in page
    assert "Le 10e café est offert." in page
    assert "<svg" in page


def test_the_card_tells_what_happened(shop: Shop) -> None:
    card, till = shop.join("Ada"), shop.pair()
    till.earn(card.code)

    page = card.page()

    assert "1 tampon. Encore 8 et le café est offert." in page
    assert "02/02/2026 07:00" in page


def test_the_card_speaks_the_members_language(shop: Shop) -> None:
    page = shop.join("Ada", language="en").page()

    assert '<html lang="en"' in page
    assert "Your 10th coffee is free." in page


SAFARI = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@dataclass
class Refused:
    """Apple's wallet with a certificate that is of no use."""

    waiting_for = "apple-certificate-refused"
    expires_at = None

    def build(self, contents: object) -> bytes:
        raise WalletNotReady(self.waiting_for)


def client(shop: Shop, **changes: Any) -> Client:
    """Somebody who asks the same shop in other circumstances."""
    return Client(origin(replace(shop.house, services=replace(shop.services, **changes))))


def test_a_wallet_without_credentials_says_so_and_the_page_does_it_all(shop: Shop) -> None:
    page = shop.join().page()

    assert "attend le certificat Apple" in page
    assert "Google la refusera" in page


def test_a_pass_that_iphones_refuse_is_linked_on_this_machine_alone(shop: Shop) -> None:
    card = shop.join()

    public = client(shop, url="https://cards.example.org").get(card.url).text
    at_home = client(shop, url="http://127.0.0.1:8000").get(card.url).text

    assert "card.pkpass" not in public and "un iPhone la refusera" not in public
    assert f'<a href="{card.url}/card.pkpass">' in at_home
    assert "un iPhone la refusera" in at_home


def test_a_browser_is_led_back_to_the_card_while_no_pass_can_be_made(shop: Shop) -> None:
    card = shop.join()
    asking = client(shop, apple=Refused())

    browser = asking.get(f"{card.url}/card.pkpass", headers=SAFARI)
    program = asking.get(f"{card.url}/card.pkpass")

    assert (browser.status_code, browser.headers["Location"]) == (303, card.url)
    assert "ne peut pas être ajoutée" in asking.get(card.url, headers=SAFARI).text
    assert (program.status_code, program.json["code"]) == (503, "wallet-not-ready")


@pytest.mark.parametrize("path", ["/c/cafe-poincon/x", "/c/nobody/x/card.pkpass", "/c/nowhere"])
def test_a_browser_that_finds_no_card_is_shown_a_page(shop: Shop, path: str) -> None:
    seen = shop.web.get(path, headers=SAFARI | {"Accept-Language": "en"})

    assert (seen.status_code, seen.content_type) == (404, "text/html; charset=utf-8")
    assert '<html lang="en"' in seen.text and '<div lang="fr">' in seen.text
    assert shop.web.get(path).content_type == "application/problem+json"


def test_the_state_changes_with_each_entry(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    before = shop.web.get(f"{card.url}/state").json
    till.earn(card.code)

    assert before == {"seq": 0}
    assert shop.web.get(f"{card.url}/state").json == {"seq": 1}


def test_the_scan_code_does_not_open_the_card_page(shop: Shop) -> None:
    code = shop.join().code

    response = shop.web.get(f"/c/cafe-poincon/{code}")

    assert response.status_code == 404


def test_the_google_button_leads_to_a_short_signed_link(shop: Shop) -> None:
    response = shop.web.get(f"{shop.join().url}/google")

    assert response.status_code == 303
    assert response.headers["Location"].startswith("https://pay.google.com/gp/v/save/")
    assert len(response.headers["Location"]) < 900


def test_pages_carry_the_headers_that_browsers_obey(shop: Shop) -> None:
    headers = shop.web.get(shop.join().url).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_a_new_version_of_the_program_changes_the_pass(shop: Shop) -> None:
    card = shop.join()
    serial = f"cafe-poincon.{next(iter(shop.services.cards.every('cafe-poincon'))).card.id}"
    before = hold_pass.modified_at(shop.services, serial)
    shop.at("2026-02-05 09:00")
    shop.services.programs.publish(program_data(name="Café du Poinçon"), shop.now)

    assert hold_pass.modified_at(shop.services, serial) == at("2026-02-05 09:00")
    assert before == at("2026-02-02 07:00")
    assert card.url
