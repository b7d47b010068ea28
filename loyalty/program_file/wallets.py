"""What a program file asks of the wallets: ``[wallet]``, and where a shop is."""

import base64
import re

from loyalty.program_file.reader import Table
from loyalty.wallet_options import MOST_ACTIONS, Action, Nfc, Place, WalletOptions, place

ACTION_TYPES = ("membershipBenefits",)
_P256 = "301306072a8648ce3d020106082a8648ce3d030107"
_KEYS = {
    bytes.fromhex(f"3039{_P256}03220002"): 59,
    bytes.fromhex(f"3039{_P256}03220003"): 59,
    bytes.fromhex(f"3059{_P256}03420004"): 91,
}
"""How a SubjectPublicKeyInfo of P-256 begins, and how long it is: its point compressed, or whole.

https://datatracker.ietf.org/doc/html/rfc5480#section-2
"""

_ADDRESS = re.compile(r"https://[^\s/?#]+\.[^\s]+")


def options(table: Table) -> WalletOptions:
    """``[wallet]``: what the pass may do beyond showing itself."""
    actions = table.each("actions", _action)
    if len(actions) > MOST_ACTIONS:
        table.wrong("actions", f"are {len(actions)}", f"{MOST_ACTIONS} at most")
    return WalletOptions(
        sharing_prohibited=table.flag("sharing_prohibited", False),
        nearby_metres=table.maybe_whole("nearby_metres", 10, 5000),
        actions=actions,
        nfc=table.maybe("nfc", _nfc),
    )


def position(table: Table) -> Place | None:
    """Where a shop is; ``None`` where its file does not say."""
    if not table.has("position"):
        return None
    hint = 'degrees as maps give them, as in "48.8566, 2.3522"'
    return table.take("position", str, place, hint, None)


def _action(table: Table) -> Action:
    hint = "https:// and a full name, without spaces: https://carte.example/avantages"
    return Action(
        id=table.id(),
        type=table.choice("type", ACTION_TYPES, ACTION_TYPES[0]),
        url=table.take("url", str, lambda text: _ADDRESS.fullmatch(text) and text, hint, ""),
    )


def _nfc(table: Table) -> Nfc:
    made = "openssl pkey -in key.pem -pubout -outform der | openssl base64 -A"
    hint = f"a whole P-256 public key, DER in base64, as from `{made}`"
    return Nfc(
        public_key=table.take("public_key", str, _public_key, hint, ""),
        needs_unlocking=table.flag("needs_unlocking", False),
    )


def _public_key(text: str) -> str | None:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return text if _KEYS.get(key[:27]) == len(key) else None
