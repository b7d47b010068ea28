"""The owner's page as it was last counted: one item a program, which may be thrown away."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from functions.records import KeptOverview
from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Update
from functions.store.items import Attributes
from functions.store.retrying import retrying
from loyalty.entry import CardId, instant, instant_text

LEASE = timedelta(minutes=20)
"""How long a claim holds: longer than a function may run, so that two never count at once."""
SHAPE = 1
"""One more with each change of what is kept: what another version of the code kept is not read."""


class OverviewStore:
    """Fulfils ``ports.Overviews``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def last(self, program: str) -> KeptOverview | None:
        """What is not as it was written counts as not there."""
        found = self._read(program) or {}
        if "said" not in found or found.get("digest") != _digest(found):
            return None
        return KeptOverview(
            at=instant(cast(str, found["at"])),
            said=json.loads(cast(str, found["said"])),
            first=[CardId(card) for card in cast("list[str]", found["first"])],
        )

    def claim(self, program: str, now: datetime) -> str | None:
        """Move on the item as it was read; an answer that was lost is known by its own mark."""
        found = self._read(program) or {}
        held_until = cast("str | None", found.get("held_until"))
        if held_until and now < instant(held_until):
            return None
        claim = secrets.token_hex(8)
        marks: Attributes = {"claim": claim, "held_until": instant_text(now + LEASE)}
        expect = Expect(equals={"claim": found.get("claim")})
        try:
            update = Update(keys.overview(program), set=marks, expect=expect)
            retrying(lambda: self.engine.write(update))
        except Cancelled as lost:
            there = lost.found[0]
            return claim if isinstance(there, dict) and there.get("claim") == claim else None
        return claim

    def keep(self, program: str, claim: str, kept: KeptOverview) -> None:
        """Ends the claim as well."""
        said = json.dumps(kept.said, ensure_ascii=False, separators=(",", ":"))
        item: Item = {"at": instant_text(kept.at), "said": said, "first": [*kept.first]}
        done: Attributes = {**item, "digest": _digest(item), "held_until": None}
        expect = Expect(equals={"claim": claim})
        update = Update(keys.overview(program), set=done, expect=expect)
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return  # it took so long that somebody else is at it

    def _read(self, program: str) -> Item | None:
        return retrying(lambda: self.engine.get(keys.overview(program)))


def _digest(item: Item) -> str:
    written: list[Any] = [SHAPE, *(item.get(name) for name in ("at", "said", "first"))]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()
