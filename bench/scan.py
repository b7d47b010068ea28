"""A scan: how often it asks the store, and what it costs without the network.

The physical limit beside it is what SQLite takes, in the same run and on the same disk, for
one durable transaction of three writes of the same size; HTTP, checks, rules, hashing and
rendering come on top.
"""

import secrets
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from functions.journeys import scan
from functions.records import Device
from functions.web import tokens
from loyalty.entry import OperationId
from loyalty.purchase import ONE_ITEM
from tests.shop import Shop, publish_pictures

ROUNDS = 300
Figure = tuple[str, float, str]


def figures() -> list[Figure]:
    """Round trips, times, and ratios in one run."""
    with TemporaryDirectory() as folder:
        shared = Path(folder)
        publish_pictures(shared)
        shop = Shop(shared, store=f"sqlite:{shared / 'bench.db'}")
        trips = _round_trips(shop)
        bench = _card_and_till(shop)
        journey = _median_ms(lambda: _stamp(shop.later(hours=13), *bench))
        http = _median_ms(_over_http(shop))
        floor = _median_ms(_raw_transaction(shared / "raw.db"))
    return [
        ("scan_store_round_trips", float(sum(trips.values())), "calls"),
        ("scan_journey_ms", journey, "ms"),
        ("scan_http_ms", http, "ms"),
        ("scan_journey_of_raw_transaction", journey / floor, "ratio"),
    ]


def _round_trips(shop: Shop) -> Counter[str]:
    """Calls of the engine during one scan of a till that has scanned in this hour already."""
    code, till = _card_and_till(shop)
    _stamp(shop, shop.join().code, till)
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    counted = _Counting(engine)
    for store in (shop.services.cards, shop.services.programs, shop.services.devices):
        store.engine = counted  # type: ignore[attr-defined]
    _stamp(shop, code, till)
    for store in (shop.services.cards, shop.services.programs, shop.services.devices):
        store.engine = engine  # type: ignore[attr-defined]
    return counted.calls


class _Counting:
    """An engine that counts how often it is asked."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.calls[name] += 1
        return getattr(self._engine, name)


def _card_and_till(shop: Shop) -> tuple[str, Device]:
    till = shop.pair().tokens
    device = shop.services.devices.get(shop.program.id, till["device"])
    shop.later(hours=1)
    return shop.join().code, device


def _stamp(shop: Shop, code: str, device: Device) -> None:
    operation = OperationId(secrets.token_hex(16))
    made = scan.Asked(operation=operation, code=code, made_at=shop.now, sent_at=shop.now, body={})
    scan.earn(shop.services, device, made, ONE_ITEM, over_ready=True)


def _over_http(shop: Shop) -> Callable[[], None]:
    code = shop.join().code
    till = shop.pair()

    def once() -> None:
        shop.later(hours=13)
        till.tokens["access_token"] = _fresh_token(shop, till.tokens["device"])
        assert till.earn(code, over_ready=True).status_code == 201

    return once


def _fresh_token(shop: Shop, device: str) -> str:
    held = shop.services.devices.get(shop.program.id, device)
    return tokens.issue(shop.services.keys, held, shop.now)


def _raw_transaction(file: Path) -> Callable[[], None]:
    table = sqlite3.connect(file, isolation_level=None)
    table.execute("PRAGMA journal_mode = WAL")
    table.execute("PRAGMA synchronous = FULL")
    table.execute("CREATE TABLE items (pk TEXT, sk TEXT, body TEXT, PRIMARY KEY (pk, sk))")
    body = "x" * 600

    def once() -> None:
        table.execute("BEGIN IMMEDIATE")
        for name in ("entry", "card", "device"):
            row = (name, secrets.token_hex(8), body)
            table.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", row)
        table.execute("COMMIT")

    return once


def _median_ms(action: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
