"""Access tokens of paired devices, minutes long; beside them, the token of an Apple pass."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.failures import NotAllowed
from functions.ports import ApplePasses
from functions.records import Device, Role
from functions.web import signed
from passes.keyring import Keyring

LIFE = timedelta(minutes=15)
_USE = signed.Use(
    purpose="access-token", type="at+jwt", life=LIFE, claims=("jti", "sub", "prg", "shp")
)


def issue(keys: Keyring, device: Device, now: datetime) -> str:
    """A token for that device, good for ``LIFE``."""
    claims = {
        "sub": device.id,
        "prg": device.program,
        "shp": device.shop,
        "jti": secrets.token_hex(8),
    }
    return signed.sign(keys, _USE, device.role, claims, now)


def check(keys: Keyring, role: Role, authorization: str, now: datetime) -> Device:
    """The device that a ``Bearer`` header speaks for; raises ``NotAllowed``."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAllowed()
    return _device(role, signed.read(keys, _USE, role, token, now), now)


def check_pass(apple: ApplePasses, path: Mapping[str, str], authorization: str) -> None:
    """Raise ``NotAllowed`` unless the header carries this very pass's token."""
    scheme, _, token = authorization.partition(" ")
    right_type = path["pass_type"] == apple.pass_type
    if scheme != "ApplePass" or not apple.knows(path["serial"], token) or not right_type:
        raise NotAllowed()


def _device(role: Role, claims: Mapping[str, Any], now: datetime) -> Device:
    return Device(
        id=str(claims["sub"]),
        program=str(claims["prg"]),
        role=role,
        shop=str(claims["shp"]),
        name="",
        active=True,
        paired_at=datetime.fromtimestamp(claims["iat"], tz=now.tzinfo),
    )
