"""What no spending earns: a welcome, a birthday, a mission, thanks for a friend.

Each is measured by what a regular spends in a year, or in the period in which it can be had.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from loyalty.gifts.missions import Period
from loyalty.program import Assumptions, Program
from loyalty.rewards import Gift
from loyalty.viability.path import Path, Way, path
from loyalty.viability.unit import unit_cost_minor

_DAYS: dict[Period, int] = {"ever": 365, "year": 365, "month": 30, "week": 7, "day": 1}


def presents(program: Program, assumed: Assumptions) -> Iterator[Path]:
    """Every present of the program, once a year or as often as its cap allows."""
    if program.welcome:
        yield _present(program, assumed, "welcome", program.welcome.gift)
    if program.launch and (units := max(program.launch.first_day, program.launch.first_week)):
        yield _present(program, assumed, "launch", Gift(units=units))
    if program.birthday:
        yield _present(program, assumed, "birthday", Gift(coupon=program.birthday.coupon))
    for mission in program.missions:
        done = _present(program, assumed, "mission", mission.gift, mission.period, mission.id)
        yield _times(done, mission.cap)
    if program.referral:
        both = (program.referral.friend, program.referral.referrer)
        costs = [gift_cost_minor(program, assumed, gift) for gift in both]
        yield _path(assumed, "referral", "", sum(costs, Fraction(0)), "year")


def gift_cost_minor(program: Program, assumed: Assumptions, gift: Gift) -> Fraction:
    """What a gift costs once it is used: its units, and its coupon on an average basket."""
    units = gift.units * unit_cost_minor(program, assumed.basket_minor)
    coupon = program.coupon(gift.coupon) if gift.coupon else None
    if coupon is None:
        return units
    basket = max(assumed.basket_minor, coupon.minimum_minor)
    return units + program.reward(coupon.reward).true_cost_minor(basket)


def _present(
    program: Program,
    assumed: Assumptions,
    way: Way,
    gift: Gift,
    period: Period = "year",
    key: str = "",
) -> Path:
    cost = gift_cost_minor(program, assumed, gift)
    return _path(assumed, way, key or gift.coupon or "", cost, period)


def _path(assumed: Assumptions, way: Way, key: str, cost: Fraction, period: Period) -> Path:
    days = _DAYS[period]
    return path(
        assumed,
        way,
        key,
        cost_minor=cost,
        spend_minor=assumed.basket_minor * days // assumed.rhythm_days,
        visits=days // assumed.rhythm_days,
        first_visits=1,
    )


def _times(once: Path, cap: int) -> Path:
    each = once.break_even_visits
    return replace(
        once,
        cost_minor=once.cost_minor * cap,
        break_even_visits=None if each is None else each * cap,
    )
