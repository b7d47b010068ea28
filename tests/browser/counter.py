"""A till in a browser with a camera that shows what the test holds out, and a server that the
test answers for."""

import base64
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import segno
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import OpenPage

CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFG"
CAMERA = """
const canvas = Object.assign(document.createElement('canvas'), {width: 1280, height: 720});
const pencil = canvas.getContext('2d');
let held = null;
setInterval(() => {
  pencil.fillStyle = '#8a7a66';
  pencil.fillRect(0, 0, 1280, 720);
  if (held) pencil.drawImage(held, 480, 200, 320, 320);
}, 33);
window.hold = async (address) => {
  if (!address) { held = null; return; }
  const image = new Image();
  image.src = address;
  await image.decode();
  held = image;
};
navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(30);
const Decoder = window.Worker;
window.Worker = class extends Decoder {
  constructor(...given) {
    super(...given);
    window.decoded = { pictures: 0, empty: 0, readAt: 0, long: 0, text: null };
    this.addEventListener('message', ({ data: { text } }) => {
      decoded.pictures += 1;
      decoded.empty = text ? 0 : decoded.empty + 1;
      if (text) decoded.readAt = performance.now();
      decoded.long = performance.now() - decoded.readAt > 700 ? decoded.long + 1 : 0;
      decoded.text = text;
    });
  }
};
"""
# As many pictures without it, and as long, as the scanner wants before the same code counts again.
ABSENT = 8
KEPT = """
() => new Promise((resolve) => {
  indexedDB.open('poincon').onsuccess = ({ target }) => {
    const kept = target.result.transaction('operations').objectStore('operations').getAll();
    kept.onsuccess = () => resolve(kept.result);
  };
})
"""
GRANT = {
    "device": "till-1",
    "name": "Comptoir",
    "shop": {"id": "orfevres", "name": "Rue des Orfèvres"},
    "access_token": "first",
    "refresh_token": "once",
    "expires_in": 900,
}
STAMPS = {
    "model": "stamps",
    "currency": "EUR",
    "decimals": 2,
    "max_units": 10,
    "asks_amount": False,
    "counts_items": True,
    "excluded": [],
    "donates": False,
    "script": {"fr": "Le 10e café est offert.", "en": "Your 10th coffee is free."},
}
GIFT = {"reward": "coffee", "name": "café", "count": 1, "offer": "Offrir le café", "earned": True}

Reply = tuple[int, dict[str, Any]] | tuple[int, dict[str, Any], dict[str, str]]
Answer = Callable[[Request], Reply | None]


class Server:
    """Answers the till's questions; ``None`` from ``earn`` is a network that is down."""

    def __init__(self, page: Page, **program: Any) -> None:
        self.program = {**STAMPS, **program}
        self.earn: Answer = lambda request: (201, answer("earn", request))
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.card: dict[str, Any] = {}
        self.measured: list[dict[str, Any]] = []
        self.renewals = 0
        self.pin: Answer = lambda request: (201, shift(request))
        self.pins: list[dict[str, Any]] = []
        self.staff: list[str] = []
        self.find: Answer = lambda request: (200, {"found": [], "more": False})
        self.searched: list[dict[str, Any]] = []
        self.also = ""
        self.departed: list[str] = []
        page.route("**/v1/till/**", self._route)
        page.route("**/i/**", lambda route: route.fulfill(status=404))

    def _route(self, route: Route) -> None:
        request, what = route.request, route.request.url.rpartition("/")[2]
        if what in ("staff-tokens", "searches"):
            return self._asked(route, what)
        if what == "pairings":
            return route.fulfill(status=201, json=GRANT)
        if what == "tokens":
            self.renewals += 1
            return route.fulfill(json={**GRANT, "access_token": "second"})
        if what in ("measures", "departures"):
            return self._told(route, what)
        if what == "program":
            return route.fulfill(json=self.program)
        if request.method == "GET":
            return route.fulfill(json=answer("look", request, **self.card))
        self.staff.append(request.headers.get("staff", ""))
        self.sent.append((what, request.headers["idempotency-key"], request.post_data_json))
        reply: Reply | None = (201, answer(KIND.get(what, what), request, **self.card))
        if what in ("earns", self.also):
            reply = self.earn(request)
        return _fulfil(route, reply)

    def _told(self, route: Route, what: str) -> None:
        """What is noted, and answered with nothing."""
        if what == "measures":
            self.measured.append(route.request.post_data_json)
        else:
            self.departed.append(route.request.headers["authorization"])
        route.fulfill(status=201, json={})

    def _asked(self, route: Route, what: str) -> None:
        """A PIN, or a name that is looked for."""
        noted, told = {
            "staff-tokens": (self.pins, self.pin),
            "searches": (self.searched, self.find),
        }[what]
        noted.append(route.request.post_data_json)
        _fulfil(route, told(route.request))


