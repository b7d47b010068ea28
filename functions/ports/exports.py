"""A program's export, week by week, in a place apart from the store."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from functions.ports.archive import Records
from loyalty.figures import Anchor


class Leaving(Protocol):
    """A program on its way out: what it has, and what its ledger came to so far."""

    program: str
    anchor: Anchor

    def records(self) -> Iterator[tuple[Records, Records]]:
        """Each card, then the shop, and beside it those of its records that are sound."""
        ...


class Exports(Protocol):
    """The place where whole exports are kept, by program and week."""

    def keep(self, program: str, week: str, write: Callable[[Path], None]) -> None:
        """Keep what ``write`` puts into the folder that it is given, in place of what is there.

        The manifest is kept last: without it, or beside other files than it names, an export was
        cut off. Raises whatever the place has against it.
        """
        ...


class ExportWeeks(Protocol):
    """Which week of a program was kept last, and who is at the next one."""

    def claim(self, program: str, week: str, now: datetime) -> str | None:
        """The mark of whoever may keep that week now; ``None``: it is kept, or somebody is at it.

        A claim of which nothing came runs out.
        """
        ...

    def kept(self, program: str, week: str, claim: str, at: datetime) -> None:
        """Note that the week is kept, while the claim still holds."""
        ...

    def release(self, program: str, claim: str) -> None:
        """Nothing came of it: let anybody claim at once, while the claim still holds."""
        ...

    def wait(self, program: str, claim: str, until: datetime) -> None:
        """Let nobody claim before then, while the claim still holds."""
        ...

    def last(self, program: str) -> tuple[str, datetime] | None:
        """The week that was kept last, and when."""
        ...
