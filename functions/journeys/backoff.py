"""How long to wait before something outside is asked again.

Full jitter, doubling from a second to an hour, and never before the moment that the other side
asked for. What has failed for a day is given up: it is shown to the owner, and tried once a day.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 3600.0
PATIENCE = timedelta(hours=24)
DAILY = timedelta(days=1)
_DOUBLINGS = 12

Uniform = Callable[[float, float], float]


def wait(tries: int, asked: float, uniform: Uniform) -> timedelta:
    """The wait after that many failures; ``asked`` is the other side's wish in seconds."""
    longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(tries - 1, _DOUBLINGS))
    return timedelta(seconds=max(asked, uniform(0.0, longest)))


def is_given_up(since: datetime, now: datetime) -> bool:
    """Whether it has failed for so long that the owner should know."""
    return now - since >= PATIENCE


def next_try(
    since: datetime, now: datetime, tries: int, asked: float, uniform: Uniform
) -> datetime:
    """When to try again what has failed since then."""
    pause = DAILY if is_given_up(since, now) else wait(tries, asked, uniform)
    return now + pause
