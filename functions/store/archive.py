"""A program's items going out as records and coming back, between any two stores.

A walk goes on while tills scan: a card whose entries are not all there yet is read again. What
comes back is written where nothing is, so that the same import may run again after any end.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from functions.ports.archive import Record, Records
from functions.store import keys, names
from functions.store.engine import (
    Cancelled,
    Check,
    Delete,
    Engine,
    Expect,
    Item,
    Operation,
    Put,
    Update,
    item_key,
)
from functions.store.items import due_at_once, held_card, tombstone
from functions.store.kinds import KINDS, OF_A_CARD, OF_THE_SHOP, WALLETS, Kind, record_of
from functions.store.record_checks import mistake
from functions.store.retrying import retrying
from functions.store.walking import partitions, whole_query
from loyalty.entry import GENESIS, CardId
from loyalty.errors import BadConfiguration

READS = 8
"""How often a card is read until its entries are all there; a damaged one never gets there."""
MOST_ITEMS = 100
MOST_BYTES = 2_000_000
"""What a transaction may hold, with room for what the engine adds."""


class ArchiveStore:
    """Fulfils ``ports.Archive``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def cards(self, program: str) -> Iterator[Records]:
        """Every card's partition, read again while a scan is half seen, and its phones.

        Entries without their card are somebody's history as well: nothing is passed over.
        """
        for partition, items in partitions(self.engine, keys.cards_prefix(program)):
            found = _by_kind(items, OF_A_CARD)
            for _ in range(READS):
                if _is_whole(found):
                    break
                found = _by_kind(whole_query(self.engine, partition), OF_A_CARD)
            if any(found.values()):
                beside = keys.card_registrations(*keys.card_of(partition))
                yield {**found, **_by_kind(whole_query(self.engine, beside), (WALLETS,))}

    def shop(self, program: str) -> Records:
        """What belongs to the shop: short partitions."""
        places = (keys.program, keys.devices, keys.forgotten, keys.notices, keys.staff)
        items = (item for place in places for item in whole_query(self.engine, place(program)))
        return _by_kind(items, OF_THE_SHOP)

    def is_here(self, program: str) -> bool:
        """One look into the list."""
        return retrying(lambda: self.engine.get(keys.program_listed(program))) is not None

    def forgotten(self, program: str) -> Collection[CardId]:
        """The cards of all tombstones."""
        items = whole_query(self.engine, keys.forgotten(program))
        return {CardId(cast(str, item["sk"])) for item in items}

    def mistake(self, kind: str, record: Record) -> str | None:
        """Fields, types, and whether the store could read it back."""
        return mistake(KINDS[kind], record)

    def place(self, kind: str, record: Record) -> str:
        """Its key, as text."""
        key = KINDS[kind].key(record)
        return f"{key.pk} {key.sk}"

    def begin(self, program: str) -> None:
        """A mark that every reader of the program's versions comes upon."""
        mark, listed = keys.importing(program), keys.program_listed(program)
        writes: list[Operation] = [
            Put({"pk": mark.pk, "sk": mark.sk}),
            Check(listed, Expect(absent=True)),
        ]
        try:
            retrying(lambda: self.engine.transact(writes))
        except Cancelled:
            raise _taken({"pk": listed.pk, "sk": listed.sk}) from None

    def bring(self, records: Sequence[Records]) -> None:
        """Whole cards together, as many as a transaction holds."""
        batch: list[Item] = []
        for one in records:
            items = list(_items(one))
            if batch and not _fits([*batch, *items]):
                self._put(batch)
                batch = []
            batch += items
        self._put(batch)

    def forget(self, program: str, card: CardId, at: datetime) -> None:
        """A tombstone that is there keeps its date."""
        put = Put(tombstone(program, card, at), Expect(absent=True))
        try:
            retrying(lambda: self.engine.write(put))
        except Cancelled:
            return

    def open(self, program: str) -> None:
        """Marks first: once the program is listed, its import is over."""
        for partition, items in partitions(self.engine, keys.cards_prefix(program)):
            head = next((item for item in items if item["sk"] == "A#CARD"), None)
            if head and "due" not in head:
                self._mark(partition, head)
        key = keys.program_listed(program)
        writes: list[Operation] = [
            Put({"pk": key.pk, "sk": key.sk}),
            Delete(keys.importing(program)),
        ]
        retrying(lambda: self.engine.transact(writes))

    def _mark(self, partition: str, head: Item) -> None:
        program, card = keys.card_of(partition)
        held = held_card(program, card, head, None)
        if not held.behind:
            return
        as_read = Expect(equals={"want": held.want, "wallets": head["wallets"], "due": None})
        update = Update(
            keys.card(program, card), set=due_at_once(card, held.modified_at), expect=as_read
        )
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return  # somebody has marked it meanwhile

    def _put(self, items: Sequence[Item]) -> None:
        """In transactions; what is there already and the same is left out of the next try."""
        waiting = list(items)
        while waiting:
            size = _size_of_next(waiting)
            now, waiting = waiting[:size], waiting[size:]
            while now:
                now = self._try(now)

    def _try(self, items: Sequence[Item]) -> list[Item]:
        """Write all of them; gives what is left to write where some were there."""
        puts = [Put(item, Expect(absent=True)) for item in items]
        try:
            retrying(lambda: self.engine.transact(puts))
        except Cancelled as refused:
            pairs = list(zip(items, refused.found, strict=True))
            for item, found in pairs:
                if isinstance(found, dict) and not _is_same(item, found):
                    raise _taken(item) from None
            return [item for item, found in pairs if found is False]
        return []


