"""Which week's export is kept: one item a program, claimed by a conditional write."""

import secrets
from datetime import datetime, timedelta
from typing import cast

from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Update
from functions.store.items import Attributes
from functions.store.retrying import retrying
from loyalty.entry import instant, instant_text

LEASE = timedelta(minutes=20)
"""How long a claim holds: longer than a function may run, so that two never write one export."""


class ExportWeekStore:
    """Fulfils ``ports.ExportWeeks``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def claim(self, program: str, week: str, now: datetime) -> str | None:
        """Move on the item as it was read; an answer that was lost is known by its own mark."""
        found = self._read(program)
        if found and not _is_free(found, week, now):
            return None
        claim = secrets.token_hex(8)
        marks: Attributes = {"claim": claim, "held_until": instant_text(now + LEASE)}
        expect = Expect(equals={"claim": found["claim"]}) if found else Expect(absent=True)
        update = Update(keys.export(program), set=marks, expect=expect)
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled as lost:
            there = lost.found[0]
            is_ours = isinstance(there, dict) and there.get("claim") == claim
            return claim if is_ours else None
        return claim

    def kept(self, program: str, week: str, claim: str, at: datetime) -> None:
        """Ends the claim as well."""
        done: Attributes = {"week": week, "kept_at": instant_text(at), "held_until": None}
        self._update(program, claim, done)

    def wait(self, program: str, claim: str, until: datetime) -> None:
        """The claim goes on holding, with nobody behind it."""
        self._update(program, claim, {"held_until": instant_text(until)})

    def last(self, program: str) -> tuple[str, datetime] | None:
        """Of the same item."""
        found = self._read(program)
        if not found or "week" not in found:
            return None
        return cast(str, found["week"]), instant(cast(str, found["kept_at"]))

    def _read(self, program: str) -> Item | None:
        return retrying(lambda: self.engine.get(keys.export(program)))

    def _update(self, program: str, claim: str, attributes: Attributes) -> None:
        expect = Expect(equals={"claim": claim})
        update = Update(keys.export(program), set=attributes, expect=expect)
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return  # it took so long that somebody else is at it


def _is_free(found: Item, week: str, now: datetime) -> bool:
    if cast(str, found.get("week", "")) >= week:
        return False
    held_until = cast("str | None", found.get("held_until"))
    return held_until is None or now >= instant(held_until)
