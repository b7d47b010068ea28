"""Forgetting a person: the name and the birthday go, the ledger stays true.

The ledger holds only opaque ids, so every figure is the same before and after. It happens when
a member asks, and by itself three years after the last visit: opening a page is no visit.

Who was forgotten is noted, without anything of the person, and kept outside too: a backup that
is older still knows them, so they are forgotten again once it is restored.
"""

from datetime import datetime, timedelta

from functions.ports import Services
from functions.records import HeldCard
from loyalty.entry import CardId
from loyalty.errors import UnknownCard
from passes import short_code

KEPT = timedelta(days=3 * 365)


def forget(services: Services, program: str, code: str) -> None:
    """Erase the member of the card with that short code; raises ``UnknownCard``."""
    typed = short_code.read(code)
    if typed is None:
        raise UnknownCard()
    card = services.cards.by_short_code(program, typed)
    _forget(services, services.cards.head(program, card), services.clock())


def forget_again(services: Services, program: str, card: CardId, at: datetime) -> bool:
    """Erase once more whoever was forgotten at that time; ``True`` where something was left.

    It is noted even where the card is not here, so that nothing brings the person back.
    """
    services.archive.forget(program, card, at)
    try:
        held = services.cards.head(program, card)
    except UnknownCard:
        return False
    if not (held.member or held.reference or services.registrations.of_card(program, card)):
        return False
    _forget(services, held, at)
    return True


def forget_inactive(services: Services) -> int:
    """Erase every member whose last visit (or joining) is too long ago; gives how many."""
    oldest = services.clock() - KEPT
    forgotten = 0
    for program in services.programs.every():
        stale = [
            held
            for held in services.cards.every(program.id)
            if (held.member or held.reference) and _last_activity(held) < oldest
        ]
        for held in stale:
            _forget(services, held, services.clock())
        forgotten += len(stale)
    return forgotten


def _forget(services: Services, held: HeldCard, at: datetime) -> None:
    """The person, and the phones that held the pass: they hear of no further change."""
    program, card = held.card.program, held.card.id
    services.cards.forget(held, at)
    for registration in services.registrations.of_card(program, card):
        services.registrations.unregister(program, card, registration.device)
    services.outbox.attach(services.cards.head(program, card), "apple", attached=False)


def _last_activity(held: HeldCard) -> datetime:
    """A visit or joining; where a history was brought in, not before that."""
    seen = held.card.last_visit_at or held.joined_at
    return max(seen, held.imported_at) if held.imported_at else seen
