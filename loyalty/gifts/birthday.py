"""A birthday gift (B7): a coupon around the day, once a year whatever is edited."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyalty.holder import birthday_in


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthdayRule:
    """The coupon can be given and used from so many days before until so many days after."""

    coupon: str
    days_before: int = 7
    days_after: int = 7

    def celebrated(self, birthday: tuple[int, int] | None, day: date) -> date | None:
        """The birthday around which that day lies, also over New Year; ``None``: none."""
        if birthday is None:
            return None
        near = (birthday_in(day.year + shift, birthday) for shift in (-1, 0, 1))
        return next((that for that in near if self._around(that, day)), None)

    def last_day(self, celebrated: date) -> date:
        """The last day on which the coupon of that birthday can be used."""
        return celebrated + timedelta(days=self.days_after)

    def rests_until(self, celebrated: date) -> date:
        """Until when no other is given, whatever day is put in the profile: a year's distance."""
        return celebrated + timedelta(days=364 - self.days_before)

    def _around(self, birthday: date, day: date) -> bool:
        first = birthday - timedelta(days=self.days_before)
        return first <= day <= self.last_day(birthday)
