"""Every page as a person meets it: on the smallest phone, light and dark, without violations."""

from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from playwright.sync_api import expect

from functions.publishing.pages import Pages
from passes.artwork import stamps_svg
from passes.content import Progress
from tests.browser.conftest import SITE, OpenPage
from tests.browser.look import overflow, violations
from tests.builders import program
from tests.site.cards import card_context

pytestmark = pytest.mark.browser

PLACES = {
    "join": ("/cafe-poincon/fr/", "form"),
    "privacy": ("/cafe-poincon/fr/privacy/", "article"),
    "card": ("/c/sample/", ".card-qr"),
    "card with more": ("/c/credit/", ".card-lines"),
    "till": ("/till/", "[data-sign-in]"),
    "owner": ("/owner/", "[data-sign-in]"),
    "home": ("/", ".programs"),
    "problems": ("/problems/", ".problems"),
}


INVITATION = f"https://cards.example.org/r/cafe-poincon/{'ABCDEFGH' * 6}"
LINES = [
    {"key": "tier", "label": "VOTRE STATUT", "value": "Argent · encore 1\u202f200\u202f€ pour Or"},
    {"key": "perks", "label": "VOS AVANTAGES", "value": "Emballage offert\nVentes privées"},
]
CARDS: dict[str, dict[str, Any]] = {
    "sample": {
        "first_name": "Marie-Antoinette de La Rochefoucauld",
        "headline": "Votre café est offert. Quand vous voulez.",
        "ready": ["Votre café est offert. Quand vous voulez."],
        "count": "9 / 9",
        "lines": (),
    },
    "credit": {"label": "AVOIR", "count": "1\u202f234,50\u202f€", "lines": LINES, "ready": []},
    "club": {"label": "MEMBRE JUSQU’AU", "count": "30/11/2027", "ready": []},
}


@pytest.fixture(scope="module", name="cards", autouse=True)
def _cards(folder: Path) -> None:
    """Web cards: a long name and a reward ready, a long balance, a long name of the shop."""
    for name, card in CARDS.items():
        of = program(name="Librairie-papeterie de la Grande Rue" if name == "club" else "Café")
        drawing = stamps_svg(Progress(filled=9, places=9, ready=1), of.brand, title="9/9")
        context = card_context(
            of, invitation_url=INVITATION, **{**card, "stamps_svg": Markup(drawing)}
        )
        target = folder / "c" / name / "index.html"
        target.parent.mkdir(parents=True)
        target.write_text(Pages.load(SITE).render("card.html", "fr", **context), "utf-8")


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


@pytest.mark.parametrize(("name", "height"), [("sample", 40), ("credit", 40), ("club", 40)])
def test_a_balance_is_whole_on_the_smallest_phone_and_read_from_a_metre(
    open_page: OpenPage, name: str, height: int
) -> None:
    page = open_page(320)

    page.goto(f"/c/{name}/")
    count = page.locator(".card-count")
    box = count.bounding_box()

    assert box is not None
    assert count.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= height
    assert box["height"] < 2 * height
    assert box["x"] + box["width"] <= 320 - 16
    assert overflow(page) <= 0


def test_a_link_for_a_friend_is_copied_where_nothing_shares(open_page: OpenPage) -> None:
    page = open_page(script=CLIPBOARD)

    page.goto("/c/sample/")
    page.click("[data-copy]")

    expect(page.locator("[data-copied]")).to_have_text("Lien copié.")
    assert page.evaluate("window.copied") == INVITATION


def test_a_link_for_a_friend_is_shared_by_the_phone_that_can(open_page: OpenPage) -> None:
    share = "navigator.share = async (what) => { window.shared = what; };"
    page = open_page(script=share)

    page.goto("/c/sample/")
    page.click("[data-share]")

    assert page.evaluate("window.shared.url") == INVITATION
    assert page.locator("[data-copy]").is_hidden()


CLIPBOARD = """
delete Navigator.prototype.share;
Object.defineProperty(navigator, 'clipboard', {
  value: { writeText: async (text) => { window.copied = text; } },
});
"""
