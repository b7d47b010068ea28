"""What keeps a card honest, checked before anything is earned: refusals with their reason."""

from datetime import datetime, timedelta

from loyalty.calendar import local_date, midnight
from loyalty.card import Card
from loyalty.entry import Kind, reward_account
from loyalty.errors import (
    AmountMissing,
    AmountTooLarge,
    AmountWrong,
    BelowMinimum,
    DailyCapReached,
    OfflineCapReached,
    OfflineNotAllowed,
    RedemptionCapReached,
    RewardReady,
    TooManyUnits,
    TooSoon,
)
from loyalty.program import Program
from loyalty.purchase import Purchase

_DAY = timedelta(days=1)


def check_purchase(program: Program, purchase: Purchase) -> None:
    """Raise ``TooManyUnits``, ``AmountMissing``, ``AmountWrong``,
    ``AmountTooLarge`` or ``BelowMinimum``.
    """
    limits, amount = program.limits, purchase.amount_minor
    if not 1 <= purchase.units <= limits.max_units_per_scan:
        raise TooManyUnits(allowed=limits.max_units_per_scan)
    if amount is None:
        if program.earns_by_amount:
            raise AmountMissing()
    else:
        check_amount(program, amount)
        parts = purchase.parts.values()
        if min(parts, default=0) < 0 or sum(parts) > amount:
            raise AmountWrong(amount_minor=amount)
    _check_minimum(program, purchase)


def check_amount(program: Program, amount_minor: int) -> None:
    """Raise ``AmountWrong`` for less than nothing, ``AmountTooLarge`` beyond the limit."""
    if amount_minor < 0:
        raise AmountWrong(amount_minor=amount_minor)
    if amount_minor > program.limits.max_amount_minor:
        raise AmountTooLarge(allowed_minor=program.limits.max_amount_minor)


def check_nothing_ready(program: Program, card: Card) -> None:
    """Raise ``RewardReady`` where a reward that stamps have earned is waiting."""
    for reward in program.rewards:
        if card.balance(reward_account(reward.id)):
            raise RewardReady(reward=reward.id)


def check_rhythm(program: Program, card: Card, at: datetime) -> None:
    """Raise ``TooSoon`` within the cooldown of another earn, ``DailyCapReached`` after the cap."""
    earned = [moment.at for moment in card.recent if moment.kind is Kind.EARN]
    apart, cap = timedelta(minutes=program.limits.cooldown_minutes), program.limits.daily_cap
    if near := [then for then in earned if abs(at - then) < apart]:
        raise TooSoon(last_at=max(near), retry_at=max(near) + apart)
    if len(earned) < cap:
        return
    day = local_date(at, program.time_zone)
    begins, ends = midnight(day, program.time_zone), midnight(day + _DAY, program.time_zone)
    if sum(begins <= then < ends for then in earned) >= cap:
        raise DailyCapReached(cap=cap, retry_at=ends)


def check_redemptions(program: Program, card: Card, at: datetime) -> None:
    """Raise ``RedemptionCapReached`` after the cap of that local day.

    All that is used counts as one, whatever it is and however much: a reward, a coupon, credit,
    for oneself or for the cause. What was undone does not; a card whose code is about in copies
    gives no more than that before its holder sees it.
    """
    cap = program.limits.redemptions_per_card_day
    if _redeemed(program, card, at) >= cap:
        zone = program.time_zone
        tomorrow = midnight(local_date(at, zone) + _DAY, zone)
        raise RedemptionCapReached(cap=cap, retry_at=tomorrow)


def check_offline(program: Program, card: Card, at: datetime) -> None:
    """Raise ``OfflineNotAllowed``, or ``OfflineCapReached`` after the rewards of that local day."""
    cap = program.till.offline_redemptions
    if not cap:
        raise OfflineNotAllowed()
    if _redeemed(program, card, at) >= cap:
        raise OfflineCapReached(cap=cap)


def _redeemed(program: Program, card: Card, at: datetime) -> int:
    """How often it was used on the local day of that moment."""
    day = local_date(at, program.time_zone)
    used = [moment.at for moment in card.recent if moment.kind is Kind.REDEEM]
    return sum(local_date(then, program.time_zone) == day for then in used)


def _check_minimum(program: Program, purchase: Purchase) -> None:
    rule = program.stamps or program.points or program.cashback
    least = rule.minimum_minor if rule else 0
    counted = purchase.counted_minor(program)
    if least and counted < least:
        raise BelowMinimum(minimum_minor=least, amount_minor=counted)
