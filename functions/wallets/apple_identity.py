"""Who signs for Apple: the certificate that was given, what is wrong with it, or a stand-in.

A certificate that is of no use, as after its year, stops nothing else: tills scan, cards online
work, and the owner reads why the wallet waits.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from functions.settings import AppleSettings, Settings
from functions.wallets.development_keys import apple_identity
from loyalty.errors import BadConfiguration
from passes.apple.identity import EXPIRED as EXPIRED_ERROR
from passes.apple.identity import Identity, expiry

MISSING = "apple-certificate-missing"
REFUSED = "apple-certificate-refused"
EXPIRED = "apple-certificate-expired"

log = logging.getLogger("poincon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A certificate that was given and cannot be used; each of ``reasons`` is a sentence."""

    pass_type_id: str
    code: str
    reasons: tuple[str, ...]
    expires_at: datetime | None


Known: TypeAlias = Identity | Refused


def identity(settings: Settings, now: datetime) -> Known:
    """What the settings give; a refusal is logged, without anything secret."""
    if settings.apple is None:
        return apple_identity(settings.development, now)
    try:
        return load(settings.apple, now)
    except BadConfiguration as wrong:
        refused = refusal(settings.apple, wrong)
        log.warning(
            "apple-refused", extra={"facts": {"code": refused.code, "reasons": refused.reasons}}
        )
        return refused


def load(given: AppleSettings, now: datetime) -> Identity:
    """The certificate that was given; raises ``BadConfiguration`` with all that is wrong."""
    return Identity.load(
        given.certificate,
        given.key,
        given.intermediate,
        pass_type_id=given.pass_type,
        team_id=given.team,
        now=now,
        key_password=given.password,
    )


def refusal(given: AppleSettings, wrong: BadConfiguration) -> Refused:
    """What is wrong; expired only where a renewed certificate mends all of it."""
    errors: list[dict[str, str]] = wrong.facts["errors"]
    only_expired = all(error.get("code") == EXPIRED_ERROR for error in errors)
    return Refused(
        pass_type_id=given.pass_type,
        code=EXPIRED if only_expired else REFUSED,
        reasons=tuple(str(wrong).splitlines()),
        expires_at=expiry(given.certificate, given.intermediate),
    )
