"""The card behind what was held out at a till: the code of a pass, of a search, or a typed one.

A code's MAC is checked before any read. One that was typed has none, and could be guessed: a till
may type so many in an hour.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from functions.journeys.pair import tills_before
from functions.ports import Services
from functions.records import Device, HeldCard
from loyalty.entry import CardId, OperationId
from loyalty.errors import UnknownCard
from passes import short_code
from passes.card_code import Presented, seal, unseal

_NOBODY = Presented(CardId("A" * 16))


def seen(services: Services, device: Device, code: str, at: datetime) -> Presented:
    """The card of any code, to look at; a typed one has been counted."""
    typed = short_code.read(code)
    if typed:
        return services.cards.by_short_code(device.program, typed)
    return _sealed(services, device, code, at)


def presented(
    services: Services, device: Device, code: str, at: datetime, operation: OperationId, kind: str
) -> Presented:
    """The card of any code, for an operation of that kind that happened at that time."""
    typed = short_code.read(code)
    if typed:
        return _typed(services, device, typed, operation, kind)
    return _sealed(services, device, code, at)


def _sealed(services: Services, device: Device, code: str, at: datetime) -> Presented:
    """The card of a code with a MAC: a pass's, or what this very till was told by a search.

    That one is good on its day and the next: what waited in the till, by when it happened; also
    where the phone was another till of the shop then.
    """
    if len(code) > 64:
        raise UnknownCard()
    with suppress(UnknownCard):
        return unseal(services.keys, "scan", device.program, code.strip())
    with suppress(UnknownCard):
        return _found(services, device, code, at)
    for till in tills_before(services, device, at):
        with suppress(UnknownCard):
            return _found(services, till, code, at)
    raise UnknownCard()


def _found(services: Services, device: Device, code: str, at: datetime) -> Presented:
    with suppress(UnknownCard):
        return unseal(services.keys, "found", found_by(device, at), code.strip())
    the_day_before = found_by(device, at - timedelta(days=1))
    return unseal(services.keys, "found", the_day_before, code.strip())


def found_by(device: Device, at: datetime) -> str:
    """For whom a code of a search is made: one till of a program on one day, in UTC."""
    return f"{device.program}#{device.id}#{at.astimezone(UTC).date()}"


def found_code(services: Services, device: Device, held: HeldCard) -> str:
    """A code of the card that is good at this very till, on this day and the next."""
    whose = found_by(device, services.clock())
    return seal(services.keys, "found", whose, held.card.id, held.generation)


def instead_of_typed(services: Services, device: Device, code: str, held: HeldCard) -> str | None:
    """What stands for a code that was typed, and counted, in whatever follows at that till."""
    return found_code(services, device, held) if short_code.read(code) else None


def _typed(
    services: Services, device: Device, code: str, operation: OperationId, kind: str
) -> Presented:
    """The card of a typed code. What was done already is answered without counting it.

    A wrong code counts, reads and answers as a right one does until it is counted: over the
    limit, neither says which it is.
    """
    try:
        shown = services.cards.by_short_code(device.program, code)
    except UnknownCard:
        shown = _NOBODY
    if not _is_done(services, device.program, shown.card, operation, kind):
        count_typed(services, device)
    if shown == _NOBODY:
        raise UnknownCard()
    return shown


def _is_done(
    services: Services, program: str, card: CardId, operation: OperationId, kind: str
) -> bool:
    """An entry is in the ledger; a replacement is on the card."""
    if kind != "replace":
        return services.cards.entry(program, card, operation) is not None
    try:
        return services.cards.head(program, card).replaced_by == operation
    except UnknownCard:
        return False


def count_typed(services: Services, device: Device) -> None:
    """One more of this hour; raises ``TooManyTypedCodes``."""
    limits = services.programs.current(device.program).limits
    at_most = limits.typed_codes_per_till_hour
    services.devices.count_typed(device.program, device.id, at_most, services.clock())
