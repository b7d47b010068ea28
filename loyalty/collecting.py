"""Into a card: what a purchase or a gift is worth of what the program counts."""

from datetime import date, timedelta

from loyalty import promises
from loyalty.card import Card
from loyalty.entry import CREDIT, POINTS, STAMPS, Account, reward_account
from loyalty.models import rate
from loyalty.models.lots import lot_end
from loyalty.models.stamps import add_stamps
from loyalty.posting import Posting
from loyalty.program import Program


def counted_account(program: Program) -> Account | None:
    """What purchases and gifts collect: stamps, points or cents of credit; perhaps nothing."""
    if program.stamps:
        return STAMPS
    if program.points:
        return POINTS
    return CREDIT if program.cashback else None


def counted_until(program: Program, day: date) -> date | None:
    """The last day of what is collected that day; ``None``: for good, or nothing is collected."""
    rule = program.stamps or program.points or program.cashback
    return lot_end(day, rule.expires_months) if rule else None


def collect_worth(
    posting: Posting, program: Program, card: Card, worth: tuple[int, int] | None, day: date
) -> int:
    """Collect an exact worth, its fraction carried forward; gives the whole units collected."""
    account = counted_account(program)
    if account is None or worth is None:
        return 0
    return collect(posting, program, card, rate.whole_units(posting, account, *worth), day)


def collect(posting: Posting, program: Program, card: Card, units: int, day: date) -> int:
    """Collect whole units; stamps turn into rewards as the card was promised.

    Gives how many were collected: none where the program counts nothing.
    """
    account = counted_account(program)
    if account is None or not units:
        return 0
    if rule := promises.stamp_rule(program, card):
        for reward, times in add_stamps(posting, rule, units, day):
            posting.add(reward_account(reward), times, _waits_until(program, reward, day))
        if "rounds" in posting.facts:
            promises.remember(posting, program, card)
    else:
        posting.add(account, units, counted_until(program, day))
    return units


def _waits_until(program: Program, reward: str, day: date) -> date | None:
    days = program.reward(reward).expires_days
    return None if days is None else day + timedelta(days=days)
