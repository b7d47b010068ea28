"""Bringing history in, customer by customer, so that a second time changes nothing.

1. A customer is known by a keyed hash alone: which card was made for them before?
2. What is in the ledger already is left out, by operation ids that the history itself makes.
3. Whole customers are written together, as many as one transaction takes. Where something came
   between, each is read again and written alone.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from functions.failures import Damaged, StoreUnavailable
from functions.journeys.packing import fit, parts_of
from functions.journeys.writing import as_entries_say, is_late
from functions.ports import Services
from functions.ports.imports import Imported, Part
from functions.records import HeldCard
from loyalty.card import Card
from loyalty.entry import Entry, OperationId, digest
from loyalty.errors import CardChanged, CardFrozen
from loyalty.program import Program
from loyalty.scan import Scan
from passes import short_code
from passes.card_code import new_card_id

PURPOSE = "imported-customer"
TRIES = 8
CHECKED = "the customer's card is being checked: run poincon audit, then this file again"


class Row(Protocol):
    """One row of a file that is brought in."""

    @property
    def line(self) -> int:
        """Where it begins in the file."""
        ...

    @property
    def text(self) -> str:
        """As it stands there."""
        ...

    @property
    def customer(self) -> str:
        """Who bought, or whose paper card it is, as the file says it."""
        ...


R = TypeVar("R", bound=Row)


@dataclass(slots=True, kw_only=True)
class Plan(Generic[R]):
    """What becomes of one customer's rows: entries, each with the card after it.

    A row of which nothing becomes, and which is not refused, is in already.
    """

    before: HeldCard
    steps: list[tuple[Entry, Card]] = field(default_factory=list)
    refused: list[tuple[R, str]] = field(default_factory=list)


Planner = Callable[[HeldCard, Sequence[Entry], Sequence[R], datetime], Plan[R]]
"""Decides on the card as it is held, all that it has, and rows in order of time, at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought(Generic[R]):
    """What became of one customer's rows; no card where nothing of them could be brought in."""

    customer: str
    card: HeldCard | None
    is_new: bool
    accepted: int
    already: int
    refused: Sequence[tuple[R, str]]


