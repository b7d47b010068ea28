"""A card in Apple Wallet: the phone registers, asks what changed, fetches, leaves.

Apple's rules are in passes' reference page
(https://developer.apple.com/documentation/walletpasses/adding-a-web-service-to-update-passes);
the statuses belong to ``web/apple_routes.py``.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.failures import Damaged
from functions.journeys import face
from functions.journeys.void_face import void_contents, void_since
from functions.ports import Services
from functions.records import HeldCard, OnDevice, Registration
from loyalty.entry import CardId
from loyalty.errors import UnknownCard, UnknownProgram
from loyalty.program import Program

OVERLAP_SECONDS = 120
"""The tag lies so far in the past that clocks of several functions may differ by as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Serial numbers that changed since a tag, and the tag for the next question."""

    serials: tuple[str, ...]
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The card and the program that a pass is made of now."""

    held: HeldCard
    program: Program
    generation: int

    @property
    def is_void(self) -> bool:
        """Whether it was replaced since that pass was made."""
        return self.generation < self.held.generation

    @property
    def last_modified(self) -> datetime:
        """A second later with each change of the card, and with each version after the first.

        The later one of two dates would hide what an instance with a slower clock has written, or
        what came within one second. It may be some seconds ahead of the clock, which nobody minds:
        a phone sends it back as it is, and nothing between keeps an answer. ``modified_at`` is
        compared with a tag of the clock, and cannot be this.
        """
        if self.is_void:
            return void_since(self.program, self.held)
        return self.held.modified_at + timedelta(seconds=self.program.version - 1)


def register(services: Services, serial: str, registration: Registration) -> bool:
    """A phone has the pass; ``True`` when it is new to us. A new push token replaces the old.

    What it holds may be older than the card: a file kept in a mail, a phone that was restored.
    So it is told once; and of a pass that was replaced, once only, however often it registers.
    """
    program, shown = face.of_serial(serial)
    held = services.cards.head(program, shown.card)
    of_pass = replace(registration, generation=shown.generation)
    new = services.registrations.register(program, shown.card, of_pass)
    if new or shown.generation == held.generation or not _is_retired(services, held, of_pass):
        services.outbox.arrive(held, "apple")
    return new


def unregister(services: Services, serial: str, device: str) -> None:
    """A phone has removed the pass."""
    program, shown = face.of_serial(serial)
    if services.registrations.unregister(program, shown.card, device, shown.generation) == 0:
        let_go(services, program, shown.card)


def let_go(services: Services, program: str, card: CardId) -> None:
    """Note that no phone is to be told any more, and look again: one may register meanwhile."""
    if _is_to_be_told(services, program, card):
        return
    services.outbox.attach(services.cards.head(program, card), "apple", attached=False)
    if _is_to_be_told(services, program, card):
        services.outbox.arrive(services.cards.head(program, card), "apple")


def changed_since(services: Services, device: str, tag: str | None) -> Changed | None:
    """Passes that changed, or came onto that device, after the tag; ``None`` when there are none.

    A tag that is missing or not ours asks for all: ours are never of the future. What is listed
    twice costs the phone one conditional request; what is not listed would be lost.
    """
    since = _since(tag, int(services.clock().timestamp()))
    held = services.registrations.of_device(device)
    new = [one for one in held if _is_new(services, one, since)]
    serials = [face.serial(one.program, one.card, one.generation) for one in new]
    if not serials:
        return None
    now = int(services.clock().timestamp()) - OVERLAP_SECONDS
    return Changed(serials=tuple(sorted(serials)), tag=str(max(now, since)))


def modified_at(services: Services, serial: str) -> datetime:
    """When what the pass shows last changed, in whole seconds: the card, or the program.

    Raises ``UnknownCard``.
    """
    program, shown = face.of_serial(serial)
    held = services.cards.head(program, shown.card)
    if shown.generation < held.generation and held.replaced_at:
        return held.replaced_at
    published = services.programs.current(program).valid_from.replace(microsecond=0)
    return max(held.modified_at, published)


def latest(services: Services, serial: str) -> Latest:
    """What a phone that fetches now is given. Raises ``UnknownCard``."""
    program, shown = face.of_serial(serial)
    held = services.cards.head(program, shown.card)
    current = services.programs.current(program)
    return Latest(held=held, program=current, generation=shown.generation)


def build(services: Services, held: HeldCard) -> bytes:
    """The signed pass of that card."""
    program = services.programs.current(held.card.program)
    return services.apple.build(face.contents(services, program, held))


def build_latest(services: Services, latest: Latest) -> bytes:
    """The same, or the void pass of a card that was replaced."""
    if not latest.is_void:
        return build(services, latest.held)
    return services.apple.build(void_contents(latest.program, latest.held, latest.generation))


def _since(tag: str | None, now: int) -> int:
    since = int(tag) if tag and tag.isdecimal() and len(tag) < 12 else 0
    return since if since <= now else 0


def _is_to_be_told(services: Services, program: str, card: CardId) -> bool:
    return any(not one.retired for one in services.registrations.of_card(program, card))


def _is_retired(services: Services, held: HeldCard, phone: Registration) -> bool:
    known = services.registrations.of_card(held.card.program, held.card.id)
    return any(one.retired and one.device == phone.device for one in known)


def _is_new(services: Services, on_device: OnDevice, since: int) -> bool:
    """Changed after that, or put on the phone after it, from a file that may be older still.

    One card that is gone or damaged hides none of the others that a phone holds.
    """
    if on_device.at and on_device.at.timestamp() > since:
        return True
    try:
        serial = face.serial(on_device.program, on_device.card, on_device.generation)
        return modified_at(services, serial).timestamp() > since
    except (Damaged, UnknownCard, UnknownProgram):
        return False
