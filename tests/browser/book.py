"""The owner's book in a browser, and a server that the test answers for."""

from typing import Any

from playwright.sync_api import Page, Route

from functions.journeys.face import faces
from functions.journeys.samples import samples, showcase
from passes.preview import front, said
from tests.browser.conftest import OpenPage
from tests.builders import at, program

NOW = at("2026-11-22 10:00")
SAMPLE = samples(program(), NOW)[0]
CARD = faces(showcase(NOW), program(), SAMPLE.held, SAMPLE.entries)[0]

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
    "counted_at": None,
    "counting": False,
    "members": 3,
    "members_page": {
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
    "wallets": [],
    "troubles": [],
    "waiting": 0,
    "undelivered": [],
    "audit": {"at": None, "differences": 0, "frozen": 0, "unreadable": 0},
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
    "retries": {"cards": 1, "reports": 0, "more": False},
    "pairings": {"access_token": "a", "refresh_token": "b", "expires_in": 900},
    "overview": OVERVIEW,
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
    "preview": {
        "state": "new",
        "language": "fr",
        "languages": ["fr", "en"],
        "states": [
            {"key": "new", "label": "Neuve"},
            {"key": "begun", "label": "En cours"},
            {"key": "ready", "label": "Récompense prête"},
            {"key": "tier-or", "label": "Statut Or"},
        ],
        "svg": front(CARD),
        "told": said(CARD),
        "back": [{"label": "La règle", "value": "Après 9 cafés, le suivant est offert.\nVoilà."}],
        "cut": [],
    },
    "tills": {"tills": OVERVIEW["tills"]},
    "pairing-codes": {
        "url": "http://127.0.0.1:8000/till/#code=7K3M-9QXT",
        "qr": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "code": "7K3M-9QXT",
        "expires_at": "2026-11-22T09:10:00Z",
    },
}


class Server:
    """Answers the book's questions; ``down`` are those that find no network."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.addresses: list[str] = []
        self.down: set[str] = set()
        self.answers: dict[str, Any] = dict(ANSWERS)
        page.route("**/v1/owner/**", self._route)

    def _route(self, route: Route) -> None:
        what = route.request.url.rpartition("/")[2].partition("?")[0]
        self.asked.append(what)
        self.addresses.append(route.request.url)
        if what in self.down:
            return route.abort()
        answer = self.answers[what]
        return route.fulfill(json=answer if isinstance(answer, dict) else next(answer))


def open_book(
    open_page: OpenPage, width: int = 390, scheme: str = "light", **overview: Any
) -> tuple[Page, Server]:
    """A book that is open and read."""
    page = open_page(width, scheme)
    server = Server(page)
    server.answers["overview"] = OVERVIEW | overview
    page.goto("/owner/")
    page.fill("#code", "7K3M-9QXT")
    page.click(".sign-in-send")
    page.wait_for_selector("[data-members-rows] tr:visible")
    return page, server
