"""Whether a shop was closed at an instant, by the hours that its program declares."""

from datetime import datetime, time, timedelta

from loyalty.program import Program, Shop
from loyalty.signals.thresholds import CLOSED_BY

_DAY = timedelta(days=1)


def has_hours(program: Program, shop: str) -> bool:
    """Whether it declares when it is open."""
    place = _shop(program, shop)
    return place is not None and bool(place.hours)


def was_closed(program: Program, shop: str, at: datetime) -> bool:
    """More than half an hour outside the declared hours; never where none are declared."""
    place = _shop(program, shop)
    if place is None or not place.hours:
        return False
    local = at.astimezone(program.time_zone).replace(tzinfo=None)
    days = (local - _DAY, local, local + _DAY)
    return not any(_is_near(local, day, *times) for day in days for times in _on(place, day))


def _on(place: Shop, day: datetime) -> tuple[tuple[time, time], ...]:
    return place.hours.get(day.weekday(), ())


def _is_near(local: datetime, day: datetime, opens: time, closes: time) -> bool:
    begins = datetime.combine(day, opens)
    ends = datetime.combine(day, closes)
    return begins - CLOSED_BY <= local <= ends + CLOSED_BY


def _shop(program: Program, shop: str) -> Shop | None:
    return next((place for place in program.shops if place.id == shop), None)
