"""History that is brought in: whole customers together in one transaction.

A new card is written as its entries leave it, with its pointers. Every write expects what was
read, so that the same file brought in twice, or by two people at once, is in once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from functions.failures import Damaged
from functions.ports.imports import Imported, Part
from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Key, Operation, Put
from functions.store.items import entry_item, entry_of, held_card, new_card
from functions.store.ledger import card_update
from functions.store.retrying import retrying, transact_once
from functions.store.walking import whole_query
from loyalty.entry import CardId
from loyalty.errors import CardChanged


class ImportStore:
    """Fulfils ``ports.Imports``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def find(self, program: str, references: Sequence[str]) -> Imported | None:
        """Follow the pointer, and read the card's whole partition."""
        for reference in references:
            if item := self._get(keys.imported(program, reference)):
                return self._read(program, CardId(cast(str, item["card"])))
        return None

    def write(self, parts: Sequence[Part]) -> None:
        """One transaction; after a lost answer one entry says whether all of it was written."""
        operations = [operation for part in parts for operation in _operations(part)]
        try:
            transact_once(self.engine, operations, is_done=lambda: self._is_written(parts[0]))
        except Cancelled:
            raise CardChanged() from None

    def _read(self, program: str, card: CardId) -> Imported:
        items = list(whole_query(self.engine, keys.card(program, card).pk))
        found = {cast(str, item["sk"]): item for item in items}
        if "A#CARD" not in found:
            raise Damaged(card, "it is not there")
        entries = [entry_of(program, card, found[sk]) for sk in found if keys.is_entry(sk)]
        return Imported(
            held=held_card(program, card, found["A#CARD"], found.get("A#MEMBER")),
            entries=sorted(entries, key=lambda entry: entry.seq),
        )

    def _is_written(self, part: Part) -> bool:
        entry = part.entries[-1]
        item = self._get(keys.entry(entry.program, entry.card, entry.operation))
        return item is not None and item["hash"] == part.held.card.head

    def _get(self, key: Key) -> Item | None:
        return retrying(lambda: self.engine.get(key))


def _operations(part: Part) -> Iterator[Operation]:
    yield from _changed(part) if part.before else _issued(part)
    for entry in part.entries:
        yield Put(entry_item(entry), Expect(absent=True))


def _issued(part: Part) -> Iterator[Operation]:
    held = part.held
    program, card = held.card.program, held.card.id
    yield Put(new_card(held), Expect(absent=True))
    pointers = [keys.short_code(program, held.short_code)]
    if held.reference:
        pointers.append(keys.imported(program, held.reference))
    for key in pointers:
        yield Put({"pk": key.pk, "sk": key.sk, "card": card}, Expect(absent=True))


def _changed(part: Part) -> Iterator[Operation]:
    """The card's update; one that was forgotten meanwhile is nobody's any more."""
    assert part.before is not None
    update = card_update(part.before, part.held, part.entries[-1])
    known = {**update.expect.equals, "reference": part.before.reference}
    yield replace(update, expect=replace(update.expect, equals=known))
