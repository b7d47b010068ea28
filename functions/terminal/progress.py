"""How far a long command has come, on the terminal's error output.

A person sees one line that is written over; a log gets a line now and then.
"""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

SEEN_SECONDS = 0.2
LOGGED_SECONDS = 5.0
_BAR = 24


class Progress:
    """Counts steps of one unit ("cards"); with a total it draws how much of it is done."""

    def __init__(
        self,
        unit: str,
        total: int | None = None,
        *,
        out: TextIO | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.unit, self.total, self.done = unit, total, 0
        self._out, self._timer = out or sys.stderr, timer
        self._seen = self._out.isatty()
        self._began = self._told = timer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._seen and self.done:
            self._tell()
            self._out.write("\n")

    def step(self, number: int = 1) -> None:
        """So many more are done."""
        self.done += number
        now = self._timer()
        if now - self._told >= (SEEN_SECONDS if self._seen else LOGGED_SECONDS):
            self._told = now
            self._tell()

    @property
    def line(self) -> str:
        """``[######......]  7,000 of 70,000 sales, 1,200 a second``."""
        seconds = max(self._timer() - self._began, 0.001)
        pace = f"{self.done / seconds:,.0f} a second"
        if not self.total:
            return f"{self.done:,} {self.unit}, {pace}"
        full = min(_BAR, _BAR * self.done // self.total)
        bar = "#" * full + "." * (_BAR - full)
        return f"[{bar}] {self.done:,} of {self.total:,} {self.unit}, {pace}"

    def _tell(self) -> None:
        self._out.write(f"\r{self.line}\x1b[K" if self._seen else f"{self.line}\n")
        self._out.flush()
