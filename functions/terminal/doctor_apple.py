"""What Apple Wallet needs: settings, certificate, chain, a trial pass, the address, the push."""

import shutil
import subprocess
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from functions.journeys.renewal import days_left
from functions.settings import AppleSettings, Settings
from functions.terminal import doctor_address
from functions.terminal.findings import Finding, patiently
from functions.tour.bundle import Bundle
from functions.wallets.apple_identity import load
from functions.wiring import system_clock
from loyalty.errors import BadConfiguration
from passes.apple.bundle import Images, build
from passes.apple.identity import Identity
from passes.apple.push import PushClient
from passes.apple.verification import verify

ROOT_KEY = bytes.fromhex("2bd06947947609fef46b8d2e40a6f7474d7f085e")
"""The key identifier of "Apple Root CA", as each certificate that it issued names it."""

NOBODY = "0" * 64
"""A push token that no phone has."""

FIRST_STEP = "docs/apple.md, step 1: register a Pass Type ID at developer.apple.com"
_RENEW = "renew it: docs/apple.md"
_OWN = "have one made at developer.apple.com: docs/apple.md"
_MADE_ANEW = "have the certificate made anew, with its intermediate: docs/apple.md, steps 3 and 4"
_GENERATIONS = "take G4 from https://www.apple.com/certificateauthority/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Everything that is not in the settings: the time, the web, Apple's push, Apple's root."""

    now: datetime
    web: httpx.Client
    push: Callable[[Identity], PushClient]
    root_key: bytes = ROOT_KEY
    openssl: str | None = None


@contextmanager
def outside() -> Iterator[Outside]:
    """The real one."""
    with httpx.Client(timeout=httpx.Timeout(4, connect=3)) as web:
        yield Outside(
            now=system_clock(),
            web=web,
            push=lambda who: PushClient(who, connect_seconds=2, answer_seconds=2.5),
            openssl=shutil.which("openssl"),
        )


def examine(settings: Settings, around: Outside) -> Iterator[Finding]:
    """One thing after the other; what depends on a thing that is missing is left out."""
    given = settings.apple
    if given is None:
        yield Finding("wrong", "settings", "no certificate from Apple is set", FIRST_STEP)
        return
    identity = yield from _identity(given, around)
    yield doctor_address.named(settings)
    if not settings.is_local:
        url = f"{settings.url}/apple/v1/passes/{given.pass_type}/x"
        yield patiently("address", lambda: doctor_address.asked(url, around.web, around.now))
    if identity:
        yield patiently("push", lambda: pushed(identity, around.push))


def _identity(given: AppleSettings, around: Outside) -> Generator[Finding, None, Identity | None]:
    if given.unread:
        for one in given.unread:
            yield Finding("wrong", "settings", f"{one['path']} {one['reason']}", one["hint"])
        return None
    yield Finding("ok", "settings", f"all are set, for {given.pass_type} of team {given.team}")
    try:
        identity = load(given)
    except BadConfiguration as wrong:
        yield from _wrong(wrong.facts["errors"])
        return None
    if late := identity.out_of_date(around.now):
        yield from _wrong(late)
        return None
    yield certificate(identity)
    yield chain(identity, around.root_key)
    yield ending(identity, around.now)
    yield patiently("trial pass", lambda: trial(identity, around.openssl))
    return identity


def _wrong(errors: Iterable[Mapping[str, str]]) -> Iterator[Finding]:
    for error in errors:
        path = error["path"].removeprefix("apple.")
        yield Finding("wrong", path, error["reason"], error["hint"])


def certificate(identity: Identity) -> Finding:
    """Whose it is, and its key."""
    kind = "RSA" if isinstance(identity.key, rsa.RSAPrivateKey) else "elliptic"
    seen = f"{identity.pass_type_id} of team {identity.team_id}, {kind} {identity.key.key_size}"
    return Finding("ok", "certificate", f"{seen}; the key is its own")


