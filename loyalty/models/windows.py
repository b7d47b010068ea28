"""Windows: times at which a purchase earns more, such as a happy hour or a season (A20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from loyalty.language import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """On these weekdays (Monday is 0), between these times, from one day to another.

    Local times, start included, end excluded: 07:00 to 09:00 holds 07:00 and 08:59, not 09:00.
    Both days are included. ``multiplier`` is in hundredths.
    """

    name: Words
    multiplier: int
    days: frozenset[int] = frozenset(range(7))
    begins: time = time.min
    ends: time = time.max
    first_day: date | None = None
    last_day: date | None = None

    def holds(self, wall: datetime) -> bool:
        """Whether the window is open when the shop's wall shows that day and time."""
        day, clock = wall.date(), wall.time()
        return (
            (self.first_day or day) <= day <= (self.last_day or day)
            and day.weekday() in self.days
            and self.begins <= clock
            and (clock < self.ends or self.ends == time.max)
        )


def multiplier(windows: Iterable[Window], at: datetime, zone: ZoneInfo, base: int) -> int:
    """The best of a card's own multiplier and of the windows' that hold: they do not add up."""
    wall = at.astimezone(zone)
    return max([base, *(window.multiplier for window in windows if window.holds(wall))])
