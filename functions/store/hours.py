"""The hour of a limit: which one it is, and when the next one begins."""

from datetime import datetime, timedelta


def hour_of(at: datetime) -> str:
    """The name of an hour; names sort as hours do."""
    return at.strftime("%Y-%m-%dT%H")


def next_hour(at: datetime) -> datetime:
    """When that hour is over."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def seconds_until(then: datetime, now: datetime) -> int:
    """Whole seconds of waiting, never too few."""
    return int((then - now).total_seconds()) + 1
