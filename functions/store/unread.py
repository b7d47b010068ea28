"""Erasing the person behind a card that cannot be read: by the keys alone.

Wallets are not told here, since nobody knows in which ones the card is; writing it anew from its
entries tells them, and by then there is no name.
"""

from datetime import datetime
from functools import partial

from functions.store import keys, names
from functions.store.engine import Cancelled, Delete, Engine, Expect, Item, Operation, Put, Update
from functions.store.items import tombstone
from functions.store.retrying import retrying
from functions.store.staff import nobodys
from loyalty.entry import CardId


def erase_unread(engine: Engine, program: str, card: CardId, now: datetime) -> bool:
    """Delete the person and what leads to them; ``False`` where nothing of them was there."""
    head = retrying(partial(engine.get, keys.card(program, card)))
    person = retrying(partial(engine.get, keys.member(program, card)))
    gone = _all_gone(program, card, head, person or {})
    gone += nobodys(engine, program, card, (head or {}).get("staff"))
    stone = Put(tombstone(program, card, now), Expect(absent=True))
    try:
        retrying(partial(engine.transact, [stone, *gone]))
    except Cancelled:  # they were forgotten before, and the first date stays
        retrying(partial(engine.transact, gone))
    return bool(person) or "reference" in (head or {})


def _all_gone(program: str, card: CardId, head: Item | None, person: Item) -> list[Operation]:
    """The person and what finds them, the form that they sent, and the line of the import."""
    gone: list[Operation] = [Delete(keys.member(program, card))]
    gone += [Delete(named) for named in names.pointer_keys(program, card, person)]
    if isinstance(joined := person.get("join_key"), str):
        gone.append(Delete(keys.join(program, joined)))
    if head is None:
        return gone
    if isinstance(reference := head.get("reference"), str):
        gone.append(Delete(keys.imported(program, reference)))
    nameless = {"reference": None, "imported_at": None, "staff": None}
    return [Update(keys.card(program, card), set=nameless, expect=Expect(present=True)), *gone]
