"""Pairing a phone, the till's or the owner's, and keeping it paired.

A single-use code lets a phone in; then it holds an access token of minutes and a refresh
token that turns over at each use. The store knows only hashes of codes and refresh tokens.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.failures import DeviceRevoked, NotAllowed, PairingRefused
from functions.ports import Services
from functions.records import Device, Pairing, Role
from loyalty.errors import NotFound
from passes import short_code

CODE_LIFE = timedelta(minutes=10)
SOONEST = timedelta(seconds=1)
"""Nobody pairs a phone faster: what happened since then is of the till that sends it."""
_PURPOSE = "refresh-token"


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
        raise NotFound()
    expires_at = services.clock() + life
    code = short_code.new()
    services.devices.offer(
        code, Pairing(program=program, role=role, shop=shop, expires_at=expires_at)
    )
    return Offer(code=short_code.shown(code), expires_at=expires_at)


def pair(services: Services, role: Role, code: str, name: str) -> Paired:
    """Use a code up. Raises ``PairingRefused`` for a wrong, used, old one or another role's.

    Every try counts before it is looked up, and too many raise ``TooManyTries``; what is no code
    at all tells a guesser nothing, and does not count.
    """
    typed = short_code.read(code)
    if typed is None:
        raise PairingRefused()
    now = services.clock()
    services.devices.count_try(typed, now)
    identity = secrets.token_hex(8)
    fresh = secrets.token_urlsafe(24)
    draft = Device(
        id=identity, program="", role=role, shop="", name=name, active=True, paired_at=now
    )
    device = services.devices.pair(typed, draft, _hash(fresh), now)
    return Paired(device=device, refresh_token=_sealed(services, device.program, identity, fresh))


def renew(services: Services, role: Role, token: str) -> Paired:
    """A new refresh token for the one presented. Raises ``NotAllowed`` or ``DeviceRevoked``.

    The token's MAC is checked before anything is read: only a token that was once good can be a
    stolen one, and shut its phone out.
    """
    program, identity, presented = (*token.split("."), "", "", "")[:3]
    if not _is_ours(services, token):
        raise NotAllowed()
    if services.devices.get(program, identity).role != role:
        raise NotAllowed()
    fresh = secrets.token_urlsafe(24)
    device = services.devices.renew(
        program, identity, _hash(presented), _hash(fresh), services.clock()
    )
    return Paired(device=device, refresh_token=_sealed(services, program, identity, fresh))


def check_paired(services: Services, device: Device) -> None:
    """Raise ``DeviceRevoked`` where the owner has taken the phone off the list.

    Its access token is good for some minutes more; a write sees it in its transaction, and whatever
    else tells of a card or of who works here asks before.
    """
    if not services.devices.get(device.program, device.id).active:
        raise DeviceRevoked()


def leave(services: Services, device: Device) -> None:
    """Take the phone itself off the list: whoever has it does not want to be a till any more."""
    services.devices.revoke(device.program, device.id)


def tills_before(services: Services, device: Device, at: datetime) -> Sequence[Device]:
    """The tills of the same shop of which this phone may have been one then.

    None where it was paired as this one already: what another till was told or who signed in
    there is good here for what has waited since before the phone was paired anew, and for nothing
    that happens now.
    """
    if services.clock() - at < SOONEST or at >= _paired_at(services, device):
        return ()
    return [
        one
        for one in services.devices.every(device.program)
        if one.id != device.id and (one.role, one.shop) == ("till", device.shop)
    ]


def _paired_at(services: Services, device: Device) -> datetime:
    return services.devices.get(device.program, device.id).paired_at


def _sealed(services: Services, program: str, identity: str, secret: str) -> str:
    body = f"{program}.{identity}.{secret}.{services.keys.current}"
    return f"{body}.{_mac(services.keys.current_key(_PURPOSE), body)}"


def _is_ours(services: Services, token: str) -> bool:
    body, _, mac = token.rpartition(".")
    kid = body.rpartition(".")[2]
    key = services.keys.key(_PURPOSE, int(kid)) if kid.isdecimal() and len(kid) <= 3 else None
    return key is not None and hmac.compare_digest(_mac(key, body).encode(), mac.encode())


def _mac(key: bytes, body: str) -> str:
    return hmac.digest(key, body.encode(), hashlib.sha256)[:16].hex()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
