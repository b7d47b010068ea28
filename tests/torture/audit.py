"""What is left, against what was said: the file itself, and every operation asked for again."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from functions import wiring
from functions.journeys.face import card_path
from functions.store import keys
from functions.store.engine import Engine, Item
from functions.store.items import entry_of, held_card
from functions.store.walking import partitions
from loyalty.card import balances_after, replay, shifted
from loyalty.entry import GENESIS, CardId, Entry
from loyalty.errors import NotEnoughBalance
from loyalty.scan import waited
from tests.torture.journal import Asked, Told
from tests.torture.phone import Answer, Phone, Wire
from tests.torture.stage import paired

CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """Each fault as a sentence. ``lost``: accepted, and not there. ``duplicated``: there
    more than once. ``ghost``: there, and never asked for or refused. ``divergent``:
    answered in two ways. ``breaches``: a ledger that does not hold together.
    """

    faults: dict[str, list[str]] = field(
        default_factory=lambda: {
            name: [] for name in ("lost", "duplicated", "ghost", "divergent", "breaches")
        }
    )

    @property
    def clean(self) -> bool:
        """Whether there is none."""
        return not any(self.faults.values())

    def add(self, name: str, said: str) -> None:
        """One more fault."""
        self.faults[name].append(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One card's partition of the file."""

    program: str
    card: CardId
    items: dict[str, Item]

    @property
    def code(self) -> str:
        """The card's short code."""
        return str(self.items["A#CARD"]["short_code"])

    @property
    def entries(self) -> list[Entry]:
        """In order of ``seq``."""
        found = [
            entry_of(self.program, self.card, item)
            for name, item in self.items.items()
            if keys.is_entry(name)
        ]
        return sorted(found, key=lambda entry: entry.seq)


def verdict(house: wiring.House, program: str, told: Told, port: int) -> Verdict:
    """Everything that is wrong: in the file, and in what is answered to a repeat."""
    found = of_the_file(house, program, told)
    for said in told.surprises:
        found.add("breaches", said)
    _check_again(found, house, told, port)
    return found


def of_the_file(house: wiring.House, program: str, told: Told) -> Verdict:
    """Everything that is wrong in the file itself."""
    found, engine = Verdict(), house.services.cards.engine
    shelves = list(_shelves(engine, program))
    _check_operations(found, told, shelves)
    _check_joins(found, told, house, shelves, program)
    for shelf in shelves:
        for wrong in _wrong_with(shelf):
            found.add("breaches", f"card {shelf.card}: {wrong}")
    _check_tills(found, engine, program, shelves)
    return found


def _shelves(engine: Engine, program: str) -> Iterator[Shelf]:
    for partition, items in partitions(engine, keys.cards_prefix(program)):
        card = keys.card_of(partition)[1]
        yield Shelf(program=program, card=card, items={str(item["sk"]): item for item in items})


def _check_operations(found: Verdict, told: Told, shelves: list[Shelf]) -> None:
    places: dict[str, list[tuple[str, Entry]]] = {}
    for shelf in shelves:
        for entry in shelf.entries:
            places.setdefault(entry.operation, []).append((shelf.code, entry))
    for operation, asked in told.operations.items():
        for name, wrong in _wrong_with_operation(asked, places.get(operation, [])):
            found.add(name, f"{asked.path} {operation}: {wrong}")
    for operation in places.keys() - told.operations.keys():
        found.add("ghost", f"{operation}: nobody asked for it")


def _wrong_with_operation(
    asked: Asked, places: list[tuple[str, Entry]]
) -> Iterator[tuple[str, str]]:
    here = [entry for code, entry in places if code == asked.code]
    if asked.accepted and not here:
        yield "lost", "accepted, and not in the ledger"
    if len(places) > 1:
        yield "duplicated", f"{len(places)} entries"
    if places and not asked.accepted:
        yield "ghost", "refused, and in the ledger"
    if asked.taken_back:
        yield "divergent", "refused after it had been accepted"
    said = [answer.said for answer in asked.accepted]
    if any(one != said[0] for one in said):
        yield "divergent", "answered in two ways"
    if said and here and not _is_told(said[0], here[0]):
        yield "divergent", "the answer is of another entry"


