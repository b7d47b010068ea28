"""A file of past sales: how many rows a second, and what SQLite alone would take for as many items.

The floor beside it inserts items of the same size, a hundred to a durable transaction, in the same
run and on the same disk: reading, checking, rules, hashing and looking for what is there come on
top.
"""

import contextlib
import io
import random
import secrets
import sqlite3
import time
from argparse import Namespace
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.scan import Figure
from functions.terminal import import_sales
from tests.shop import Shop, publish_pictures

ROWS, CUSTOMERS = 7_000, 2_300
ITEM_BYTES = 600
TOGETHER = 100
POINTERS = 2


def figures() -> list[Figure]:
    """Rows a second for the first run and for the same file again, and the ratio to the floor."""
    with TemporaryDirectory() as folder:
        here = Path(folder)
        publish_pictures(here)
        shop = Shop(here, store=f"sqlite:{here / 'bench.db'}").at("2026-06-01 10:00")
        sales = here / "sales.csv"
        sales.write_text(_sales(), encoding="utf-8")
        first = _seconds(lambda: _import(shop, sales))
        again = _seconds(lambda: _import(shop, sales))
        floor = _seconds(lambda: _raw_inserts(here / "raw.db"))
    return [
        ("import_sales_per_second", ROWS / first, "rows"),
        ("import_sales_again_per_second", ROWS / again, "rows"),
        ("import_sales_of_raw_inserts", first / floor, "ratio"),
    ]


def _import(shop: Shop, file: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        asked = Namespace(earn=False, cards=None)
        assert import_sales.run(asked, shop.house, shop.program.id, file) == 0


def _sales() -> str:
    """Every customer at least once, some often."""
    some = random.Random(1)
    often = [int(CUSTOMERS * some.random() ** 2) for _ in range(ROWS - CUSTOMERS)]
    lines = ["date,customer,amount"]
    for customer in [*range(CUSTOMERS), *often]:
        day = date(2024, 6, 1) + timedelta(days=some.randrange(700))
        lines.append(f"{day},customer {customer},{some.randrange(100, 9000) / 100:.2f}")
    return "\n".join(lines)


def _raw_inserts(file: Path) -> None:
    table = sqlite3.connect(file, isolation_level=None)
    table.execute("PRAGMA journal_mode = WAL")
    table.execute("PRAGMA synchronous = FULL")
    table.execute("CREATE TABLE items (pk TEXT, sk TEXT, body TEXT, PRIMARY KEY (pk, sk))")
    items, body = ROWS + CUSTOMERS * (1 + POINTERS), "x" * ITEM_BYTES
    for start in range(0, items, TOGETHER):
        table.execute("BEGIN IMMEDIATE")
        for number in range(start, min(start + TOGETHER, items)):
            row = (secrets.token_hex(8), str(number), body)
            table.execute("INSERT INTO items VALUES (?, ?, ?)", row)
        table.execute("COMMIT")
    table.close()


def _seconds(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
