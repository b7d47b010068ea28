"""Every page as a person meets it: on the smallest phone, light and dark, without violations."""

from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

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

    assert page.inner_text("[data-copied]") == "Lien copié."
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
    "members": 3,
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
    "members": {
        "members": [
            {
                "first_name": "Marie-Antoinette",
                "joined_at": "2026-05-03T08:00:00Z",
                "balance": balance,
                "ready": [],
                "visits": 12,
                "last_visit_at": "2026-11-17T08:00:00Z",
            }
            for balance in ("8/9", "1\u202f234,50\u202f€", "30/11/2027")
        ],
        "next_cursor": None,
    },
    "costs": {
        "lines": [
            {
                "label": "Coût du programme",
                "note": "",
                "planned": "3,1\u202f%",
                "counted": "2,8\u202f%",
            }
        ],
        "advice": [
            {
                "what": "Trop loin",
                "figure": "14 visites avant la première.",
                "cure": "Rapprochez-la.",
            }
        ],
    },
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
    balances = page.locator("[data-members-rows] td:nth-child(2)").all_inner_texts()
    assert balances == ["8/9", "1\u202f234,50\u202f€", "30/11/2027"]
    assert overflow(page) <= 0
    assert violations(page) == []
