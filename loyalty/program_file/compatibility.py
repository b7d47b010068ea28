"""What cannot go together in a program, each with its reason (A18).

``docs/program.md`` has the same table for shop owners.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from loyalty.gifts.missions import Mission
from loyalty.program import MODELS, Program
from loyalty.program_file.reading import Reading
from loyalty.rewards import Gift

_WHOLE = 100
"""A multiplier in hundredths that gives whole stamps is a multiple of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """``where`` gives the paths of what cannot stand; ``name`` says it as the documents do."""

    name: str
    where: Callable[[Program], Iterable[str]]
    reason: str
    hint: str


def check_compatibility(program: Program, reading: Reading) -> None:
    """Note every refusal that applies."""
    for refusal in REFUSALS:
        for path in refusal.where(program):
            reading.wrong(path, refusal.reason, refusal.hint)


def _counts(program: Program) -> bool:
    return bool(program.stamps or program.points or program.cashback)


def _no_model(program: Program) -> Iterator[str]:
    if all(getattr(program, model) is None for model in MODELS):
        yield "stamps"


def _points_beside_stamps(program: Program) -> Iterator[str]:
    if program.stamps and program.points:
        yield "points"


def _cashback_beside_stamps(program: Program) -> Iterator[str]:
    if program.stamps and program.cashback:
        yield "cashback"


def _cashback_beside_points(program: Program) -> Iterator[str]:
    if program.points and program.cashback:
        yield "cashback"


def _windows(program: Program) -> Iterator[str]:
    if not _counts(program) and program.windows:
        yield "windows"


def _multipliers(program: Program) -> Iterator[tuple[str, int]]:
    """Where a multiplier stands, and which."""
    for number, window in enumerate(program.windows):
        yield f"windows[{number}].multiplier_percent", window.multiplier
    for number, level in enumerate(program.tiers.tiers if program.tiers else ()):
        yield f"tiers.levels[{number}].multiplier_percent", level.multiplier


def _tier_multipliers(program: Program) -> Iterator[str]:
    if not _counts(program):
        for path, multiplier in _multipliers(program):
            if path.startswith("tiers") and multiplier != _WHOLE:
                yield path


def _broken_stamps(program: Program) -> Iterator[str]:
    if program.stamps and not program.stamps.spend_minor:
        for path, multiplier in _multipliers(program):
            if multiplier % _WHOLE:
                yield path


def _tiers_by_points(program: Program) -> Iterator[str]:
    if program.tiers and program.tiers.measure == "points" and not program.points:
        yield "tiers.measure"


def _prices(program: Program) -> Iterator[str]:
    if not program.points:
        for number, reward in enumerate(program.rewards):
            if reward.points is not None:
                yield f"rewards[{number}].points"


def _nothing_to_buy(program: Program) -> Iterator[str]:
    if program.points and all(reward.points is None for reward in program.rewards):
        yield "points"


def _units(program: Program) -> Iterator[str]:
    if not _counts(program):
        yield from (f"{path}.units" for path, gift in _gifts(program) if gift.units)
        if program.launch and program.launch.first_week:
            yield "launch.first_week"
        if program.launch and program.launch.first_day:
            yield "launch.first_day"


def _gifts(program: Program) -> Iterator[tuple[str, Gift]]:
    missions: Iterable[tuple[int, Mission]] = enumerate(program.missions)
    yield from ((f"missions[{number}]", mission.gift) for number, mission in missions)
    if program.welcome:
        yield "welcome", program.welcome.gift
    if program.referral:
        yield "referral.friend", program.referral.friend
        yield "referral.referrer", program.referral.referrer


def _club_members(program: Program) -> Iterator[str]:
    if not program.club:
        for number, coupon in enumerate(program.coupons):
            if coupon.segment == "club":
                yield f"coupons[{number}].segment"
        for number, message in enumerate(program.messages):
            if message.to == "club":
                yield f"messages[{number}].to"


def _nothing_to_hand_out(program: Program) -> Iterator[str]:
    if program.till.offline_redemptions and not (program.stamps or program.points):
        yield "till.offline_redemptions"


_TWO_COUNTERS = "is a second counter: nobody can tell what a purchase brings"
_ONE_COUNTER = "keep one of [stamps], [points] and [cashback]"
_A_COUNTER = "add [stamps], [points] or [cashback], or leave it out"

REFUSALS = (
    Refusal(
        name="no model",
        where=_no_model,
        reason="is missing, and so is every other thing that a card could count",
        hint=f"at least one of {', '.join(f'[{model}]' for model in MODELS)}",
    ),
    Refusal(
        name="stamps + points",
        where=_points_beside_stamps,
        reason=_TWO_COUNTERS,
        hint=_ONE_COUNTER,
    ),
    Refusal(
        name="stamps + cashback",
        where=_cashback_beside_stamps,
        reason=_TWO_COUNTERS,
        hint=_ONE_COUNTER,
    ),
    Refusal(
        name="points + cashback",
        where=_cashback_beside_points,
        reason=_TWO_COUNTERS,
        hint=_ONE_COUNTER,
    ),
    Refusal(
        name="windows without a counter",
        where=_windows,
        reason="have nothing to multiply: purchases earn nothing that is counted",
        hint=_A_COUNTER,
    ),
    Refusal(
        name="tier multiplier without a counter",
        where=_tier_multipliers,
        reason="has nothing to multiply: purchases earn nothing that is counted",
        hint=_A_COUNTER,
    ),
    Refusal(
        name="stamps for items + broken multiplier",
        where=_broken_stamps,
        reason="would give a part of a stamp for an item, and a stamp is punched whole",
        hint="200 or another multiple of 100, or stamps for spending (spend_minor)",
    ),
    Refusal(
        name="tiers by points without points",
        where=_tiers_by_points,
        reason="counts points, which nobody earns here",
        hint="spend or visits, or add [points]",
    ),
    Refusal(
        name="price in points without points",
        where=_prices,
        reason="is a price in points, which nobody earns here",
        hint="leave it out, or add [points]",
    ),
    Refusal(
        name="points without a price",
        where=_nothing_to_buy,
        reason="buy nothing: no reward has a price in points",
        hint="write points = 100 in one of [[rewards]]",
    ),
    Refusal(
        name="units without a counter",
        where=_units,
        reason="would add to what nothing counts here",
        hint="give a coupon instead, or add [stamps], [points] or [cashback]",
    ),
    Refusal(
        name="club members without a club",
        where=_club_members,
        reason="is for members of a club that there is not",
        hint="add [club], or name somebody else",
    ),
    Refusal(
        name="rewards without network + no stamps or points",
        where=_nothing_to_hand_out,
        reason="has nothing to hand out: without network, a reward of stamps or points is given",
        hint="leave it out, or add [stamps] or [points]",
    ),
)
