"""The ledger: entries are only ever added, each in one transaction with its card and its till.

Three things must hold for a write: the operation id is new to the card, nobody wrote the
card since it was read, and the till is still allowed and within its hourly limit. A repeat is
recognised from the cancelled transaction itself, so it never expires.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from functions.records import (
    DeviceRevoked,
    HeldCard,
    NotAllowed,
    Repeated,
    TooManyScans,
)
from functions.store import keys
from functions.store.cards import CardStore, next_modified
from functions.store.engine import Cancelled, Expect, Item, Operation, Put, Update
from functions.store.items import card_attributes, entry_item, entry_of, wallets_text
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
        """Write an entry and its card; gives the card as it is held now."""
        held = replace(
            before,
            card=after,
            want=entry.seq,
            modified_at=next_modified(before.modified_at, entry.recorded_at),
        )
        if scans_per_hour is None:
            self._commit(before, held, entry, None)
            return held
        hour = _hour(entry.recorded_at)
        counted = Update(
            keys.device(entry.program, entry.till),
            add={"hour_count": 1},
            expect=Expect(
                equals={"status": "active", "hour": hour}, below={"hour_count": scans_per_hour}
            ),
        )
        try:
            self._commit(before, held, entry, counted)
        except _NewHour as stale:
            try:
                self._commit(before, held, entry, _first_of_hour(entry, hour, stale.hour))
            except TooManyScans:  # another scan of this till has begun the hour: count on
                self._commit(before, held, entry, counted)
        return held

    def _commit(self, before: HeldCard, held: HeldCard, entry: Entry, till: Update | None) -> None:
        operations: list[Operation] = [
            Put(entry_item(entry), Expect(absent=True)),
            _card_update(before, held, entry),
            *([till] if till else []),
        ]
        try:
            transact_once(self.engine, operations, is_done=lambda: self._is_written(entry))
        except Cancelled as refused:
            self._explain(refused.found, entry)

    def _is_written(self, entry: Entry) -> bool:
        """Whether this very entry is in the ledger; ``Repeated`` where another has its id."""
        known = self.entry(entry.program, entry.card, entry.operation)
        if known and known.hash != entry.hash:
            raise Repeated(known)
        return known is not None

    def _explain(self, found: tuple[Found, ...], entry: Entry) -> None:
        """Say why nothing was written. An entry of our own hash is our own lost answer."""
        recorded, card, *others = found
        till = others[0] if others else False
        if isinstance(recorded, dict):
            known = entry_of(entry.program, entry.card, recorded)
            if known.hash != entry.hash:
                raise Repeated(known)
        elif till is not False:
            raise _till_refusal(cast("Item | None", till), entry)
        elif card is not False:
            raise CardChanged()


class _NewHour(Exception):
    """The till's counter is of another hour."""

    def __init__(self, hour: str | None) -> None:
        super().__init__()
        self.hour = hour


def _card_update(before: HeldCard, held: HeldCard, entry: Entry) -> Update:
    marks = (
        {"due": keys.due_shard(entry.card), "due_at": instant_text(entry.recorded_at)}
        if before.wallets
        else {}
    )
    return Update(
        keys.card(entry.program, entry.card),
        set=card_attributes(held.card)
        | {"want": held.want, "modified_at": instant_text(held.modified_at)}
        | marks,
        expect=Expect(equals={"seq": before.card.seq, "wallets": wallets_text(before.wallets)}),
    )


def _first_of_hour(entry: Entry, hour: str, before: str | None) -> Update:
    return Update(
        keys.device(entry.program, entry.till),
        set={"hour": hour, "hour_count": 1},
        expect=Expect(equals={"status": "active", "hour": before}),
    )


def _till_refusal(till: Item | None, entry: Entry) -> Exception:
    if till is None:
        return NotAllowed()
    if till["status"] != "active":
        return DeviceRevoked()
    if till.get("hour") != _hour(entry.recorded_at):
        return _NewHour(cast("str | None", till.get("hour")))
    this_hour = entry.recorded_at.replace(minute=0, second=0, microsecond=0)
    following = this_hour + timedelta(hours=1)
    seconds = int((following - entry.recorded_at).total_seconds()) + 1
    return TooManyScans(retry_at=following, retry_seconds=seconds)


def _hour(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H")
