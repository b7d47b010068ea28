"""Personal coupons (B6): used once, within their time, perhaps from a least purchase on."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyalty.gifts.segments import EVERYONE
from loyalty.rewards import RewardId


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """What a card may be given to use once: a reward, and under which conditions.

    It ends after ``days`` (the day on which it is given counts as the first) and at the latest
    on ``last_day``; it is given from ``first_day`` on, to cards of ``segment``, and used with a
    purchase of at least ``minimum_minor``.
    """

    id: str
    reward: RewardId
    days: int | None = None
    minimum_minor: int = 0
    first_day: date | None = None
    last_day: date | None = None
    segment: str = EVERYONE

    def is_open(self, day: date) -> bool:
        """Whether it may be given that day."""
        return (self.first_day or day) <= day <= (self.last_day or day)

    def ends(self, day: date) -> date | None:
        """The last day on which it can be used when it is given that day; ``None``: none."""
        after = None if self.days is None else day + timedelta(days=self.days - 1)
        return min(filter(None, (after, self.last_day)), default=None)
