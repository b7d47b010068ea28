"""A program as it is meant to work, before there is a ledger: from its ``assumptions`` alone.

A regular spends the same basket at each visit, buys one stamped item with it, and comes in the
same rhythm. Windows and multipliers, which only some visits have, are left out. What was
counted is in ``live``; the two are never mixed.
"""

from collections.abc import Iterator
from fractions import Fraction

from loyalty.models.stamps import StampRule
from loyalty.program import Assumptions, Program
from loyalty.rewards import RewardId
from loyalty.viability.path import EARNED, Path, Way, path, visits_until
from loyalty.viability.presents import presents

YEAR_DAYS = 365
_MONTHS = 12


def plan(program: Program) -> tuple[Path, ...]:
    """Every way to something that the program gives; none without ``assumptions``."""
    assumed = program.assumptions
    if assumed is None:
        return ()
    return (
        *_stamps(program, assumed),
        *_points(program, assumed),
        *_cashback(program, assumed),
        *_donation(program, assumed),
        *_club(program, assumed),
        *_tiers(program, assumed),
        *presents(program, assumed),
    )


def time_to_first_reward(program: Program) -> int | None:
    """Days until a new card's first reward (A21): what it takes, divided by a regular's rhythm.

    What a welcome gives is counted in. ``None`` where nothing is collected, where nobody gets
    there, or without ``assumptions``.
    """
    earned = (path.days_to_reward for path in plan(program) if path.way in EARNED)
    return min((days for days in earned if days is not None), default=None)


def head_start(program: Program) -> int:
    """Units that a new card has at once."""
    return program.welcome.gift.units if program.welcome else 0


def stamps_spend_minor(rule: StampRule, assumed: Assumptions, stamps: int) -> int:
    """What so many stamps are spent for: by item, one basket each (trap 4: 9 of them for 9+1)."""
    return stamps * (rule.spend_minor or assumed.basket_minor)


def points_spend_minor(program: Program, points: int) -> int:
    """What is spent for so many points, up to a whole cent; 0 without a points rule."""
    rule = program.points
    return -(-max(0, points) * rule.per_minor // rule.points) if rule else 0


def _stamps(program: Program, assumed: Assumptions) -> Iterator[Path]:
    rule = program.stamps
    if rule is None:
        return
    for step in rule.ladder:
        yield _stamped(program, assumed, "ladder", step.at, (step.reward,))
    yield _stamped(program, assumed, "stamps", rule.threshold, (rule.reward,))
    if rule.ladder:
        all_of_it = (*(step.reward for step in rule.ladder), rule.reward)
        yield _stamped(program, assumed, "round", rule.threshold, all_of_it)


def _stamped(
    program: Program, assumed: Assumptions, way: Way, at: int, given: tuple[RewardId, ...]
) -> Path:
    rule = program.stamps
    assert rule is not None
    rewards = [program.reward(reward) for reward in given]
    spend = stamps_spend_minor(rule, assumed, at)
    left = stamps_spend_minor(rule, assumed, max(0, at - head_start(program)))
    return path(
        assumed,
        way,
        given[-1],
        reward=rewards[0] if way != "round" else None,
        cost_minor=sum(reward.true_cost_minor(assumed.basket_minor) for reward in rewards),
        spend_minor=spend,
        visits=visits_until(assumed, spend, rule.minimum_minor),
        first_visits=visits_until(assumed, left, rule.minimum_minor),
    )


def _points(program: Program, assumed: Assumptions) -> Iterator[Path]:
    rule = program.points
    for reward in program.rewards:
        if rule and reward.points is not None:
            spend = points_spend_minor(program, reward.points)
            left = points_spend_minor(program, reward.points - head_start(program))
            yield path(
                assumed,
                "points",
                reward.id,
                reward=reward,
                cost_minor=reward.true_cost_minor(assumed.basket_minor),
                spend_minor=spend,
                visits=visits_until(assumed, spend, rule.minimum_minor),
                first_visits=visits_until(assumed, left, rule.minimum_minor),
            )


def _cashback(program: Program, assumed: Assumptions) -> Iterator[Path]:
    """The percentage itself is the rate; the credit of one purchase can pay for the next."""
    if rule := program.cashback:
        reached = visits_until(assumed, assumed.basket_minor, rule.minimum_minor)
        yield _of_each_purchase(assumed, "cashback", "", rule.percent, reached)


def _donation(program: Program, assumed: Assumptions) -> Iterator[Path]:
    rule = program.donation
    if rule is None:
        return
    yield path(
        assumed,
        "donation",
        rule.cause_id,
        cost_minor=Fraction(*rule.worth(assumed.basket_minor)),
        spend_minor=assumed.basket_minor,
        visits=1,
        first_visits=1,
    )


def _club(program: Program, assumed: Assumptions) -> Iterator[Path]:
    """What the discount costs beyond the fee, over the period that the fee pays for.

    Below 0 the shop earns by it: the customer's spending breaks even later (O18) than the
    period ends. Advantages without a percentage have no known cost and make no path.
    """
    rule = program.club
    if rule is None or rule.breaks_even_minor is None:
        return
    visits = Fraction(rule.months * YEAR_DAYS, _MONTHS * assumed.rhythm_days)
    spend = visits * assumed.basket_minor // 1
    yield path(
        assumed,
        "club",
        "",
        cost_minor=Fraction(spend * rule.percent, 100) - rule.fee_minor,
        spend_minor=spend,
        visits=visits // 1,
        first_visits=visits_until(assumed, -(-rule.breaks_even_minor // 1)),
    )


def _tiers(program: Program, assumed: Assumptions) -> Iterator[Path]:
    """A lasting discount; how far away it is follows from the measure."""
    for tier in program.tiers.tiers if program.tiers else ():
        if percent := max((perk.percent for perk in tier.perks), default=0):
            reached = _visits_to_tier(program, assumed, tier.at)
            yield _of_each_purchase(assumed, "tier", tier.id, percent, reached)


def _visits_to_tier(program: Program, assumed: Assumptions, at: int) -> int | None:
    rule = program.tiers
    assert rule is not None
    spend = {
        "spend": at,
        "visits": at * assumed.basket_minor,
        "points": points_spend_minor(program, at),
    }[rule.measure]
    return visits_until(assumed, spend)


def _of_each_purchase(
    assumed: Assumptions, way: Way, key: str, percent: int, reached: int | None
) -> Path:
    return path(
        assumed,
        way,
        key,
        cost_minor=Fraction(assumed.basket_minor * percent, 100),
        spend_minor=assumed.basket_minor,
        visits=None if reached is None else 1,
        first_visits=reached,
    )
