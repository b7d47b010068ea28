"""The ledger: entries are only ever added, each in one transaction with its card and its till.

Three things must hold for a write: the operation id is new to the card, nobody wrote the
card since it was read, and the till is still allowed and within its hourly limit; a fourth where
somebody of the staff has to answer for it: they still work there. A repeat is recognised from the
cancelled transaction itself, so it never expires.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from functions.failures import Repeated
from functions.records import LEASE, DayLimit, HeldCard, Mark, Notice
from functions.store import keys
from functions.store.cards import CardStore, next_modified
from functions.store.day_tally import DayTally, of_corrections
from functions.store.engine import Cancelled, Expect, Item, Operation, Put, Update
from functions.store.items import (
    Attributes,
    card_attributes,
    due_as_read,
    due_at_once,
    entry_item,
    entry_of,
    wallets_text,
)
from functions.store.replacing import replace_card
from functions.store.retrying import retrying, transact_once
from functions.store.tallies import Tally, of_staff, of_till
from functions.store.walking import whole_query
from loyalty.card import Card
from loyalty.entry import CardId, Entry, OperationId, instant_text
from loyalty.errors import CardChanged
from loyalty.scan import waited

Found = Item | None | bool
Counted = Tally | DayTally


class LedgerStore(CardStore):
    """Fulfils ``ports.Cards``: cards, and the ledger that they are a cache of."""

    def entry(self, program: str, card: CardId, operation: OperationId) -> Entry | None:
        """One entry by its operation id."""
        item = retrying(lambda: self.engine.get(keys.entry(program, card, operation)))
        return entry_of(program, card, item) if item else None

    def history(self, program: str, card: CardId) -> list[Entry]:
        """All entries in order of ``seq``."""
        items = whole_query(
            self.engine,
            keys.card(program, card).pk,
            low=keys.ENTRIES_LOW,
            high=keys.ENTRIES_HIGH,
        )
        return sorted((entry_of(program, card, item) for item in items), key=lambda e: e.seq)

    def append(
        self,
        before: HeldCard,
        entry: Entry,
        after: Card,
        *,
        scans_per_hour: int | None,
        acts_per_hour: int | None = None,
        corrections: DayLimit | None = None,
        woken_at: datetime | None = None,
    ) -> HeldCard:
        """Write an entry and its card; gives the card as it is held now.

        An entry that does not follow the card as it was read was decided on a history of another
        moment: a query may see a later write and miss an earlier one.
        """
        if (entry.seq, entry.previous_hash) != (before.card.seq + 1, before.card.head):
            raise CardChanged()
        held = replace(
            before,
            card=after,
            want=entry.seq,
            modified_at=next_modified(before.modified_at, entry.recorded_at),
            mark=_news(before, entry, woken_at),
        )
        update = card_update(before, held, entry, held.mark)
        tallies: Sequence[Counted] = _tallies(entry, scans_per_hour, acts_per_hour)
        if corrections:
            tallies = [*tallies, of_corrections(entry.program, corrections, entry.recorded_at)]
        while True:
            try:
                self._commit(entry, update, tallies)
                return held
            except _OtherCounts as other:
                tallies = other.tallies

    def replace(
        self,
        before: HeldCard,
        after: HeldCard,
        notice: Notice,
        *,
        scans_per_hour: int,
        acts_per_hour: int = 0,
    ) -> HeldCard:
        """Nothing of the ledger: the balance stays, its code is another one."""
        held = replace(after, modified_at=next_modified(before.modified_at, notice.at))
        program, at = held.card.program, notice.at
        tallies = [of_till(program, notice.till, at, scans_per_hour)]
        if notice.staff:
            tallies.append(of_staff(program, notice.staff, at, acts_per_hour))
        replace_card(self.engine, before, held, notice, tallies)
        return held

    def _commit(self, entry: Entry, card: Update, tallies: Sequence[Counted]) -> None:
        operations: list[Operation] = [
            Put(entry_item(entry), Expect(absent=True)),
            card,
            *(tally.update for tally in tallies),
        ]
        try:
            transact_once(self.engine, operations, is_done=lambda: self._is_written(entry))
        except Cancelled as refused:
            self._explain(refused.found, entry, tallies)

    def _is_written(self, entry: Entry) -> bool:
        """Whether this very entry is in the ledger; ``Repeated`` where another has its id."""
        known = self.entry(entry.program, entry.card, entry.operation)
        if known and known.hash != entry.hash:
            raise Repeated(known)
        return known is not None

    def _explain(self, found: tuple[Found, ...], entry: Entry, tallies: Sequence[Counted]) -> None:
        """Say why nothing was written. An entry of our own hash is our own lost answer."""
        recorded, card, *counted = found
        if isinstance(recorded, dict):
            known = entry_of(entry.program, entry.card, recorded)
            if known.hash != entry.hash:
                raise Repeated(known)
        elif any(one is not False for one in counted):
            raise _OtherCounts(tallies, counted)
        elif card is not False:
            raise CardChanged()


class _OtherCounts(Exception):
    """A count stood otherwise, as it was ``found``: these are to be written instead.

    Whatever cannot be counted at all is raised at once, the till's first.
    """

    def __init__(self, tallies: Sequence[Counted], found: Sequence[Found]) -> None:
        super().__init__()
        self.tallies: list[Counted] = [
            tally if one is False else tally.anew(cast("Item | None", one))
            for tally, one in zip(tallies, found, strict=True)
        ]


def card_update(before: HeldCard, held: HeldCard, entry: Entry, mark: Mark | None = None) -> Update:
    """The card as ``entry``, its latest one, leaves it, unless it was written since it was read.

    Without a ``mark`` its wallets are to be told at once, whoever is telling them now.
    """
    marks, mark_as_read = _of_mark(before, entry, mark) if before.wallets else ({}, {})
    return Update(
        keys.card(entry.program, entry.card),
        set=card_attributes(held.card)
        | {"want": held.want, "modified_at": instant_text(held.modified_at)}
        | marks,
        expect=Expect(
            equals={
                "seq": before.card.seq,
                "wallets": wallets_text(before.wallets),
                "frozen": before.frozen,
                "generation": before.generation or None,
                **mark_as_read,
            }
        ),
    )


def _of_mark(before: HeldCard, entry: Entry, mark: Mark | None) -> tuple[Attributes, Attributes]:
    """What is set of it, and what is expected: whoever tells might just take it away."""
    if mark is None or mark.due_at is None:
        return due_at_once(entry.card, entry.recorded_at), {}
    if mark.due_at == before.mark.due_at and not before.mark.dead:
        return {"tries": None}, due_as_read(before)
    return due_at_once(entry.card, mark.due_at), due_as_read(before)


def _news(before: HeldCard, entry: Entry, woken_at: datetime | None) -> Mark:
    """Claimed for whoever is woken, else due; but nobody's claim is touched.

    Whoever has it looks again once they have told what they read; if they died, it runs out. A
    card that was given up is so no longer: what looks like a claim may be its daily try, and then
    the next sweep after it tells the wallets.
    """
    if not before.wallets:
        return before.mark
    if before.mark.may_be_claimed(woken_at or entry.recorded_at):
        return before.mark.anew(woken_at + LEASE if woken_at else entry.recorded_at)
    return replace(before.mark, tries=0, dead=False)


def _tallies(entry: Entry, scans_per_hour: int | None, acts_per_hour: int | None) -> list[Tally]:
    """The till that wrote it, and who answers for it."""
    program, at, tallies = entry.program, entry.recorded_at, []
    if scans_per_hour is not None:
        tallies.append(of_till(program, entry.till, at, scans_per_hour, late=waited(entry)))
    if acts_per_hour is not None and entry.staff:
        tallies.append(of_staff(program, entry.staff, at, acts_per_hour))
    return tallies
