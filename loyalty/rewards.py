"""What a shop gives, and what it truly costs (B1-B8).

A free item costs what its goods cost, not its price on the board; a discount costs the revenue
that is given up. Both are typed here, so that nobody can take one for the other.
"""

from dataclasses import dataclass
from typing import Literal, NewType, TypeAlias

from loyalty.language import Words

RewardId = NewType("RewardId", str)

RewardKind: TypeAlias = Literal[
    "free_item",
    "discount",
    "percent",
    "access",
    "experience",
    "convenience",
    "partner",
    "recognition",
]
REWARD_KINDS: tuple[RewardKind, ...] = (
    "free_item",
    "discount",
    "percent",
    "access",
    "experience",
    "convenience",
    "partner",
    "recognition",
)
DISCOUNTS: frozenset[RewardKind] = frozenset({"discount", "percent"})
"""Kinds that give up revenue, and so pull the price down in the customer's mind (B13, B15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """One thing of the catalogue.

    ``item`` names it with its article: "un café", "une remise de 5 €". Amounts are minor units.
    ``cost_minor`` is the cost of goods of a free item, or what the shop spends on any other
    kind; a discount's is its ``value_minor``, a percentage's follows from the basket: see
    ``true_cost_minor``. ``value_minor`` is the price on the board, or what a discount takes
    off. ``perceived_minor`` is what a customer would say that it is worth (B14). ``points`` is
    its price in points, ``None`` where points do not buy it. It waits ``expires_days`` on a
    card, or for good.
    """

    id: RewardId
    kind: RewardKind
    item: Words
    cost_minor: int = 0
    value_minor: int = 0
    percent: int = 0
    perceived_minor: int | None = None
    points: int | None = None
    expires_days: int | None = None
    partner: str = ""

    def true_cost_minor(self, basket_minor: int) -> int:
        """What giving it once costs the shop, with a basket of that size (B8).

        A discount is the revenue given up, but never more than the basket; a percentage of a
        basket rounds half up; anything else is what was spent on it.
        """
        if self.kind == "discount":
            return min(self.value_minor, basket_minor) if basket_minor else self.value_minor
        if self.kind == "percent":
            return (basket_minor * self.percent + 50) // 100
        return self.cost_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Perk:
    """A lasting advantage of a tier or a club, shown to the staff at each scan (A10, A12).

    ``percent`` is what it takes off every purchase, 0 for a perk that is no discount.
    """

    kind: RewardKind
    words: Words
    percent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What a welcome, a birthday, a mission or a referral gives.

    ``units`` of what the card counts (stamps, points, cents of credit), a coupon, or both.
    """

    units: int = 0
    coupon: str | None = None
