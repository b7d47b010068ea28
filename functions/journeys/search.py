"""Finding a card without its code: by its holder's first name, or the end of their mobile's number.

The birthday tells them apart, if they gave one, and nothing else is known of a person. A search
counts as a typed code before anything is looked up: who guesses at a till is soon out of tries.
What is found is told with a code that is good on this very till, that day and the next, and nowhere
else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.failures import Damaged
from functions.journeys.presenting import found_code
from functions.ports import Services
from functions.records import Device, HeldCard
from loyalty.entry import CardId
from loyalty.errors import UnknownCard
from loyalty.program import Program

MOST_READ = 24
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A card, and the code by which this till may present it."""

    held: HeldCard
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Who was here last comes first; ``more`` where there are others like them."""

    program: Program
    found: Sequence[Found]
    more: bool


def search(
    services: Services, device: Device, name: str, birthday: tuple[int, int] | None
) -> Findings:
    """Cards whose holder's first name begins so, or whose mobile ends in these four digits.

    Raises ``TooManyTypedCodes``.
    """
    program = services.programs.current(device.program)
    at_most = program.limits.typed_codes_per_till_hour
    services.devices.count_typed(program.id, device.id, at_most, services.clock())
    cards, more = services.cards.named(program.id, name, birthday, MOST_READ)
    held = sorted(_heads(services, program.id, cards), key=_latest, reverse=True)
    return Findings(
        program=program,
        found=[_told(services, device, one) for one in held[:MOST_SHOWN]],
        more=more or len(held) > MOST_SHOWN,
    )


def _heads(services: Services, program: str, cards: Sequence[CardId]) -> Iterator[HeldCard]:
    """Those that can be read and are still somebody's."""
    for card in cards:
        try:
            held = services.cards.head(program, card)
        except (Damaged, UnknownCard):
            continue
        if held.member:
            yield held


def _latest(held: HeldCard) -> datetime:
    return held.card.last_visit_at or held.joined_at


def _told(services: Services, device: Device, held: HeldCard) -> Found:
    return Found(held=held, code=found_code(services, device, held))
