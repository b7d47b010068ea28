"""Every night: lots that have ended are taken off each card, and birthdays begin.

1. Walk the cards of every program, a page at a time.
2. A card on which nothing changes is left alone.
3. The entry is named after the local day, so that a night played twice changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from functions.journeys.referral import make_good
from functions.journeys.writing import write
from functions.ports import Services
from functions.records import HeldCard, OutsideError
from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import Entry, Kind, OperationId, digest
from loyalty.expiry import decide_night
from loyalty.program import Program
from loyalty.scan import Scan


@dataclass(slots=True, kw_only=True)
class Night:
    """How many cards the night changed, and how many it could not."""

    ended: int = 0
    birthdays: int = 0
    failed: int = 0


def night(services: Services) -> Night:
    """Play the night for every card of every program."""
    played = Night()
    now = services.clock()
    for program in services.programs.every():
        for held in services.cards.every(program.id):
            _play(services, program, held, now, played)
    return played


def _play(
    services: Services, program: Program, held: HeldCard, now: datetime, played: Night
) -> None:
    scan = _scan(program, now)
    make_good(services, program, held, scan)
    if decide_night(program, held.card, scan, held.holder) is None:
        return

    def decide(program: Program, held: HeldCard) -> tuple[Entry, Card]:
        entry = decide_night(program, held.card, scan, held.holder)
        if entry is None:
            raise _NothingLeft()
        return entry, held.card.after(entry)

    try:
        entry = write(services, program, held.card.id, scan, decide).entry
    except _NothingLeft:
        return
    except OutsideError:
        played.failed += 1
        return
    if entry and entry.kind is Kind.GRANT:
        played.birthdays += 1
    else:
        played.ended += 1


class _NothingLeft(Exception):
    """A scan came between the look and the write, and did it already."""


def _scan(program: Program, now: datetime) -> Scan:
    day = local_date(now, program.time_zone).isoformat()
    return Scan(
        operation=OperationId(f"night-{day}"),
        happened_at=now,
        recorded_at=now,
        shop="",
        till="",
        staff=None,
        body_hash=digest({"night": day}),
    )
