"""The ledger: entries are only ever added, each in one transaction with its card and its till.

Three things must hold for a write: the operation id is new to the card, nobody wrote the
card since it was read, and the till is still allowed and within its hourly limit. A repeat is
recognised from the cancelled transaction itself, so it never expires.
"""

from dataclasses import replace
from typing import cast

from functions.failures import DeviceRevoked, NotAllowed, Repeated, TooManyScans
from functions.records import HeldCard
from functions.store import keys
from functions.store.cards import CardStore, next_modified
from functions.store.engine import Cancelled, Expect, Item, Operation, Put, Update
from functions.store.hours import hour_of, next_hour, seconds_until
from functions.store.items import (
    card_attributes,
    due_at_once,
    entry_item,
    entry_of,
    wallets_text,
)
from functions.store.retrying import retrying, transact_once
from functions.store.walking import whole_query
from loyalty.card import Card
from loyalty.entry import CardId, Entry, OperationId, instant_text
from loyalty.errors import CardChanged

Found = Item | None | bool


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
        self, before: HeldCard, entry: Entry, after: Card, *, scans_per_hour: int | None
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
            mark=before.mark.anew(entry.recorded_at) if before.wallets else before.mark,
        )
        if scans_per_hour is None:
            self._commit(before, held, entry, None)
            return held
        hour = hour_of(entry.recorded_at)
        count = _one_more(entry, hour, scans_per_hour)
        while True:
            try:
                self._commit(before, held, entry, count)
                return held
            except _OtherHour as other:
                if (other.hour or "") < hour:
                    count = _first_of_hour(entry, hour, other.hour)
                else:  # this hour was begun meanwhile, or is over: a straggler counts in the next
                    count = _one_more(entry, other.hour or hour, scans_per_hour)

    def _commit(self, before: HeldCard, held: HeldCard, entry: Entry, count: Update | None) -> None:
        operations: list[Operation] = [
            Put(entry_item(entry), Expect(absent=True)),
            card_update(before, held, entry),
            *([count] if count else []),
        ]
        try:
            transact_once(self.engine, operations, is_done=lambda: self._is_written(entry))
        except Cancelled as refused:
            self._explain(refused.found, entry, count)

    def _is_written(self, entry: Entry) -> bool:
        """Whether this very entry is in the ledger; ``Repeated`` where another has its id."""
        known = self.entry(entry.program, entry.card, entry.operation)
        if known and known.hash != entry.hash:
            raise Repeated(known)
        return known is not None

    def _explain(self, found: tuple[Found, ...], entry: Entry, count: Update | None) -> None:
        """Say why nothing was written. An entry of our own hash is our own lost answer."""
        recorded, card, *others = found
        till = others[0] if others else False
        if isinstance(recorded, dict):
            known = entry_of(entry.program, entry.card, recorded)
            if known.hash != entry.hash:
                raise Repeated(known)
        elif till is not False and count:
            raise _till_refusal(cast("Item | None", till), entry, count)
        elif card is not False:
            raise CardChanged()


class _OtherHour(Exception):
    """The till's counter is of another hour."""

    def __init__(self, hour: str | None) -> None:
        super().__init__()
        self.hour = hour


def card_update(before: HeldCard, held: HeldCard, entry: Entry) -> Update:
    """The card as ``entry``, its latest one, leaves it, unless it was written since it was read."""
    marks = due_at_once(entry.card, entry.recorded_at) if before.wallets else {}
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
            }
        ),
    )


def _one_more(entry: Entry, hour: str, at_most: int) -> Update:
    return Update(
        keys.device(entry.program, entry.till),
        add={"hour_count": 1},
        expect=Expect(equals={"status": "active", "hour": hour}, below={"hour_count": at_most}),
    )


def _first_of_hour(entry: Entry, hour: str, before: str | None) -> Update:
    return Update(
        keys.device(entry.program, entry.till),
        set={"hour": hour, "hour_count": 1},
        expect=Expect(equals={"status": "active", "hour": before}),
    )


def _till_refusal(till: Item | None, entry: Entry, count: Update) -> Exception:
    if till is None:
        return NotAllowed()
    if till["status"] != "active":
        return DeviceRevoked()
    if not count.add or till.get("hour") != count.expect.equals["hour"]:
        return _OtherHour(cast("str | None", till.get("hour")))
    following = next_hour(entry.recorded_at)
    wait = seconds_until(following, entry.recorded_at)
    return TooManyScans(retry_at=following, retry_seconds=wait)
