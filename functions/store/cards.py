"""Cards and their members: issuing, reading, forgetting.

What a card's wallets must be told is a mark on the card, which ``outbox.py`` works off. The
mark's writes leave ``seq``, the card's version, alone.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias, TypeVar, cast

from functions.failures import Damaged
from functions.records import Consent, HeldCard
from functions.store import keys, names
from functions.store.engine import (
    Cancelled,
    Delete,
    Engine,
    EngineUnavailable,
    Expect,
    Item,
    Operation,
    Put,
    Update,
)
from functions.store.issuing import issue
from functions.store.items import (
    Attributes,
    due_at_once,
    entry_of,
    held_card,
    tombstone,
    untold,
    wallets_text,
)
from functions.store.retrying import retrying
from functions.store.staff import nobodys
from functions.store.unread import erase_unread
from functions.store.walking import partitions
from loyalty.entry import CardId, instant_text
from loyalty.errors import UnknownCard
from loyalty.figures import Ledger
from loyalty.record import flaw
from passes.card_code import Presented

log = logging.getLogger("poincon")

T = TypeVar("T", HeldCard, Ledger)
Read: TypeAlias = Callable[[str, CardId, Sequence[Item]], T | None]

BIRTHDAYS_READ = 1000
"""Pointers of a name among which a birthday is looked for: some 100 KB."""


class CardStore:
    """Fulfils ``ports.Cards``, but for the ledger (``ledger.LedgerStore``)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._noted: set[str] = set()

    def create(
        self,
        held: HeldCard,
        consents: Sequence[Consent],
        key: tuple[str, str] | None,
        *,
        joins_per_hour: int | None = None,
    ) -> CardId:
        """Write a new card with its member, consents and pointers, all or nothing.

        ``key`` is an idempotency key with the hash of what was sent under it. The card is counted
        in the same transaction, so that a form that is sent again is not.
        """
        return issue(self.engine, held, consents, key, joins_per_hour)

    def head(self, program: str, card: CardId) -> HeldCard:
        """The card with its member: one short query."""
        partition = keys.card(program, card).pk
        page = retrying(
            lambda: self.engine.query(partition, low=keys.HEAD_LOW, high=keys.HEAD_HIGH)
        )
        found = {cast(str, item["sk"]): item for item in page.items}
        if "A#CARD" not in found:
            raise UnknownCard()
        return held_card(program, card, found["A#CARD"], found.get("A#MEMBER"))

    def by_short_code(self, program: str, code: str) -> Presented:
        """Follow the pointer from a short code."""
        item = retrying(lambda: self.engine.get(keys.short_code(program, code)))
        if item is None:
            raise UnknownCard()
        return Presented(CardId(cast(str, item["card"])), cast(int, item.get("generation", 0)))

    def named(
        self, program: str, name: str, birthday: tuple[int, int] | None, at_most: int
    ) -> tuple[Sequence[CardId], bool]:
        """One query; those of a birthday are picked from more pointers, for few are left."""
        text, low, high = names.sought(name)
        page = retrying(
            lambda: self.engine.query(
                keys.names(program, text),
                low=low,
                high=high,
                limit=BIRTHDAYS_READ if birthday else at_most,
            )
        )
        found = names.cards_of(page.items, birthday)
        return found[:at_most], page.cursor is not None or len(found) > at_most

    def forget(self, held: HeldCard, now: datetime) -> None:
        """Delete the person and say so; the card stays, with its opaque id and its ledger."""
        program, card = held.card.program, held.card.id
        stone = [Put(tombstone(program, card, now), Expect(absent=True))]
        while True:
            person = retrying(partial(self.engine.get, keys.member(program, card))) or {}
            gone = _all_gone(held, person, now)
            gone += nobodys(self.engine, program, card, held.staff)
            try:
                retrying(partial(self.engine.transact, [*stone, *gone]))
                return
            except Cancelled as refused:  # it has moved on, or an earlier try of this went through
                if stone and refused.found[0] is not False:
                    stone = []  # the first date stays
                held = self.head(program, card)

    def forget_unread(self, program: str, card: CardId, now: datetime) -> bool:
        """As ``forget``, where the card cannot be read."""
        return erase_unread(self.engine, program, card, now)

    def mark(
        self, held: HeldCard, attributes: Attributes, expected: Attributes | None = None
    ) -> bool:
        """Note something about the card's wallets, unless the card has moved on.

        ``False`` where it has: its newer mark stands, and is told. Where an answer was lost, what
        stands there says whether it came through.
        """
        program, card = held.card.program, held.card.id
        as_read = {**_as_read(held), "want": held.want, **(expected or {})}
        update = Update(keys.card(program, card), set=attributes, expect=Expect(equals=as_read))
        is_open = False

        def write() -> None:
            nonlocal is_open
            try:
                self.engine.write(update)
            except EngineUnavailable as lost:
                is_open = is_open or lost.unknown
                raise

        try:
            retrying(write)
        except Cancelled as refused:
            return is_open and _stands(as_read | attributes, refused.found[0])
        return True

    def ledgers(self, program: str, left_out: set[CardId] | None = None) -> Iterator[Ledger]:
        """Every card with its entries, one partition in memory at a time."""
        return self._each(program, _ledger, left_out)

    def every(self, program: str, left_out: set[CardId] | None = None) -> Iterator[HeldCard]:
        """Every card with its member."""
        return self._each(program, _held, left_out)

    def whole(
        self, program: str, left_out: set[CardId], passing: Callable[[], None] | None = None
    ) -> Iterator[tuple[HeldCard | None, Ledger | None]]:
        """Both of every card, from one walk; ``None`` for what cannot be read of it."""
        for card, items in self._partitions(program, passing):
            held = self._sound(_held, program, card, items, left_out)
            yield held, self._sound(_ledger, program, card, items, left_out)

    def _each(self, program: str, read: Read[T], left_out: set[CardId] | None) -> Iterator[T]:
        for card, items in self._partitions(program):
            if found := self._sound(read, program, card, items, left_out):
                yield found

    def _partitions(
        self, program: str, passing: Callable[[], None] | None = None
    ) -> Iterator[tuple[CardId, list[Item]]]:
        prefix = keys.cards_prefix(program)
        for partition, items in partitions(self.engine, prefix, passing=passing):
            yield keys.card_of(partition)[1], items

    def _sound(
        self,
        read: Read[T],
        program: str,
        card: CardId,
        items: Sequence[Item],
        left_out: set[CardId] | None,
    ) -> T | None:
        """What is read of a card's partition; one that is damaged holds up no other."""
        try:
            return read(program, card, items)
        except Damaged as damaged:
            self.note(program, damaged)
            if left_out is not None:
                left_out.add(card)
            return None

    def note(self, program: str, damaged: Damaged) -> None:
        """Say it once a process: the figures are folded at every look."""
        if damaged.card not in self._noted:
            self._noted.add(damaged.card)
            facts = {"program": program, "card": damaged.card, "reason": damaged.reason}
            log.error("card-unreadable", extra={"facts": facts})


