"""How often something may happen on one day of the shop."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLimit:
    """At most so often on that local day, which is over at ``ends_at``."""

    day: date
    ends_at: datetime
    at_most: int
