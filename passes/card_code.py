"""The code of a card: short, and impossible to guess.

39 characters of base32 hold version (8 bits), key number (8), card id (80) and a MAC (96)
over all of it and the program: a QR of 29 x 29 modules that a phone reads at arm's length.
The MAC is checked before anything is read from the store. It stops guessing, not copying:
cooldown and daily cap answer that.

The same form, with another purpose, is the link to the member's web card, the one that a member
gives to a friend, or what a till is told of a card that it found by a name.

A lost card is replaced by the next **generation** of its code, counted in the upper six bits of the
first byte: whoever holds an older one is told so.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal, TypeAlias

from loyalty.entry import CardId
from loyalty.errors import UnknownCard
from passes.keyring import Keyring

Purpose: TypeAlias = Literal["scan", "card-page", "invitation", "found"]

LENGTH = 39
LATEST_GENERATION = 63
_VERSION = 1
_VERSION_BITS = 2
_ID_BYTES = 10
_MAC_BYTES = 12


@dataclass(frozen=True, slots=True)
class Presented:
    """The card that a code names, and of which generation of its codes that one is."""

    card: CardId
    generation: int = 0


def new_card_id() -> CardId:
    """80 random bits as 16 characters of base32."""
    return CardId(base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode())


def seal(keys: Keyring, purpose: Purpose, program: str, card: CardId, generation: int = 0) -> str:
    """The code of that card for that purpose, made with the current key."""
    first = generation << _VERSION_BITS | _VERSION
    body = bytes([first, keys.current]) + base64.b32decode(card)
    mac = _mac(keys.current_key(purpose), program, body)
    return base64.b32encode(body + mac).decode().rstrip("=")


def unseal(keys: Keyring, purpose: Purpose, program: str, code: str) -> Presented:
    """The card whose code this is; raises ``UnknownCard`` for a malformed or foreign one."""
    try:
        data = base64.b32decode(code.upper() + "=" if len(code) == LENGTH else "?")
    except ValueError:
        raise UnknownCard() from None
    body, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    generation, version = body[0] >> _VERSION_BITS, body[0] % (1 << _VERSION_BITS)
    key = keys.key(purpose, body[1]) if version == _VERSION else None
    if key is None or not hmac.compare_digest(mac, _mac(key, program, body)):
        raise UnknownCard()
    return Presented(CardId(base64.b32encode(body[2:]).decode()), generation)


def _mac(key: bytes, program: str, body: bytes) -> bytes:
    return hmac.digest(key, program.encode() + b"|" + body, hashlib.sha256)[:_MAC_BYTES]
