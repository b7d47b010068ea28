"""Codes before the till's camera that are no card: what is said, and that nothing is passed on."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.counter import hold, open_till, server

pytestmark = pytest.mark.browser

FOREIGN = {
    "HTTPS://EXAMPLE.ORG/MENU?table=4": "C’est l’adresse d’un site",
    "www.example.org": "C’est l’adresse d’un site",
    "WIFI:T:WPA;S=shop;P=secret;;": "Wi-Fi",
    "BEGIN:VCARD\nVERSION:3.0\nN:Doe;Jane\nEND:VCARD": "C’est un contact",
    "MECARD:N:Doe,Jane;TEL:0612345678;;": "C’est un contact",
    "tel:+33612345678": "C’est un contact",
    "3017620422003": "d’un produit",
    "00020101021226390014COM.EXAMPLE0117ABCDEFGHIJKLM5204000053039785802FR": "autre application",
    "7b2f9c1e8d7b4a5f6e3d2c1b0a998877": "autre application",
    "Bonne année à tous": "C’est un texte",
}


@pytest.fixture(name="till")
def _till(open_page: OpenPage) -> Page:
    return open_till(open_page)


def said(till: Page, text: str) -> str:
    """What the till says of that code, held out after another one was taken away."""
    till.evaluate("document.querySelector('[data-said]').replaceChildren()")
    hold(till, text)
    till.wait_for_selector("[data-said] .result-text")
    return till.inner_text("[data-said]")


def test_each_kind_of_code_gets_its_own_sentence_and_none_is_shown_kept_or_sent(till: Page) -> None:
    requests: list[str] = []
    till.on("request", lambda request: requests.append(request.url + (request.post_data or "")))

    answers = {text: said(till, text) for text in FOREIGN}

    assert {text: FOREIGN[text] in answer for text, answer in answers.items()} == dict.fromkeys(
        FOREIGN, True
    )
    assert not [text for text, answer in answers.items() if text[:12] in answer]
    assert not [text for text in FOREIGN if any(text[:12] in asked for asked in requests)]
    assert server(till).sent == []
    stored = till.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not [text for text in FOREIGN if text[:12] in stored]


def test_the_houses_own_addresses_are_told_apart(till: Page, address: str) -> None:
    link, poster = f"{address}/c/cafe-poincon/x", f"{address}/cafe-poincon/fr/"

    assert "le lien de la carte" in said(till, link)
    assert "une page de ce site" in said(till, poster)
