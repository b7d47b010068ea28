"""At the till: earn, redeem, undo, take goods back, give, or only look.

``presenting`` finds the card, ``writing`` does the rest. What the staff asks is part of the
operation: the same id with anything else in it is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.failures import StaffNeeded
from functions.journeys.answering import (
    Act,
    refuse_own_reward,
    takes_back_at_once,
    who_answers,
)
from functions.journeys.given import Given, noted_if_refused
from functions.journeys.pair import check_paired
from functions.journeys.presenting import count_typed, presented, seen
from functions.journeys.writing import Answers, Decide, Outcome, check_not_replaced, write
from functions.ports import Services
from functions.records import Device, HeldCard, SignedIn, StaffMember
from loyalty.card import Card, replay
from loyalty.earning import decide_earn
from loyalty.entry import Entry, OperationId, digest
from loyalty.errors import CardFrozen, NotFound, RuleRefused
from loyalty.granting import decide_grant
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.refund import decide_refund
from loyalty.scan import Scan, happened_at
from passes import short_code
from passes.card_code import Presented


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a till asks: the operation it made an id for, and when by its own clock.

    ``body`` is all that it sent beside the code and the times; ``staff`` who signed in there.
    """

    operation: OperationId
    code: str
    made_at: datetime
    sent_at: datetime
    body: dict[str, Any]
    staff: SignedIn | None = None


def look(services: Services, device: Device, code: str) -> Outcome:
    """The card behind a code; nothing is written on it. Raises ``DeviceRevoked``."""
    check_paired(services, device)
    if short_code.read(code):
        count_typed(services, device)
    return look_again(services, device, code)


def look_again(services: Services, device: Device, code: str) -> Outcome:
    """The same for an operation that was refused: its code has been counted."""
    now = services.clock()
    shown = seen(services, device, code, now)
    program = services.programs.current(device.program)
    held = services.cards.head(program.id, shown.card)
    check_not_replaced(held, shown.generation, now)
    return Outcome(program=program, held=held, card=held.card, before=held.card, entry=None)


def earn(
    services: Services, device: Device, asked: Asked, purchase: Purchase, *, over_ready: bool
) -> Outcome:
    """A purchase: stamps, points, credit, and all that comes with it."""
    program, shown, scan = asked_for(services, device, asked, "earn")

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        entry = decide_earn(
            program, held.card, scan, purchase, holder=held.holder, over_ready=over_ready
        )
        return entry, held.card.after(entry)

    return _write(services, device, program, shown, scan, decide, _by(services, asked, "earn"))


def redeem(
    services: Services,
    device: Device,
    asked: Asked,
    *,
    reward: str,
    amount_minor: int | None,
    donate: bool,
    offline: bool = False,
) -> Outcome:
    """Give a reward, use a coupon or credit; ``offline``: the customer has it already."""
    at = happened_at(services.clock(), asked.made_at, asked.sent_at)
    given = Given(operation=asked.operation, at=at, reward=reward)
    with noted_if_refused(services, device, given if offline else None):
        program, shown, scan = asked_for(services, device, asked, "redeem")
        given.card = shown.card
        given.staff = asked.staff.staff if asked.staff else None

        def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
            if held.frozen:
                raise CardFrozen()
            entry = decide_redeem(
                program,
                held.card,
                scan,
                reward=reward,
                amount_minor=amount_minor,
                donate=donate,
                offline=offline,
            )
            return entry, held.card.after(entry)

        by = _by(services, asked, "redeem", scan.happened_at if offline else None)
        return _write(services, device, program, shown, scan, decide, by)


def undo(services: Services, device: Device, asked: Asked, *, operation: OperationId) -> Outcome:
    """Take back the card's latest entry."""
    program, shown, scan = asked_for(services, device, asked, "reverse")

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        history = services.cards.history(program.id, shown.card)
        refuse_own_reward(held, _entry(history, operation), scan.staff)
        entry = decide_undo(program, history, scan, operation=operation)
        return entry, replay(program.id, shown.card, [*history, entry])

    def by(held: HeldCard) -> StaffMember | None:
        try:
            return who_answers(services, held, "reverse", asked.staff)
        except StaffNeeded:
            if takes_back_at_once(services.cards.entry(program.id, shown.card, operation), scan):
                return None
            raise

    return _write(services, device, program, shown, scan, decide, by)


def refund(
    services: Services,
    device: Device,
    asked: Asked,
    *,
    operation: OperationId,
    back: Purchase | None,
) -> Outcome:
    """Goods come back: what they earned is taken back, what was spent on them is restored."""
    program, shown, scan = asked_for(services, device, asked, "refund")

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        history = services.cards.history(program.id, shown.card)
        sold = _entry(history, operation)
        refuse_own_reward(held, sold, scan.staff)
        sold_under = services.programs.at(program.id, (sold or scan).happened_at)
        entry = decide_refund(program, sold_under, history, scan, operation=operation, back=back)
        return entry, replay(program.id, shown.card, [*history, entry])

    return _write(services, device, program, shown, scan, decide, _by(services, asked, "refund"))


def grant(services: Services, device: Device, asked: Asked, *, what: str, told: str) -> Outcome:
    """The club's fee or trial, a mission that was done, a coupon given by hand."""
    program, shown, scan = asked_for(services, device, asked, "grant")

    def decide(program: Program, held: HeldCard, scan: Scan) -> tuple[Entry, Card]:
        entry = decide_grant(program, held.card, scan, what=what, told=told)
        return entry, held.card.after(entry)

    return _write(services, device, program, shown, scan, decide, _by(services, asked, "grant"))


def asked_for(
    services: Services, device: Device, asked: Asked, kind: str
) -> tuple[Program, Presented, Scan]:
    """The rules of the time at which it happened, the card by its code, and the scan.

    Who answers for it is known once the card is read.
    """
    at = happened_at(services.clock(), asked.made_at, asked.sent_at)
    shown = presented(services, device, asked.code, at, asked.operation, kind)
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
    return services.programs.at(device.program, scan.happened_at), shown, scan


def _write(
    services: Services,
    device: Device,
    program: Program,
    shown: Presented,
    scan: Scan,
    decide: Decide,
    answers: Answers,
) -> Outcome:
    """A refusal tells of the card: a phone that was taken off the list hears that it was."""
    generation = shown.generation
    try:
        return write(
            services, program, shown.card, scan, decide, generation=generation, answers=answers
        )
    except (RuleRefused, NotFound, StaffNeeded):
        check_paired(services, device)
        raise


def _by(services: Services, asked: Asked, act: Act, given_at: datetime | None = None) -> Answers:
    """Who answers for that on whichever card it turns out to be."""
    return lambda held: who_answers(services, held, act, asked.staff, given_at)


def _entry(history: Sequence[Entry], operation: OperationId) -> Entry | None:
    return next((entry for entry in history if entry.operation == operation), None)
