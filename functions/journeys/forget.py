"""Forgetting a person: the name and the birthday go, the ledger stays true.

The ledger holds only opaque ids, so every figure is the same before and after. It happens when
a member asks, and by itself three years after the last visit: opening a page is no visit.
"""

from datetime import datetime, timedelta

from functions.ports import Services
from functions.records import (
    HeldCard,
)
from loyalty.errors import UnknownCard
from passes import short_code

KEPT = timedelta(days=3 * 365)


def forget(services: Services, program: str, code: str) -> None:
    """Erase the member of the card with that short code; raises ``UnknownCard``."""
    typed = short_code.read(code)
    if typed is None:
        raise UnknownCard()
    card = services.cards.by_short_code(program, typed)
    _forget(services, services.cards.head(program, card))


def forget_inactive(services: Services) -> int:
    """Erase every member whose last visit (or joining) is too long ago; gives how many."""
    oldest = services.clock() - KEPT
    forgotten = 0
    for program in services.programs.every():
        stale = [
            held
            for held in services.cards.every(program.id)
            if held.member and _last_activity(held) < oldest
        ]
        for held in stale:
            _forget(services, held)
        forgotten += len(stale)
    return forgotten


def _forget(services: Services, held: HeldCard) -> None:
    """The person, and the phones that held the pass: they hear of no further change."""
    program, card = held.card.program, held.card.id
    services.cards.forget(held, services.clock())
    for registration in services.registrations.of_card(program, card):
        services.registrations.unregister(program, card, registration.device)
    services.cards.attach(services.cards.head(program, card), "apple", attached=False)


def _last_activity(held: HeldCard) -> datetime:
    return held.card.last_visit_at or held.joined_at
