"""At the till: earn, redeem, undo, take goods back, give, or only look.

The code's MAC is checked before any read; ``writing`` does the rest. What the staff asks is part
of the operation: the same id with anything else in it is refused.

A code that was typed has no MAC, and could be guessed: a till may type so many in an hour.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.journeys.writing import Outcome, write
from functions.ports import Services
from functions.records import Device, HeldCard
from loyalty.card import Card, replay
from loyalty.earning import decide_earn
from loyalty.entry import CardId, Entry, OperationId, digest
from loyalty.errors import CardFrozen, UnknownCard
from loyalty.granting import decide_grant
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.refund import decide_refund
from loyalty.scan import Scan, happened_at
from passes import short_code
from passes.card_code import unseal


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a till asks: the operation it made an id for, and when by its own clock.

    ``body`` is all that it sent beside the code and the times.
    """

    operation: OperationId
    code: str
    made_at: datetime
    sent_at: datetime
    body: dict[str, Any]


_NOBODY = CardId("A" * 16)


def look(services: Services, device: Device, code: str) -> Outcome:
    """The card behind a code; nothing is written on it."""
    if typed := short_code.read(code):
        _count(services, device)
        return _seen(services, device, services.cards.by_short_code(device.program, typed))
    return _seen(services, device, _sealed(services, device, code))


def look_again(services: Services, device: Device, code: str) -> Outcome:
    """The same for an operation that was refused: its code has been counted."""
    if typed := short_code.read(code):
        return _seen(services, device, services.cards.by_short_code(device.program, typed))
    return _seen(services, device, _sealed(services, device, code))


def _seen(services: Services, device: Device, card: CardId) -> Outcome:
    program = services.programs.current(device.program)
    held = services.cards.head(program.id, card)
    return Outcome(program=program, held=held, card=held.card, entry=None)


def earn(
    services: Services, device: Device, asked: Asked, purchase: Purchase, *, over_ready: bool
) -> Outcome:
    """A purchase: stamps, points, credit, and all that comes with it."""
    program, card, scan = _asked(services, device, asked, "earn")

    def decide(program: Program, held: HeldCard) -> tuple[Entry, Card]:
        entry = decide_earn(
            program, held.card, scan, purchase, holder=held.holder, over_ready=over_ready
        )
        return entry, held.card.after(entry)

    return write(services, program, card, scan, decide)


def redeem(
    services: Services,
    device: Device,
    asked: Asked,
    *,
    reward: str,
    amount_minor: int | None,
    donate: bool,
) -> Outcome:
    """Give a reward, use a coupon or credit."""
    program, card, scan = _asked(services, device, asked, "redeem")

    def decide(program: Program, held: HeldCard) -> tuple[Entry, Card]:
        if held.frozen:
            raise CardFrozen()
        entry = decide_redeem(
            program, held.card, scan, reward=reward, amount_minor=amount_minor, donate=donate
        )
        return entry, held.card.after(entry)

    return write(services, program, card, scan, decide)


def undo(services: Services, device: Device, asked: Asked, *, operation: OperationId) -> Outcome:
    """Take back the card's latest entry."""
    program, card, scan = _asked(services, device, asked, "reverse")

    def decide(program: Program, held: HeldCard) -> tuple[Entry, Card]:
        history = services.cards.history(program.id, card)
        entry = decide_undo(program, history, scan, operation=operation)
        return entry, replay(program.id, card, [*history, entry])

    return write(services, program, card, scan, decide)


def refund(
    services: Services,
    device: Device,
    asked: Asked,
    *,
    operation: OperationId,
    back: Purchase | None,
) -> Outcome:
    """Goods come back: what they earned is taken back, what was spent on them is restored."""
    program, card, scan = _asked(services, device, asked, "refund")

    def decide(program: Program, held: HeldCard) -> tuple[Entry, Card]:
        history = services.cards.history(program.id, card)
        sold = next((e.happened_at for e in history if e.operation == operation), scan.happened_at)
        sold_under = services.programs.at(program.id, sold)
        entry = decide_refund(program, sold_under, history, scan, operation=operation, back=back)
        return entry, replay(program.id, card, [*history, entry])

    return write(services, program, card, scan, decide)


def grant(services: Services, device: Device, asked: Asked, *, what: str, told: str) -> Outcome:
    """The club's fee or trial, a mission that was done, a coupon given by hand."""
    program, card, scan = _asked(services, device, asked, "grant")

    def decide(program: Program, held: HeldCard) -> tuple[Entry, Card]:
        entry = decide_grant(program, held.card, scan, what=what, told=told)
        return entry, held.card.after(entry)

    return write(services, program, card, scan, decide)


def _asked(
    services: Services, device: Device, asked: Asked, kind: str
) -> tuple[Program, CardId, Scan]:
    """The rules of the time at which it happened, the card, and the scan."""
    card = _card(services, device, asked)
    now = services.clock()
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    scan = Scan(
        operation=asked.operation,
        happened_at=happened_at(now, asked.made_at, asked.sent_at),
        recorded_at=now,
        shop=device.shop,
        till=device.id,
        staff=None,
        body_hash=digest({"kind": kind, "made_at": asked.made_at.isoformat()} | asked.body),
    )
    return services.programs.at(device.program, scan.happened_at), card, scan


def _card(services: Services, device: Device, asked: Asked) -> CardId:
    typed = short_code.read(asked.code)
    if typed:
        return _typed(services, device, typed, asked.operation)
    return _sealed(services, device, asked.code)


def _sealed(services: Services, device: Device, code: str) -> CardId:
    if len(code) > 64:
        raise UnknownCard()
    return unseal(services.keys, "scan", device.program, code.strip())


def _typed(services: Services, device: Device, code: str, operation: OperationId) -> CardId:
    """The card of a typed code. What is in the ledger already is answered without counting it.

    A wrong code counts, reads and answers as a right one does until it is counted: over the
    limit, neither says which it is.
    """
    try:
        card = services.cards.by_short_code(device.program, code)
    except UnknownCard:
        card = _NOBODY
    if services.cards.entry(device.program, card, operation) is None:
        _count(services, device)
    if card == _NOBODY:
        raise UnknownCard()
    return card


def _count(services: Services, device: Device) -> None:
    limits = services.programs.current(device.program).limits
    at_most = limits.typed_codes_per_till_hour
    services.devices.count_typed(device.program, device.id, at_most, services.clock())
