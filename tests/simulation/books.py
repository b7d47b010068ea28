"""The ledger as it lies in the store, read as plain items: nothing of the product reads it here."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.store.engine import Engine, Item

Raw = dict[str, Any]
_ZONE = ZoneInfo("Europe/Paris")
_GENESIS = "0" * 64


@dataclass(slots=True)
class Book:
    """One card: its head, and its entries in order."""

    program: str
    card: str
    head: Raw = field(default_factory=dict)
    entries: list[Raw] = field(default_factory=list)

    def faults(self) -> Iterable[str]:
        """Where the chain is broken, an entry is missing, or the head does not follow."""
        before = _GENESIS
        for number, entry in enumerate(self.entries, start=1):
            if entry["seq"] != number:
                yield f"entry {entry['seq']} stands where {number} should"
            if entry["previous_hash"] != before:
                yield f"entry {number} does not follow the one before it"
            before = entry["hash"]
            if self._hash(entry) != before:
                yield f"entry {number} was changed"
        if (self.head["seq"], self.head.get("head", _GENESIS)) != (len(self.entries), before):
            yield f"the card stands at {self.head['seq']} of {len(self.entries)} entries"

    def _hash(self, entry: Raw) -> str:
        names = {"program": self.program, "card": self.card}
        record = {k: v for k, v in entry.items() if k not in ("pk", "sk", "hash")} | names
        text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Books:
    """All cards by (program, card), tills by id, and join keys with the card that each made.

    ``phones`` are those that the house pushes to, with their card; ``items`` is all there is.
    """

    cards: dict[tuple[str, str], Book] = field(default_factory=dict)
    tills: dict[str, Raw] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    phones: set[tuple[str, str]] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)

    @classmethod
    def read(cls, engine: Engine) -> "Books":
        """Everything that is kept."""
        books, cursor = cls(), None
        while True:
            page = engine.scan(cursor=cursor)
            for item in page.items:
                books._take(item)
            if (cursor := page.cursor) is None:
                break
        for book in books.cards.values():
            book.entries.sort(key=lambda entry: entry["seq"])
        return books

    def _take(self, item: Item) -> None:
        self.items.append(item)
        pk, sk = str(item["pk"]), str(item["sk"])
        parts = pk.split("#")
        if pk.endswith("#DEVICES"):
            self.tills[sk] = item
        elif len(parts) > 3 and parts[2] == "J":
            self.keys["#".join(parts[3:])].append(str(item["card"]))
        elif len(parts) == 4 and parts[2] == "R":
            self.phones.add((parts[3], sk))
        elif len(parts) == 4 and parts[2] == "C":
            self._take_of_card(parts[1], parts[3], sk, item)

    def _take_of_card(self, program: str, card: str, sk: str, item: Item) -> None:
        book = self.cards.setdefault((program, card), Book(program, card))
        if sk == "A#CARD":
            book.head = item
        elif sk.startswith("E#"):
            book.entries.append(item | {"operation": sk[2:]})


def local_day(text: str) -> date:
    """The day on the shop's wall."""
    return datetime.fromisoformat(text).astimezone(_ZONE).date()
