"""Every page as a person meets it: on the smallest phone, light and dark, without violations."""

from pathlib import Path

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


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found]
