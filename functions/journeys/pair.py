"""Pairing a phone, the till's or the owner's, and keeping it paired.

A single-use code lets a phone in; then it holds an access token of minutes and a refresh
token that turns over at each use. The store knows only hashes of codes and refresh tokens.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.ports import Services
from functions.records import (
    Device,
    NotAllowed,
    Pairing,
    PairingRefused,
    Role,
)
from passes import short_code

CODE_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A pairing code, to be shown once."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """A device and the refresh token that only it knows."""

    device: Device
    refresh_token: str


def offer(
    services: Services, program: str, role: Role, shop: str, life: timedelta = CODE_LIFE
) -> Offer:
    """Make a single-use code; the shop must be one of the program's."""
    shops = services.programs.current(program).shops
    if shop not in {known.id for known in shops}:
        raise NotAllowed()
    expires_at = services.clock() + life
    code = short_code.new()
    services.devices.offer(
        code, Pairing(program=program, role=role, shop=shop, expires_at=expires_at)
    )
    return Offer(code=short_code.shown(code), expires_at=expires_at)


def pair(services: Services, role: Role, code: str, name: str) -> Paired:
    """Use a code up. Raises ``PairingRefused`` for a wrong, used, old one or another role's."""
    typed = short_code.read(code)
    if typed is None:
        raise PairingRefused()
    now = services.clock()
    identity = secrets.token_hex(8)
    refresh = f"{identity}.{secrets.token_urlsafe(32)}"
    draft = Device(
        id=identity, program="", role=role, shop="", name=name, active=True, paired_at=now
    )
    device = services.devices.pair(typed, draft, _hash(refresh), now)
    return Paired(device=device, refresh_token=f"{device.program}.{refresh}")


def renew(services: Services, role: Role, token: str) -> Paired:
    """A new refresh token for the one presented. Raises ``NotAllowed`` or ``DeviceRevoked``."""
    program, identity, rest = (*token.split(".", 2), "", "")[:3]
    if not (program and identity):
        raise NotAllowed()
    following = f"{identity}.{secrets.token_urlsafe(32)}"
    device = services.devices.renew(
        program, identity, _hash(f"{identity}.{rest}"), _hash(following)
    )
    if device.role != role:
        raise NotAllowed()
    return Paired(device=device, refresh_token=f"{program}.{following}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
