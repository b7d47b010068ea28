"""A table of text (CSV), a row in memory at a time: anything may be in such a file.

The separator is the one that the header has. What is wrong with one row is said of that row; a
file that is no such table is refused as a whole.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from loyalty.errors import BadConfiguration

Read = TypeVar("Read")

MOST_BYTES = 64 * 1024
"""Of one line."""
MOST_ROWS = 500_000
MOST_REFUSED = 100_000
_MOST_LINES = 50
"""Of one row whose cells hold line breaks; a quote that is never closed goes no further."""
_SEPARATORS = (",", ";", "\t")
_SHOWN = 200
_SAVE = "save it as UTF-8 text; in Excel: Save as, CSV UTF-8 (comma delimited)"
_OTHER = "look at the first of them: is it the right file?"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file; ``problem`` says why it cannot be read."""

    number: int
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns, or why it is none; ``text`` is as it stands in the file."""

    line: int
    text: str
    cells: dict[str, str]
    problem: str = ""


class RowRefused(Exception):
    """This row cannot be brought in; the text says why."""


class Table:
    """A file that is open, its header read: which of its columns are wanted, which are not."""

    def __init__(self, file: Path, stream: BinaryIO, needed: Sequence[str], may: Sequence[str]):
        self._file, self._lines = file, _Lines(file, stream)
        header = self._header()
        self._separator = max(_SEPARATORS, key=lambda mark: _fits(header, mark, needed))
        self._names = [name.lower() for name in _split(header, self._separator)]
        self._check(needed, [*needed, *may])
        self.ignored = [name for name in self._names if name not in (*needed, *may)]

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty."""
        for line in self._lines:
            if line.text.strip() or line.problem:
                yield self._row(line)

    def _header(self) -> str:
        first = next((line for line in self._lines if line.text.strip() or line.problem), None)
        if first is None:
            raise unusable(self._file, "is empty", "a first line with the columns' names")
        if first.problem:
            raise unusable(self._file, f"line {first.number} {first.problem}", _SAVE)
        return first.text

    def _check(self, needed: Sequence[str], wanted: Sequence[str]) -> None:
        missing = [name for name in needed if name not in self._names]
        if missing:
            hint = f"the first line names the columns: {', '.join(needed)}"
            raise unusable(self._file, f"has no column {' or '.join(missing)}", hint)
        twice = [name for name in wanted if self._names.count(name) > 1]
        if twice:
            raise unusable(self._file, f"has two columns {twice[0]}", "one column of each name")

    def _row(self, line: Line) -> Row:
        taken = [line]
        if line.problem:
            return Row(line.number, line.text.rstrip("\r\n"), {}, line.problem)
        cells = self._cells(line, taken)
        text = "".join(part.text for part in taken).rstrip("\r\n")
        if cells is None:
            return Row(line.number, text, {}, "has a quote that is not closed, or not at an end")
        if len(cells) != len(self._names):
            has = f"has {len(cells)} cells where the first line has {len(self._names)}"
            return Row(line.number, text, {}, has)
        named = dict(zip(self._names, (cell.strip() for cell in cells), strict=True))
        return Row(line.number, text, named)

    def _cells(self, line: Line, taken: list[Line]) -> list[str] | None:
        if '"' not in line.text:
            return line.text.rstrip("\r\n").split(self._separator)
        try:
            return next(csv.reader(self._on(line, taken), delimiter=self._separator, strict=True))
        except csv.Error:
            self._lines.back(taken[1:])
            del taken[1:]
            return None

    def _on(self, line: Line, taken: list[Line]) -> Iterator[str]:
        """The line, and those after it while its quote is open."""
        yield line.text
        size = len(line.text)
        while len(taken) < _MOST_LINES and size < MOST_BYTES:
            following = next(self._lines, None)
            if following is None:
                return
            taken.append(following)
            if following.problem:
                return
            size += len(following.text)
            yield following.text


class _Lines:
    """Numbered lines; some may be put back."""

    def __init__(self, file: Path, stream: BinaryIO) -> None:
        self._file, self._stream, self._number = file, stream, 0
        self._waiting: deque[Line] = deque()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> Line:
        if self._waiting:
            return self._waiting.popleft()
        data = self._stream.readline(MOST_BYTES)
        if not data:
            raise StopIteration
        self._number += 1
        if len(data) == MOST_BYTES and not data.endswith(b"\n"):
            self._skip()
            start = data[:_SHOWN].decode("utf-8", "replace")
            return Line(self._number, f"{start}…", f"is longer than {MOST_BYTES // 1024} KB")
        return self._read(data.removeprefix(b"\xef\xbb\xbf") if self._number == 1 else data)

    def back(self, lines: Sequence[Line]) -> None:
        """Give them again."""
        self._waiting.extendleft(reversed(lines))

    def _read(self, data: bytes) -> Line:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise unusable(self._file, f"line {self._number} is not UTF-8 text", _SAVE) from None
        damaged = "has a NUL byte: the file is damaged" if "\0" in text else ""
        return Line(self._number, text, damaged)

    def _skip(self) -> None:
        while (data := self._stream.readline(MOST_BYTES)) and not data.endswith(b"\n"):
            pass


def read(
    file: Path,
    rows: Iterable[Row],
    meaning: Callable[[Row], Read],
    refuse: Callable[[int, str, str], None],
) -> list[Read]:
    """What the rows mean; one that means nothing is refused, with its line, text and reason.

    A file of which a hundred thousand rows mean nothing is not what it was taken for.
    """
    taken: list[Read] = []
    refused = 0
    for row in rows:
        try:
            if row.problem:
                raise RowRefused(row.problem)
            taken.append(meaning(row))
        except RowRefused as wrong:
            refuse(row.line, row.text, str(wrong))
            refused += 1
        if refused > MOST_REFUSED:
            raise unusable(file, f"has over {MOST_REFUSED:,} rows that cannot be read", _OTHER)
        if len(taken) > MOST_ROWS:
            hint = "several files, the oldest rows first"
            raise unusable(file, f"has over {MOST_ROWS:,} rows", hint)
    return taken


def unusable(file: Path, reason: str, hint: str) -> BadConfiguration:
    """The file as a whole cannot be used."""
    return BadConfiguration(errors=[{"path": str(file), "reason": reason, "hint": hint}])


def _fits(header: str, separator: str, needed: Sequence[str]) -> tuple[int, int]:
    names = [name.lower() for name in _split(header, separator)]
    return sum(name in names for name in needed), len(names)


def _split(header: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([header], delimiter=separator), [])
    except csv.Error:  # a lone carriage return, as very old systems ended lines
        return [header]
    return [cell.strip() for cell in cells]
