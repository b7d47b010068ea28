"""The owner's page as it was last counted: one item a program, which may be thrown away."""

import hashlib
import json
from datetime import datetime
from typing import Any, cast

from functions.records import KeptOverview
from functions.store import claims, keys
from functions.store.engine import Engine, Item
from functions.store.items import Attributes
from functions.store.retrying import retrying
from loyalty.entry import CardId, instant, instant_text

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
        """Of the item with what was counted last."""
        return claims.take(self.engine, keys.overview(program), self._read(program), now)

    def keep(self, program: str, claim: str, kept: KeptOverview) -> None:
        """Ends the claim as well."""
        said = json.dumps(kept.said, ensure_ascii=False, separators=(",", ":"))
        item: Item = {"at": instant_text(kept.at), "said": said, "first": [*kept.first]}
        done: Attributes = {**item, "digest": _digest(item)}
        claims.release(self.engine, keys.overview(program), claim, done)

    def release(self, program: str, claim: str) -> None:
        """What was counted last stays."""
        claims.release(self.engine, keys.overview(program), claim)

    def _read(self, program: str) -> Item | None:
        return retrying(lambda: self.engine.get(keys.overview(program)))


def _digest(item: Item) -> str:
    written: list[Any] = [SHAPE, *(item.get(name) for name in ("at", "said", "first"))]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()
