"""Many members in little time: one whom the real journeys made and stamped, again and again.

Each copy has a card, a short code, a form and operations of its own, and its entries are sealed
anew, one upon the other: every card replays, as the first one does.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import cast

from functions.journeys import join, pair, scan
from functions.ports import Services
from functions.records import Device, Member
from functions.store import keys, names
from functions.store.arriving import batches
from functions.store.engine import Item, Key, Put
from functions.store.items import entry_item, entry_of
from functions.store.walking import whole_query
from loyalty.entry import GENESIS, CardId, OperationId
from loyalty.program import Program
from loyalty.purchase import Purchase
from passes import short_code
from passes.card_code import new_card_id

STAMPS = 2
TOGETHER = 100
MADE = "made"
FORMER = "a-former-till"


@dataclass(slots=True)
class Made:
    """Who was made."""

    cards: set[str] = field(default_factory=set)


def make(services: Services, program: Program, number: int) -> Made:
    """So many members, and one who is like them all."""
    first, device = _first(services, program)
    everything = list(whole_query(services.cards.engine, keys.card(program.id, first).pk))
    made = Made({first})
    items = (
        item for _ in range(number - 1) for item in _another(program.id, first, everything, made)
    )
    for some in batches(items, TOGETHER):
        services.cards.engine.transact([Put(item) for item in some])
    services.devices.revoke(program.id, device.id)
    return made


def _first(services: Services, program: Program) -> tuple[CardId, Device]:
    person = Member(first_name="Zoé", language="fr", birthday=(14, 3), phone_last4="5678")
    asks = join.Application(member=person, accepts_terms=True, accepts_messages=False)
    card = join.join(services, program, asks, secrets.token_hex(16))
    code = pair.offer(services, program.id, "till", program.shops[0].id).code
    device = pair.pair(services, "till", code, "before").device
    for _ in range(STAMPS):
        held = services.cards.head(program.id, card)
        now = services.clock() - timedelta(days=2)
        asked = scan.Asked(
            operation=OperationId(f"{MADE}{secrets.token_hex(14)}"),
            code=held.short_code,
            made_at=now,
            sent_at=services.clock(),
            body={},
        )
        scan.earn(services, device, asked, Purchase(units=1), over_ready=True)
    return card, device


def _another(program: str, first: CardId, everything: list[Item], made: Made) -> Iterator[Item]:
    card, code, form = new_card_id(), short_code.new(), secrets.token_hex(16)
    made.cards.add(card)
    place = keys.card(program, card).pk
    entries = list(_entries(program, first, card, everything))
    yield from entries
    for item in everything:
        kind = cast(str, item["sk"])
        if kind == "A#CARD":
            latest = cast(str, entries[-1]["sk"]).removeprefix("E#")
            more = {"short_code": code, "head": entries[-1]["hash"], "latest": latest}
            yield cast(Item, {**item, "pk": place, **more})
        elif kind == "A#MEMBER":
            yield {**item, "pk": place, "join_key": form}
            yield from names.pointers(program, card, item)
        elif not keys.is_entry(kind):
            yield {**item, "pk": place}
    yield _pointer(keys.short_code(program, code), card)
    yield _pointer(keys.join(program, form), card) | {"body_hash": "0" * 64}


def _entries(program: str, first: CardId, card: CardId, everything: list[Item]) -> Iterator[Item]:
    known = [entry_of(program, first, i) for i in everything if keys.is_entry(cast(str, i["sk"]))]
    head = GENESIS
    for entry in sorted(known, key=lambda entry: entry.seq):
        operation = OperationId(f"{MADE}{secrets.token_hex(14)}")
        sealed = replace(entry, card=card, operation=operation, previous_hash=head, till=FORMER)
        head = sealed.hash
        yield entry_item(sealed)


def _pointer(key: Key, card: CardId) -> Item:
    return {"pk": key.pk, "sk": key.sk, "card": card}
