"""Who takes part: a customer, their phone's Wallet, the till. Each knows only HTTP."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from functions.tour.bundle import Bundle
from loyalty.entry import instant_text

Clock = Callable[[], datetime]


class TourFailed(Exception):
    """A step did not do what it should."""


def expect(condition: object, said: str) -> None:
    """Go on only if it is so."""
    if not condition:
        raise TourFailed(said)


def answered(response: httpx.Response, *statuses: int) -> httpx.Response:
    """The response, if it has one of these statuses."""
    if response.status_code not in statuses:
        where = f"{response.request.method} {response.request.url.path}"
        raise TourFailed(f"{where} answered {response.status_code}: {response.text[:300]}")
    return response


@dataclass(slots=True)
class Customer:
    """Somebody who joined; ``card_url`` is the path of their web card."""

    http: httpx.Client
    name: str
    card_url: str

    @classmethod
    def join(cls, http: httpx.Client, program: str, name: str, language: str) -> "Customer":
        """Fill in the form as the page does with JavaScript."""
        body = {"first_name": name, "language": language, "accepts_terms": True}
        key = {"Idempotency-Key": secrets.token_hex(16)}
        response = http.post(f"/v1/programs/{program}/members", json=body, headers=key)
        return cls(http, name, answered(response, 201).json()["card_url"])

    def download(self) -> Bundle:
        """Press "Add to Apple Wallet"."""
        return Bundle(answered(self.http.get(f"{self.card_url}/card.pkpass"), 200).content)

    def page(self) -> str:
        """Open the web card."""
        return answered(self.http.get(self.card_url), 200).text

    def save_link(self) -> str:
        """Press "Add to Google Wallet", and see where that leads."""
        return answered(self.http.get(f"{self.card_url}/google"), 303).headers["Location"]


@dataclass(slots=True)
class Wallet:
    """An iPhone that holds one pass, asking as Apple documents it."""

    http: httpx.Client
    first: Bundle
    device: str = field(default_factory=lambda: secrets.token_hex(16))
    tag: str = ""
    modified: str = ""

    @property
    def _pass_path(self) -> str:
        return f"/apple/v1/passes/{self.first.document['passTypeIdentifier']}/{self.serial}"

    @property
    def _list_path(self) -> str:
        kind = self.first.document["passTypeIdentifier"]
        return f"/apple/v1/devices/{self.device}/registrations/{kind}"

    @property
    def serial(self) -> str:
        """The pass's serial number."""
        return str(self.first.document["serialNumber"])

    def register(self) -> int:
        """Register for updates; gives the status."""
        body = {"pushToken": secrets.token_hex(32)}
        path = f"{self._list_path}/{self.serial}"
        return answered(
            self.http.post(path, json=body, headers=self._token()), 200, 201
        ).status_code

    def changed(self) -> list[str]:
        """Ask what has changed since the last time."""
        asked = {"passesUpdatedSince": self.tag} if self.tag else {}
        response = answered(self.http.get(self._list_path, params=asked), 200, 204)
        if response.status_code == 204:
            return []
        self.tag = response.json()["lastUpdated"]
        return list(response.json()["serialNumbers"])

    def fetch(self) -> Bundle | None:
        """Fetch the pass; ``None`` when it has not changed since it was fetched last."""
        since = {"If-Modified-Since": self.modified} if self.modified else {}
        response = answered(self.http.get(self._pass_path, headers=self._token() | since), 200, 304)
        if response.status_code == 304:
            return None
        self.modified = response.headers["Last-Modified"]
        return Bundle(response.content)

    def _token(self) -> dict[str, str]:
        return {"Authorization": f"ApplePass {self.first.document['authenticationToken']}"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A scan that the till could not send yet: its id, what was scanned, and when."""

    key: str
    body: Mapping[str, Any]
    made_at: datetime


class Till:
    """A phone at the counter: makes an id for each operation, and renews its token."""

    def __init__(self, http: httpx.Client, clock: Clock, code: str) -> None:
        self._http = http
        self._clock = clock
        body = {"code": code, "name": "Comptoir"}
        self._tokens = answered(http.post("/v1/till/pairings", json=body), 201).json()

    def earn(
        self, code: str, bought: Mapping[str, Any] | None = None, *, key: str = ""
    ) -> httpx.Response:
        """Scan a card; ``bought`` are units or the amount, as the page sends them."""
        return self._post("earns", {"code": code, **(bought or {})}, key)

    def keep(self, code: str, bought: Mapping[str, Any]) -> Kept:
        """Scan a card where there is no network."""
        return Kept(secrets.token_hex(16), {"code": code, **bought}, self._clock())

    def deliver(self, kept: Kept) -> httpx.Response:
        """Send what was kept, with the time at which it was made."""
        return self._post("earns", dict(kept.body), kept.key, made_at=kept.made_at)

    def redeem(self, code: str, reward: str) -> dict[str, Any]:
        """Give a reward."""
        given = self._post("redemptions", {"code": code, "reward": reward})
        return _json(answered(given, 201))

    def grant(self, code: str, what: str) -> dict[str, Any]:
        """Give what is no purchase: take a club's fee."""
        return _json(answered(self._post("grants", {"code": code, "what": what}), 201))

    def look(self, code: str) -> dict[str, Any]:
        """What the card has, without writing anything."""
        return _json(answered(self._get(f"cards/{code}"), 200))

    def program(self) -> dict[str, Any]:
        """What the page shows before any scan."""
        return _json(answered(self._get("program"), 200))

    def undo(self, code: str, operation: str) -> dict[str, Any]:
        """Take the latest operation back."""
        undone = self._post("reversals", {"code": code, "operation": operation})
        return _json(answered(undone, 201))

    def _post(
        self, what: str, body: dict[str, Any], key: str = "", *, made_at: datetime | None = None
    ) -> httpx.Response:
        now = self._clock()
        sent = {**body, "made_at": instant_text(made_at or now), "sent_at": instant_text(now)}
        key = key or secrets.token_hex(16)
        response = self._send(what, sent, key)
        if response.status_code == 401:
            self._renew()
            response = self._send(what, sent, key)
        return response

    def _get(self, what: str) -> httpx.Response:
        response = self._http.get(f"/v1/till/{what}", headers=self._headers())
        if response.status_code == 401:
            self._renew()
            response = self._http.get(f"/v1/till/{what}", headers=self._headers())
        return response

    def _send(self, what: str, body: dict[str, Any], key: str) -> httpx.Response:
        headers = self._headers() | {"Idempotency-Key": key}
        return self._http.post(f"/v1/till/{what}", json=body, headers=headers)

    def _headers(self) -> dict[str, str]:
        token = self._tokens["access_token"]
        return {"Authorization": f"Bearer {token}", "Accept-Language": "fr"}

    def _renew(self) -> None:
        body = {"refresh_token": self._tokens["refresh_token"]}
        self._tokens = answered(self._http.post("/v1/till/tokens", json=body), 200).json()


def _json(response: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = response.json()
    return found
