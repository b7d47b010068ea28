"""Lots end with their local day: taken off when they have, told of a month before."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import CLUB, CREDIT, POINTS, STAMPS, Account, Entry, Kind
from loyalty.giving import Giving
from loyalty.holder import Holder
from loyalty.posting import Posting
from loyalty.program import Program
from loyalty.scan import Decision, Scan, record

NOTICE_DAYS = 30
_TOLD = (STAMPS, POINTS, CREDIT, CLUB)
_TOLD_KINDS = ("reward:", "coupon:", "tier:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Units of an account that are worth nothing after that day."""

    account: Account
    units: int
    last_day: date


def ending(card: Card, day: date, within_days: int = NOTICE_DAYS) -> tuple[Ending, ...]:
    """What this card would lose within so many days if nothing happens, soonest first."""
    until = day + timedelta(days=within_days)
    found = [
        Ending(account=lot.account, units=lot.units, last_day=lot.expires_on)
        for lot in card.lots
        if lot.expires_on is not None
        and day <= lot.expires_on <= until
        and (lot.account in _TOLD or lot.account.startswith(_TOLD_KINDS))
    ]
    return tuple(sorted(found, key=lambda end: end.last_day))


def decide_night(program: Program, card: Card, scan: Scan, holder: Holder) -> Entry | None:
    """What the night brings to a card: lots that have ended, a birthday; ``None``: nothing.

    Whatever ended yesterday is gone today. A birthday is kept on a card that has bought something.
    """
    day = local_date(scan.happened_at, program.time_zone)
    posting = Posting(card, day)
    giving = Giving(posting=posting, program=program, card=card.on(day), holder=holder, day=day)
    is_birthday = card.purchases > 0 and giving.birthday()
    if not posting.changes:
        return None
    return record(
        program,
        card,
        scan,
        Decision(
            kind=Kind.GRANT if is_birthday else Kind.EXPIRE,
            changes=posting.changes,
            reason="birthday" if is_birthday else "expired",
        ),
    )
