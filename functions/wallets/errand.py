"""What is said to whoever is woken for one card: names, never anything of the card's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.entry import CardId, instant, instant_text

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A card whose wallets are to be told; ``until`` names the claim that was made for it."""

    program: str
    card: CardId
    until: datetime | None

    def event(self, command: str) -> dict[str, str]:
        """As an event for the jobs function, with the job that it is for."""
        until = {"until": instant_text(self.until)} if self.until else {}
        return {"command": command, "program": self.program, "card": self.card, **until}

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "Errand | None":
        """What an event asks for; ``None`` where it is none of ours."""
        program, card, until = (event.get(name) for name in ("program", "card", "until"))
        if not (_is(_NAME, program) and _is(_NAME, card)):
            return None
        if not (until is None or _is(_INSTANT, until)):
            return None
        try:
            return cls(
                program=str(program),
                card=CardId(str(card)),
                until=instant(str(until)) if until else None,
            )
        except ValueError:  # the 31st of February
            return None


def _is(pattern: re.Pattern[str], text: object) -> bool:
    return isinstance(text, str) and pattern.fullmatch(text) is not None