def _by_kind(items: Iterator[Item] | Sequence[Item], kinds: tuple[Kind, ...]) -> Records:
    found: dict[str, list[Record]] = defaultdict(list)
    for item in items:
        if known := record_of(item, kinds):
            name, record = known
            found[name].append(record)
    found["entries"].sort(key=_turn)
    return {kind.name: found[kind.name] for kind in kinds}


def _turn(entry: Record) -> tuple[bool, int]:
    """Its number; whatever has none comes last."""
    seq = entry.get("seq")
    return (False, seq) if isinstance(seq, int) else (True, 0)


def _is_whole(records: Records) -> bool:
    """Whether the card and its entries are of one moment."""
    entries = records["entries"]
    last = entries[-1].get("hash") if entries else GENESIS
    found = [(card.get("seq"), card.get("head")) for card in records["cards"]]
    return found == [(len(entries), last)]


def _items(records: Records) -> Iterator[Item]:
    """The items of these records, with the pointers that lead to them."""
    for name, of_kind in records.items():
        for record in of_kind:
            yield KINDS[name].item(record)
            if name in _POINTERS:
                yield from _POINTERS[name](record)


def _of_card(record: Record) -> Iterator[Item]:
    """Its short code, and the customer of another system's files."""
    program, card = record["program"], record["card"]
    places = [keys.short_code(program, record["short_code"])]
    if "reference" in record:
        places.append(keys.imported(program, record["reference"]))
    later = {"generation": record["generation"]} if "generation" in record else {}
    yield from ({"pk": key.pk, "sk": key.sk, "card": card, **later} for key in places)


def _of_member(record: Record) -> Iterator[Item]:
    """Their first name and their four digits, as they are looked for."""
    yield from names.pointers(record["program"], record["card"], record)


def _of_registration(record: Record) -> Iterator[Item]:
    program, card = record["program"], record["card"]
    later = {"generation": record["generation"]} if "generation" in record else {}
    key = keys.device_registration(record["device"], program, card, later.get("generation", 0))
    named = {"program": program, "card": card, "at": record["at"], **later}
    yield {"pk": key.pk, "sk": key.sk, **named}


_POINTERS: Mapping[str, Callable[[Record], Iterator[Item]]] = {
    "cards": _of_card,
    "members": _of_member,
    "wallets": _of_registration,
}


def _fits(items: Sequence[Item]) -> bool:
    return len(items) <= MOST_ITEMS and sum(map(_bytes, items)) <= MOST_BYTES


def _size_of_next(items: Sequence[Item]) -> int:
    """How many of the first items one transaction takes; one at least."""
    size = bytes_ = 0
    for item in items[:MOST_ITEMS]:
        bytes_ += _bytes(item)
        if size and bytes_ > MOST_BYTES:
            break
        size += 1
    return size


def _bytes(item: Item) -> int:
    return len(repr(item).encode())


def _is_same(item: Item, found: Item) -> bool:
    """Whether it is what an earlier try wrote, perhaps with a mark for the wallets since."""
    return {**found, "due": "", "due_at": ""} == {**item, "due": "", "due_at": ""}


def _taken(item: Item) -> BadConfiguration:
    key = item_key(item)
    wrong = {
        "path": f"{key.pk} {key.sk}",
        "reason": "is in the store already, and it is another one",
        "hint": "import into a store that has nothing of this program",
    }
    return BadConfiguration(errors=[wrong])
