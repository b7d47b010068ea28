"""Eight characters to read out or type when a code cannot be scanned.

Crockford's base32 (https://www.crockford.com/base32.html): no I, L, O or U, case does not
matter, and what looks alike is read alike. 40 random bits: it is looked up, never computed, and
only a paired till may look.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new() -> str:
    """A fresh code, without the hyphen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(text: str) -> str | None:
    """What someone typed, brought to its one form; ``None`` when it is no short code."""
    code = text.upper().translate(_LOOKALIKES)
    known = len(code) == LENGTH and all(character in ALPHABET for character in code)
    return code if known else None


def shown(code: str) -> str:
    """As people see it, in two halves: ``7K3M-9QXT``."""
    return f"{code[:4]}-{code[4:]}"
