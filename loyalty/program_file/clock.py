"""Days and times of a program file: the shop's calendar and the clock on its wall."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from loyalty.program import Hours
from loyalty.program_file.reader import Table

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Monday is 0."""

_DAY = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DAY_HINT = 'a day from 2000 to 2199, as in "2026-12-31"'
_MIDNIGHT = 'midnight is "24:00"; what goes on after it belongs to the next day'


def day(table: Table, key: str) -> date:
    """A day that must be there."""
    return table.take(key, str, _day, _DAY_HINT, date.min)


def first_and_last(table: Table) -> tuple[date | None, date | None]:
    """``first_day`` and ``last_day``, both included; either may be left out."""
    first, last = _maybe_day(table, "first_day"), _maybe_day(table, "last_day")
    if first and last and first > last:
        table.wrong("last_day", f"lies before {first}, the first day", "that day or a later one")
    return first, last


def from_and_to(table: Table) -> tuple[time, time]:
    """``from`` (included) and ``to`` (excluded); the whole day where they are left out."""
    begins = _clock(table, "from", _time, time.min)
    ends = _clock(table, "to", _end, time.max)
    if begins >= ends:
        table.wrong("to", f"is not after {begins:%H:%M}", _MIDNIGHT)
    return begins, ends


def weekdays(table: Table) -> frozenset[int]:
    """``days`` by their short names; every day where it is left out."""
    hint = f"different days among {', '.join(WEEKDAYS)}; leave it out for every day"
    is_chosen = table.has("days")
    named = table.several("days", WEEKDAYS.__contains__, hint, least=1) if is_chosen else ()
    return frozenset(map(WEEKDAYS.index, named or WEEKDAYS))


def hours(table: Table) -> Hours:
    """Opening times by weekday; a day that is left out is closed."""
    hint = f'"09:00-12:00, 14:00-18:00", in order; {_MIDNIGHT}'
    return {
        number: table.take(name, str, _periods, hint, ())
        for number, name in enumerate(WEEKDAYS)
        if table.has(name)
    }


def moment(table: Table, key: str, zone: ZoneInfo) -> datetime:
    """A time on the shop's wall as an instant in UTC.

    Of a time that comes twice, where clocks are put back, it is the first; a time that is
    skipped, where they are put forward, comes as much later as the clocks.
    """
    hint = 'a day and a time on the shop\'s wall, as in "2026-03-02 09:00"'
    never = datetime.min.replace(tzinfo=UTC)
    return table.take(key, str, lambda text: _instant(text, zone), hint, never)


def _maybe_day(table: Table, key: str) -> date | None:
    return table.take(key, str, _day, _DAY_HINT, None) if table.has(key) else None


def _clock(table: Table, key: str, read: Callable[[str], time | None], default: time) -> time:
    hint = f'"HH:MM", as in "14:00"; {_MIDNIGHT}'
    return table.take(key, str, read, hint, default) if table.has(key) else default


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if _TIME.fullmatch(text) else None


def _end(text: str) -> time | None:
    return time.max if text == "24:00" else _time(text)


def _instant(text: str, zone: ZoneInfo) -> datetime | None:
    on, _, clock = text.partition(" ")
    read, wall = _day(on), _time(clock)
    if read is None or wall is None:
        return None
    return datetime.combine(read, wall, tzinfo=zone).astimezone(UTC)


def _periods(text: str) -> tuple[tuple[time, time], ...] | None:
    """Opening times in their order, none within another."""
    periods: list[tuple[time, time]] = []
    closed_at = time.min
    for period in text.split(","):
        begin, _, end = (part.strip() for part in period.partition("-"))
        begins, ends = _time(begin), _end(end)
        if begins is None or ends is None or not closed_at <= begins < ends:
            return None
        periods.append((begins, ends))
        closed_at = ends
    return tuple(periods)
