"""What one reading of a program file shares: its languages, and what was found wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from loyalty.errors import BadConfiguration
from loyalty.language import Language

_SO_LARGE = 10**18
_LONGEST = 60


@dataclass(slots=True, kw_only=True)
class Reading:
    """Errors are noted and not raised, one for each place, so that all are told at once.

    ``languages`` are the program's, empty as long as they are not known.
    """

    languages: tuple[Language, ...] = ()
    errors: dict[str, dict[str, str]] = field(default_factory=dict)

    def wrong(self, path: str, reason: str, hint: str) -> None:
        """Note an error; the first one of a place stands."""
        self.errors.setdefault(path, {"path": path, "reason": reason, "hint": hint})

    def refuse_if_wrong(self) -> None:
        """Raise ``BadConfiguration`` when anything was wrong."""
        if self.errors:
            raise BadConfiguration(errors=list(self.errors.values()))


def shown(value: Any) -> str:
    """A value as an error repeats it: short, and whatever it is."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if abs(value) < _SO_LARGE else "so large a number"
    if isinstance(value, str):
        return repr(_cut(value))
    if isinstance(value, date | time):
        return "a date or a time without quotes"
    if isinstance(value, list | Mapping):
        return "a list" if isinstance(value, list) else "a table"
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
