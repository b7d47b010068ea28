"""One at a time: a claim on an item, which runs out by itself if whoever has it dies.

An item that is claimed has ``claim``, by which whoever holds it is known, and ``held_until``.
"""

import secrets
from datetime import datetime, timedelta
from typing import cast

from functions.store.engine import Cancelled, Engine, Expect, Item, Key, Update
from functions.store.items import Attributes
from functions.store.retrying import retrying
from loyalty.entry import instant, instant_text

LEASE = timedelta(minutes=20)
"""How long a claim holds: longer than a function may run, so that two are never at one thing."""


def take(engine: Engine, key: Key, found: Item | None, now: datetime) -> str | None:
    """The claim on the item as it was ``found``; an answer that was lost is known by it.

    ``None``: somebody holds it, or was quicker.
    """
    held_until = cast("str | None", (found or {}).get("held_until"))
    if held_until and now < instant(held_until):
        return None
    claim = secrets.token_hex(8)
    marks: Attributes = {"claim": claim, "held_until": instant_text(now + LEASE)}
    update = Update(key, set=marks, expect=Expect(equals={"claim": (found or {}).get("claim")}))
    try:
        retrying(lambda: engine.write(update))
    except Cancelled as lost:
        there = lost.found[0]
        return claim if isinstance(there, dict) and there.get("claim") == claim else None
    return claim


def note(engine: Engine, key: Key, claim: str, attributes: Attributes) -> None:
    """Written while the claim is the last one that was made; else somebody else is at it."""
    update = Update(key, set=attributes, expect=Expect(equals={"claim": claim}))
    try:
        retrying(lambda: engine.write(update))
    except Cancelled:
        return


def release(engine: Engine, key: Key, claim: str, attributes: Attributes | None = None) -> None:
    """Noted, and from now on anybody may claim it."""
    note(engine, key, claim, {**(attributes or {}), "held_until": None})