def chain(identity: Identity, root_key: bytes = ROOT_KEY) -> Finding:
    """Which generation of Apple's intermediate issued it, and whether Apple's root issued that."""
    above = identity.intermediate
    seen = f"issued by {generation(above)}, valid until {above.not_valid_after_utc:%Y-%m-%d}"
    if _authority_key(above) == root_key:
        return Finding("ok", "chain", f"{seen}, under Apple’s root")
    if _first(above.issuer, NameOID.ORGANIZATION_NAME) == "Apple Inc.":
        another = _first(above.issuer, NameOID.COMMON_NAME)
        return Finding("warning", "chain", f"{seen}, under another root ({another})", _GENERATIONS)
    return Finding("wrong", "chain", f"{seen}, not under Apple’s root: phones refuse it", _OWN)


def generation(intermediate: x509.Certificate) -> str:
    """As Apple names them: the first has no number, the second has it in its name."""
    name = _first(intermediate.subject, NameOID.COMMON_NAME)
    unit = _first(intermediate.subject, NameOID.ORGANIZATIONAL_UNIT_NAME)
    if not name.startswith("Apple Worldwide Developer Relations"):
        return name or "an authority without a name"
    numbered = name.rpartition(" - ")[2] if " - G" in name else unit
    return f"WWDR {numbered if numbered[:1] == 'G' else 'G1'}"


def ending(identity: Identity, now: datetime) -> Finding:
    """The end of whichever ends first, in days from now."""
    first, end = identity.ends_first, identity.expires_at
    seen = f"the {first} on {end:%Y-%m-%d %H:%M} UTC, in {(end - now).days} days"
    if days_left(end, now) is None:
        return Finding("ok", "ends", seen)
    return Finding("warning", "ends", seen, _RENEW if first == "certificate" else _MADE_ANEW)


def trial(identity: Identity, openssl: str | None = None) -> Finding:
    """A pass of nothing, signed, opened again, and its signature verified: twice if possible."""
    try:
        made = Bundle(build({"formatVersion": 1}, Images.prepare({"icon.png": b""}), identity))
        verify(made.files["manifest.json"], made.files["signature"], identity.leaf)
    except ValueError as error:
        return Finding("wrong", "trial pass", str(error), "tell whoever maintains this program")
    if openssl is None:
        return Finding("ok", "trial pass", "signed and verified")
    said = _second_opinion(openssl, made, identity)
    if said:
        return Finding("warning", "trial pass", f"verified here, but openssl says: {said}")
    return Finding("ok", "trial pass", "signed and verified, by openssl as well")


def pushed(identity: Identity, push: Callable[[Identity], PushClient]) -> Finding:
    """Apple looks at the certificate before it looks at the phone, which there is none."""
    try:
        with closing(push(identity)) as client:
            outcome = client.push(NOBODY)
    except OSError as error:  # of TLS with this key, or of the disk that it passes over
        cure = "is there room on this disk? else make the key and the certificate anew"
        return Finding("wrong", "push", f"cannot be prepared here: {error}", cure)
    if outcome.result == "retry":
        cure = "it may be the network, or Apple: let this machine reach api.push.apple.com:443"
        return Finding("warning", "push", f"cannot be reached now ({outcome.reason})", cure)
    if outcome.result == "misconfigured":
        return Finding("wrong", "push", f"Apple refuses the certificate: {outcome.reason}", _RENEW)
    return Finding("ok", "push", f"Apple takes the certificate ({outcome.reason or 'delivered'})")


def _second_opinion(openssl: str, made: Bundle, identity: Identity) -> str:
    """What openssl has against the signature; empty when it has nothing."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for member in ("manifest.json", "signature"):
            (folder / member).write_bytes(made.files[member])
        (folder / "above.pem").write_bytes(identity.intermediate.public_bytes(Encoding.PEM))
        arguments = (
            "cms -verify -binary -inform DER -in signature -content manifest.json "
            "-CAfile above.pem -partial_chain -purpose any -out verified"
        )
        said = subprocess.run(
            [openssl, *arguments.split()], cwd=folder, capture_output=True, text=True, check=False
        )
    return "" if said.returncode == 0 else said.stderr.strip().partition("\n")[0]


def _authority_key(certificate: x509.Certificate) -> bytes | None:
    try:
        named = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    except (x509.ExtensionNotFound, ValueError):
        return None
    return named.value.key_identifier


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    return next((str(found.value) for found in name.get_attributes_for_oid(oid)), "")
