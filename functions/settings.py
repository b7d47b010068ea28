"""Settings: read once, from a mapping that is given, with every error named at once.

``docs/operating.md`` describes each one. A value may come from a file, named by the same variable
with ``_FILE`` behind it, or from AWS's Parameter Store, with ``_PARAMETER``. What is wrong with
Apple's stops no start: tills scan without it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from functions import sources
from functions.sources import Fetch, Reader
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
    ``("sqlite", "var/poincon.db")``, and so is ``exports`` where one is named. Without ``apple``
    or ``google`` a development identity stands in, kept in ``development`` where that folder is
    given.
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
    exports: tuple[str, str] | None
    jobs_function: str
    stage: str
    """What the metrics are told apart by; without one there are none."""

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
    "POINCON_EXPORTS": ("folder", "s3"),
}
_PLACES = ("dynamodb", "folder", "s3")
"""Kinds that are nowhere without a place; SQLite without one lives in memory."""

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[^\s/?#@:\\\[\]]+)(:[0-9]+)?", flags=re.IGNORECASE)
"""Scheme, host and port: to this address paths are appended, and it stands on every card."""

_STAGE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def read(environment: Mapping[str, str], fetch: Fetch | None = None) -> Settings:
    """Read the settings; raises ``BadConfiguration`` naming every variable that is wrong.

    ``fetch`` asks Parameter Store, where any of them is kept there.
    """
    errors: list[dict[str, str]] = []
    kept = sources.kept(environment, fetch or sources.aws())
    text = Reader(environment, kept, errors)
    settings = Settings(
        keys=_keys(text),
        url=_address(text),
        store=_place(text, "POINCON_STORE"),
        published=_place(text, "POINCON_PUBLISHED"),
        mail=_place(text, "POINCON_MAIL"),
        sender=_sender(text),
        site=Path(text.optional("POINCON_SITE") or Path(__file__).parent.parent / "site"),
        apple=_apple(Reader(environment, kept, [])),
        google=_google(text),
        development=Path(folder) if (folder := text.optional("POINCON_DEVELOPMENT")) else None,
        exports=_exports(text),
        jobs_function=text.optional("POINCON_JOBS_FUNCTION"),
        stage=_stage(text),
    )
    _refuse_shown(text, settings)
    if errors:
        raise BadConfiguration(errors=errors)
    return settings


def _keys(text: Reader) -> Keyring:
    try:
        return Keyring.parse(text.optional("POINCON_SECRETS"))
    except BadConfiguration as wrong:
        text.wrong("POINCON_SECRETS", wrong.facts["errors"])
        return Keyring(0, {})


def _address(text: Reader) -> str:
    hint = "https://cards.example.org"
    url = text.required("POINCON_URL", hint).rstrip("/")
    if "@" in url:
        text.refuse("POINCON_URL", "cannot hold a name or a password", hint)
    elif url and not _is_origin(url):
        text.refuse("POINCON_URL", f"cannot be {text.shown('POINCON_URL', url)}", hint)
    return url


def _is_origin(url: str) -> bool:
    try:
        return bool(_ORIGIN.fullmatch(url) and urlsplit(url).port != 0)
    except ValueError:  # as for a port or an IPv6 address that is none
        return False


def _sender(text: Reader) -> str:
    hint = "the address that mails come from, as in cards@example.org"
    sender = text.required("POINCON_SENDER", hint)
    if sender and not is_mail(sender):
        text.refuse("POINCON_SENDER", f"cannot be {text.shown('POINCON_SENDER', sender)}", hint)
    return sender


def _place(text: Reader, name: str) -> tuple[str, str]:
    kinds = _KINDS[name]
    hint = " or ".join(f"{kind}:<where>" for kind in kinds)
    kind, _, place = text.required(name, hint).partition(":")
    if kind and kind not in kinds:
        text.refuse(name, f"cannot be {text.shown(name, kind)}", hint)
    elif kind in _PLACES and not place:
        text.refuse(name, f"does not say where: {text.shown(name, kind)}", hint)
    return kind, place


def _stage(text: Reader) -> str:
    stage, hint = text.optional("POINCON_STAGE"), "a word, as in production"
    if stage and not _STAGE.fullmatch(stage):
        text.refuse("POINCON_STAGE", f"cannot be {text.shown('POINCON_STAGE', stage)}", hint)
    return stage


def _exports(text: Reader) -> tuple[str, str] | None:
    name = "POINCON_EXPORTS"
    if not text.optional(name):
        return None
    kind, place = _place(text, name)
    if kind == "s3" and "/" in place:
        text.refuse(
            name, f"cannot be {text.shown(name, place)}", "a bucket of its own, by its name alone"
        )
    return kind, place


def _refuse_shown(text: Reader, settings: Settings) -> None:
    """There are names in an export, and anybody may fetch a picture."""
    if settings.exports and _is_within(settings.exports, settings.published):
        hint = "a place apart: there are names in it"
        text.refuse("POINCON_EXPORTS", "cannot be where pictures are published", hint)


def _is_within(place: tuple[str, str], other: tuple[str, str]) -> bool:
    if place[0] == other[0] == "folder":
        return Path(place[1]).resolve().is_relative_to(Path(other[1]).resolve())
    return place == other


def _apple(text: Reader) -> AppleSettings | None:
    files = {
        name: text.data(f"POINCON_APPLE_{name}") for name in ("CERTIFICATE", "KEY", "INTERMEDIATE")
    }
    pass_type, team, password = (
        text.optional(f"POINCON_APPLE_{name}") for name in ("PASS_TYPE", "TEAM", "KEY_PASSWORD")
    )
    given = {**files, "PASS_TYPE": pass_type, "TEAM": team}
    if not any(given.values()) and not text.errors:
        return None
    for name in (f"POINCON_APPLE_{name}" for name, value in given.items() if not value):
        text.missing(name, "all five of POINCON_APPLE_… or none")
    return AppleSettings(
        certificate=files["CERTIFICATE"],
        key=files["KEY"],
        intermediate=files["INTERMEDIATE"],
        pass_type=pass_type,
        team=team,
        password=password.encode() or None,
        unread=tuple(text.errors),
    )


def _google(text: Reader) -> GoogleSettings | None:
    issuer = text.optional("POINCON_GOOGLE_ISSUER")
    account = text.optional("POINCON_GOOGLE_ACCOUNT")
    if bool(issuer) != bool(account):
        missing = "POINCON_GOOGLE_ACCOUNT" if issuer else "POINCON_GOOGLE_ISSUER"
        text.missing(missing, "both of POINCON_GOOGLE_… or none")
    return GoogleSettings(issuer=issuer, account=account) if issuer and account else None
