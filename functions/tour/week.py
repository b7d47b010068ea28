"""What Ada buys in the tour's week, whatever the program counts: enough to get something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.calendar import Week
from loyalty.program import Program

_OFTEN = (
    (0, "16:40"),
    (1, "08:12"),
    (1, "13:05"),
    (2, "08:15"),
    (3, "08:09"),
    (3, "16:30"),
    (4, "08:11"),
    (5, "10:20"),
    (6, "09:45"),
)
"""The day of the week, 0 being Monday, and the time on the shop's wall."""

_ONCE_A_DAY = tuple((day, "16:40") for day in range(7))
_FEW = 4
_BASKET = 1000
"""Minor units, where the program's file assumes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """When she comes, and what the till sends beside the code."""

    at: datetime
    bought: dict[str, Any]


def visits(program: Program, week: Week, zone: ZoneInfo) -> list[Visit]:
    """Her visits: until a reward is within reach, or a few where there is none to reach."""
    limits = program.limits
    times = _OFTEN if limits.daily_cap > 1 and limits.cooldown_minutes <= 240 else _ONCE_A_DAY
    return [
        Visit(at=datetime.combine(week.days[day], time.fromisoformat(at), tzinfo=zone), bought=b)
        for (day, at), b in zip(times, _bought(program, len(times)), strict=False)
    ]


def a_purchase(program: Program) -> dict[str, Any]:
    """What anybody buys: one item, for an ordinary amount where amounts count."""
    return {"amount_minor": _basket(program)} if program.earns_by_amount else {}


def _bought(program: Program, most: int) -> Sequence[dict[str, Any]]:
    if program.stamps and not program.stamps.spend_minor:
        return [a_purchase(program) | {"units": n} for n in _shares(program.stamps.threshold, most)]
    if needed := _needed_minor(program):
        times = max(2, min(most, -(-needed // _basket(program))))
        return [{"amount_minor": -(-needed // times)}] * times
    return [a_purchase(program)] * _FEW


def _needed_minor(program: Program) -> int:
    """What must be spent for the first reward, 0 where spending leads to none."""
    if program.stamps and program.stamps.spend_minor:
        return program.stamps.spend_minor * program.stamps.threshold
    prices = [reward.points for reward in program.rewards if reward.points]
    if program.points and prices:
        return -(-min(prices) * program.points.per_minor // program.points.points)
    return 0


def _shares(items: int, most: int) -> list[int]:
    """So many items over at most so many visits, one at a time if that is enough."""
    each = -(-items // most)
    full, rest = divmod(items, each)
    return [each] * full + ([rest] if rest else [])


def _basket(program: Program) -> int:
    return program.assumptions.basket_minor if program.assumptions else _BASKET
