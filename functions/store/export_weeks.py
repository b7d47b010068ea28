"""Which week's export is kept: one item a program, claimed by a conditional write."""

from datetime import datetime
from typing import cast

from functions.store import claims, keys
from functions.store.engine import Engine, Item
from functions.store.items import Attributes
from functions.store.retrying import retrying
from loyalty.entry import instant, instant_text


class ExportWeekStore:
    """Fulfils ``ports.ExportWeeks``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def claim(self, program: str, week: str, now: datetime) -> str | None:
        """The last week that was kept is in the item that is claimed."""
        found = self._read(program)
        if found and cast(str, found.get("week", "")) >= week:
            return None
        return claims.take(self.engine, keys.export(program), found, now)

    def kept(self, program: str, week: str, claim: str, at: datetime) -> None:
        """Ends the claim as well."""
        done: Attributes = {"week": week, "kept_at": instant_text(at)}
        claims.release(self.engine, keys.export(program), claim, done)

    def wait(self, program: str, claim: str, until: datetime) -> None:
        """The claim goes on holding, with nobody behind it."""
        held: Attributes = {"held_until": instant_text(until)}
        claims.note(self.engine, keys.export(program), claim, held)

    def release(self, program: str, claim: str) -> None:
        """The week is as it was."""
        claims.release(self.engine, keys.export(program), claim)

    def last(self, program: str) -> tuple[str, datetime] | None:
        """Of the same item."""
        found = self._read(program)
        if not found or "week" not in found:
            return None
        return cast(str, found["week"]), instant(cast(str, found["kept_at"]))

    def _read(self, program: str) -> Item | None:
        return retrying(lambda: self.engine.get(keys.export(program)))
