"""Every page as a person meets it: on the smallest phone, light and dark, without violations."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from markupsafe import Markup
from playwright.sync_api import Page

from functions.publishing.pages import Pages
from passes.artwork import stamps_svg
from passes.content import Progress
from tests.browser.conftest import SITE, OpenPage
from tests.builders import program

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACES = {
    "join": ("/cafe-poincon/fr/", "form"),
    "privacy": ("/cafe-poincon/fr/privacy/", "article"),
    "card": ("/c/sample/", ".card-qr"),
    "till": ("/till/", "[data-sign-in]"),
    "owner": ("/owner/", "[data-sign-in]"),
    "home": ("/", ".programs"),
    "problems": ("/problems/", ".problems"),
}


@pytest.fixture(scope="module", name="card", autouse=True)
def _card(folder: Path) -> None:
    """A web card with a long name and a reward ready."""
    of = program()
    drawing = stamps_svg(Progress(filled=9, places=9, ready=1), of.brand, title="9/9")
    page = Pages.load(SITE).render(
        "card.html",
        "fr",
        program=of,
        card={
            "first_name": "Marie-Antoinette de La Rochefoucauld",
            "headline": "Votre café est offert. Quand vous voulez.",
            "count": "9 / 9",
            "stamps_svg": Markup(drawing),
            "qr_svg": Markup('<svg viewBox="0 0 37 37" role="img" aria-label="QR"></svg>'),
            "short_code": "7K3M-9QXT",
            "visits": 9,
            "ready": ["Votre café est offert. Quand vous voulez."],
            "history": [{"when": "21/11/2026 10:32", "text": "+ 1 tampon"}],
        },
        apple={"url": "/c/sample/card.pkpass", "notice": "La carte pour iPhone attend."},
        google={"url": "/c/sample/google", "notice": None},
        state_url="/c/sample/state",
        seq=9,
        rule="Le 10e café est offert.",
        just_joined=True,
    )
    target = folder / "c" / "sample" / "index.html"
    target.parent.mkdir(parents=True)
    target.write_text(page, "utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_a_page_fits_the_smallest_phone_and_axe_finds_nothing(
    open_page: OpenPage, place: str, scheme: str
) -> None:
    address, sign = PLACES[place]
    page = open_page(320, scheme)

    page.goto(address)
    page.wait_for_selector(f"{sign}:visible")

    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_errors_of_the_form_are_as_accessible_as_the_form(open_page: OpenPage, scheme: str) -> None:
    page = open_page(320, scheme)
    page.goto("/cafe-poincon/en/")

    page.click("[data-send]")

    assert page.evaluate("document.activeElement.matches('[data-summary]')")
    assert overflow(page) <= 0
    assert violations(page) == []


def test_the_card_shows_its_code_without_scrolling(open_page: OpenPage) -> None:
    page = open_page(390)

    page.goto("/c/sample/")
    box = page.locator(".card-qr svg").bounding_box()

    assert box is not None
    assert box["width"] >= 300
    assert box["y"] + box["height"] <= 844


OVERVIEW: dict[str, Any] = {
    "program": {
        "name": "Café Poinçon",
        "languages": ["fr"],
        "join_urls": {"fr": "http://127.0.0.1:8000/cafe-poincon/fr/"},
        "shops": [{"id": "orfevres", "name": "Rue des Orfèvres"}],
    },
    "rule": "Le 10e café est offert.",
    "week": {"number": 47, "first_day": "2026-11-16", "last_day": "2026-11-22"},
    "figures": [],
    "days": [
        {"date": "2026-11-16", "label": "lun. 16", "visits": 12, "previous": 9},
        {"date": "2026-11-17", "label": "mar. 17", "visits": 0, "previous": 4},
        {"date": "2026-11-18", "label": "mer. 18", "visits": None, "previous": 7},
    ],
    "chart_sentence": "Lundi est le jour le plus fort.",
    "members": 0,
    "wallets": [],
    "waiting": 0,
    "tills": [
        {
            "device": "a",
            "role": "till",
            "name": "Comptoir",
            "shop": "Rue des Orfèvres",
            "paired_at": "2026-05-03T08:00:00Z",
            "active": True,
        },
        {
            "device": "b",
            "role": "owner",
            "name": "",
            "shop": "",
            "paired_at": "2026-05-04T08:00:00Z",
            "active": True,
        },
    ],
    "reports": [],
}
ANSWERS: dict[str, dict[str, Any]] = {
    "pairings": {"access_token": "a", "refresh_token": "b", "expires_in": 900},
    "overview": OVERVIEW,
    "members": {"members": [], "next_cursor": None},
    "pairing-codes": {
        "qr": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "code": "7K3M-9QXT",
        "expires_at": "2026-11-22T09:10:00Z",
    },
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_book_leaves_the_future_blank_and_names_every_phone(
    open_page: OpenPage, scheme: str
) -> None:
    page = open_page(320, scheme)
    page.route(
        "**/v1/owner/**",
        lambda route: route.fulfill(json=ANSWERS[route.request.url.rpartition("/")[2]]),
    )
    page.goto("/owner/")
    page.fill("#code", "7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-tills-list] li:visible")
    page.click("summary")
    page.click("[data-new-till] button")
    page.wait_for_selector(".pairing-code")

    assert page.locator("[data-chart] .value").all_text_contents() == ["12", "0"]
    assert page.locator("[data-chart] .bar").count() == 2
    cells = page.locator("[data-chart-rows] td:nth-child(2)").all_inner_texts()
    assert cells == ["12", "0", ""]
    phones = page.locator("[data-tills-list] li").all_inner_texts()
    assert "Comptoir\nRue des Orfèvres, depuis le 3 mai" in phones[0]
    assert "Téléphone\nCarnet du commerçant, depuis le 4 mai" in phones[1]
    assert page.locator("[data-tills-list] button").count() == 2
    assert page.locator(".own-machine").count() == 2
    assert overflow(page) <= 0
    assert violations(page) == []


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found]
