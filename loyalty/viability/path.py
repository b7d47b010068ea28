"""A path: one way to something that a program gives, with its cost and how far away it is."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from loyalty.program import Assumptions
from loyalty.rewards import Reward, RewardId
from loyalty.viability.cost import Verdict, break_even_visits, cost_rate, verdict, visits_for

Way: TypeAlias = Literal[
    "stamps",
    "ladder",
    "round",
    "points",
    "cashback",
    "donation",
    "club",
    "tier",
    "welcome",
    "launch",
    "birthday",
    "mission",
    "referral",
]
EARNED: tuple[Way, ...] = ("ladder", "stamps", "points", "cashback")
"""Ways in which a customer collects towards something."""
PRESENTS: tuple[Way, ...] = ("welcome", "launch", "birthday", "mission", "referral")
"""Ways that no spending earns: the band says nothing of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What something costs the shop, beside what is spent for it, and when a new card has it.

    ``key`` is its id in the program: a reward's, a tier's, a cause's, a mission's; else empty.
    ``spend_minor`` is the spending that the cost is measured by: what earns the reward once;
    one purchase for what takes off, or gives, a part of each; a period's for a club; a year's
    (a mission's period) for presents. ``visits`` make up that spending, ``None`` where none of
    them reaches the least purchase that counts. ``days_to_reward`` are those of a regular from
    the first visit on, a welcome's units counted in (A21). ``break_even_visits`` are extra
    visits whose margin pays for it (B11); ``perceived_ratio`` is what it seems worth for each
    cent that it costs (B14).
    """

    way: Way
    key: str
    reward: RewardId | None
    spend_minor: int
    visits: int | None
    cost_minor: Fraction
    days_to_reward: int | None
    break_even_visits: Fraction | None
    perceived_ratio: Fraction | None

    @property
    def cost_rate(self) -> Fraction | None:
        """The cost as a share of the spending; ``None`` without spending."""
        return cost_rate(self.cost_minor, self.spend_minor)

    @property
    def verdict(self) -> Verdict | None:
        """How the rate lies to the band; ``None`` for a present, and without spending."""
        rate = self.cost_rate
        return None if rate is None or self.way in PRESENTS else verdict(rate)


def path(
    assumed: Assumptions,
    way: Way,
    key: str,
    *,
    cost_minor: int | Fraction,
    spend_minor: int,
    visits: int | None,
    first_visits: int | None,
    reward: Reward | None = None,
) -> Path:
    """A path by a regular's rhythm: ``first_visits`` are those of a new card."""
    return Path(
        way=way,
        key=key,
        reward=reward.id if reward else None,
        spend_minor=spend_minor,
        visits=visits,
        cost_minor=Fraction(cost_minor),
        days_to_reward=None if first_visits is None else first_visits * assumed.rhythm_days,
        break_even_visits=break_even_visits(
            cost_minor, assumed.basket_minor, assumed.margin_percent
        ),
        perceived_ratio=perceived_ratio(reward, Fraction(cost_minor)) if reward else None,
    )


def perceived_ratio(reward: Reward, cost_minor: Fraction) -> Fraction | None:
    """What a reward seems worth for each cent that it costs (B14); ``None`` where unknown."""
    if reward.perceived_minor is None or not cost_minor:
        return None
    return reward.perceived_minor / cost_minor


def visits_until(assumed: Assumptions, spend_minor: int, minimum_minor: int = 0) -> int | None:
    """Visits until so much is spent, at least one; ``None`` where no basket is large enough."""
    if assumed.basket_minor < minimum_minor:
        return None
    visits = visits_for(spend_minor, assumed.basket_minor)
    return None if visits is None else max(1, visits)
