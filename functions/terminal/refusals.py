"""Rows that were not brought in: the first ones on the terminal, all of them in a file."""

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from functions.spreadsheet import safe
from functions.terminal.table import unusable

SHOWN = 20


class Refusals:
    """Counts them and writes each as it comes, to its list beside the file."""

    def __init__(self, file: Path, *, out: TextIO | None = None) -> None:
        self.path = list_of(file)
        self.count = 0
        self._out = out or sys.stderr
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream:
            with writing(self.path):
                self._stream.close()

    def begin(self) -> None:
        """The file is what it was taken for: the list of an earlier run goes."""
        with writing(self.path):
            self.path.unlink(missing_ok=True)

    def add(self, line: int, text: str, reason: str) -> None:
        """One row, and why."""
        self.count += 1
        if self.count <= SHOWN:
            self._out.write(f"line {line}: {reason}\n")
        elif self.count == SHOWN + 1:
            self._out.write(f"More are refused: all of them are in {self.path}\n")
        with writing(self.path):
            csv.writer(self._open()).writerow([line, safe(reason), safe(text)])

    def _open(self) -> TextIO:
        if self._stream is None:
            self._stream = private(self.path)
            csv.writer(self._stream).writerow(["line", "reason", "row"])
        return self._stream


def list_of(file: Path) -> Path:
    """Where the refused rows of that file are written."""
    return file.with_name(f"{file.name}.refused.csv")


def private(path: Path) -> TextIO:
    """A file with customers in it: for whoever writes it alone, and for a spreadsheet."""
    with writing(path):
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(number, "w", encoding="utf-8-sig", newline="")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises ``BadConfiguration`` for what the disk refuses."""
    try:
        yield
    except OSError as error:
        hint = "a folder of yours, with room on its disk"
        raise unusable(path, f"cannot be written: {error.strerror}", hint) from None
