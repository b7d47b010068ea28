"""What a purchase earns: everything that the program has, in one entry.

Time is the customer's (``happened_at``): a scan that arrives late is judged against the
visits, the windows and the lots of the day on which it was made.
"""

from datetime import datetime

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.collecting import collect_worth
from loyalty.entry import Entry, Kind, donation_account
from loyalty.giving import Giving
from loyalty.holder import Holder
from loyalty.limits import check_nothing_ready, check_purchase, check_rhythm
from loyalty.models import rate, tiers
from loyalty.models.windows import multiplier
from loyalty.posting import Posting
from loyalty.program import Program
from loyalty.purchase import ONE_ITEM, Purchase
from loyalty.scan import Decision, Scan, record, visit_number

_PLAIN = 100
_NOBODY = Holder()


def decide_earn(
    program: Program,
    card: Card,
    scan: Scan,
    purchase: Purchase = ONE_ITEM,
    *,
    holder: Holder = _NOBODY,
    over_ready: bool = False,
) -> Entry:
    """The entry for a purchase (A1-A8, A13, A14).

    A ready reward is offered before anything is stamped, to somebody who is still there: a scan
    that waited in a phone is stamped. Raises ``TooManyUnits``, ``AmountMissing``,
    ``AmountTooLarge``, ``BelowMinimum``, ``RewardReady`` (unless ``over_ready``), ``TooSoon`` or
    ``DailyCapReached``.
    """
    day = local_date(scan.happened_at, program.time_zone)
    then = card.on(day)
    check_purchase(program, purchase)
    if not over_ready and not scan.is_late:
        check_nothing_ready(program, then)
    check_rhythm(program, then, scan.happened_at)

    posting = Posting(card, day)
    best = best_multiplier(program, then, scan.happened_at)
    visit = visit_number(program, then, scan.happened_at)
    earned = collect_worth(posting, program, then, worth(program, purchase, best), day)
    _donate(posting, program, purchase)
    _qualify(posting, program, purchase, earned)
    giving = Giving(posting=posting, program=program, card=then, holder=holder, day=day)
    giving.at_purchase(visit)
    _remember(posting, program, purchase, best)
    return record(
        program,
        card,
        scan,
        Decision(
            kind=Kind.EARN,
            changes=posting.changes,
            units=purchase.units if program.stamps else 0,
            amount=purchase.money(program.currency),
            visit=visit,
            facts=posting.facts,
        ),
    )


def best_multiplier(program: Program, card: Card, at: datetime) -> int:
    """The best of the card's tier and the windows that hold then, in hundredths."""
    tier = program.tiers.held(card) if program.tiers else None
    base = tier.multiplier if tier else _PLAIN
    return multiplier(program.windows, at, program.time_zone, base) if program.windows else base


def worth(program: Program, purchase: Purchase, best: int) -> tuple[int, int] | None:
    """What a purchase earns of what the card counts: a numerator and a denominator.

    ``None`` for a program that counts nothing by purchases. ``best`` is the multiplier.
    """
    counted = purchase.counted_minor(program)
    if program.stamps:
        return program.stamps.worth(purchase.units, counted, best)
    rule = program.points or program.cashback
    return rule.worth(counted, best) if rule else None


def _donate(posting: Posting, program: Program, purchase: Purchase) -> None:
    if rule := program.donation:
        account = donation_account(rule.cause_id)
        cents = rate.whole_units(posting, account, *rule.worth(purchase.amount_minor or 0))
        posting.add(account, cents)


def _qualify(posting: Posting, program: Program, purchase: Purchase, earned: int) -> None:
    """A purchase is a visit, also where a reward was used just before it."""
    if rule := program.tiers:
        done = {"spend": purchase.amount_minor or 0, "points": earned, "visits": 1}
        tiers.qualify(posting, rule, done[rule.measure])


def _remember(posting: Posting, program: Program, purchase: Purchase, best: int) -> None:
    """Facts that a refund needs: how much of the amount counted, and how often."""
    if best != _PLAIN:
        posting.facts["multiplier"] = best
    counted = purchase.counted_minor(program)
    if purchase.amount_minor is not None and counted != purchase.amount_minor:
        posting.facts["counted"] = counted