@dataclass(frozen=True, slots=True)
class _Ready(Generic[R]):
    """A customer's plan, and what it writes, in pieces that fit one transaction each."""

    customer: str
    rows: Sequence[R]
    plan: Plan[R]
    is_new: bool
    parts: Sequence[Part]

    @property
    def held(self) -> HeldCard | None:
        if self.parts:
            return self.parts[-1].held
        return None if self.is_new else self.plan.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing(Generic[R]):
    """One run: for one program, by one way of deciding.

    Each customer has a moment of their own: a run may take longer than the weekly mail's anchor
    waits for what is under way. ``joined_at`` is of a customer's first row, and of that moment.
    """

    services: Services
    program: Program
    plan: Planner[R]
    joined_at: Callable[[R, datetime], datetime]

    def bring(self, rows: Iterable[R]) -> Iterator[Brought[R]]:
        """Each customer once written; rows of one customer come in order of time."""
        waiting: list[_Ready[R]] = []
        for customer, own in _by_customer(rows).items():
            ready = self._ready(customer, own)
            if not ready.parts:
                yield self._brought(ready, 0, False)
                continue
            if not fit([part for other in (*waiting, ready) for part in other.parts]):
                yield from self._together(waiting)
                waiting = []
            waiting.append(ready)
        yield from self._together(waiting)

    def _ready(self, customer: str, rows: Sequence[R]) -> _Ready[R]:
        """Decided on what the customer's entries say; a card that these cannot vouch for waits."""
        references = _references(self.services, self.program, customer)
        now = this_moment(self.services)
        fresh = self._issued(references[0], rows[0], now)
        try:
            found = self._found(references)
        except (CardFrozen, Damaged):
            refused = Plan(before=fresh, refused=[(row, CHECKED) for row in rows])
            return _Ready(customer, rows, refused, True, ())
        is_new = found is None
        before, entries = (found.held, found.entries) if found else (fresh, ())
        plan = self.plan(before, entries, rows, now)
        return _Ready(customer, rows, plan, is_new, parts_of(before, plan.steps, is_new=is_new))

    def _found(self, references: Sequence[str]) -> Imported | None:
        for _ in range(TRIES):
            found = self.services.imports.find(self.program.id, references)
            try:
                return found and replace(found, held=as_entries_say(self.services, found.held))
            except CardChanged:
                continue
        raise StoreUnavailable()

    def _issued(self, reference: str, first: R, now: datetime) -> HeldCard:
        """A card without a member, as old as the customer is known to be."""
        return HeldCard(
            card=Card(program=self.program.id, id=new_card_id()),
            member=None,
            short_code=short_code.new(),
            joined_at=self.joined_at(first, now),
            modified_at=now.replace(microsecond=0),
            want=0,
            done={},
            wallets=frozenset(),
            reference=reference,
            imported_at=now,
        )

    def _together(self, waiting: Sequence[_Ready[R]]) -> Iterator[Brought[R]]:
        """All of them at once where they fit; else one by one."""
        parts = [part for ready in waiting for part in ready.parts]
        if not parts or self._are_written(parts):
            for ready in waiting:
                yield self._brought(ready, len(ready.plan.steps), ready.is_new)
        else:
            yield from (self._alone(ready) for ready in waiting)

    def _are_written(self, parts: Sequence[Part]) -> bool:
        if not fit(parts):
            return False
        try:
            self._write(parts)
        except (CardChanged, StoreUnavailable):
            return False
        return True

    def _write(self, parts: Sequence[Part]) -> None:
        """Raises ``CardChanged`` as well for what was decided too long ago."""
        if any(is_late(self.services, part.entries[0]) for part in parts):
            raise CardChanged()
        self.services.imports.write(parts)

    def _alone(self, ready: _Ready[R]) -> Brought[R]:
        """Read again, decide again, piece by piece."""
        written, is_new = 0, False
        for _ in range(TRIES):
            ready = self._ready(ready.customer, ready.rows)
            try:
                for part in ready.parts:
                    self._write([part])
                    written += len(part.entries)
                    is_new |= part.before is None
            except CardChanged:
                continue
            return self._brought(ready, written, is_new)
        raise StoreUnavailable()

    def _brought(self, ready: _Ready[R], written: int, is_new: bool) -> Brought[R]:
        held, refused = ready.held, ready.plan.refused
        if held and held.wallets and self.services.nudge:
            self.services.nudge(held.card.program, held.card.id, None)
        return Brought(
            customer=ready.customer,
            card=held,
            is_new=is_new,
            accepted=written,
            # Of a card that was frozen while its rows were written, those are refused as well.
            already=max(0, len(ready.rows) - written - len(refused)),
            refused=refused,
        )


def house_scan(operation: OperationId, at: datetime, now: datetime, shop: str = "") -> Scan:
    """What the house writes by itself: no till, nobody at it."""
    return Scan(
        operation=operation,
        happened_at=at,
        recorded_at=now,
        shop=shop,
        till="",
        staff=None,
        body_hash=digest({"import": operation}),
    )


def this_moment(services: Services) -> datetime:
    """Now, to the millisecond that the ledger keeps."""
    now = services.clock()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _by_customer(rows: Iterable[R]) -> dict[str, list[R]]:
    grouped: dict[str, list[R]] = {}
    for row in rows:
        grouped.setdefault(row.customer, []).append(row)
    return grouped


def _references(services: Services, program: Program, customer: str) -> list[str]:
    """The customer under each secret that is still accepted; the first is the current one's."""
    keys = services.keys
    kids = sorted(keys.secrets, key=lambda kid: kid != keys.current)
    text = f"{program.id}|{customer}".encode()
    made = [key for kid in kids if (key := keys.key(PURPOSE, kid))]
    return [hmac.digest(key, text, hashlib.sha256).hex()[:32] for key in made]
