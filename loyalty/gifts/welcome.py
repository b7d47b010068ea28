"""A welcome (L3-L5): a gift at the first purchase, larger for those who join at the launch.

It is given when the customer first buys, never for a form alone, so that nobody collects
welcomes with made-up names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from loyalty.rewards import Gift


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What every new card is given."""

    gift: Gift


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """When the program begins, and what those who join early are given on top (O14).

    ``first_week`` units go to cards issued from ``at`` until the same time on the shop's wall
    seven days later, excluded, whatever the clocks do in between; ``first_day`` units to those
    of the first 24 hours, excluded, instead. ``announced`` names what was prepared, of
    ``PREPARED``; ``asked`` how many customers were asked what they would like.
    """

    at: datetime
    first_week: int = 0
    first_day: int = 0
    announced: tuple[str, ...] = ()
    asked: int = 0
    reminder_days: int | None = None

    def bonus(self, joined_at: datetime | None, zone: ZoneInfo) -> int:
        """Units for a card issued then; 0 outside the windows."""
        if joined_at is None or joined_at < self.at:
            return 0
        if self.first_day and joined_at < self.at + timedelta(hours=24):
            return self.first_day
        wall = self.at.astimezone(zone).replace(tzinfo=None) + timedelta(days=7)
        return self.first_week if joined_at < wall.replace(tzinfo=zone) else 0


PREPARED = ("poster", "flyer", "script", "staff", "teaser", "email", "social")
"""What can be prepared for a launch (L1-L9)."""
