"""The owner puts a card right: looked at first, then written as one entry.

The owner's phone is the entry's till, so that one that was taken off the list writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.journeys.writing import Outcome, as_entries_say, check_not_replaced, write
from functions.ports import Services
from functions.records import DayLimit, Device, HeldCard
from loyalty.calendar import local_date, midnight
from loyalty.card import Card
from loyalty.correcting import decide_correction
from loyalty.entry import Entry, OperationId, digest
from loyalty.errors import CardFrozen, UnknownCard
from loyalty.program import Program
from loyalty.scan import Scan
from passes import short_code
from passes.card_code import Presented

_NOT_YET = OperationId("not-written-yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Which card, by its short code; how many units more, or fewer below 0; why, by its code."""

    code: str
    units: int
    reason: str


def look_ahead(services: Services, device: Device, asked: Correction) -> Outcome:
    """The card before it and after it; nothing is written. Raises what ``correct`` refuses."""
    program, shown = _card(services, device, asked.code)
    scan = _scan(device, _NOT_YET, asked, services.clock())
    held = services.cards.head(program.id, shown.card)
    check_not_replaced(held, shown.generation, scan.happened_at)
    held = as_entries_say(services, held)
    entry, after = _decided(services, program, held, scan, asked)
    return Outcome(program=program, held=held, card=after, before=held.card, entry=entry)


def correct(
    services: Services, device: Device, operation: OperationId, asked: Correction
) -> Outcome:
    """The entry that puts the card right; the same operation again gives it again.

    Raises ``UnknownCard``, ``CardReplaced``, ``CardFrozen``, ``TooManyCorrections``, or as
    ``decide_correction`` does.
    """
    program, shown = _card(services, device, asked.code)
    scan = _scan(device, operation, asked, services.clock())

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        return _decided(services, program, held, scan, asked)

    return write(
        services,
        program,
        shown.card,
        scan,
        decide,
        generation=shown.generation,
        corrections=_of_day(program, scan.recorded_at),
    )


def _card(services: Services, device: Device, code: str) -> tuple[Program, Presented]:
    typed = short_code.read(code)
    if typed is None:
        raise UnknownCard()
    program = services.programs.current(device.program)
    return program, services.cards.by_short_code(program.id, typed)


def _scan(device: Device, operation: OperationId, asked: Correction, now: datetime) -> Scan:
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    body = {"kind": "adjust", "units": asked.units, "reason": asked.reason}
    return Scan(
        operation=operation,
        happened_at=now,
        recorded_at=now,
        shop=device.shop,
        till=device.id,
        staff=None,
        body_hash=digest(body),
    )


def _decided(
    services: Services, program: Program, held: HeldCard, scan: Scan, asked: Correction
) -> tuple[Entry, Card]:
    if held.frozen:
        raise CardFrozen()
    history: Sequence[Entry] = services.cards.history(program.id, held.card.id)
    entry = decide_correction(
        program, held.card, scan, history, units=asked.units, reason=asked.reason
    )
    return entry, held.card.after(entry)


def _of_day(program: Program, at: datetime) -> DayLimit:
    day, zone = local_date(at, program.time_zone), program.time_zone
    return DayLimit(
        day=day,
        ends_at=midnight(day + timedelta(days=1), zone),
        at_most=program.limits.corrections_per_day,
    )
