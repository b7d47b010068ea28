"""Signed texts (JWT) with one algorithm and every claim required, after RFC 8725.

The algorithm is fixed, audience and issuer are checked, the key is one of an allow-list of numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from functions.failures import NotAllowed
from passes.keyring import Keyring

_ISSUER = "poincon"
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a kind of token is for: its key's purpose, its type, how long it is good, its claims."""

    purpose: str
    type: str
    life: timedelta
    claims: tuple[str, ...]


def sign(keys: Keyring, use: Use, audience: str, claims: Mapping[str, Any], now: datetime) -> str:
    """A token with these claims, good from now on for its life."""
    every = {
        "iss": _ISSUER,
        "aud": audience,
        "iat": int(now.timestamp()),
        "exp": int((now + use.life).timestamp()),
        **claims,
    }
    headers = {"kid": str(keys.current), "typ": use.type}
    return jwt.encode(every, keys.current_key(use.purpose), algorithm=_ALGORITHM, headers=headers)


def read(keys: Keyring, use: Use, audience: str, token: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that is good now; raises ``NotAllowed``."""
    try:
        header = jwt.get_unverified_header(token)
        kid = str(header.get("kid", ""))
        key = keys.key(use.purpose, int(kid)) if kid.isdecimal() else None
        if key is None or header.get("typ") != use.type:
            raise NotAllowed()
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=audience,
            issuer=_ISSUER,
            options={
                "require": ["aud", "exp", "iat", "iss", *use.claims],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except (jwt.InvalidTokenError, ValueError):
        raise NotAllowed() from None
    is_sound = isinstance(claims["iat"], int) and isinstance(claims["exp"], int)
    if not is_sound or now.timestamp() >= claims["exp"]:
        raise NotAllowed()
    return claims
