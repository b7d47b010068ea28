"""Local days and weeks. An instant is aware UTC; a day, a week, a month belong to a place.

A week is ISO 8601's, Monday to Monday, named ``2026-W47`` (``%G-W%V``): between two local
midnights lie 167, 168 or 169 hours where clocks change.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = re.compile(r"([12][0-9]{3})-W([0-9]{2})")


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the shop's wall at that instant."""
    return instant.astimezone(zone).date()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which that local day begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, known by its Monday."""

    monday: date

    @classmethod
    def containing(cls, instant: datetime, zone: ZoneInfo) -> "Week":
        """The local week in which that instant falls."""
        day = local_date(instant, zone)
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def named(cls, name: str) -> "Week":
        """Read ``2026-W47``; raises ``ValueError`` for anything that is not a week."""
        read = _WEEK.fullmatch(name)
        if not read:
            raise ValueError(f"not an ISO week: {name!r}")
        return cls(date.fromisocalendar(int(read[1]), int(read[2]), 1))

    @property
    def name(self) -> str:
        """``2026-W47``: the ISO year, which differs from the calendar's around New Year."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def number(self) -> int:
        """The week's number in its ISO year, 1 to 53."""
        return self.monday.isocalendar().week

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days, Monday first."""
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def previous(self) -> "Week":
        """The week before."""
        return Week(self.monday - timedelta(days=7))

    def following(self) -> "Week":
        """The week after."""
        return Week(self.monday + timedelta(days=7))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start (included) and end (excluded) as UTC instants."""
        return midnight(self.monday, zone), midnight(self.following().monday, zone)
