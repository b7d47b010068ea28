"""The audit: how many entries a second it derives anew, beside what only reading them takes.

The ledger is real: every card lives the same life, stamped and given by the rules, with a chain of
hashes of its own; only the way into the file is shorter than a till's. ``together`` is what
``poincon audit`` does on all cores, with its processes started; ``alone`` is one of them.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from functions import wiring
from functions.journeys import audit
from functions.local import development
from functions.store.engine import Engine, Item, Put
from functions.store.items import entry_item, new_card
from functions.terminal.audit import shared_out
from loyalty.card import Card, replay
from loyalty.earning import decide_earn
from loyalty.entry import GENESIS, CardId, Entry
from loyalty.redemption import decide_redeem
from tests.builders import at, program, scan
from tests.functions.store.shelf import fresh

CARDS, SCANS = 5_000, 20
ENTRIES = CARDS * SCANS
MILLION = 1_000_000
PORT = 8000
Figure = tuple[str, float, str]


def figures() -> list[Figure]:
    """Entries a second, seconds for a million, and how that compares with only reading them."""
    with TemporaryDirectory() as folder:
        var = Path(folder)
        settings = development.local_settings(var, f"http://127.0.0.1:{PORT}", {})
        services = wiring.build(settings).services
        shop = program().id
        _fill(services.cards.engine)  # type: ignore[attr-defined]
        floor = _seconds(lambda: _read(services.cards.engine))  # type: ignore[attr-defined]
        alone = _seconds(lambda: _sound(audit.walk(services, shop, [])))
        jobs = os.cpu_count() or 1
        together = _seconds(lambda: [*map(_sound, shared_out(var, PORT, shop, [], jobs))])
    return [
        ("audit_entries_per_second", ENTRIES / together, "entries/s"),
        ("audit_million_entries", together * MILLION / ENTRIES, "s"),
        ("audit_million_entries_alone", alone * MILLION / ENTRIES, "s"),
        ("audit_alone_of_reading", alone / floor, "ratio"),
    ]


def _fill(engine: Engine) -> None:
    items = _items()
    while page := list(islice(items, 100)):
        engine.transact([Put(item) for item in page])


def _items() -> Iterator[Item]:
    life = _life()
    last = replay(program().id, life[0].card, life)
    for number in range(CARDS):
        card, head = CardId(f"{number:016d}"), GENESIS
        for lived in life:
            entry = replace(lived, card=card, previous_hash=head)
            head = entry.hash
            yield entry_item(entry)
        held = replace(last, id=card, head=head)
        yield new_card(replace(fresh(card), card=held, want=held.seq))


def _life() -> list[Entry]:
    """A stamp a day, and every coffee that is earned."""
    cafe, entries = program(), list[Entry]()
    card = Card(program=cafe.id, id=CardId("0" * 16))
    for number in range(SCANS):
        asked = scan(at(f"2026-02-{number + 1:02d} 10:00"))
        entry = (
            decide_redeem(cafe, card, asked, reward="coffee")
            if card.balance("reward:coffee")  # type: ignore[arg-type]
            else decide_earn(cafe, card, asked)
        )
        entries, card = [*entries, entry], card.after(entry)
    return entries


def _read(engine: Engine) -> None:
    """Every item, and nothing else: SQLite, JSON."""
    cursor: str | None = None
    while True:
        if (cursor := engine.scan(cursor=cursor).cursor) is None:
            return


def _sound(walk: audit.Walk) -> None:
    assert not walk.differences


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
