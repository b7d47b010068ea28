"""History from before the program: sales of another system, counts of paper cards.

What is brought in is an entry like any other, with a reason that says where it comes from. The
house writes it, so no till can take it back.
"""

from dataclasses import replace

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.earning import decide_earn
from loyalty.entry import Entry, Kind
from loyalty.errors import BelowMinimum, NotOffered
from loyalty.giving import Giving
from loyalty.holder import Holder
from loyalty.posting import Posting
from loyalty.program import Limits, Program
from loyalty.purchase import Purchase
from loyalty.rewards import Gift
from loyalty.sale import IMPORT
from loyalty.scan import Decision, Scan, record, visit_number

PAPER = "paper"
"""The reason of what a paper card had collected."""

_NO_LIMITS = Limits(
    cooldown_minutes=0, daily_cap=10**9, max_units_per_scan=10**9, max_amount_minor=10**15
)


def decide_sale(
    program: Program, card: Card, scan: Scan, purchase: Purchase, *, earn: bool, holder: Holder
) -> Entry:
    """A purchase of before: it is a visit, and earns nothing unless ``earn`` says so.

    Then the rules decide as they do at a till, but for its limits: what happened is not judged.
    One below the program's minimum earns nothing either.
    """
    if not earn:
        return _told(program, card, scan, purchase)
    lenient = replace(program, limits=_NO_LIMITS)
    try:
        entry = decide_earn(lenient, card, scan, purchase, holder=holder, over_ready=True)
    except BelowMinimum:
        return _told(program, card, scan, purchase)
    return replace(entry, reason=IMPORT, visit=visit_number(program, card, scan.happened_at))


def decide_count(program: Program, card: Card, scan: Scan, units: int) -> Entry:
    """What a paper card had: so many stamps or points; full rounds become rewards.

    Raises ``NotOffered`` where the program counts neither.
    """
    if not takes_counts(program):
        raise NotOffered(what=PAPER)
    day = local_date(scan.happened_at, program.time_zone)
    posting = Posting(card, day)
    then = card.on(day)
    giving = Giving(posting=posting, program=program, card=then, holder=Holder(), day=day)
    giving.give(Gift(units=units))
    decision = Decision(kind=Kind.GRANT, changes=posting.changes, reason=PAPER, facts=posting.facts)
    return record(program, card, scan, decision)


def takes_counts(program: Program) -> bool:
    """Whether the program counts something that a paper card counts too."""
    return bool(program.stamps or program.points)


def brought_count(entry: Entry) -> int:
    """How many stamps or points a paper card's entry brought."""
    return int(entry.facts["gift"])


def _told(program: Program, card: Card, scan: Scan, purchase: Purchase) -> Entry:
    """The purchase with what it came to, of which nothing counted."""
    posting = Posting(card, local_date(scan.happened_at, program.time_zone))
    decision = Decision(
        kind=Kind.EARN,
        changes=posting.changes,
        amount=purchase.money(program.currency),
        reason=IMPORT,
        facts={"counted": 0},
    )
    return record(program, card, scan, decision)
