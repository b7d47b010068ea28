"""Which values of a program differ between two versions of its file, by dotted path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.program import Program

_UNCOMPARED = ("version", "valid_from", "earlier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A rule that is not what it was: its dotted path, ``None`` where it is not there."""

    path: str
    before: str | None
    after: str | None


def changed_rules(old: Program, new: Program) -> tuple[Changed, ...]:
    """Every value that differs, by path; rewards, tiers and the like are matched by their id."""
    before, after = dict(_flat(old, "")), dict(_flat(new, ""))
    paths = [*before, *(path for path in after if path not in before)]
    return tuple(
        Changed(path=path, before=before.get(path), after=after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    )


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every value below one, as text, by dotted path; what is not there is left out."""
    for name, part in _parts(value):
        below = f"{path}.{name}" if path else name
        if is_dataclass(part) or isinstance(part, (Mapping, tuple)):
            yield from _flat(part, below)
        elif part is not None:
            yield below, _text(part)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple):
        for number, part in enumerate(value, start=1):
            yield str(getattr(part, "id", number)), part
    elif isinstance(value, Mapping):
        yield from ((str(key), part) for key, part in value.items())
    else:
        for field in fields(value):
            if field.name not in _UNCOMPARED:
                yield field.name, getattr(value, field.name)


def _text(value: object) -> str:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, frozenset):
        return ", ".join(str(part) for part in sorted(value))
    return str(value)
