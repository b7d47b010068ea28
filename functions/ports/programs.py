"""Programs, and what is reported of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from functions.records import Report
from loyalty.program import Program


class Programs(Protocol):
    """Published programs, by version.

    Of a program whose import was cut off, all but ``every`` raise ``BadConfiguration``.
    """

    def current(self, program: str) -> Program:
        """The version in force; raises ``UnknownProgram``."""
        ...

    def afresh(self, program: str) -> Program:
        """The same, whatever is remembered here of what was in force a moment ago."""
        ...

    def at(self, program: str, instant: datetime) -> Program:
        """The version in force at that instant; raises ``UnknownProgram``."""
        ...

    def every(self) -> Sequence[Program]:
        """All programs of this deployment, each in its current version."""
        ...

    def draft(self, data: Mapping[str, Any], now: datetime) -> Program:
        """What publishing this would make; nothing is written. Raises ``BadConfiguration``."""
        ...

    def publish(self, data: Mapping[str, Any], now: datetime) -> Program:
        """Write the next version, unless the current one says the same already."""
        ...


class Reports(Protocol):
    """Weekly reports, each claimed once."""

    def claim(self, program: str, week: str, now: datetime) -> Report | None:
        """The report, for the caller to write; ``None`` while it is not its turn.

        That is: it is sent, or being sent, or is to be tried later.
        """
        ...

    def sending(self, program: str, report: Report) -> bool:
        """Note that the mail is about to be handed over; ``False`` if the claim is lost."""
        ...

    def undelivered(self, program: str, report: Report) -> None:
        """Note why the mail did not go out, and when it is tried again."""
        ...

    def revive(self, program: str, now: datetime) -> int:
        """Make every report that was given up due at once; gives how many."""
        ...

    def sent(self, program: str, report: Report) -> None:
        """Mark it sent."""
        ...

    def every(self, program: str) -> Sequence[Report]:
        """Reports of a program, the newest first."""
        ...
