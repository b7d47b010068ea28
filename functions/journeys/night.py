"""Every night: what has ended is taken off each card, birthdays begin, friends are thanked for.

1. Walk the cards of every program, a page at a time.
2. A card on which nothing changes is left alone; one that cannot be played holds up no other.
3. Each entry is named after the local day, by a name that no till can send: a night played twice
   changes nothing.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from functions.failures import Damaged, OutsideError
from functions.journeys.referral import thank
from functions.journeys.turns import each_in_turn
from functions.journeys.writing import write
from functions.ports import Services
from functions.records import HeldCard
from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import CardId, Entry, Kind, OperationId, digest
from loyalty.errors import LoyaltyError
from loyalty.expiry import decide_night
from loyalty.program import Program
from loyalty.scan import Scan

log = logging.getLogger("poincon")


@dataclass(slots=True, kw_only=True)
class Night:
    """How many cards the night changed, and how many it could not play."""

    ended: int = 0
    birthdays: int = 0
    thanked: int = 0
    failed: int = 0


def night(services: Services) -> Night:
    """Play the night for every card of every program."""
    played = Night()

    def play(program: Program) -> None:
        _play_all(services, program, played)

    raised = each_in_turn(services.programs.every(), play, lambda one: one.id)
    played.failed += len(raised)
    return played


def _play_all(services: Services, program: Program, played: Night) -> None:
    left_out: set[CardId] = set()
    for held in services.cards.every(program.id, left_out):
        try:
            _play(services, program, held, _scan(program, services.clock()), played)
        except (LoyaltyError, OutsideError) as refused:
            played.failed += 1
            log.warning("night-failed", extra={"facts": {"reason": refused.code}})
        except Damaged as damaged:
            left_out.add(CardId(damaged.card))
            log.warning("night-failed", extra={"facts": {"reason": str(damaged)}})
    played.failed += len(left_out)


def _play(services: Services, program: Program, held: HeldCard, scan: Scan, played: Night) -> None:
    played.thanked += thank(services, program, held, scan)
    if decide_night(program, held.card, scan, held.holder) is None:
        return

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        entry = decide_night(program, held.card, scan, held.holder)
        if entry is None:
            raise _NothingLeft()
        return entry, held.card.after(entry)

    try:
        outcome = write(services, program, held.card.id, scan, decide)
    except _NothingLeft:
        return
    if outcome.entry and not outcome.replayed:
        is_birthday = outcome.entry.kind is Kind.GRANT
        played.birthdays += is_birthday
        played.ended += not is_birthday


class _NothingLeft(Exception):
    """A scan came between the look and the write, and did it already."""


def _scan(program: Program, now: datetime) -> Scan:
    day = local_date(now, program.time_zone).isoformat()
    return Scan(
        operation=OperationId(f"night:{day}"),
        happened_at=now,
        recorded_at=now,
        shop="",
        till="",
        staff=None,
        body_hash=digest({"night": day}),
    )
