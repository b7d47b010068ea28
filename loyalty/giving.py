"""Gifts that come with a purchase: a welcome, a birthday, thanks for coming as a friend."""

from dataclasses import dataclass
from datetime import date

from loyalty.calendar import local_date, midnight
from loyalty.card import Card
from loyalty.collecting import collect
from loyalty.entry import RETURNED, coupon_account, done_account
from loyalty.gifts.coupons import Coupon
from loyalty.gifts.referral import ReferralRule
from loyalty.gifts.segments import belongs
from loyalty.holder import Holder
from loyalty.posting import Posting
from loyalty.program import Program
from loyalty.rewards import Gift


@dataclass(slots=True, kw_only=True)
class Giving:
    """To whom something is given, by which rules, on which local day."""

    posting: Posting
    program: Program
    card: Card
    holder: Holder
    day: date

    def at_purchase(self, visit: int) -> None:
        """Whatever is due at this purchase, the card's visit of that number; mostly nothing."""
        if not self.card.purchases:
            self._welcome()
        self.birthday()
        if self.holder.referred_by and self.program.referral:
            self._friend_came(self.program.referral, visit)

    def give(self, gift: Gift) -> None:
        """Units and coupon; a coupon that is not open, or not for this card, is left out."""
        self._collect(gift.units)
        if gift.coupon:
            self.coupon(gift.coupon)

    def coupon(self, coupon: str) -> bool:
        """One coupon, until it ends, where it is open that day and for a card like this."""
        if (known := self._open(coupon)) is None:
            return False
        self.posting.add(coupon_account(coupon), 1, known.ends(self.day))
        return True

    def birthday(self) -> bool:
        """The birthday's coupon, once a year while it is open; gives whether it is given now."""
        rule, done = self.program.birthday, done_account("birthday")
        if rule is None or self.posting.balance(done):
            return False
        day = rule.celebrated(self.holder.birthday, self.day)
        coupon = self.program.coupon(rule.coupon)
        if day is None or coupon is None or not coupon.is_open(self.day):
            return False
        last = min(rule.last_day(day), coupon.last_day or rule.last_day(day))
        self.posting.add(done, 1, rule.rests_until(day))
        self.posting.add(coupon_account(rule.coupon), 1, last)
        return True

    def _open(self, coupon: str) -> Coupon | None:
        """That coupon where it is open that day, and for a card like this."""
        known = self.program.coupon(coupon)
        if known is None or not known.is_open(self.day):
            return None
        now = midnight(self.day, self.program.time_zone)
        is_for = belongs(known.segment, self.card, now, self.program.active_days)
        return known if is_for else None

    def _collect(self, units: int) -> None:
        given = collect(self.posting, self.program, self.card, units, self.day)
        self.posting.count("gift", given)

    def _welcome(self) -> None:
        if self.program.welcome:
            self.give(self.program.welcome.gift)
        if launch := self.program.launch:
            self._collect(launch.bonus(self.holder.joined_at, self.program.time_zone))

    def _friend_came(self, rule: ReferralRule, visit: int) -> None:
        """The friend's gift at the first purchase; a mark when it is time to thank the referrer."""
        if not self.card.purchases:
            self.give(rule.friend)
        if self.posting.balance(RETURNED) or visit < rule.after_visits:
            return
        if rule.after_visits < 2 or self._came_before():
            self.posting.add(RETURNED, 1)

    def _came_before(self) -> bool:
        """Whether the first visit was on another day."""
        first = self.card.first_visit_at
        return first is not None and local_date(first, self.program.time_zone) != self.day
