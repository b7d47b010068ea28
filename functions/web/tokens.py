"""Access tokens of paired devices: minutes long, one algorithm, every claim required.

After RFC 8725: algorithm fixed, audience and issuer checked, key by an allow-list of numbers.
Beside them, the token of an Apple pass.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import jwt

from functions.failures import NotAllowed
from functions.ports import ApplePasses
from functions.records import Device, Role
from passes.keyring import Keyring

LIFE = timedelta(minutes=15)
_ISSUER = "poincon"
_ALGORITHM = "HS256"
_REQUIRED = ["aud", "exp", "iat", "iss", "jti", "sub", "prg", "shp"]


def issue(keys: Keyring, device: Device, now: datetime) -> str:
    """A token for that device, good for ``LIFE``."""
    claims = {
        "iss": _ISSUER,
        "aud": device.role,
        "sub": device.id,
        "prg": device.program,
        "shp": device.shop,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
        "jti": secrets.token_hex(8),
    }
    key = keys.current_key("access-token")
    headers = {"kid": str(keys.current), "typ": "at+jwt"}
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers=headers)


def check(keys: Keyring, role: Role, authorization: str, now: datetime) -> Device:
    """The device that a ``Bearer`` header speaks for; raises ``NotAllowed``."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAllowed()
    try:
        header = jwt.get_unverified_header(token)
        kid = str(header.get("kid", ""))
        key = keys.key("access-token", int(kid)) if kid.isdecimal() else None
        if key is None or header.get("typ") != "at+jwt":
            raise NotAllowed()
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=role,
            issuer=_ISSUER,
            options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
        )
    except (jwt.InvalidTokenError, ValueError):
        raise NotAllowed() from None
    return _device(role, claims, now)


def check_pass(apple: ApplePasses, path: Mapping[str, str], authorization: str) -> None:
    """Raise ``NotAllowed`` unless the header carries this very pass's token."""
    scheme, _, token = authorization.partition(" ")
    right_type = path["pass_type"] == apple.pass_type
    if scheme != "ApplePass" or not apple.knows(path["serial"], token) or not right_type:
        raise NotAllowed()


def _device(role: Role, claims: dict[str, object], now: datetime) -> Device:
    issued, expires = claims["iat"], claims["exp"]
    if not isinstance(issued, int) or not isinstance(expires, int):
        raise NotAllowed()
    if now.timestamp() >= expires:
        raise NotAllowed()
    return Device(
        id=str(claims["sub"]),
        program=str(claims["prg"]),
        role=role,
        shop=str(claims["shp"]),
        name="",
        active=True,
        paired_at=datetime.fromtimestamp(issued, tz=now.tzinfo),
    )
