"""Referral (E1): a customer brings a friend, and both are thanked at the counter.

The friend at the first purchase, the referrer when the friend comes back on another day:
signing up earns nothing, so made-up friends earn nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from loyalty.entry import CardId
from loyalty.errors import ReferralRefused
from loyalty.rewards import Gift


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRule:
    """What the friend and the referrer are given, and for how many friends a month at most.

    ``after_visits``: at which of the friend's visits the referrer is thanked; from the second
    on it must lie on another day than the first.
    """

    friend: Gift
    referrer: Gift
    after_visits: int = 2
    most_per_month: int = 5


def check_referral(
    friend: CardId, referrer: CardId, referred_by: Callable[[CardId], CardId | None]
) -> None:
    """Nobody refers themselves, nor somebody who referred them, however far back.

    ``referred_by`` gives who referred a card. Raises ``ReferralRefused``.
    """
    link: CardId | None = referrer
    while link is not None:
        if link == friend:
            raise ReferralRefused()
        link = referred_by(link)
