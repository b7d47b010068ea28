"""Who has entered a PIN at a till: a token for that very till, in a header of its own.

It says no more than that, and which PIN it was; whether the person still works there and has no
other one is asked when they answer for something.
"""

import secrets
from datetime import datetime, timedelta

from functions.failures import NotAllowed
from functions.journeys.pair import tills_before
from functions.ports import Services
from functions.records import Device, SignedIn
from functions.web import signed
from loyalty.entry import instant, instant_text
from passes.keyring import Keyring

HEADER = "Staff"
LIFE = timedelta(hours=12)
_APART = timedelta(minutes=1)
"""So far may clocks be apart: two servers', or a phone's that is set while it is offline."""
_AUDIENCE = "staff"
_USE = signed.Use(
    purpose="staff-token", type="staff+jwt", life=LIFE, claims=("jti", "sub", "dev", "prg", "pin")
)


def issue(keys: Keyring, device: Device, who: SignedIn, now: datetime) -> str:
    """A token for that person at that till."""
    claims = {
        "sub": who.staff,
        "pin": instant_text(who.pin_at),
        "dev": device.id,
        "prg": device.program,
        "jti": secrets.token_hex(8),
    }
    return signed.sign(keys, _USE, _AUDIENCE, claims, now)


def signed_in(services: Services, device: Device, token: str, at: datetime) -> SignedIn | None:
    """Who was signed in at this till then, or at the one that its phone was then.

    ``None`` for no token, one that was old by then or not made yet, or any other till's.
    """
    try:
        claims = signed.read(services.keys, _USE, _AUDIENCE, token, at)
    except NotAllowed:
        return None
    is_made = claims["iat"] <= (at + _APART).timestamp()
    if not is_made or claims["prg"] != device.program:
        return None
    if claims["dev"] != device.id:
        before = tills_before(services, device, at)
        if claims["dev"] not in {till.id for till in before}:
            return None
    return SignedIn(staff=str(claims["sub"]), pin_at=instant(claims["pin"]))
