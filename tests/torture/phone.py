"""A till's phone: one id for each operation, sent again until it is answered for good.

It does what the till page does when the network fails: the same id, the same body, a newer
``sent_at``; a new token through the refresh token when the old one is refused; patience when it
is asked for.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

HOST = "127.0.0.1"
PATIENCE_SECONDS = 8.0
SOON_SECONDS = (0.02, 0.12)
NOT_FINAL = (401, 408, 429)


class ShutOut(Exception):
    """The refresh token was refused: this phone would have to be paired again."""


class NoAnswer(Exception):
    """Nothing came back, or nothing that can be read: it may have been done, or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and what was said with it; ``began`` is when this very try was sent."""

    status: int
    said: Any
    rest: float
    began: float

    @property
    def final(self) -> bool:
        """Whether sending the same again could change nothing."""
        return self.status < 500 and self.status not in NOT_FINAL


class Wire:
    """One connection, opened again whenever it breaks; for one thread."""

    def __init__(self, port: int, on_the_way: Callable[[int], None] = lambda change: None) -> None:
        self._port = port
        self._on_the_way = on_the_way
        self._connection: http.client.HTTPConnection | None = None

    def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask once; raises ``NoAnswer``."""
        content = None if body is None else json.dumps(body)
        kind = {"Content-Type": "application/json", "Accept-Language": "fr"}
        began = time.monotonic()
        try:
            connection = self._connected()
            self._on_the_way(1)
            try:
                connection.request(method, path, content, {**kind, **(headers or {})})
                return _answer(connection.getresponse(), began)
            finally:
                self._on_the_way(-1)
        except (OSError, http.client.HTTPException, ValueError) as broken:
            self.close()
            raise NoAnswer from broken

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            fresh = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE_SECONDS)
            fresh.connect()
            self._connection = fresh
        return self._connection


class Phone:
    """A paired phone; two threads may share it, each with a wire of its own."""

    def __init__(self, tokens: Mapping[str, str], surprise: Callable[[Answer], None]) -> None:
        self._tokens = dict(tokens)
        self._surprise = surprise
        self._renewing = threading.Lock()

    def grow_old(self) -> None:
        """As after a quarter of an hour: the access token is good no more."""
        self._tokens["access_token"] = "old"

    def write(self, wire: Wire, what: str, key: str, body: Mapping[str, Any]) -> Answer:
        """Send an operation until its answer is final."""
        return self._settled(wire, "POST", f"/v1/till/{what}", body, key)

    def look(self, wire: Wire, code: str) -> Answer:
        """What the card has now."""
        return self._settled(wire, "GET", f"/v1/till/cards/{code}", None, None)

    def _settled(
        self, wire: Wire, method: str, path: str, body: Mapping[str, Any] | None, key: str | None
    ) -> Answer:
        while True:
            token = self._tokens["access_token"]
            headers = {
                "Authorization": f"Bearer {token}",
                **({"Idempotency-Key": key} if key else {}),
            }
            now = None if body is None else {**body, "sent_at": instant_now()}
            try:
                answer = wire.send(method, path, now, headers)
            except NoAnswer:
                rest_a_little()
                continue
            if answer.status == 401:
                self._renew(wire, token)
            elif answer.final:
                return answer
            else:
                self._wait(answer)

    def _renew(self, wire: Wire, stale: str) -> None:
        """A refresh token works once: whoever comes second finds a newer token."""
        with self._renewing:
            while self._tokens["access_token"] == stale:
                body = {"refresh_token": self._tokens["refresh_token"]}
                try:
                    answer = wire.send("POST", "/v1/till/tokens", body)
                except NoAnswer:
                    rest_a_little()
                    continue
                if answer.status == 200:
                    self._tokens = answer.said
                elif answer.final or answer.status == 401:
                    raise ShutOut(answer.said)
                else:
                    self._wait(answer)

    def _wait(self, answer: Answer) -> None:
        if answer.status not in (429, 503):
            self._surprise(answer)
        time.sleep(random.uniform(0, answer.rest))


def join(wire: Wire, program: str, key: str, name: str) -> Answer:
    """Take a card; the form is sent under one key until it is answered."""
    form = {"first_name": name, "language": "fr", "accepts_terms": True}
    path, headers = f"/v1/programs/{program}/members", {"Idempotency-Key": key}
    return insist(lambda: wire.send("POST", path, form, headers))


def insist(ask: Callable[[], Answer]) -> Answer:
    """Ask until the answer is final, of what needs no token."""
    while True:
        try:
            answer = ask()
            if answer.final:
                return answer
        except NoAnswer:
            pass
        rest_a_little()


def rest_a_little() -> None:
    """Between two tries, so that sixteen phones do not all come at once."""
    time.sleep(random.uniform(*SOON_SECONDS))


def instant_now() -> str:
    """This phone's clock."""
    return instant_text(datetime.now(UTC))


def instant_text(at: datetime) -> str:
    """As the till page writes a time."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _answer(response: http.client.HTTPResponse, began: float) -> Answer:
    content = response.read().decode()
    is_json = "json" in response.headers.get("Content-Type", "")
    rest = float(response.headers.get("Retry-After", "0.1"))
    return Answer(response.status, json.loads(content) if is_json else content, rest, began)
