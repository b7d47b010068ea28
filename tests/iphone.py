"""An iPhone, as Apple documents what it does with a pass that can be updated.

https://developer.apple.com/documentation/walletpasses/adding-a-web-service-to-update-passes

It speaks HTTP alone. A call that failed is made again, later each time. Whatever it is given it
checks as a phone does: every hash, and the signature up to the root that it trusts.
"""

import re
import secrets
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from functions.tour.bundle import Bundle

Clock = Callable[[], datetime]
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
_LINE = re.compile(r'"((?:[^"\\]|\\.)*)" = "((?:[^"\\]|\\.)*)";')


class Answered(Protocol):
    """An answer, of whatever client."""

    status_code: int
    data: bytes

    @property
    def headers(self) -> Any: ...
    @property
    def json(self) -> Any: ...


class Network(Protocol):
    """The way to the web service; it may raise ``OSError``."""

    def open(self, path: str, **asked: Any) -> Any:
        """Send a request, as werkzeug's test client does."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What the lock screen showed, and of which pass."""

    serial: str
    text: str


@dataclass(slots=True)
class Held:
    """A pass on this phone."""

    bundle: Bundle
    last_modified: str = ""
    is_registered: bool = False

    @property
    def document(self) -> dict[str, Any]:
        return self.bundle.document

    @property
    def serial(self) -> str:
        return str(self.document["serialNumber"])

    @property
    def kind(self) -> str:
        return str(self.document["passTypeIdentifier"])

    @property
    def token(self) -> dict[str, str]:
        return {"Authorization": f"ApplePass {self.document['authenticationToken']}"}

    @property
    def service(self) -> str:
        """The path under which the web service of the pass is."""
        return urlsplit(self.document["webServiceURL"]).path.rstrip("/") + "/v1"


