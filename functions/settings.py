"""Settings: read once, from a mapping that is given, with every error named at once.

``docs/operating.md`` describes each one. A value that is secret may come from a file, named
by the same variable with ``_FILE`` behind it.
"""

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

    ``password`` is the key's, where it is locked.
    """

    certificate: bytes = field(repr=False)
    key: bytes = field(repr=False)
    intermediate: bytes = field(repr=False)
    pass_type: str
    team: str
    password: bytes | None = field(default=None, repr=False)


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
        return urlsplit(self.url).hostname in ("127.0.0.1", "localhost", "::1")


_KINDS = {
    "POINCON_STORE": ("sqlite", "dynamodb"),
    "POINCON_PUBLISHED": ("folder", "s3"),
    "POINCON_MAIL": ("folder", "ses"),
}
_PLACES = ("dynamodb", "folder", "s3")
"""Kinds that are nowhere without a place; SQLite without one lives in memory."""

_APPLE = ("CERTIFICATE", "KEY", "INTERMEDIATE", "PASS_TYPE", "TEAM")


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
        apple=_apple(text),
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

    def optional(self, name: str) -> str:
        """The variable's value, or its file's; empty when there is neither."""
        named = self._environment.get(f"{name}_FILE", "")
        if not named:
            return self._environment.get(name, "").strip()
        try:
            return Path(named).read_text(encoding="utf-8").strip()
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
        except UnicodeDecodeError:
            reason = "cannot be read: it is not text"
        self.errors.append({"path": f"{name}_FILE", "reason": reason, "hint": "a text file"})
        return ""

    def required(self, name: str, hint: str) -> str:
        value = self.optional(name)
        if not value:
            self.errors.append({"path": name, "reason": "is missing", "hint": hint})
        return value


def _keys(text: _Reader) -> Keyring:
    try:
        return Keyring.parse(text.optional("POINCON_SECRETS"))
    except BadConfiguration as wrong:
        text.errors.extend(wrong.facts["errors"])
        return Keyring(0, {})


def _address(text: _Reader) -> str:
    hint = "https://cards.example.org"
    url = text.required("POINCON_URL", hint).rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path):
        text.errors.append({"path": "POINCON_URL", "reason": f"cannot be {url!r}", "hint": hint})
    return url


def _sender(text: _Reader) -> str:
    hint = "the address that mails come from, as in cards@example.org"
    sender = text.required("POINCON_SENDER", hint)
    if sender and not is_mail(sender):
        wrong = {"path": "POINCON_SENDER", "reason": f"cannot be {sender!r}", "hint": hint}
        text.errors.append(wrong)
    return sender


def _place(text: _Reader, name: str) -> tuple[str, str]:
    kinds = _KINDS[name]
    hint = " or ".join(f"{kind}:<where>" for kind in kinds)
    kind, _, place = text.required(name, hint).partition(":")
    if kind and kind not in kinds:
        text.errors.append({"path": name, "reason": f"cannot be {kind!r}", "hint": hint})
    elif kind in _PLACES and not place:
        text.errors.append({"path": name, "reason": f"does not say where: {kind!r}", "hint": hint})
    return kind, place


def _apple(text: _Reader) -> AppleSettings | None:
    values = {name: text.optional(f"POINCON_APPLE_{name}") for name in _APPLE}
    password = text.optional("POINCON_APPLE_KEY_PASSWORD")
    if not any(values.values()):
        return None
    for name, value in values.items():
        if not value:
            hint = "all five of POINCON_APPLE_… or none"
            text.errors.append(
                {"path": f"POINCON_APPLE_{name}", "reason": "is missing", "hint": hint}
            )
    return AppleSettings(
        certificate=values["CERTIFICATE"].encode(),
        key=values["KEY"].encode(),
        intermediate=values["INTERMEDIATE"].encode(),
        pass_type=values["PASS_TYPE"],
        team=values["TEAM"],
        password=password.encode() or None,
    )


def _google(text: _Reader) -> GoogleSettings | None:
    issuer = text.optional("POINCON_GOOGLE_ISSUER")
    account = text.optional("POINCON_GOOGLE_ACCOUNT")
    if bool(issuer) != bool(account):
        missing = "POINCON_GOOGLE_ACCOUNT" if issuer else "POINCON_GOOGLE_ISSUER"
        hint = "both of POINCON_GOOGLE_… or none"
        text.errors.append({"path": missing, "reason": "is missing", "hint": hint})
    return GoogleSettings(issuer=issuer, account=account) if issuer and account else None