def _fulfil(route: Route, reply: Reply | None) -> None:
    if reply is None:
        return route.abort()
    status, body, *headers = reply
    return route.fulfill(status=status, body=json.dumps(body), headers=dict(*headers))


KIND = {
    "earns": "earn",
    "redemptions": "redeem",
    "reversals": "reverse",
    "refunds": "refund",
    "grants": "grant",
}


def answer(kind: str, request: Request, gift: bool = False, **card: Any) -> dict[str, Any]:
    """What the server says of a card; ``card`` is what is special about it."""
    return {
        "operation": request.headers.get("idempotency-key"),
        "kind": kind,
        "happened_at": "2026-11-22T09:00:00Z",
        "recorded_at": "2026-11-22T09:00:00Z",
        "undo_until": "2026-11-22T09:15:00Z" if kind in ("earn", "grant") else None,
        "headline": "Paul · 8e visite · 8 sur 9",
        "say": "8 tampons. Encore 1 et le café est offert.",
        "card": {
            "id": asked_for(request),
            "first_name": "Paul",
            "balance": {"label": "TAMPONS", "text": "8/9"},
            "ready": [GIFT] if gift else [],
            "grants": [],
            "advantages": [],
            "image": "/i/x.svg",
            "last_visit_at": None,
            "birthday": False,
            **card,
        },
    }


def asked_for(request: Request) -> str:
    """A card as it came; a test that lets one come in two ways says which one it is."""
    body: dict[str, Any] = request.post_data_json or {}
    return str(body.get("code", request.url.rpartition("/")[2]))


def shift(request: Request) -> dict[str, Any]:
    """Whose PIN it was, and a token for them."""
    who = request.post_data_json["staff"]
    person = {"id": who, "name": {"lea": "Léa", "sam": "Sam"}.get(who, who)}
    return {"staff": person, "token": f"token-{who}", "expires_in": 43200}


def problem(code: str, request: Request, **more: Any) -> dict[str, Any]:
    """A refusal, in words."""
    words = {"title": "Refus", "detail": f"Détail de {code}."}
    return {"type": f"/problems/#{code}", "code": code, **words, **more}


def open_till(
    open_page: OpenPage,
    width: int = 390,
    scheme: str = "light",
    path: str = "/till/",
    **program: Any,
) -> Page:
    """A till that is paired and looking; ``program`` is what is special about it."""
    page = open_page(width, scheme, script=CAMERA)
    page.server = Server(page, **program)  # type: ignore[attr-defined]
    page.goto(f"{path}#code=7K3M-9QXT")
    pair(page)
    return page


def pair(page: Page) -> None:
    """Sign in, and wait until it knows its program, looks, and sends what waits."""
    page.click(".sign-in-send")
    page.wait_for_selector("[data-script]:not([hidden])", state="attached")
    # As a function: the policy of the pages lets no other text be run twice.
    page.wait_for_function("() => window.decoded")


def server(page: Page) -> Server:
    """The one that this till asks."""
    kept: Server = page.server  # type: ignore[attr-defined]
    return kept


def hold(page: Page, text: str | None) -> None:
    """Hold a code before the camera, or nothing."""
    if text is None:
        page.evaluate("hold(null)")
        return
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="png", scale=8, border=4)
    picture = base64.b64encode(drawn.getvalue()).decode()
    page.evaluate("address => hold(address)", f"data:image/png;base64,{picture}")


def take_away(page: Page) -> None:
    """Hold nothing out, until the till has forgotten what it saw."""
    hold(page, None)
    page.evaluate("Object.assign(decoded, {empty: 0, long: 0, readAt: performance.now()})")
    # The second of those that come late enough was taken late enough.
    page.wait_for_function("most => decoded.empty >= most && decoded.long >= 2", arg=ABSENT)


def stop_clock(page: Page) -> None:
    """From now on time passes there only as the test lets it."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))


def kept(page: Page) -> list[dict[str, Any]]:
    """What the phone has written down and not crossed out."""
    found: list[dict[str, Any]] = page.evaluate(KEPT)
    return found


def open_search(page: Page) -> None:
    """Open the drawer; the focus goes into it a moment later."""
    page.click("[data-search] summary")
    expect(page.locator("#search-name")).to_be_focused()


def stamp(page: Page, code: str) -> None:
    """Type a code and wait for what is said."""
    page.fill("#typed", code)
    page.click("button[value=stamp]")
    page.wait_for_selector('[data-result][data-tone]:not([data-tone="calm"])')
