"""A card in Apple Wallet: the phone registers, asks what changed, fetches, leaves.

Apple's rules are in passes' reference page
(https://developer.apple.com/documentation/walletpasses/adding-a-web-service-to-update-passes);
the statuses belong to ``web/apple_routes.py``.
"""

from dataclasses import dataclass
from datetime import datetime

from functions.journeys import face
from functions.ports import Services
from functions.records import HeldCard, Registration
from loyalty.entry import CardId
from loyalty.errors import UnknownCard

OVERLAP_SECONDS = 120
"""The tag lies so far in the past that clocks of several functions may differ by as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Serial numbers that changed since a tag, and the tag for the next question."""

    serials: tuple[str, ...]
    tag: str


def register(services: Services, serial: str, registration: Registration) -> bool:
    """A phone has the pass; ``True`` when it is new to us. A new push token replaces the old."""
    program, card = face.card_of_serial(serial)
    held = services.cards.head(program, card)
    new = services.registrations.register(program, card, registration)
    services.outbox.attach(held, "apple", attached=True)
    return new


def unregister(services: Services, serial: str, device: str) -> None:
    """A phone has removed the pass."""
    program, card = face.card_of_serial(serial)
    if services.registrations.unregister(program, card, device) == 0:
        let_go(services, program, card)


def let_go(services: Services, program: str, card: CardId) -> None:
    """Note that no phone holds the card any more, and look again: one may register meanwhile."""
    if services.registrations.of_card(program, card):
        return
    services.outbox.attach(services.cards.head(program, card), "apple", attached=False)
    if services.registrations.of_card(program, card):
        services.outbox.attach(services.cards.head(program, card), "apple", attached=True)


def changed_since(services: Services, device: str, tag: str | None) -> Changed | None:
    """Passes of that device changed after the tag; ``None`` when there are none.

    A tag that is missing or not ours asks for all. What is listed twice costs the phone one
    conditional request; what is not listed would be lost.
    """
    since = int(tag) if tag and tag.isdecimal() and len(tag) < 12 else 0
    held = [face.serial(*named) for named in services.registrations.of_device(device)]
    serials = [serial for serial in held if _changed_after(services, serial, since)]
    if not serials:
        return None
    now = int(services.clock().timestamp()) - OVERLAP_SECONDS
    return Changed(serials=tuple(sorted(serials)), tag=str(max(now, since)))


def modified_at(services: Services, serial: str) -> datetime:
    """When what the pass shows last changed, in whole seconds: the card, or the program.

    Raises ``UnknownCard``.
    """
    program, card = face.card_of_serial(serial)
    held = services.cards.head(program, card)
    published = services.programs.current(program).valid_from.replace(microsecond=0)
    return max(held.modified_at, published)


def fetch(services: Services, serial: str) -> bytes:
    """The signed pass as the card is now."""
    return build(services, services.cards.head(*face.card_of_serial(serial)))


def build(services: Services, held: HeldCard) -> bytes:
    """The signed pass of that card."""
    program = services.programs.current(held.card.program)
    return services.apple.build(face.contents(services, program, held))


def _changed_after(services: Services, serial: str, since: int) -> bool:
    try:
        return modified_at(services, serial).timestamp() > since
    except UnknownCard:
        return False