def _is_told(said: dict[str, Any], entry: Entry) -> bool:
    return (said["operation"], said["kind"], said["card"]["visit"]) == (
        entry.operation,
        entry.kind.value,
        entry.visit,
    )


def _check_joins(
    found: Verdict, told: Told, house: wiring.House, shelves: list[Shelf], program: str
) -> None:
    """Each form made one card, and each card was made by a form."""
    engine, made = house.services.cards.engine, set()
    for key, name in told.names.items():
        urls, pointer = set(told.joins.get(key, [])), engine.get(keys.join(program, key))
        if pointer:
            card = CardId(str(pointer["card"]))
            made.add(card)
            member = engine.get(keys.member(program, card)) or {}
            if (member.get("first_name"), member.get("join_key")) != (name, key):
                found.add("breaches", f"join {key}: the card is of somebody else")
            urls.discard(card_path(house.services, program, card))
        if urls:
            found.add("divergent" if pointer else "lost", f"join {key}: it was answered {urls}")
    for shelf in shelves:
        if shelf.card not in made:
            found.add("ghost", f"card {shelf.card}: no form made it")


def _wrong_with(shelf: Shelf) -> Iterator[str]:
    """What does not hold together on one card: the chain, the balances, the cache."""
    head, lots = GENESIS, ()
    for seq, entry in enumerate(shelf.entries, start=1):
        if (entry.seq, entry.previous_hash) != (seq, head):
            yield f"entry {entry.seq} does not follow {seq - 1}"
        head = entry.hash
        if shelf.items[f"E#{entry.operation}"]["hash"] != head:
            yield f"entry {seq} is not the one that was sealed"
        try:
            held, lots = balances_after(lots, entry.changes), shifted(lots, entry.changes)
        except NotEnoughBalance:
            yield f"entry {seq} takes what is not there"
            return
        if held != entry.balance_after:
            yield f"entry {seq} says {entry.balance_after}, and it is {held}"
    yield from _wrong_with_cache(shelf)


def _wrong_with_cache(shelf: Shelf) -> Iterator[str]:
    stored = held_card(shelf.program, shelf.card, shelf.items["A#CARD"], None)
    if stored.card != replay(shelf.program, shelf.card, shelf.entries):
        yield "the card is not what its entries add up to"
    if stored.want != stored.card.seq:
        yield "its wallets would be told of another entry"


def _check_tills(found: Verdict, engine: Engine, program: str, shelves: list[Shelf]) -> None:
    """A till's count of its hour is written with each entry: no more, no fewer.

    What was begun at the very end of an hour may be counted in the next one.
    """
    entries = [entry for shelf in shelves for entry in shelf.entries]
    in_all = Counter(entry.till for entry in entries)
    live = [entry for entry in entries if not waited(entry)]
    in_hour = Counter(f"{entry.till} {entry.recorded_at:%Y-%m-%dT%H}" for entry in live)
    for till in engine.query(keys.devices(program)).items:
        name, counted = str(till["sk"]), till.get("hour_count", 0)
        if not in_hour[f"{name} {till.get('hour')}"] <= counted <= in_all[name]:
            found.add("breaches", f"till {name}: {counted} scans counted")


def _check_again(found: Verdict, house: wiring.House, told: Told, port: int) -> None:
    """Every accepted operation once more, over HTTP: the first answer, word for word."""
    with closing(Wire(port)) as wire:
        tokens = paired(house.services, wire, "auditor")
    accepted = [item for item in told.operations.items() if item[1].accepted]

    def ask(share: int) -> list[str]:
        phone, part = Phone(tokens, lambda answer: None), accepted[share::CONNECTIONS]
        with closing(Wire(port)) as wire:
            return [name for name, asked in part if not _is_repeated(phone, wire, name, asked)]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for wrong in pool.map(ask, range(CONNECTIONS)):
            for operation in wrong:
                found.add("divergent", f"{operation}: asked again, it is answered otherwise")


def _is_repeated(phone: Phone, wire: Wire, operation: str, asked: Asked) -> bool:
    answer: Answer = phone.write(wire, asked.path, operation, asked.body)
    first = asked.accepted[0]
    return answer.status == 200 and _of_the_card(answer) == _of_the_card(first)


def _of_the_card(answer: Answer) -> dict[str, Any]:
    """What was said but for the till's own code: each till has another one, and that each day."""
    return {name: said for name, said in answer.said.items() if name != "code"}