def _held(program: str, card: CardId, items: Sequence[Item]) -> HeldCard | None:
    found = {cast(str, item["sk"]): item for item in items}
    if "A#CARD" not in found:
        return None
    return held_card(program, card, found["A#CARD"], found.get("A#MEMBER"))


def _ledger(program: str, card: CardId, items: Sequence[Item]) -> Ledger | None:
    """Sound by the audit's own measure: an instant of the year 1 is read, and cannot be folded."""
    head = next((item for item in items if item["sk"] == "A#CARD"), None)
    if head is None:
        return None
    recorded = [item for item in items if keys.is_entry(cast(str, item["sk"]))]
    named = {"program": program, "card": card, "operation": ""}
    for item in recorded:
        if wrong := flaw(named | item):
            raise Damaged(card, f"{item['sk']}: {wrong}")
    entries = sorted((entry_of(program, card, item) for item in recorded), key=lambda e: e.seq)
    held = held_card(program, card, head, None)
    return Ledger(card=card, joined_at=held.joined_at, entries=entries)


def next_modified(before: datetime, now: datetime) -> datetime:
    """When a card changed, in whole seconds, later than any time it had before.

    HTTP dates have no fractions: two changes in one second must not look alike to a wallet
    that asks "since".
    """
    return max(now.replace(microsecond=0), before + timedelta(seconds=1))


def _as_read(held: HeldCard) -> Attributes:
    """The card shows what it showed, in the wallets that it was in."""
    modified = instant_text(held.modified_at)
    return {"modified_at": modified, "wallets": wallets_text(held.wallets)}


def _stands(attributes: Attributes, found: Item | bool | None) -> bool:
    """Whether the item has these."""
    named = attributes.items()
    return isinstance(found, dict) and all(found.get(name) == value for name, value in named)


def _all_gone(held: HeldCard, person: Item, now: datetime) -> list[Operation]:
    """The person and what leads to them, in one go with the mark that takes the name away.

    The next import of a history that was brought in does not find this card.
    """
    program, card = held.card.program, held.card.id
    gone = [keys.member(program, card)]
    gone += names.pointer_keys(program, card, person)
    if "join_key" in person:
        gone.append(keys.join(program, cast(str, person["join_key"])))
    if held.reference:
        gone.append(keys.imported(program, held.reference))
    return [_nameless(held, now), *(Delete(key) for key in gone)]


def _nameless(held: HeldCard, now: datetime) -> Update:
    """The card from now on: its wallets are to show what it says without a name."""
    changed: Attributes = {"reference": None, "imported_at": None, "staff": None}
    changed["modified_at"] = instant_text(next_modified(held.modified_at, now))
    if held.wallets:
        changed |= untold(held.wallets) | due_at_once(held.card.id, now)
    key = keys.card(held.card.program, held.card.id)
    as_read = {**_as_read(held), "staff": held.staff}
    return Update(key, set=changed, expect=Expect(equals=as_read))
