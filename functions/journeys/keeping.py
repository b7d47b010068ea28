"""How long a person is kept: three years after the last visit, or after joining."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.records import HeldCard
from loyalty.calendar import local_date

KEPT = timedelta(days=3 * 365)


def last_activity(held: HeldCard) -> datetime:
    """A visit or joining; where a history was brought in, not before that."""
    seen = held.card.last_visit_at or held.joined_at
    return max(seen, held.imported_at) if held.imported_at else seen


def kept_until(held: HeldCard, zone: ZoneInfo) -> datetime:
    """The end of the local day on which the person is forgotten, unless they come again."""
    last_day = local_date(last_activity(held) + KEPT, zone)
    return datetime.combine(last_day, time(23, 59), zone)


def is_forgotten(held: HeldCard) -> bool:
    """Whether the person behind it is erased; whoever was brought in has a reference instead."""
    return held.member is None and held.reference is None
