"""Counts of an hour that a transaction takes along: a till's writes, a staff member's acts.

Each is an update of whoever is counted, who must be active and below their limit. What waited in a
till is counted apart, so that a morning's backlog shuts nobody out who stands there now.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from functions.failures import (
    DeviceRevoked,
    NotAllowed,
    StaffNeeded,
    TooManyActs,
    TooManyLateScans,
    TooManyScans,
)
from functions.store import keys
from functions.store.counting import Counter, Full
from functions.store.engine import Item, Update
from functions.store.hours import hour_of, next_hour, seconds_until

ACTIVE = {"status": "active"}
LATE = 4
"""So many hours' worth of scans may come in late in one hour. A till that was offline all day is
done within two; a machine that dates its stamps back gains no more than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One more of the hour of ``at``, and what is raised where it cannot be counted."""

    counter: Counter
    at: datetime
    at_most: int
    update: Update
    unknown: Callable[[], Exception]
    inactive: Callable[[], Exception]
    full: Callable[..., Exception]

    def anew(self, found: Item | None) -> "Tally":
        """What to count where this stood in its way: a first one, or one of an hour begun since.

        Raises why there is none.
        """
        if found is None:
            raise self.unknown()
        if found["status"] != "active":
            raise self.inactive()
        try:
            update = self.counter.next_try(found, hour_of(self.at), self.at_most)
        except Full:
            over = next_hour(self.at)
            wait = seconds_until(over, self.at)
            raise self.full(retry_at=over, retry_seconds=wait) from None
        return replace(self, update=update)


def of_till(program: str, till: str, at: datetime, at_most: int, *, late: bool = False) -> Tally:
    """A write of that till, which may write so often what happens now; ``late``: it waited."""
    at_most = at_most * LATE if late else at_most
    counter = Counter(
        key=keys.device(program, till),
        period="late_hour" if late else "hour",
        count="late_count" if late else "hour_count",
        if_equal=ACTIVE,
    )
    return Tally(
        counter=counter,
        at=at,
        at_most=at_most,
        update=counter.one_more(hour_of(at), at_most),
        unknown=NotAllowed,
        inactive=DeviceRevoked,
        full=TooManyLateScans if late else TooManyScans,
    )


def of_staff(program: str, staff: str, at: datetime, at_most: int) -> Tally:
    """Something that this person answers for."""
    counter = Counter(
        key=keys.staff_member(program, staff), period="acts_hour", count="acts", if_equal=ACTIVE
    )
    return Tally(
        counter=counter,
        at=at,
        at_most=at_most,
        update=counter.one_more(hour_of(at), at_most),
        unknown=StaffNeeded,
        inactive=StaffNeeded,
        full=TooManyActs,
    )
