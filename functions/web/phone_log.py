"""What iPhones say of their errors, on its way into our log: little of it, and nothing of a person.

Anybody may send it, for Apple's service asks for no token there.
"""

import logging
import re
from collections.abc import Sequence
from datetime import datetime

log = logging.getLogger("poincon")

LINES_AT_ONCE = 20
LINES_A_MINUTE = 120
CHARACTERS = 500
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{12,}|\S+@\S+")
"""What may be a token, a serial number or an address: it stays out of our log."""


class PhoneLog:
    """The allowance of one process, anew with each minute."""

    def __init__(self) -> None:
        self._minute: datetime | None = None
        self._taken = 0

    def take(self, lines: Sequence[str], now: datetime, request_id: str) -> None:
        """Note them; what is too much is dropped, which is noted once a minute."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._taken = minute, 0
        for line in lines[:LINES_AT_ONCE]:
            self._taken += 1
            if self._taken > LINES_A_MINUTE:
                break
            said = _IDENTIFIER.sub("…", line[:CHARACTERS]).encode(errors="replace").decode()
            log.info("apple-log", extra={"facts": {"request_id": request_id, "line": said}})
        if self._taken == LINES_A_MINUTE + 1:
            log.warning("apple-log-dropped", extra={"facts": {"request_id": request_id}})
            self._taken += 1
