"""Using what a card holds, and taking back its latest entry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from loyalty import promises
from loyalty.calendar import local_date
from loyalty.card import Card, replay
from loyalty.entry import (
    CREDIT,
    POINTS,
    Account,
    Change,
    Entry,
    Kind,
    Money,
    OperationId,
    coupon_account,
    donation_account,
    reward_account,
)
from loyalty.errors import (
    BelowMinimum,
    NotEnoughBalance,
    NotOffered,
    UndoElsewhere,
    UndoRefused,
    UndoTooLate,
    UnknownEntry,
)
from loyalty.limits import check_amount, check_offline, check_redemptions
from loyalty.offers import CREDIT_KEY, coupon_of, reward_of
from loyalty.posting import Posting
from loyalty.program import Program
from loyalty.scan import Decision, Scan, record

LATE_UNDO = timedelta(days=1)
"""So much longer an undo is taken that waited in the phone which did it: not for the days that a
scan may wait, for when it was made is what the phone says."""


def decide_redeem(
    program: Program,
    card: Card,
    scan: Scan,
    *,
    reward: str,
    amount_minor: int | None = None,
    donate: bool = False,
    offline: bool = False,
) -> Entry:
    """The entry that uses a reward, a coupon or credit: ``reward`` is an offer's key.

    A free item earns no stamp (A4). ``amount_minor`` is the purchase that a coupon with a
    minimum or credit is used on; credit pays as much of it as there is, all of it without an
    amount. With ``donate`` the cause gets what the reward would have cost the shop, and the
    customer goes without (A25). ``offline``: it was given before anybody could be asked.
    Raises ``UnknownReward``, ``NotEnoughBalance``, ``BelowMinimum``, ``NotOffered``,
    ``AmountWrong``, ``AmountTooLarge``, ``RedemptionCapReached``, ``OfflineNotAllowed`` or
    ``OfflineCapReached``.
    """
    if offline and scan.is_late:
        check_offline(program, card, scan.happened_at)
    else:
        check_redemptions(program, card, scan.happened_at)
    if amount_minor is not None:
        check_amount(program, amount_minor)
    day = local_date(scan.happened_at, program.time_zone)
    posting = Posting(card, day)
    then = card.on(day)
    account, units = _price(program, then, posting, reward, amount_minor)
    posting.take(account, units)
    posting.facts["gave"] = reward
    if account == POINTS:
        posting.facts["price"] = units
        promises.remember(posting, program, then)
    used = amount_minor if account != CREDIT else units
    if donate:
        _donate(posting, program, reward, used or 0)
    return record(
        program,
        card,
        scan,
        Decision(
            kind=Kind.REDEEM,
            changes=posting.changes,
            amount=None if used is None else Money(minor=used, currency=program.currency),
            facts=posting.facts,
        ),
    )


def decide_undo(
    program: Program, history: Sequence[Entry], scan: Scan, *, operation: OperationId
) -> Entry:
    """The entry that takes back ``operation``: its exact inverse, in the very same lots.

    ``history`` is all that the card has. Only the latest entry can be undone, once, within
    the program's window, where it was done; the reversal carries the original's ``happened_at``.
    An undo that waited in the very till of the original is judged by when it was made, as long as
    that till's word is taken: ``LATE_UNDO``.
    Raises ``UnknownEntry``, ``UndoRefused``, ``UndoElsewhere`` or ``UndoTooLate``.
    """
    target = next((entry for entry in history if entry.operation == operation), None)
    if target is None:
        raise UnknownEntry()
    ordered = sorted(history, key=lambda entry: entry.seq)
    latest = ordered[-1]
    if target is not latest or target.kind is Kind.REVERSE or not _of_a_till(target):
        raise UndoRefused(**({"latest": latest.operation} if _of_a_till(latest) else {}))
    if target.shop != scan.shop:
        raise UndoElsewhere(shop=target.shop)
    _check_in_time(program, target, scan)
    return record(
        program,
        replay(target.program, target.card, ordered),
        replace(scan, happened_at=target.happened_at),
        Decision(
            kind=Kind.REVERSE,
            changes=inverse(target.changes),
            units=target.units,
            amount=target.amount,
            visit=replay(target.program, target.card, ordered[:-1]).visits,
            reverses=target.operation,
        ),
    )


def _check_in_time(program: Program, target: Entry, scan: Scan) -> None:
    window = timedelta(minutes=program.limits.undo_minutes)
    until = target.recorded_at + window
    if scan.till == target.till and window and scan.recorded_at <= until + LATE_UNDO:
        made = scan.happened_at
    else:
        made = scan.recorded_at
    if made > until:
        raise UndoTooLate(until=until)


def _of_a_till(entry: Entry) -> bool:
    """The house's own entries, and what the owner puts right, no till takes back."""
    return bool(entry.till) and entry.kind is not Kind.ADJUST


def inverse(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes the other way, lot by lot."""
    return tuple(replace(change, units=-change.units) for change in changes)


def _price(
    program: Program, card: Card, posting: Posting, key: str, amount_minor: int | None
) -> tuple[Account, int]:
    """Which account pays for it, and how much."""
    if key == CREDIT_KEY:
        return CREDIT, _credit_used(posting, amount_minor)
    if coupon := coupon_of(program, key):
        if coupon.minimum_minor > (amount_minor or 0):
            raise BelowMinimum(minimum_minor=coupon.minimum_minor, amount_minor=amount_minor or 0)
        return coupon_account(coupon.id), 1
    offered = program.reward(key)
    account = reward_account(offered.id)
    points = promises.price(program, card, offered) if program.points else None
    if posting.balance(account) or points is None:
        return account, 1
    return POINTS, points


def _credit_used(posting: Posting, amount_minor: int | None) -> int:
    held = posting.balance(CREDIT)
    used = held if amount_minor is None else min(held, amount_minor)
    if used < 1:
        raise NotEnoughBalance(balance=held, needed=amount_minor or 1)
    return used


def _donate(posting: Posting, program: Program, key: str, used_minor: int) -> None:
    """The cause gets credit as it is, or what the reward would have cost."""
    minor = _worth_minor(program, key, used_minor)
    if program.donation is None or not minor:
        raise NotOffered(what="donation")
    posting.add(donation_account(program.donation.cause_id), minor)
    posting.facts["donated"] = 1


def _worth_minor(program: Program, key: str, used_minor: int) -> int:
    if key == CREDIT_KEY:
        return used_minor
    guessed = program.assumptions.basket_minor if program.assumptions else 0
    return reward_of(program, key).true_cost_minor(used_minor or guessed)
