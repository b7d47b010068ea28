"""Changing values of a TOML file that people wrote: every comment stays where it is.

For files whose values each stand on one line, as the presets' do. A path is as in the errors
of a program file: ``name``, ``stamps.threshold``, ``rewards[1].points``.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping

_HEADER = re.compile(r"(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?")
_PAIR = re.compile(r"([A-Za-z0-9_-]+)\s*=\s*\S.*")


def with_values(text: str, values: Mapping[str, object]) -> str:
    """The text with these values: ``None`` takes a line out, a new key begins its table.

    Raises ``KeyError`` for a table that is not there.
    """
    missing = dict(values)
    lines: list[str] = []
    headers: dict[str, int] = {}
    seen: Counter[str] = Counter()
    table = ""
    for line in text.splitlines():
        if header := _HEADER.fullmatch(line):
            table = _named(header, seen)
            headers[table] = len(lines)
        elif pair := _PAIR.fullmatch(line):
            path = _path(table, pair[1])
            if path in missing:
                value = missing.pop(path)
                if value is not None:
                    lines.append(_pair(pair[1], value))
                continue
        lines.append(line)
    return "\n".join(_with_new(lines, headers, missing)) + "\n"


def literal(value: object) -> str:
    """A value as TOML writes it: a text, a number, a yes or no, a list, or a small table."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_pair(key, part) for key, part in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(literal(part) for part in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _named(header: re.Match[str], seen: Counter[str]) -> str:
    """A table by its path; a row of a list by its number, from 0."""
    name = header[2]
    if header[1] == "[":
        return name
    seen[name] += 1
    return f"{name}[{seen[name] - 1}]"


def _path(table: str, key: str) -> str:
    return f"{table}.{key}" if table else key


def _pair(key: str, value: object) -> str:
    return f"{key} = {literal(value)}"


def _with_new(lines: list[str], headers: dict[str, int], new: Mapping[str, object]) -> list[str]:
    """Keys that are not there yet, each below its table's header."""
    added: dict[int, list[str]] = {}
    for path, value in new.items():
        table, _, key = path.rpartition(".")
        if value is not None:
            added.setdefault(headers[table], []).append(_pair(key, value))
    whole: list[str] = []
    for number, line in enumerate(lines):
        whole.append(line)
        whole.extend(added.get(number, ()))
    return whole
