"""When a lot ends: at the end of a local month, so that a card holds few lots."""

from calendar import monthrange
from datetime import date


def end_of_month(day: date, months: int) -> date:
    """The last day of the month that lies so many months after that day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def lot_end(day: date, months: int | None) -> date | None:
    """The last day on which something earned that day is worth something; ``None``: for good."""
    return None if months is None else end_of_month(day, months)
