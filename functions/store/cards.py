"""Cards and their members: issuing, reading, forgetting.

What a card's wallets must be told is a mark on the card, which ``outbox.py`` works off. The
mark's writes leave ``seq``, the card's version, alone.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar, cast

from functions.failures import Damaged, ShortCodeTaken, TooManyJoins
from functions.records import Consent, HeldCard
from functions.store import keys
from functions.store.counting import Counter, Full
from functions.store.engine import (
    Cancelled,
    Delete,
    Engine,
    Expect,
    Item,
    Key,
    Operation,
    Put,
    Update,
)
from functions.store.hours import hour_of, next_hour, seconds_until
from functions.store.items import (
    Attributes,
    due_at_once,
    entry_of,
    held_card,
    member_item,
    new_card,
    tombstone,
    untold,
    wallets_text,
)
from functions.store.retrying import retrying
from functions.store.unread import erase_unread
from functions.store.walking import partitions
from loyalty.entry import CardId, instant_text
from loyalty.errors import KeyReused, UnknownCard
from loyalty.figures import Ledger
from loyalty.record import flaw

log = logging.getLogger("poincon")

T = TypeVar("T", HeldCard, Ledger)


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
        operations = _new(held, consents, key)
        if joins_per_hour is None:
            return self._create(held, key, operations)
        counter = Counter(key=keys.joins(held.card.program), period="hour", count="count")
        hour = hour_of(held.joined_at)
        count = counter.one_more(hour, joins_per_hour)
        while True:
            try:
                return self._create(held, key, [*operations[:2], count, *operations[2:]])
            except _OtherCount as other:
                count = _next_count(counter, other.found, held.joined_at, joins_per_hour)

    def _create(
        self, held: HeldCard, key: tuple[str, str] | None, operations: list[Operation]
    ) -> CardId:
        try:
            retrying(lambda: self.engine.transact(operations))
        except Cancelled as refused:
            return _made_before(refused, held.card.id, key)
        return held.card.id

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

    def by_short_code(self, program: str, code: str) -> CardId:
        """Follow the pointer from a short code."""
        item = retrying(lambda: self.engine.get(keys.short_code(program, code)))
        if item is None:
            raise UnknownCard()
        return CardId(cast(str, item["card"]))

    def forget(self, held: HeldCard, now: datetime) -> None:
        """Delete the person and say so; the card stays, with its opaque id and its ledger."""
        program, card = held.card.program, held.card.id
        stone = [Put(tombstone(program, card, now), Expect(absent=True))]
        while True:
            person = retrying(partial(self.engine.get, keys.member(program, card))) or {}
            gone = _all_gone(held, person, now)
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

        ``False`` where it has: its newer mark stands, and is told.
        """
        program, card = held.card.program, held.card.id
        as_read = {**_as_read(held), "want": held.want, **(expected or {})}
        update = Update(keys.card(program, card), set=attributes, expect=Expect(equals=as_read))
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return False
        return True

    def ledgers(self, program: str, left_out: set[CardId] | None = None) -> Iterator[Ledger]:
        """Every card with its entries, one partition in memory at a time."""
        return self._each(program, _ledger, left_out)

    def every(self, program: str, left_out: set[CardId] | None = None) -> Iterator[HeldCard]:
        """Every card with its member."""
        return self._each(program, _held, left_out)

    def _each(
        self,
        program: str,
        read: Callable[[str, CardId, Sequence[Item]], T | None],
        left_out: set[CardId] | None,
    ) -> Iterator[T]:
        """What is read of each card's partition; one that is damaged holds up no other."""
        for partition, items in partitions(self.engine, keys.cards_prefix(program)):
            _, card = keys.card_of(partition)
            try:
                found = read(program, card, items)
            except Damaged as damaged:
                self.note(program, damaged)
                if left_out is not None:
                    left_out.add(card)
                continue
            if found:
                yield found

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


def _pointer(key: Key, card: CardId) -> Item:
    return {"pk": key.pk, "sk": key.sk, "card": card}


def _as_read(held: HeldCard) -> Attributes:
    """The card shows what it showed, in the wallets that it was in."""
    modified = instant_text(held.modified_at)
    return {"modified_at": modified, "wallets": wallets_text(held.wallets)}


def _all_gone(held: HeldCard, person: Item, now: datetime) -> list[Operation]:
    """The person and what leads to them, in one go with the mark that takes the name away.

    The next import of a history that was brought in does not find this card.
    """
    program, card = held.card.program, held.card.id
    gone = [keys.member(program, card)]
    if "join_key" in person:
        gone.append(keys.join(program, cast(str, person["join_key"])))
    if held.reference:
        gone.append(keys.imported(program, held.reference))
    return [_nameless(held, now), *(Delete(key) for key in gone)]


def _nameless(held: HeldCard, now: datetime) -> Update:
    """The card from now on: its wallets are to show what it says without a name."""
    changed: Attributes = {"reference": None, "imported_at": None}
    changed["modified_at"] = instant_text(next_modified(held.modified_at, now))
    if held.wallets:
        changed |= untold(held.wallets) | due_at_once(held.card.id, now)
    key = keys.card(held.card.program, held.card.id)
    return Update(key, set=changed, expect=Expect(equals=_as_read(held)))


def _consent_item(program: str, card: CardId, consent: Consent) -> Item:
    key = keys.consent(program, card, consent.purpose, instant_text(consent.at))
    return {
        "pk": key.pk,
        "sk": key.sk,
        "granted": consent.granted,
        "text_version": consent.text_version,
    }


class _OtherCount(Exception):
    """The hour's count stood in the way, as it was ``found``."""

    def __init__(self, found: Item) -> None:
        super().__init__()
        self.found = found


def _next_count(counter: Counter, found: Item, now: datetime, at_most: int) -> Update:
    try:
        return counter.next_try(found, hour_of(now), at_most)
    except Full:
        over = next_hour(now)
        wait = seconds_until(over, now)
        raise TooManyJoins(retry_at=over, retry_seconds=wait) from None


def _new(
    held: HeldCard, consents: Sequence[Consent], key: tuple[str, str] | None
) -> list[Operation]:
    """The card first, its short code second, the form's key last."""
    program, card = held.card.program, held.card.id
    operations: list[Operation] = [
        Put(new_card(held), Expect(absent=True)),
        Put(_pointer(keys.short_code(program, held.short_code), card), Expect(absent=True)),
    ]
    if held.member:
        person = member_item(program, card, held.member)
        operations.append(Put(person | ({"join_key": key[0]} if key else {})))
    operations += [Put(_consent_item(program, card, consent)) for consent in consents]
    if key:
        pointer = _pointer(keys.join(program, key[0]), card) | {"body_hash": key[1]}
        operations.append(Put(pointer, Expect(absent=True)))
    return operations


def _made_before(refused: Cancelled, card: CardId, key: tuple[str, str] | None) -> CardId:
    """Why it was not created: made before under this key, a short code is taken, or the count."""
    if key and isinstance(joined := refused.found[-1], dict):
        if joined["body_hash"] != key[1]:
            raise KeyReused() from None
        return CardId(cast(str, joined["card"]))
    if isinstance(taken := refused.found[1], dict) and taken["card"] != card:
        raise ShortCodeTaken() from None
    if refused.found[0] is False:
        counted = refused.found[2]
        raise _OtherCount(counted if isinstance(counted, dict) else {}) from None
    return card  # an earlier try of this very transaction went through
