"""A table of a program file being read: what is missing, wrong or misspelt is noted.

Every way to read gives a value that can be worked with, also where the file has none: the
errors decide at the end whether there is a program.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from typing import Any, TypeVar, cast
from unicodedata import normalize

from loyalty.language import Language, Words
from loyalty.program_file.reading import Reading, shown

T = TypeVar("T")
R = TypeVar("R")
Name = TypeVar("Name", bound=str)

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NOT_ON_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BEFORE_A_SIGN = re.compile(r"(?<=\S) (?=[%€:;!?])")
_ROW = re.compile(r"\[[0-9]+\]")
_LIKE_ENOUGH = 0.5
"""So that ``undo`` finds ``undo_minutes``."""
_TABLE_HINT = "write it as a table"
_ID_HINT = "a short id: lower-case words joined by hyphens"


class Table:
    """A mapping at a path of the file, read key by key."""

    def __init__(self, data: object, path: str, reading: Reading, hint: str = _TABLE_HINT) -> None:
        self.path = path
        self.reading = reading
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self.known: set[str] = set()
        if not isinstance(data, Mapping):
            reason = "is missing" if data is None else f"cannot be {shown(data)}"
            reading.wrong(path, reason, hint)

    def place(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, reason: str, hint: str) -> None:
        """Note what is wrong with a key."""
        self.reading.wrong(self.place(key), reason, hint)

    def has(self, key: str) -> bool:
        """Whether the key, one that can be written here, is there."""
        self.known.add(key)
        return key in self.data

    def refuse(self, key: str, reason: str, hint: str = "leave it out") -> None:
        """Note a key that cannot stand beside what else is written."""
        if self.has(key):
            self.wrong(key, reason, hint)

    def take(
        self, key: str, wanted: type[T], read: Callable[[T], R | None], hint: str, default: R
    ) -> R:
        """What ``read`` makes of a value of that type; ``None`` from it is an error.

        Gives ``default`` where there is an error. A boolean is no number.
        """
        self.known.add(key)
        value = self.data.get(key)
        if value is None:
            self.wrong(key, "is missing", hint)
            return default
        if type(value) is wanted:
            understood = read(value)
            if understood is not None:
                return understood
        quotes = "in quotes: " if wanted is str and isinstance(value, date | time) else ""
        self.wrong(key, f"cannot be {shown(value)}", f"{quotes}{hint}")
        return default

    def text(self, key: str, longest: int = 60, default: str | None = None) -> str:
        """One line without spaces around it; with a ``default`` it may be left out or empty."""
        if default is not None and not self._is_written(key):
            return default
        hint = f"1 to {longest} characters on one line"
        return self.take(key, str, lambda text: line(text, longest), hint, default or "")

    def id(self, reserved: Sequence[str] = ()) -> str:
        """A short id that is not one of ``reserved``; empty where there is an error."""
        taken = f", other than {', '.join(sorted(reserved))}" if reserved else ""
        return self.take(
            "id",
            str,
            lambda text: text if is_id(text) and text not in reserved else None,
            f"{_ID_HINT}{taken}",
            "",
        )

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds; with a ``default`` it may be left out."""
        if default is not None and not self.has(key):
            return default
        hint = f"a whole number from {least} to {most}"
        fallback = least if default is None else default
        return self.take(key, int, lambda n: n if least <= n <= most else None, hint, fallback)

    def maybe_whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number within bounds, ``None`` where it is left out."""
        return self.whole(key, least, most) if self.has(key) else None

    def flag(self, key: str, default: bool) -> bool:
        """``true`` or ``false``; may be left out."""
        if not self.has(key):
            return default
        return self.take(key, bool, lambda value: value, "true or false", default)

    def choice(self, key: str, among: Sequence[Name], default: Name | None = None) -> Name:
        """One of these words; with a ``default`` it may be left out."""
        if default is not None and not self.has(key):
            return default
        return self.take(
            key,
            str,
            lambda text: cast(Name, text) if text in among else None,
            f"one of {', '.join(among)}",
            default or among[0],
        )

    def several(
        self, key: str, valid: Callable[[str], bool], hint: str, least: int = 0
    ) -> tuple[str, ...]:
        """A list of different texts, at least so many; where none is enough, it may be left out."""

        def read(named: list[Any]) -> tuple[str, ...] | None:
            good = all(type(name) is str and valid(name) for name in named)
            return tuple(named) if good and least <= len(set(named)) == len(named) else None

        return self.take(key, list, read, hint, ()) if least or self.has(key) else ()

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of different short ids; none where it is left out."""
        return self.several(key, is_id, 'different short ids, as in ["tabac"]')

    def words(self, key: str, longest: int = 40) -> Words:
        """The same thing in each language of the program."""
        languages = self.reading.languages
        said = ", ".join(f'{language} = "…"' for language in languages)
        hint = f"the same in each language: {{ {said} }}" if said else _TABLE_HINT
        return self.one(key, lambda table: _words(table, longest), hint)

    def one(self, key: str, read: Callable[["Table"], R], hint: str = _TABLE_HINT) -> R:
        """What is read from the table at that key."""
        self.known.add(key)
        return _whole(Table(self.data.get(key), self.place(key), self.reading, hint), read)

    def maybe(self, key: str, read: Callable[["Table"], R]) -> R | None:
        """What is read from the table at that key, ``None`` where it is left out."""
        return self.one(key, read) if self.has(key) else None

    def each(self, key: str, read: Callable[["Table"], R], least: int = 0) -> tuple[R, ...]:
        """What is read from each table of a list, at least so many; 0: it may be left out."""
        if not (least or self.has(key)):
            return ()
        place = self.place(key)
        hint = f"write {'at least one' if least else 'one or more'} [[{_ROW.sub('', place)}]]"

        def enough(rows: list[Any]) -> list[Any] | None:
            return rows if len(rows) >= least else None

        rows: list[Any] = self.take(key, list, enough, hint, [])
        tables = (Table(row, f"{place}[{n}]", self.reading) for n, row in enumerate(rows))
        return tuple(_whole(table, read) for table in tables)

    def done(self) -> None:
        """Whatever was not asked for is a misspelling."""
        for key in sorted(set(self.data) - self.known):
            left = sorted(self.known - set(self.data))
            near = get_close_matches(key[:60], left, n=1, cutoff=_LIKE_ENOUGH)
            known = ", ".join(sorted(self.known))
            hint = f"did you mean {near[0]}?" if near else f"what can be written here: {known}"
            self.wrong(key[:60], "is not known here", hint)

    def _is_written(self, key: str) -> bool:
        return self.has(key) and self.data[key] != ""


def is_id(text: str) -> bool:
    """Whether it is a short id: 40 characters at most."""
    return len(text) <= 40 and _ID.fullmatch(text) is not None


def line(text: str, longest: int) -> str | None:
    """The text without spaces around it, accents composed; ``None``: no line of that length."""
    written = normalize("NFC", text.strip())
    if not 0 < len(written) <= longest or _NOT_ON_A_LINE.search(written):
        return None
    return written


def _whole(table: Table, read: Callable[[Table], R]) -> R:
    value = read(table)
    table.done()
    return value


def _words(table: Table, longest: int) -> Words:
    languages = table.reading.languages
    if not languages:
        table.known.update(table.data)
    return {language: _set(table.text(language, longest), language) for language in languages}


def _set(text: str, language: Language) -> str:
    """French as it is set: the space before these signs is narrow and breaks no line."""
    return _BEFORE_A_SIGN.sub("\u202f", text) if language == "fr" else text
