"""A till in a thread or a process of its own: read the card, decide, append, until it is written.

What a journey does with a store, without the rest of it.
"""

from dataclasses import replace

from functions.failures import Repeated
from functions.store.devices import DeviceStore
from functions.store.engine import Engine
from functions.store.ledger import LedgerStore
from loyalty.earning import decide_earn
from loyalty.entry import CardId, Entry, Kind
from loyalty.errors import CardChanged
from loyalty.program import Limits
from tests.builders import scan
from tests.contracts.places import Place
from tests.functions.store.shelf import CODE, JOINED, PROGRAM, SHOP, issued, pairing, phone

BUSY = replace(PROGRAM, limits=Limits(cooldown_minutes=0, daily_cap=1000))
CARD = CardId("A" * 16)
NOON = "2026-02-02 12:00"
PATIENCE = 1000


def opened(place: Place, tills: list[str]) -> None:
    """A shop with one card and these tills."""
    with place.opened() as engine:
        issued(LedgerStore(engine), CARD)
        devices = DeviceStore(engine)
        for till in tills:
            devices.offer(CODE, pairing())
            devices.pair(CODE, phone(till), f"refresh of {till}", JOINED)


def stamp(engine: Engine, till: str, operation: str) -> Entry:
    """One stamp, decided anew as often as somebody else was first; gives the entry that stands."""
    cards, made = LedgerStore(engine), replace(scan(NOON, operation=operation), till=till)
    for _ in range(PATIENCE):
        held = cards.head(SHOP, CARD)
        entry = decide_earn(BUSY, held.card, made, over_ready=True)
        try:
            cards.append(held, entry, held.card.after(entry), scans_per_hour=10_000)
        except CardChanged:
            continue
        except Repeated as known:
            return known.entry
        return entry
    raise AssertionError("others were always first")


def stamps(place: Place, till: str, times: int) -> list[str]:
    """So many stamps, by a till with a connection of its own; gives their operations."""
    operations = [f"operation-of-{till}-{number:04}" for number in range(times)]
    with place.opened() as engine:
        written = [stamp(engine, till, operation) for operation in operations]
    assert all(entry.kind is Kind.EARN and entry.till == till for entry in written)
    return [entry.operation for entry in written]
