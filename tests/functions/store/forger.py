"""Somebody with the store in their hands: changes items as no journey would."""

from typing import Any

from functions.store import keys
from functions.store.engine import Delete, Engine, Item, Key, Put
from functions.store.items import card_attributes, entry_of
from functions.store.walking import whole_query
from loyalty.card import replay
from loyalty.entry import GENESIS, CardId, digest
from tests.shop import Shop


class Forger:
    """One card's items, by hand."""

    def __init__(self, engine: Engine, program: str, card: str) -> None:
        self.engine, self.program, self.card = engine, program, CardId(card)

    @property
    def head(self) -> Any:
        """The stored card."""
        return self.engine.get(keys.card(self.program, self.card))

    @property
    def entries(self) -> list[Any]:
        """Its entries by ``seq``."""
        partition = keys.card(self.program, self.card).pk
        items = whole_query(self.engine, partition, low=keys.ENTRIES_LOW, high=keys.ENTRIES_HIGH)
        return sorted(items, key=lambda item: item["seq"])

    def put(self, item: Item) -> None:
        self.engine.write(Put(item))

    def drop(self, *items: Item) -> None:
        for item in items:
            self.engine.write(Delete(Key(str(item["pk"]), str(item["sk"]))))

    def on_card(self, **values: Any) -> None:
        """Change attributes of the stored card; ``None`` takes one away."""
        item = {**self.head, **values}
        self.put({name: value for name, value in item.items() if value is not None})

    def on_entry(self, number: int, *, rehash: bool = False, **values: Any) -> None:
        """Change fields of one entry (0 is the first, -1 the last)."""
        item = {**self.entries[number], **values}
        item = {name: value for name, value in item.items() if value is not None}
        self.put(item | {"hash": self.hash(item)} if rehash else item)

    def hash(self, item: Item) -> str:
        """What the hash of such an entry would be."""
        own = {name: value for name, value in item.items() if name not in ("pk", "sk", "hash")}
        names = {"program": self.program, "card": self.card, "operation": str(item["sk"])[2:]}
        return digest(own | names)

    def reseal(self) -> None:
        """Number and chain all entries anew, in their order."""
        head = GENESIS
        for seq, found in enumerate(self.entries, start=1):
            item = found | {"seq": seq, "previous_hash": head}
            head = self.hash(item)
            self.put(item | {"hash": head})

    def recache(self) -> None:
        """Write the stored card as these entries make it."""
        entries = [entry_of(self.program, self.card, item) for item in self.entries]
        self.on_card(**card_attributes(replay(self.program, self.card, entries)))


def forger(shop: Shop, name: str = "Ada") -> Forger:
    """Of the card that this member of the shop holds."""
    held = next(
        held
        for held in shop.services.cards.every(shop.program.id)
        if held.member and held.member.first_name == name
    )
    return Forger(shop.services.cards.engine, shop.program.id, held.card.id)  # type: ignore[attr-defined]
