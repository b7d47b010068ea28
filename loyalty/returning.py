"""Taking back what a sale earned: units, gifts, a donation, and what counted towards a tier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loyalty import promises
from loyalty.collecting import counted_account, counted_until
from loyalty.earning import worth
from loyalty.entry import Account, Entry, coupon_account, donation_account
from loyalty.errors import AlreadyUsed, NotEnoughBalance
from loyalty.models import rate, tiers
from loyalty.models.rounds import take_stamps
from loyalty.posting import Posting
from loyalty.purchase import Purchase
from loyalty.sale import Part, Sale

_PLAIN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """A part of a sale on its way back; ``standing`` are the card's entries that stand."""

    posting: Posting
    sale: Sale
    part: Part
    standing: Sequence[Entry]

    def take_back(self) -> None:
        """All that the part earned; gifts with the last part. Raises ``AlreadyUsed``."""
        earned = self._earned()
        gift = int(self.sale.entry.facts.get("gift", 0)) if self.part.is_last else 0
        self._take_counted(earned + gift)
        self._take_donation()
        self._disqualify(earned)
        if self.part.is_last:
            self._take_coupons()

    def _earned(self) -> int:
        """Units that go back for the part, by the rules of its day."""
        program = self.sale.program
        same = Purchase(units=self.part.units, amount_minor=self.part.counted_minor)
        best = int(self.sale.entry.facts.get("multiplier", _PLAIN))
        account, exact = counted_account(program), worth(program, same, best)
        return rate.units_to_return(self.posting, account, *exact) if account and exact else 0

    def _take_counted(self, units: int) -> None:
        """From the sale's own lot first; once that has ended, nothing has to come back."""
        program = self.sale.program
        account, own = counted_account(program), counted_until(program, self.sale.day)
        if account is None or (own is not None and own < self.posting.day):
            return
        if rule := promises.stamp_rule(program, self.sale.before.on(self.sale.day)):
            left, zone = units - self._forgiven(units), self.sale.program.time_zone
            take_stamps(self.posting, rule, left, self.standing, zone, first=[own])
        else:
            self._take(account, units, own)

    def _forgiven(self, units: int) -> int:
        """Stamps that were lost over the threshold when they were earned need not come back."""
        lost = int(self.sale.entry.facts.get("lost", 0))
        forgiven = sum(int(refund.facts.get("lost", 0)) for refund in self.sale.refunds)
        now = min(units, lost - forgiven)
        self.posting.count("lost", now)
        return now

    def _take_donation(self) -> None:
        rule = self.sale.program.donation
        if rule and (rule.percent or self.part.is_last):
            account = donation_account(rule.cause_id)
            exact = rule.worth(self.part.amount_minor or 0)
            self._take(account, rate.units_to_return(self.posting, account, *exact), None)

    def _disqualify(self, earned: int) -> None:
        """The visit happened, and counts."""
        if rule := self.sale.program.tiers:
            done = {"spend": self.part.amount_minor or 0, "points": earned, "visits": 0}
            units = done[rule.measure]
            tiers.disqualify(self.posting, rule, units, self.sale.day, self.sale.before)

    def _take_coupons(self) -> None:
        """Coupons that the sale gave; a birthday's is the customer's whatever was bought."""
        birthday, day = self.sale.program.birthday, self.posting.day
        own = coupon_account(birthday.coupon) if birthday else None
        for change in self.sale.entry.changes:
            is_given = change.account.startswith(coupon_account("")) and change.units > 0
            if is_given and change.account != own and (change.expires_on or day) >= day:
                self._take(change.account, change.units, change.expires_on)

    def _take(self, account: Account, units: int, own: date | None) -> None:
        """From that lot first; raises ``AlreadyUsed``."""
        try:
            self.posting.take(account, units, first=[own])
        except NotEnoughBalance as short:
            raise AlreadyUsed(**short.facts, account=account) from None
