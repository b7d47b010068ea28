"""At the till: earn, redeem, undo, or only look.

1. The code's MAC is checked before any read.
2. One query brings the card and its member; the rules decide.
3. One transaction writes the entry, the card and the till's count; a repeat gives the first
   decision again, a card written meanwhile is read and decided anew.
4. Whoever tells the wallets is nudged, and sweeps every minute anyway: never the till's wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.ports import Services
from functions.records import (
    Device,
    HeldCard,
    Repeated,
    StoreUnavailable,
)
from loyalty.card import Card, replay
from loyalty.earning import Scan, decide_earn, happened_at
from loyalty.entry import CardId, Entry, OperationId, digest
from loyalty.errors import CardChanged, KeyReused, RuleRefused, UnknownCard
from loyalty.program import Program
from loyalty.redemption import decide_redeem, decide_undo
from passes import short_code
from passes.card_code import unseal

TRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a till asks: the operation it made an id for, and when by its own clock."""

    operation: OperationId
    code: str
    made_at: datetime
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What stands after it: the card, and the entry that answers (none for a look)."""

    program: Program
    held: HeldCard
    entry: Entry | None
    replayed: bool = False


Decide = Callable[[Program, HeldCard, Scan], tuple[Entry, Card]]
"""The next entry, and the card once it is written."""


def look(services: Services, device: Device, code: str) -> Outcome:
    """The card behind a code; nothing is written."""
    program = services.programs.current(device.program)
    held = services.cards.head(program.id, _card(services, program.id, code))
    return Outcome(program=program, held=held, entry=None)


def earn(
    services: Services, device: Device, asked: Asked, *, units: int, over_ready: bool
) -> Outcome:
    """Stamp a card."""

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        entry = decide_earn(program, held.card, scan, units=units, over_ready=over_ready)
        return entry, held.card.after(entry)

    return _write(services, device, asked, {"kind": "earn", "units": units}, decide)


def redeem(services: Services, device: Device, asked: Asked, *, reward: str) -> Outcome:
    """Give a reward that is ready."""

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        entry = decide_redeem(program, held.card, scan, reward=reward)
        return entry, held.card.after(entry)

    return _write(services, device, asked, {"kind": "redeem", "reward": reward}, decide)


def undo(services: Services, device: Device, asked: Asked, *, operation: OperationId) -> Outcome:
    """Take back the card's latest entry."""

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        history = services.cards.history(program.id, held.card.id)
        entry = decide_undo(program, history, scan, operation=operation)
        return entry, replay(program.id, held.card.id, [*history, entry])

    return _write(services, device, asked, {"kind": "reverse", "operation": operation}, decide)


def _write(
    services: Services, device: Device, asked: Asked, body: dict[str, Any], decide: Decide
) -> Outcome:
    card = _card(services, device.program, asked.code)
    scan = _scan(services, device, asked, body)
    program = services.programs.at(device.program, scan.happened_at)
    for _ in range(TRIES):
        held = services.cards.head(program.id, card)
        try:
            entry, after = decide(program, held, scan)
            held = services.cards.append(
                held, entry, after, scans_per_hour=program.limits.scans_per_till_hour
            )
        except CardChanged:
            continue
        except Repeated as known:
            return _replayed(services, program, known.entry, scan)
        except RuleRefused:
            if (earlier := services.cards.entry(program.id, card, scan.operation)) is None:
                raise
            return _replayed(services, program, earlier, scan)
        if held.wallets:
            services.nudge()
        return Outcome(program=program, held=held, entry=entry)
    raise StoreUnavailable()


def _replayed(services: Services, program: Program, entry: Entry, scan: Scan) -> Outcome:
    """The first decision again; the same id for something else is refused."""
    if entry.body_hash != scan.body_hash:
        raise KeyReused()
    held = services.cards.head(program.id, entry.card)
    return Outcome(program=program, held=held, entry=entry, replayed=True)


def _scan(services: Services, device: Device, asked: Asked, body: dict[str, Any]) -> Scan:
    now = services.clock()
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return Scan(
        operation=asked.operation,
        happened_at=happened_at(now, asked.made_at, asked.sent_at),
        recorded_at=now,
        shop=device.shop,
        till=device.id,
        staff=None,
        body_hash=digest(body | {"made_at": asked.made_at.isoformat()}),
    )


def _card(services: Services, program: str, code: str) -> CardId:
    typed = short_code.read(code)
    if typed:
        return services.cards.by_short_code(program, typed)
    if len(code) > 64:
        raise UnknownCard()
    return unseal(services.keys, "scan", program, code.strip())
