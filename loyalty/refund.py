"""Money comes back (U18): what a sale earned is taken back, what was spent on it is restored.

A refund is an entry of its own. The visit happened and stays in the figures; a reversal is for
mistakes, a refund for goods that are returned.
"""

from collections.abc import Sequence

from loyalty.calendar import local_date
from loyalty.card import replay, standing
from loyalty.entry import Entry, Kind, Money, OperationId
from loyalty.errors import RefundRefused, UnknownEntry
from loyalty.posting import Posting
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import inverse
from loyalty.returning import Returning
from loyalty.sale import Sale
from loyalty.scan import Decision, Scan, record


def decide_refund(
    program: Program,
    sold_under: Program,
    history: Sequence[Entry],
    scan: Scan,
    *,
    operation: OperationId,
    back: Purchase | None = None,
) -> Entry:
    """The entry for goods that come back: those of ``operation``, a sale or a redemption.

    ``sold_under`` is the version that decided it, ``history`` all that the card has. ``back``
    says how many items, or how much of the amount; without it, all that is left. A reward is
    restored with its original date. Raises ``UnknownEntry``, ``RefundRefused``, or
    ``AlreadyUsed`` where what was earned has been spent.
    """
    ordered = sorted(history, key=lambda entry: entry.seq)
    stands = standing(ordered)
    target = next((entry for entry in stands if entry.operation == operation), None)
    if target is None:
        raise UnknownEntry()
    card = replay(target.program, target.card, ordered)
    posting = Posting(card, local_date(scan.happened_at, program.time_zone))
    posting.facts["refunds"] = operation
    sale = Sale(
        program=sold_under,
        entry=target,
        before=replay(target.program, target.card, ordered[: target.seq - 1]),
        refunds=[entry for entry in stands if entry.facts.get("refunds") == operation],
    )
    if target.kind is Kind.EARN:
        units, amount = _take_back(posting, sale, back, stands)
    elif target.kind is Kind.REDEEM and not sale.refunds:
        units, amount = 0, target.amount
        _restore(posting, sale)
    else:
        raise RefundRefused()
    return record(
        program,
        card,
        scan,
        Decision(
            kind=Kind.REFUND,
            changes=posting.changes,
            units=units,
            amount=amount,
            reason="return",
            facts=posting.facts,
        ),
    )


def _take_back(
    posting: Posting, sale: Sale, back: Purchase | None, standing: Sequence[Entry]
) -> tuple[int, Money | None]:
    """What a part of a sale earned goes back with it; gives how many items, for how much."""
    part = sale.part(back)
    if not sale.earned_nothing:
        Returning(posting=posting, sale=sale, part=part, standing=standing).take_back()
    if part.amount_minor is None:
        return part.units, None
    if part.counted_minor != part.amount_minor:
        posting.facts["counted"] = part.counted_minor
    return part.units, Money(minor=part.amount_minor, currency=sale.program.currency)


def _restore(posting: Posting, sale: Sale) -> None:
    """What a redemption took goes back to the same lots; what has ended since then stays gone.

    What a cause was given for it is taken back from the cause.
    """
    for change in inverse(sale.entry.changes):
        if change.units < 0:
            posting.take(change.account, -change.units)
        elif change.expires_on is None or change.expires_on >= max(posting.day, sale.day):
            posting.add(change.account, change.units, change.expires_on)
    if "price" in sale.entry.facts:
        posting.facts["since"] = sale.entry.facts.get("since", sale.entry.rule_version)
