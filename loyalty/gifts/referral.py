"""Referral (E1): a customer brings a friend, and both are thanked at the counter.

The friend at the first purchase, the referrer when the friend comes back on another day:
signing up earns nothing, so made-up friends earn nothing. A card is brought when it is issued, by a
card that exists by then: nobody can bring themselves, nor somebody who brought them.
"""

from dataclasses import dataclass

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
