"""What the owner should hear of and is not in the ledger: rewards that were given, lost cards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from functions.records import Notice
from loyalty.entry import OperationId


class Notices(Protocol):
    """Noted once for each operation, and kept for a year and some weeks."""

    def note(
        self,
        program: str,
        operation: OperationId,
        notice: Notice,
        now: datetime,
        *,
        scans_per_hour: int,
    ) -> None:
        """Keep it, as a write of the till's hour; one that is there already stands.

        Raises ``NotAllowed``, ``DeviceRevoked``, ``TooManyScans`` or ``TooManyLateScans``.
        """
        ...

    def tell(self, program: str, operation: OperationId, notice: Notice) -> None:
        """Keep what no till's hour counts, for it is limited otherwise."""
        ...

    def since(self, program: str, begin: datetime) -> Sequence[Notice]:
        """What happened then or later, oldest first."""
        ...
