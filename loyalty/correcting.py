"""The owner puts a card right: units are added or taken away, for one of a few reasons (T4).

It is neither a visit nor a purchase, and no limit of a till holds it up; what it adds is collected
as a purchase's is, with its end, its thresholds and its rewards. An opposite correction takes it
back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from loyalty import promises
from loyalty.calendar import local_date
from loyalty.card import Card, standing
from loyalty.collecting import collect, counted_account
from loyalty.earning import worth
from loyalty.entry import CREDIT, STAMPS, Account, Entry, Kind, Money
from loyalty.errors import (
    AlreadyUsed,
    CorrectionBelowZero,
    CorrectionTooLarge,
    NotEnoughBalance,
    NothingToCorrect,
)
from loyalty.models.rounds import Round, completed_rounds, take_stamps
from loyalty.posting import Posting
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.scan import Decision, Scan, record

SIGNS: Mapping[str, tuple[int, ...]] = {
    "paper-card": (1,),
    "till-mistake": (1, -1),
    "gesture": (1,),
    "miscounted": (-1,),
}
"""Why a card is put right, and whether that adds (1) or takes away (-1)."""

_PLAIN = 100


def decide_correction(
    program: Program,
    card: Card,
    scan: Scan,
    history: Sequence[Entry],
    *,
    units: int,
    reason: str,
) -> Entry:
    """So many units more (or fewer, below 0) of what the program counts.

    ``history`` is all that the card has. What is taken away ends soonest; completed rounds open
    again as far as needed, as with goods that come back. Raises ``NothingToCorrect``,
    ``CorrectionTooLarge`` or ``CorrectionBelowZero``.
    """
    account = _account(program)
    day = local_date(scan.happened_at, program.time_zone)
    then, posting = card.on(day), Posting(card, day)
    if abs(units) > (allowed := most(program, then, units)):
        raise CorrectionTooLarge(allowed=_shown(program, account, allowed))
    posting.facts["adjusted"] = units
    if units > 0:
        collect(posting, program, then, units, day)
    else:
        _take(posting, program, then, standing(history), -units)
    decision = Decision(
        kind=Kind.ADJUST, changes=posting.changes, reason=reason, facts=posting.facts
    )
    return record(program, card, scan, decision)


def most(program: Program, card: Card, units: int) -> int:
    """So many units at most in one correction of that sign.

    A full card, or what one scan may earn, whichever is more; but nothing that would be lost over
    the threshold where a program carries nothing over.
    """
    one_scan = Purchase(
        units=program.limits.max_units_per_scan, amount_minor=program.limits.max_amount_minor
    )
    part, whole = worth(program, one_scan, _PLAIN) or (0, 1)
    prices = [reward.points for reward in program.rewards if program.points and reward.points]
    rule = promises.stamp_rule(program, card)
    full = rule.threshold if rule else max(prices, default=0)
    if rule and units > 0 and not rule.carry_over:
        return max(1, rule.threshold - card.balance(STAMPS))
    return max(full, part // whole)


def _account(program: Program) -> Account:
    account = counted_account(program)
    if account is None:
        raise NothingToCorrect()
    return account


def _take(
    posting: Posting, program: Program, card: Card, stands: Sequence[Entry], units: int
) -> None:
    account, rule = _account(program), promises.stamp_rule(program, card)
    rounds = completed_rounds(stands, program.time_zone) if rule else []
    there = _there(posting, account, rounds)
    try:
        if rule:
            take_stamps(posting, rule, units, stands, program.time_zone)
        else:
            posting.take(account, units)
    except (AlreadyUsed, NotEnoughBalance):
        raise CorrectionBelowZero(there=_shown(program, account, there)) from None


def _there(posting: Posting, account: Account, rounds: Sequence[Round]) -> int:
    """What the account holds, with the stamps of rewards that have not been used."""
    there, opened = posting.balance(account), Counter[Account]()
    for completed in reversed(rounds):
        if posting.balance(completed.reward) <= opened[completed.reward]:
            break
        opened[completed.reward] += 1
        there += completed.goal
    return there


def _shown(program: Program, account: Account, units: int) -> int | Money:
    return Money(minor=units, currency=program.currency) if account == CREDIT else units
