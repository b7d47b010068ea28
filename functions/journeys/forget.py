"""Forgetting a person: the name and the birthday go, the ledger stays true.

The ledger holds only opaque ids, so every figure is the same before and after. It happens when
a member asks, and by itself three years after the last visit: opening a page is no visit.

Who was forgotten is noted, without anything of the person, and kept outside too: a backup that
is older still knows them, so they are forgotten again once it is restored.
"""

from datetime import datetime

from functions.failures import Damaged
from functions.journeys import hold_pass
from functions.journeys.keeping import KEPT, last_activity
from functions.journeys.turns import each_in_turn
from functions.ports import Services
from functions.records import HeldCard
from loyalty.entry import CardId, instant
from loyalty.errors import UnknownCard
from loyalty.program import Program
from passes import short_code


def forget(services: Services, program: str, code: str) -> datetime | None:
    """Erase the member of the card with that short code; raises ``UnknownCard``.

    Gives when they were forgotten before, where nothing of them was left to erase.
    """
    typed = short_code.read(code)
    if typed is None:
        raise UnknownCard()
    card = services.cards.by_short_code(program, typed).card
    try:
        held = services.cards.head(program, card)
    except (Damaged, UnknownCard):
        _forget_unread(services, program, card, services.clock())
        return None
    before = _forgotten_at(services, program, card)
    if before and not _is_known(services, held):
        return before
    _forget(services, held, services.clock())
    return None


def forget_again(services: Services, program: str, card: CardId, at: datetime) -> bool:
    """Erase once more whoever was forgotten at that time; ``True`` where something was left.

    It is noted even where the card is not here, so that nothing brings the person back.
    """
    services.archive.forget(program, card, at)
    try:
        held = services.cards.head(program, card)
    except (Damaged, UnknownCard):
        return _forget_unread(services, program, card, at)
    if not _is_known(services, held):
        return False
    _forget(services, held, at)
    return True


def forget_inactive(services: Services) -> int:
    """Erase every member whose last visit (or joining) is too long ago; gives how many.

    Raises what went wrong with a program, once all have had their turn.
    """
    oldest = services.clock() - KEPT
    forgotten: list[CardId] = []

    def forget_stale(program: Program) -> None:
        left_out: set[CardId] = set()
        stale = [
            held
            for held in services.cards.every(program.id, left_out)
            if (held.member or held.reference or held.staff) and last_activity(held) < oldest
        ]
        for held in stale:
            _forget(services, held, services.clock())
            forgotten.append(held.card.id)
        if left_out:
            raise Damaged(min(left_out), "nobody knows whether it is to be forgotten")

    if raised := each_in_turn(services.programs.every(), forget_stale, lambda one: one.id):
        raise raised[0]
    return len(forgotten)


def _forget(services: Services, held: HeldCard, at: datetime) -> None:
    """The phones that held the pass, which hear of no further change, and then the person.

    In this order: whoever is still known when it is cut off is found and forgotten the next time.
    """
    program, card = held.card.program, held.card.id
    for registration in services.registrations.of_card(program, card):
        gone = (registration.device, registration.generation)
        services.registrations.unregister(program, card, *gone)
    hold_pass.let_go(services, program, card)
    services.cards.forget(services.cards.head(program, card), at)


def _forget_unread(services: Services, program: str, card: CardId, at: datetime) -> bool:
    """The phones, and the person, of a card that cannot be read: nobody has to wait for that."""
    phones = services.registrations.of_card(program, card)
    for phone in phones:
        services.registrations.unregister(program, card, phone.device, phone.generation)
    return services.cards.forget_unread(program, card, at) or bool(phones)


def _is_known(services: Services, held: HeldCard) -> bool:
    """Whether anything of the person, or of their phones, is left."""
    registrations = services.registrations.of_card(held.card.program, held.card.id)
    return bool(held.member or held.reference or held.staff or registrations)


def _forgotten_at(services: Services, program: str, card: CardId) -> datetime | None:
    stones = services.archive.shop(program)["forgotten"]
    noted = (instant(stone["forgotten_at"]) for stone in stones if stone["card"] == card)
    return next(noted, None)
