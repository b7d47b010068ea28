"""Who signs for Apple: the certificate that was given, what is wrong with it, or a stand-in.

A certificate that is of no use, as after its year, stops nothing else: tills scan, cards online
work, and the owner reads why the wallet waits.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from functions.ports.outside import EXPIRED, INSECURE, MISSING, REFUSED
from functions.settings import AppleSettings, Settings
from functions.wallets.development_keys import apple_identity
from loyalty.errors import BadConfiguration
from passes.apple.identity import Identity

NOT_HTTPS = {
    "path": "POINCON_URL",
    "reason": "is not https, and a pass that carries it is never brought up to date",
    "hint": "serve it over https",
}

log = logging.getLogger("poincon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was given and cannot be used; each of ``reasons`` is a sentence."""

    pass_type_id: str
    code: str
    reasons: tuple[str, ...]


Known: TypeAlias = Identity | Refused


def identity(settings: Settings, now: datetime) -> Known:
    """What the settings give; why it cannot be used is logged, without anything secret."""
    if settings.apple is None:
        return apple_identity(settings.development, now)
    known = _given(settings.apple, settings)
    why = reasons(known, now)
    if why:
        facts = {"code": waiting_for(known, now), "reasons": why}
        log.warning("apple-refused", extra={"facts": facts})
    return known


def load(given: AppleSettings) -> Identity:
    """The certificate that was given; raises ``BadConfiguration`` for what no time mends."""
    if given.unread:
        raise BadConfiguration(errors=list(given.unread))
    return Identity.load(
        given.certificate,
        given.key,
        given.intermediate,
        pass_type_id=given.pass_type,
        team_id=given.team,
        key_password=given.password,
    )


def waiting_for(known: Known, now: datetime) -> str | None:
    """A code for what is missing at that time, which a development certificate always is."""
    if isinstance(known, Refused):
        return known.code
    if known.development:
        return MISSING
    if now >= known.expires_at:
        return EXPIRED
    return REFUSED if now < known.starts_at else None


def reasons(known: Known, now: datetime) -> tuple[str, ...]:
    """What is wrong with it at that time, a sentence each."""
    return known.reasons if isinstance(known, Refused) else _sentences(known.out_of_date(now))


def _given(given: AppleSettings, settings: Settings) -> Known:
    try:
        found = load(given)
    except BadConfiguration as wrong:
        reasons = _sentences(wrong.facts["errors"])
        return Refused(pass_type_id=given.pass_type, code=REFUSED, reasons=reasons)
    if settings.is_https or settings.is_local:
        return found
    reasons = _sentences([NOT_HTTPS])
    return Refused(pass_type_id=given.pass_type, code=INSECURE, reasons=reasons)


def _sentences(errors: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(str(BadConfiguration(errors=errors)).splitlines())