@dataclass(slots=True)
class Iphone:
    """One phone, in one language, with the passes that somebody has put on it."""

    network: Network
    clock: Clock
    root: Path
    language: str = "fr"
    asks_when_registered: bool = True
    draw: Callable[[int], str] = secrets.token_hex
    device: str = field(init=False)
    push_token: str = field(init=False)
    passes: dict[str, Held] = field(default_factory=dict)
    leaving: list[Held] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    must_ask: bool = False
    failures: int = 0
    not_before: datetime | None = None

    def __post_init__(self) -> None:
        self.device, self.push_token = self.draw(16), self.draw(32)

    # What its holder does

    def install(self, data: bytes) -> Held:
        """Add a pass from a page, a mail or a file, however old it is."""
        held = Held(self._checked(data))
        self.passes[held.serial] = held
        self.wake(at_once=True)
        return held

    def remove(self, serial: str) -> None:
        """Take a pass off; if the service cannot be told now, it is later."""
        self.leaving.append(self.passes.pop(serial))
        self.wake(at_once=True)

    def pull(self) -> None:
        """Pull a pass down to have it refreshed."""
        self.must_ask = True
        self.wake(at_once=True)

    def restored(self) -> "Iphone":
        """Another phone from this one's backup: the passes as they are, and names of its own."""
        other = Iphone(self.network, self.clock, self.root, self.language, draw=self.draw)
        for held in self.passes.values():
            other.passes[held.serial] = Held(held.bundle)
        return other

    # What the network brings

    def pushed(self) -> None:
        """Something has changed."""
        self.must_ask = True
        self.wake(at_once=True)

    def renamed(self) -> None:
        """The push service has given this phone a new token."""
        self.push_token = self.draw(32)
        for held in self.passes.values():
            held.is_registered = False
        self.wake(at_once=True)

    # What it does by itself

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing left to say or to ask."""
        all_in = all(held.is_registered for held in self.passes.values())
        return all_in and not self.leaving and not self.must_ask

    def wake(self, *, at_once: bool = False) -> None:
        """Do what is to be done, unless it is too early to try again."""
        if self.is_idle or (self.not_before and self.clock() < self.not_before and not at_once):
            return
        try:
            self._leave()
            self._register()
            self._ask()
        except (OSError, Refused):
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2**self.failures)
            self.failures += 1
            self.not_before = self.clock() + wait
        else:
            self.failures, self.not_before = 0, None

    def _leave(self) -> None:
        while self.leaving:
            self._ask_for("DELETE", self.leaving[0], self._registration(self.leaving[0]), 200, 401)
            self.leaving.pop(0)

    def _register(self) -> None:
        for held in self.passes.values():
            if not held.is_registered:
                body = {"pushToken": self.push_token}
                self._ask_for("POST", held, self._registration(held), 200, 201, json=body)
                held.is_registered = True
                self.must_ask |= self.asks_when_registered

    def _ask(self) -> None:
        """Ask what has changed, and fetch it; the tag is kept once all of it is here."""
        if not self.must_ask:
            return
        for kind, held in {held.kind: held for held in self.passes.values()}.items():
            tag = self.tags.get(kind)
            query = {"passesUpdatedSince": tag} if tag is not None else {}
            answer = self._send("GET", self._list(held), 200, 204, query_string=query)
            if answer.status_code == 200:
                self._fetch_each(answer.json["serialNumbers"])
                self.tags[kind] = self._tag(answer.json["lastUpdated"])
        self.must_ask = False

    def _fetch_each(self, serials: list[str]) -> None:
        for serial in serials:
            if serial in self.passes:  # another one was removed, and the service not told yet
                self._fetch(self.passes[serial])

    def _fetch(self, held: Held) -> None:
        since = {"If-Modified-Since": held.last_modified} if held.last_modified else {}
        path = f"{held.service}/passes/{quote(held.kind)}/{quote(held.serial)}"
        answer = self._ask_for("GET", held, path, 200, 304, headers=since)
        if answer.status_code == 200:
            assert answer.headers["Content-Type"] == "application/vnd.apple.pkpass"
            held.last_modified = answer.headers["Last-Modified"]
            self._show(held, self._checked(answer.data))

    def _show(self, held: Held, new: Bundle) -> None:
        """Replace the pass; a field that has a message and has changed speaks, if it is alone."""
        for name in ("serialNumber", "passTypeIdentifier", "authenticationToken"):
            assert new.document[name] == held.document[name], f"{name} may never change"
        before, after = fields(held.bundle), fields(new)
        changed = [
            key
            for key, one in after.items()
            if "changeMessage" in one and key in before and one["value"] != before[key]["value"]
        ]
        assert len(changed) <= 1, f"{changed} changed at once: the phone would name none of them"
        held.bundle = new
        for key in changed:
            said, value = (translated(new, self.language, after[key][name]) for name in _SAID)
            self.notices.append(Notice(held.serial, said.replace("%@", value)))

    # How it speaks

    def _ask_for(self, method: str, held: Held, path: str, *statuses: int, **more: Any) -> Answered:
        headers = {**held.token, **more.pop("headers", {})}
        return self._send(method, path, *statuses, headers=headers, **more)

    def _send(self, method: str, path: str, *statuses: int, **more: Any) -> Answered:
        answer: Answered = self.network.open(path, method=method, **more)
        assert answer.headers["Cache-Control"] == "no-store"
        if answer.status_code not in statuses:
            assert answer.status_code in (429, 503), f"{method} {path}: {answer.status_code}"
            raise Refused()
        return answer

    def _list(self, held: Held) -> str:
        return f"{held.service}/devices/{self.device}/registrations/{quote(held.kind)}"

    def _registration(self, held: Held) -> str:
        return f"{self._list(held)}/{quote(held.serial)}"

    @staticmethod
    def _tag(said: object) -> str:
        assert isinstance(said, str), "a phone never fetches again where the tag is a number"
        return said

    def _checked(self, data: bytes) -> Bundle:
        bundle = Bundle(data)
        assert_signed(bundle, self.root)
        return bundle


class Refused(Exception):
    """The service cannot answer now."""


_SAID = ("changeMessage", "value")


def fields(bundle: Bundle) -> dict[str, dict[str, Any]]:
    """Every field of the pass by its key."""
    groups = bundle.document["storeCard"].values()
    return {one["key"]: one for group in groups for one in group}


def translated(bundle: Bundle, language: str, text: str) -> str:
    """The text as a phone of that language shows it."""
    found = bundle.files.get(f"{language}.lproj/pass.strings")
    if found is None:
        return text
    lines = dict(_LINE.findall(found.decode("utf-16")))
    return _plain(lines.get(_escaped(text), text))


def assert_signed(bundle: Bundle, root: Path) -> None:
    """The manifest's signature, by openssl, which trusts that root alone."""
    folder = root.parent
    (folder / "manifest.json").write_bytes(bundle.files["manifest.json"])
    (folder / "signature").write_bytes(bundle.files["signature"])
    said = subprocess.run(
        f"openssl cms -verify -binary -inform DER -in signature -content manifest.json "
        f"-CAfile {root.name} -purpose any -no_check_time -out /dev/null".split(),
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), text)
