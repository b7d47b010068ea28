"""The owner's corrections of a day, counted in the transaction that writes one."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.failures import TooManyCorrections
from functions.records import DayLimit
from functions.store import keys
from functions.store.counting import Counter, Full
from functions.store.engine import Item, Update
from functions.store.hours import seconds_until


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTally:
    """One more of the day, and what is raised where it cannot be counted."""

    counter: Counter
    limit: DayLimit
    at: datetime
    update: Update

    def anew(self, found: Item | None) -> "DayTally":
        """What to count where this stood in its way; raises ``TooManyCorrections``."""
        day, at_most = self.limit.day.isoformat(), self.limit.at_most
        try:
            return replace(self, update=self.counter.next_try(found or {}, day, at_most))
        except Full:
            over = self.limit.ends_at
            wait = seconds_until(over, self.at)
            raise TooManyCorrections(allowed=at_most, retry_at=over, retry_seconds=wait) from None


def of_corrections(program: str, limit: DayLimit, at: datetime) -> DayTally:
    """A correction of one of the program's cards."""
    counter = Counter(key=keys.corrections(program), period="day", count="count")
    update = counter.one_more(limit.day.isoformat(), limit.at_most)
    return DayTally(counter=counter, limit=limit, at=at, update=update)
