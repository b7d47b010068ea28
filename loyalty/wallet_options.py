"""What a shop may ask of the wallets beyond its card: where a phone shows it, what it may do."""

import re
from dataclasses import dataclass

MOST_ACTIONS = 2
"""So many featured actions fit on a pass."""

_COORDINATES = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]+)?)\s*,\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on the earth, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button of the wallet's own that leads somewhere; ``url`` is https."""

    id: str
    type: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nfc:
    """What a reader at the counter is told; only certificates that Apple allows it may have one.

    ``public_key`` is an ECDH P-256 key, DER in base64, as Apple's page asks for.
    """

    public_key: str
    needs_unlocking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletOptions:
    """``nearby_metres``: how near a shop its card comes up by itself; ``None``: Apple decides."""

    sharing_prohibited: bool = False
    nearby_metres: int | None = None
    actions: tuple[Action, ...] = ()
    nfc: Nfc | None = None


NO_OPTIONS = WalletOptions()


def place(text: str) -> Place | None:
    """Read "48.8566, 2.3522", as maps copy it; ``None`` for what is no point on the earth."""
    found = _COORDINATES.fullmatch(text.strip())
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Place(latitude=latitude, longitude=longitude)
