"""Rows that were not brought in: the first ones on the terminal, all of them in a file."""

import csv
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from functions.spreadsheet import safe
from functions.terminal.table import unusable

SHOWN = 20


class Refusals:
    """Counts them and writes each as it comes, to ``<file>.refused.csv`` beside the file."""

    def __init__(self, file: Path, *, out: TextIO | None = None) -> None:
        self.path = file.with_suffix(".refused.csv")
        self.count = 0
        self._out = out or sys.stderr
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        """Begin; what an earlier run left is not of this one."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise unusable(self.path, f"cannot be written: {error.strerror}", "a file") from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream:
            self._stream.close()

    def add(self, line: int, text: str, reason: str) -> None:
        """One row, and why."""
        self.count += 1
        if self.count <= SHOWN:
            self._out.write(f"line {line}: {reason}\n")
        elif self.count == SHOWN + 1:
            self._out.write(f"More are refused: all of them are in {self.path}\n")
        csv.writer(self._open()).writerow([line, safe(reason), safe(text)])

    def _open(self) -> TextIO:
        if self._stream is None:
            self._stream = private(self.path)
            csv.writer(self._stream).writerow(["line", "reason", "row"])
        return self._stream


def private(path: Path) -> TextIO:
    """A file with customers in it: for whoever writes it alone, and for a spreadsheet."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise unusable(path, f"cannot be written: {error.strerror}", "a folder of yours") from None
    return os.fdopen(number, "w", encoding="utf-8-sig", newline="")
