"""The owner's page where counting it takes longer than somebody waits."""

from datetime import datetime
from typing import Protocol

from functions.records import KeptOverview


class Overviews(Protocol):
    """A program's page as it was last counted: never a source, and counted anew when it is lost."""

    def last(self, program: str) -> KeptOverview | None:
        """``None`` where nothing is kept that can be read."""
        ...

    def claim(self, program: str, now: datetime) -> str | None:
        """The mark of whoever may count now; ``None``: somebody is at it.

        A claim of which nothing came runs out.
        """
        ...

    def release(self, program: str, claim: str) -> None:
        """Nothing came of it: let anybody claim at once, while the claim still holds."""
        ...

    def keep(self, program: str, claim: str, kept: KeptOverview) -> None:
        """Keep it in place of what is there, while the claim still holds."""
        ...
