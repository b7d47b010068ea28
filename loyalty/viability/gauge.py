"""The gauge of a running program (U2): its figures from the ledger beside what they cost.

Same rates and same band as ``plan``, without any of its assumptions: a basket is the mean of
those that were scanned. Where that is unknown and needed, the cost is unknown, and not 0.
Lasting discounts of tiers and clubs are taken off before a scan and leave no trace here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from loyalty.entry import CREDIT, POINTS, STAMPS, Account, coupon_account, reward_account
from loyalty.offers import CREDIT_KEY
from loyalty.program import Program
from loyalty.rewards import Reward, RewardId
from loyalty.viability.cost import Verdict, cost_rate, verdict
from loyalty.viability.live import LiveFigures, offered
from loyalty.viability.path import Way
from loyalty.viability.unit import unit_cost_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Minor units; ``unknown`` are rewards, or units, whose cost could not be told."""

    minor: Fraction
    unknown: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        """Both together."""
        return Cost(minor=self.minor + other.minor, unknown=self.unknown + other.unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePath:
    """What something really took and cost.

    ``spend_minor`` is what members spent for it once, by all that they spent and all the units
    that they collected, presents included; ``cost_minor`` what it costs to give. ``None``:
    unknown. ``earned`` became ready, ``given`` were redeemed, ``waiting`` are still held.
    ``breakage`` is the share that ended unused, of what was decided.
    """

    way: Way
    reward: RewardId | None
    spend_minor: Fraction | None
    cost_minor: Fraction | None
    earned: int = 0
    given: int = 0
    waiting: int = 0
    breakage: Fraction | None = None

    @property
    def cost_rate(self) -> Fraction | None:
        """The cost as a share of the spending; ``None`` where either is unknown."""
        if self.cost_minor is None or self.spend_minor is None:
            return None
        return cost_rate(self.cost_minor, self.spend_minor)

    @property
    def verdict(self) -> Verdict | None:
        """How the rate lies to the band (B9); ``None`` where it is unknown."""
        rate = self.cost_rate
        return None if rate is None else verdict(rate)


def live_paths(program: Program, live: LiveFigures) -> tuple[LivePath, ...]:
    """Every way by which customers collect, as it has been so far."""
    collected = (_collected(program, live, *step) for step in _steps(program))
    return (*collected, *_of_each_purchase(program, live))


def given_cost(program: Program, live: LiveFigures) -> Cost:
    """The true cost of all that was given: rewards, coupons, credit used, donations."""
    known = sum(live.cost_minor.values()) + live.donated_minor
    total = Cost(minor=Fraction(known), unknown=live.unknown.total())
    for key, count in live.unpriced.items():
        total += _cost(live, offered(program, key), count)
    return total


def liability(program: Program, live: LiveFigures) -> Cost:
    """What the shop would owe if every card came today: all that is held, at true cost.

    Stamps count for their share of a round, points for the reward that costs least for each.
    """
    total = Cost(minor=Fraction(live.held[CREDIT]))
    for reward in program.rewards:
        total += _cost(live, reward, live.held[reward_account(reward.id)])
    for coupon in program.coupons:
        waiting = live.held[coupon_account(coupon.id)]
        total += _cost(live, program.reward(coupon.reward), waiting)
    return total + _in_progress(program, live)


def live_cost_rate(program: Program, live: LiveFigures) -> Fraction | None:
    """The known cost of what was given, as a share of all spending; ``None`` without any."""
    spend = live.all_spend_minor
    return None if spend is None else cost_rate(given_cost(program, live).minor, spend)


def _steps(program: Program) -> Iterator[tuple[Way, Account, int, RewardId]]:
    if rule := program.stamps:
        for step in rule.ladder:
            yield "ladder", STAMPS, step.at, step.reward
        yield "stamps", STAMPS, rule.threshold, rule.reward
    if program.points:
        for reward in program.rewards:
            if reward.points is not None:
                yield "points", POINTS, reward.points, reward.id


def _collected(
    program: Program, live: LiveFigures, way: Way, account: Account, units: int, key: RewardId
) -> LivePath:
    spend, collected = live.all_spend_minor, live.collected(account)
    cost = _cost(live, program.reward(key), 1)
    own = reward_account(key)
    return LivePath(
        way=way,
        reward=key,
        spend_minor=spend * units / collected if spend is not None and collected else None,
        cost_minor=None if cost.unknown else cost.minor,
        earned=live.earned[own],
        given=live.given[key],
        waiting=live.held[own],
        breakage=live.breakage([POINTS if way == "points" else own]),
    )


def _of_each_purchase(program: Program, live: LiveFigures) -> Iterator[LivePath]:
    """Credit and donations, for a mean purchase."""
    if program.cashback:
        yield LivePath(
            way="cashback",
            reward=None,
            spend_minor=live.basket_minor,
            cost_minor=_for_each(live, live.collected(CREDIT)),
            given=live.given[CREDIT_KEY],
            breakage=live.breakage([CREDIT]),
        )
    if program.donation:
        yield LivePath(
            way="donation",
            reward=None,
            spend_minor=live.basket_minor,
            cost_minor=_for_each(live, live.donated_minor),
        )


def _for_each(live: LiveFigures, minor: int) -> Fraction | None:
    return Fraction(minor, live.purchases) if live.purchases else None


def _in_progress(program: Program, live: LiveFigures) -> Cost:
    units = live.held[STAMPS] if program.stamps else live.held[POINTS]
    if not (program.stamps or program.points) or not units:
        return Cost(minor=Fraction(0))
    used = {key for _, _, _, key in _steps(program)}
    if any(_cost(live, program.reward(key), 1).unknown for key in used):
        return Cost(minor=Fraction(0), unknown=units)
    return Cost(minor=units * unit_cost_minor(program, _basket(live)))


def _cost(live: LiveFigures, reward: Reward | None, count: int) -> Cost:
    """So many of a reward on a mean basket; a percentage of an unknown basket is unknown."""
    basket = _basket(live)
    if reward is None or (reward.kind == "percent" and not basket):
        return Cost(minor=Fraction(0), unknown=count)
    return Cost(minor=Fraction(count * reward.true_cost_minor(basket)))


def _basket(live: LiveFigures) -> int:
    """The mean basket to the nearest cent, 0 where it is unknown."""
    mean = live.basket_minor
    return 0 if mean is None else int(mean + Fraction(1, 2))
