"""PINs: four digits that the house makes, and what is kept of them.

Ten thousand guesses find any PIN, so a hash alone would keep nothing secret: the PIN goes through
HMAC with a key that is not in the store, and then through scrypt with a salt of its own. What is
kept names the secret and the cost, so that either can change.
"""

import hashlib
import hmac
import secrets
from itertools import pairwise

from passes.keyring import Keyring

DIGITS = 4
_PURPOSE = "staff-pin"
_COST = "14,8,1"
"""Of scrypt: the logarithm of n, r and p. 16 MB and some 50 ms for each try."""
_MOST_BYTES = 64 * 1024 * 1024


def new() -> str:
    """A PIN that nobody tries first."""
    while True:
        pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if not _is_obvious(pin):
            return pin


def kept(keys: Keyring, pin: str) -> str:
    """What the store keeps of a PIN."""
    return _kept(keys.current_key(_PURPOSE), keys.current, pin, _COST, secrets.token_hex(16))


def is_right(keys: Keyring, pin: str, known: str) -> bool:
    """Whether that was kept of this PIN; where nothing was kept, that takes as long to say."""
    kid, cost, salt, _ = (*known.split("$"), "", "", "", "")[:4]
    key = keys.key(_PURPOSE, int(kid)) if kid.isdecimal() else None
    if key is None:
        kept(keys, pin)
        return False
    return hmac.compare_digest(_kept(key, int(kid), pin, cost, salt), known)


def is_of_today(keys: Keyring, known: str) -> bool:
    """Whether it was kept under the current secret, at today's cost."""
    return known.startswith(f"{keys.current}${_COST}$")


def _kept(key: bytes, kid: int, pin: str, cost: str, salt: str) -> str:
    log_n, r, p = map(int, cost.split(","))
    hashed = hashlib.scrypt(
        hmac.digest(key, pin.encode(), hashlib.sha256),
        salt=bytes.fromhex(salt),
        n=2**log_n,
        r=r,
        p=p,
        maxmem=_MOST_BYTES,
        dklen=32,
    )
    return f"{kid}${cost}${salt}${hashed.hex()}"


def _is_obvious(pin: str) -> bool:
    """One digit, or a run as 1234 and 8642; or twice the same as 1212."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return len(steps) == 1 or pin[: DIGITS // 2] == pin[DIGITS // 2 :]
