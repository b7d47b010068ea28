"""A friend has come back: whoever brought them is thanked, once, on their own card.

The friend's scan is written by then and never waits for it. The operation is named after the
friend's card, so that trying again changes nothing; the night tries again where the store was
away.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from functions.journeys.writing import Outcome, write
from functions.ports import Services
from functions.records import HeldCard, OutsideError
from loyalty.card import Card
from loyalty.entry import RETURNED, CardId, Entry, Kind, OperationId, digest
from loyalty.errors import LoyaltyError
from loyalty.granting import decide_thanks
from loyalty.program import Program
from loyalty.scan import Scan

RECENT = timedelta(days=3)
log = logging.getLogger("poincon")


def thank_referrer(services: Services, outcome: Outcome, scan: Scan) -> None:
    """Thank the referrer if this very entry says that it is time."""
    entry, referrer = outcome.entry, outcome.held.referred_by
    if entry is None or entry.kind is not Kind.EARN or referrer is None:
        return
    if entry.deltas.get(RETURNED, 0) > 0:
        _thank(services, outcome.program, referrer, entry.card, scan)


def make_good(services: Services, program: Program, friend: HeldCard, scan: Scan) -> None:
    """Thank whoever brought a friend that came lately, where that went wrong at the time."""
    last, referrer = friend.card.last_visit_at, friend.referred_by
    if referrer is None or last is None or not friend.card.balance(RETURNED):
        return
    if scan.recorded_at - last < RECENT:
        _thank(services, program, referrer, friend.card.id, scan)


def _thank(
    services: Services, program: Program, referrer: CardId, friend: CardId, scan: Scan
) -> None:
    named = OperationId(f"thanks-{friend}")
    own = replace(scan, operation=named, shop="", till="", body_hash=digest({"friend": friend}))

    def decide(program: Program, held: HeldCard) -> tuple[Entry, Card]:
        entry = decide_thanks(program, held.card, own, friend=friend)
        return entry, held.card.after(entry)

    try:
        write(services, program, referrer, own, decide)
    except (LoyaltyError, OutsideError) as refused:
        log.info("not-thanked", extra={"facts": {"reason": refused.code}})
