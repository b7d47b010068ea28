"""The link behind "add to Google Wallet".

The link names an object that the REST service already holds, and carries nothing else: about
800 characters, far from the 1800 at which browsers may cut it, and no name of a person in an
address. The object must exist before the link is opened, or Google shows a general error.
"""

from datetime import datetime
from typing import Any

import jwt

from passes.google.account import Account

SAVE_URL = "https://pay.google.com/gp/v/save/"

_ALGORITHM = "RS256"
_AUDIENCE = "google"


def save_link(account: Account, object_id: str, class_id: str, *, now: datetime) -> str:
    """The address that offers to save that object, signed by the account.

    It has no expiry, so a link in a mail keeps working. ``origins`` stays empty because only
    Google's script button reads it.
    https://developers.google.com/wallet/retail/loyalty-cards/use-cases/jwt
    """
    claims = {
        "iss": account.client_email,
        "aud": _AUDIENCE,
        "typ": "savetowallet",
        "iat": int(now.timestamp()),
        "origins": [],
        "payload": {"loyaltyObjects": [{"id": object_id, "classId": class_id}]},
    }
    return SAVE_URL + jwt.encode(claims, account.key, algorithm=_ALGORITHM)


def decode(link: str, account: Account) -> dict[str, Any]:
    """The claims of a save link, once its signature holds.

    Raises ``ValueError`` for an address that is no save link, and PyJWT's
    ``InvalidTokenError`` for one that is not this account's, or lacks a claim.
    https://developers.google.com/wallet/retail/loyalty-cards/use-cases/jwt
    """
    if not link.startswith(SAVE_URL):
        raise ValueError("not a Google Wallet save link")
    claims: dict[str, Any] = jwt.decode(
        link.removeprefix(SAVE_URL),
        account.public_key,
        algorithms=[_ALGORITHM],
        audience=_AUDIENCE,
        issuer=account.client_email,
        # Whoever made the link chose its instant; it need not be this machine's past.
        options={"require": ["aud", "iat", "iss", "payload", "typ"], "verify_iat": False},
    )
    return claims
