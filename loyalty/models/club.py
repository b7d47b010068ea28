"""A paid club: a fee for lasting advantages (A11, A12), perhaps with a free trial (A24)."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from loyalty.entry import CLUB
from loyalty.models.lots import end_of_month
from loyalty.posting import Posting
from loyalty.rewards import Perk


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubRule:
    """``fee_minor`` buys ``months`` of ``perks``; new cards may try ``trial_days`` for nothing."""

    fee_minor: int
    months: int
    perks: tuple[Perk, ...]
    trial_days: int = 0
    reminder_days: int = 30

    @property
    def percent(self) -> int:
        """What the perks take off a purchase, the largest of them."""
        return max((perk.percent for perk in self.perks), default=0)

    @property
    def breaks_even_minor(self) -> Fraction | None:
        """Spending in a period from which the discount is worth the fee (O18); ``None``: never."""
        return Fraction(self.fee_minor * 100, self.percent) if self.percent else None


def renewed_until(day: date, paid_until: date | None, months: int) -> date:
    """The day at whose end a fee paid that day runs out: it follows on what is already paid.

    A month after the 31st of January is the 28th or 29th of February.
    """
    begin = paid_until if paid_until and paid_until >= day else day - timedelta(days=1)
    last = end_of_month(begin, months)
    return last if _is_month_end(begin) else last.replace(day=min(begin.day, last.day))


def renew(posting: Posting, rule: ClubRule, day: date) -> None:
    """The fee is paid: the membership runs a period longer."""
    _extend(posting, renewed_until(day, paid_until(posting), rule.months))


def begin_trial(posting: Posting, rule: ClubRule, day: date) -> None:
    """A new card tries the club; a trial of one day ends that same day."""
    _extend(posting, day + timedelta(days=rule.trial_days - 1))


def paid_until(posting: Posting) -> date | None:
    """The last day of the membership, ``None`` for a card that is not in the club."""
    return next((ends for ends, _ in posting.lots(CLUB)), None)


def _extend(posting: Posting, ends: date) -> None:
    posting.take_all(CLUB)
    posting.add(CLUB, 1, ends)


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
