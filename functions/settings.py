"""Settings: read once, from a mapping that is given, with every error named at once.

``docs/operating.md`` describes each one. A value that is secret may come from a file, named
by the same variable with ``_FILE`` behind it. What is wrong with Apple's stops no start: tills scan
without it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from loyalty.errors import BadConfiguration
from loyalty.program_file import is_mail
from passes.keyring import Keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class AppleSettings:
    """A pass type's certificate with its key, the intermediate above it, and whose they are.

    ``password`` is the key's, where it is locked; ``unread`` is what is missing of all these, or
    cannot be read.
    """

    certificate: bytes = field(repr=False)
    key: bytes = field(repr=False)
    intermediate: bytes = field(repr=False)
    pass_type: str
    team: str
    password: bytes | None = field(default=None, repr=False)
    unread: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleSettings:
    """An issuer's number and its service account (JSON)."""

    issuer: str
    account: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one deployment is told.

    ``store``, ``published`` and ``mail`` are pairs of a kind and a place, as in
    ``("sqlite", "var/poincon.db")``. Without ``apple`` or ``google`` a development identity
    stands in, kept in ``development`` where that folder is given.
    """

    keys: Keyring = field(repr=False)
    url: str
    store: tuple[str, str]
    published: tuple[str, str]
    mail: tuple[str, str]
    sender: str
    site: Path
    apple: AppleSettings | None
    google: GoogleSettings | None
    development: Path | None
    jobs_function: str

    @property
    def is_local(self) -> bool:
        """Whether the address is this machine's own, which no phone can reach."""
        return is_own_machine(self.url)

    @property
    def is_https(self) -> bool:
        """Whether it is served as phones want it."""
        return urlsplit(self.url).scheme == "https"


def is_own_machine(url: str) -> bool:
    """Whether the address leads to the very machine that asks, whichever that is."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


_KINDS = {
    "POINCON_STORE": ("sqlite", "dynamodb"),
    "POINCON_PUBLISHED": ("folder", "s3"),
    "POINCON_MAIL": ("folder", "ses"),
}
_PLACES = ("dynamodb", "folder", "s3")
"""Kinds that are nowhere without a place; SQLite without one lives in memory."""

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[^\s/?#@:\\\[\]]+)(:[0-9]+)?", flags=re.IGNORECASE)
"""Scheme, host and port: to this address paths are appended, and it stands on every card."""


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings; raises ``BadConfiguration`` naming every variable that is wrong."""
    errors: list[dict[str, str]] = []
    text = _Reader(environment, errors)
    settings = Settings(
        keys=_keys(text),
        url=_address(text),
        store=_place(text, "POINCON_STORE"),
        published=_place(text, "POINCON_PUBLISHED"),
        mail=_place(text, "POINCON_MAIL"),
        sender=_sender(text),
        site=Path(text.optional("POINCON_SITE") or Path(__file__).parent.parent / "site"),
        apple=_apple(_Reader(environment, [])),
        google=_google(text),
        development=Path(folder) if (folder := text.optional("POINCON_DEVELOPMENT")) else None,
        jobs_function=text.optional("POINCON_JOBS_FUNCTION"),
    )
    if errors:
        raise BadConfiguration(errors=errors)
    return settings


class _Reader:
    def __init__(self, environment: Mapping[str, str], errors: list[dict[str, str]]) -> None:
        self._environment = environment
        self.errors = errors

    def data(self, name: str) -> bytes:
        """The variable's value, or its file's; empty when there is neither."""
        named = self._environment.get(f"{name}_FILE", "")
        if not named:
            return self._environment.get(name, "").strip().encode(errors="surrogateescape")
        try:
            return Path(named).read_bytes()
        except OSError as error:
            self.refuse(
                f"{name}_FILE",
                f"cannot be read: {error.strerror}",
                "name a file that is there and may be read",
            )
            return b""

    def optional(self, name: str) -> str:
        """The same as text."""
        try:
            return self.data(name).decode().strip()
        except UnicodeDecodeError:
            named = f"{name}_FILE" if self._environment.get(f"{name}_FILE") else name
            self.refuse(named, "cannot be read: it is not text", "text in UTF-8")
            return ""

    def required(self, name: str, hint: str) -> str:
        value = self.optional(name)
        if not value:
            self.refuse(name, "is missing", hint)
        return value

    def refuse(self, path: str, reason: str, hint: str) -> None:
        self.errors.append({"path": path, "reason": reason, "hint": hint})


def _keys(text: _Reader) -> Keyring:
    try:
        return Keyring.parse(text.optional("POINCON_SECRETS"))
    except BadConfiguration as wrong:
        text.errors.extend(wrong.facts["errors"])
        return Keyring(0, {})


def _address(text: _Reader) -> str:
    hint = "https://cards.example.org"
    url = text.required("POINCON_URL", hint).rstrip("/")
    if "@" in url:
        text.refuse("POINCON_URL", "cannot hold a name or a password", hint)
    elif url and not _is_origin(url):
        text.refuse("POINCON_URL", f"cannot be {url!r}", hint)
    return url


def _is_origin(url: str) -> bool:
    try:
        return bool(_ORIGIN.fullmatch(url) and urlsplit(url).port != 0)
    except ValueError:  # as for a port or an IPv6 address that is none
        return False


def _sender(text: _Reader) -> str:
    hint = "the address that mails come from, as in cards@example.org"
    sender = text.required("POINCON_SENDER", hint)
    if sender and not is_mail(sender):
        text.refuse("POINCON_SENDER", f"cannot be {sender!r}", hint)
    return sender


def _place(text: _Reader, name: str) -> tuple[str, str]:
    kinds = _KINDS[name]
    hint = " or ".join(f"{kind}:<where>" for kind in kinds)
    kind, _, place = text.required(name, hint).partition(":")
    if kind and kind not in kinds:
        text.refuse(name, f"cannot be {kind!r}", hint)
    elif kind in _PLACES and not place:
        text.refuse(name, f"does not say where: {kind!r}", hint)
    return kind, place


def _apple(text: _Reader) -> AppleSettings | None:
    files = {
        name: text.data(f"POINCON_APPLE_{name}") for name in ("CERTIFICATE", "KEY", "INTERMEDIATE")
    }
    pass_type, team, password = (
        text.optional(f"POINCON_APPLE_{name}") for name in ("PASS_TYPE", "TEAM", "KEY_PASSWORD")
    )
    given = {**files, "PASS_TYPE": pass_type, "TEAM": team}
    if not any(given.values()) and not text.errors:
        return None
    unread = {error["path"].removesuffix("_FILE") for error in text.errors}
    for name in (f"POINCON_APPLE_{name}" for name, value in given.items() if not value):
        if name not in unread:
            text.refuse(name, "is missing", "all five of POINCON_APPLE_… or none")
    return AppleSettings(
        certificate=files["CERTIFICATE"],
        key=files["KEY"],
        intermediate=files["INTERMEDIATE"],
        pass_type=pass_type,
        team=team,
        password=password.encode() or None,
        unread=tuple(text.errors),
    )


def _google(text: _Reader) -> GoogleSettings | None:
    issuer = text.optional("POINCON_GOOGLE_ISSUER")
    account = text.optional("POINCON_GOOGLE_ACCOUNT")
    if bool(issuer) != bool(account):
        missing = "POINCON_GOOGLE_ACCOUNT" if issuer else "POINCON_GOOGLE_ISSUER"
        hint = "both of POINCON_GOOGLE_… or none"
        text.refuse(missing, "is missing", hint)
    return GoogleSettings(issuer=issuer, account=account) if issuer and account else None
