"""A lost card is replaced: the same balance behind another code, and the old one is void.

1. The card is found by a code of it that is not void, or by what a search has given: whoever has
   the lost phone takes the card from nobody with it.
2. The next generation is written, with a fresh short code; the ledger is not touched, the owner
   hears of it. One a day is enough: who uses the codes up leaves a card that cannot be replaced.
3. The wallets are told: where the old pass still is, it says that it was replaced and no more.

The operation is known by its id until the next replacement; a repeat of long ago has a void code.
"""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from functions.failures import ShortCodeTaken, StoreUnavailable
from functions.journeys.answering import who_answers
from functions.journeys.keeping import is_forgotten
from functions.journeys.pair import check_paired
from functions.journeys.scan import Asked, asked_for
from functions.journeys.writing import TRIES
from functions.ports import Services
from functions.records import Device, HeldCard, Notice
from loyalty.calendar import local_date, midnight
from loyalty.errors import (
    CapReached,
    CardChanged,
    CardReplaced,
    KeyReused,
    NotOffered,
    ReplacedToday,
)
from loyalty.program import Program
from loyalty.scan import Scan
from passes import short_code
from passes.card_code import LATEST_GENERATION, Presented

log = logging.getLogger("poincon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The card as it is held from now on."""

    program: Program
    held: HeldCard
    replayed: bool = False


def replace_card(services: Services, device: Device, asked: Asked) -> Replaced:
    """Void every code of the card and make new ones.

    Raises ``UnknownCard``, ``CardReplaced``, ``ReplacedToday``, ``CapReached`` after the last
    generation, ``NotOffered`` for a card without a person, ``KeyReused``, or what a till may not.
    """
    check_paired(services, device)
    _, shown, scan = asked_for(services, device, asked, "replace")
    program = services.programs.current(device.program)
    for _ in range(TRIES):
        held = services.cards.head(program.id, shown.card)
        if held.replaced_by == scan.operation:
            return _again(program, held, scan)
        who = who_answers(services, held, "replace", asked.staff)
        _check_may_be(program, held, shown, scan)
        notice = _notice(held, scan, who.id if who else None)
        try:
            following = services.cards.replace(
                held,
                _next(held, scan),
                notice,
                scans_per_hour=program.limits.scans_per_till_hour,
                acts_per_hour=program.limits.staff_acts_per_hour,
            )
        except (CardChanged, ShortCodeTaken):
            continue
        _made_known(services, following, notice)
        return Replaced(program=program, held=following)
    raise StoreUnavailable()


def _again(program: Program, held: HeldCard, scan: Scan) -> Replaced:
    if held.replaced_hash != scan.body_hash:
        raise KeyReused()
    return Replaced(program=program, held=held, replayed=True)


def _check_may_be(program: Program, held: HeldCard, shown: Presented, scan: Scan) -> None:
    """Now, by that code, whenever it was asked for: a replacement does not wait in a till."""
    if is_forgotten(held):
        raise NotOffered(what="replacement")
    if held.replaced_at:
        if shown.generation < held.generation:
            raise CardReplaced(replaced_at=held.replaced_at)
        day = local_date(held.replaced_at, program.time_zone)
        if local_date(scan.recorded_at, program.time_zone) <= day:
            tomorrow = midnight(day + timedelta(days=1), program.time_zone)
            raise ReplacedToday(retry_at=tomorrow)
    if held.generation == LATEST_GENERATION:
        raise CapReached(cap=LATEST_GENERATION)


def _next(held: HeldCard, scan: Scan) -> HeldCard:
    """Void from now on: what was scanned before, and waits in a till, is still good.

    Never before the card last changed: the pass of an old phone must be seen to change once more.
    """
    return replace(
        held,
        generation=held.generation + 1,
        short_code=short_code.new(),
        replaced_at=max(scan.recorded_at, held.modified_at),
        replaced_by=scan.operation,
        replaced_hash=scan.body_hash,
    )


def _notice(held: HeldCard, scan: Scan, staff: str | None) -> Notice:
    return Notice(
        at=scan.recorded_at,
        code="card-replaced",
        card=held.card.id,
        till=scan.till,
        shop=scan.shop,
        staff=staff,
    )


def _made_known(services: Services, held: HeldCard, notice: Notice) -> None:
    facts = {"program": held.card.program, "card": held.card.id, "generation": held.generation}
    facts |= {"till": notice.till, "staff": notice.staff}
    log.warning("card-replaced", extra={"facts": facts})
    if held.wallets and services.nudge:
        services.nudge(held.card.program, held.card.id, None)
