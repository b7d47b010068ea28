"""A whole shop for a test: real functions over a real engine in memory, asked over HTTP.

Time is the test's: ``shop.at("2026-02-03 10:00")`` moves the clock there. Only what is drawn
and signed once (pictures, development keys) is shared between tests, in a session folder.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from functions import settings, wiring
from functions.journeys import pair
from functions.local.origin import origin
from functions.ports import Services
from functions.publishing.artwork import draw, drawings
from functions.tour.bundle import Bundle
from functions.wallets.errand import Errand
from loyalty.entry import CardId, instant_text
from loyalty.program import Program
from tests.builders import at, program_data

OPENED = "2026-02-02 07:00"
URL = "https://cards.example.org"


class Shop:
    """Café Poinçon, open on one in-memory store.

    Wallets are told by sweeps; ``wakes``: by whoever is ``woken`` as well, and whose page is too
    much to count at once is ``to_count``.
    """

    def __init__(
        self, shared: Path, *, store: str = "sqlite:", data: Any = None, wakes: bool = False
    ) -> None:
        self.now = at(OPENED)
        self.woken: list[Errand] = []
        self.to_count: list[str] = []
        self.house = wiring.build(
            settings.read(environment(shared, store)),
            clock=lambda: self.now,
            nudge=self._wake if wakes else None,
            recount=self.to_count.append if wakes else None,
        )
        self.services = self.house.services
        self.program = self.services.programs.publish(data or program_data(), self.now)
        _draw(self.services, self.program)
        self.web = Client(origin(self.house))

    def at(self, text: str) -> "Shop":
        """Move the clock to that time in Paris."""
        self.now = at(text)
        return self

    def later(self, **time: float) -> "Shop":
        """Move the clock on by ``timedelta(**time)``."""
        self.now += timedelta(**time)
        return self

    def join(self, name: str = "Ada", language: str = "fr", **more: Any) -> "Card":
        """Join with the form's JSON; the card as its holder has it."""
        body = {"first_name": name, "language": language, "accepts_terms": True, **more}
        response = self.web.post(f"/v1/programs/{self.program.id}/members", json=body)
        assert response.status_code == 201, response.text
        return Card(self, response.json["card_url"])

    def pair(self, role: str = "till", name: str = "Comptoir") -> "Phone":
        """Pair a phone with a fresh code."""
        place = self.program.shops[0].id
        code = pair.offer(self.services, self.program.id, role, place).code  # type: ignore[arg-type]
        response = self.web.post(f"/v1/{role}/pairings", json={"code": code, "name": name})
        assert response.status_code == 201, response.text
        return Phone(self, role, response.json)

    def _wake(self, program: str, card: CardId, until: datetime | None) -> None:
        self.woken.append(Errand(program=program, card=card, until=until))


class Card:
    """A member's card, known by the address of its page."""

    def __init__(self, shop: Shop, url: str) -> None:
        self.shop = shop
        self.url = url

    @property
    def code(self) -> str:
        """What the card's QR says, read from its pass."""
        return Bundle(self.pass_bytes()).code

    def pass_bytes(self) -> bytes:
        """The signed pass."""
        response = self.shop.web.get(f"{self.url}/card.pkpass")
        assert response.status_code == 200, response.text
        assert "strip.png" in Bundle(response.data).files, "this program's pictures are not drawn"
        return response.data

    def page(self) -> str:
        """The web card."""
        response = self.shop.web.get(self.url)
        assert response.status_code == 200, response.text
        return response.text


class Phone:
    """A paired phone: sends what a till or an owner's page sends."""

    def __init__(self, shop: Shop, role: str, tokens: Mapping[str, Any]) -> None:
        self.shop = shop
        self.role = role
        self.tokens = dict(tokens)
        self.staff = ""

    @property
    def bearer(self) -> dict[str, str]:
        """The header that speaks for this phone."""
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}

    def earn(self, code: str, **body: Any) -> TestResponse:
        """Scan a card."""
        return self.post("earns", code=code, **body)

    def redeem(self, code: str, reward: str = "coffee", **body: Any) -> TestResponse:
        """Give a reward."""
        return self.post("redemptions", code=code, reward=reward, **body)

    def undo(self, code: str, operation: str, **body: Any) -> TestResponse:
        """Take an operation back."""
        return self.post("reversals", code=code, operation=operation, **body)

    def refund(self, code: str, operation: str, **body: Any) -> TestResponse:
        """Goods come back."""
        return self.post("refunds", code=code, operation=operation, **body)

    def grant(self, code: str, what: str, **body: Any) -> TestResponse:
        """Give what is no purchase."""
        return self.post("grants", code=code, what=what, **body)

    def post(
        self, what: str, /, *, key: str = "", made_at: datetime | None = None, **body: Any
    ) -> TestResponse:
        """Send an operation as the till page does; ``made_at`` is when it was made."""
        times = {
            "made_at": instant_text(made_at or self.shop.now),
            "sent_at": instant_text(self.shop.now),
        }
        headers = {**self.bearer, "Idempotency-Key": key or secrets.token_hex(16)}
        if self.staff:
            headers["Staff"] = self.staff
        return self.shop.web.post(f"/v1/till/{what}", json={**times, **body}, headers=headers)

    def sign_in(self, staff: str, pin: str) -> TestResponse:
        """Somebody enters a PIN; if it is right, they answer for what this till writes."""
        body = {"staff": staff, "pin": pin}
        response = self.shop.web.post("/v1/till/staff-tokens", json=body, headers=self.bearer)
        if response.status_code == 201:
            self.staff = response.json["token"]
        return response

    def get(self, path: str) -> TestResponse:
        """Ask for something of this role."""
        return self.shop.web.get(f"/v1/{self.role}/{path}", headers=self.bearer)


def environment(shared: Path, store: str) -> dict[str, str]:
    """Settings of a test's shop."""
    return {
        "POINCON_SECRETS": "1:" + "5e" * 32,
        "POINCON_URL": URL,
        "POINCON_STORE": store,
        "POINCON_PUBLISHED": f"folder:{shared / 'published'}",
        "POINCON_MAIL": f"folder:{shared / 'mailbox' / secrets.token_hex(4)}",
        "POINCON_SENDER": "poincon@example.org",
        "POINCON_DEVELOPMENT": str(shared / "development"),
    }


def publish_pictures(shared: Path) -> None:
    """Draw the demo program's pictures, once for all tests."""
    house = wiring.build(settings.read(environment(shared, "sqlite:")), clock=lambda: at(OPENED))
    _draw(house.services, house.services.programs.publish(program_data(), at(OPENED)))


def _draw(services: Services, program: Program) -> None:
    """Every picture that the program's cards need, unless all of them are there."""
    design, needed = str(program.version), [f"{one.image}.svg" for one in drawings(program)]
    if all(services.images.read(program.id, design, name) for name in needed):
        return
    for name, picture in draw(program).items():
        services.images.write(program.id, design, name, picture)
