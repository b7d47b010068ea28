"""Items in one SQLite file: the engine of a shop, or of a street, that runs on one machine.

The table is laid out by a hash of the partition key, so that a segment of a scan is one stretch
of the file in which each partition's items lie together. The body holds the whole item; the
columns beside it are what SQLite must find items by.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeGuard

from functions.failures import StoreUnavailable
from functions.store.connections import Connections, answering
from functions.store.cursors import cursor_after, key_before, key_within
from functions.store.engine import (
    Cancelled,
    Check,
    Delete,
    Expect,
    Item,
    Key,
    Operation,
    Page,
    Put,
    Update,
    Value,
    item_key,
    key_of,
)
from functions.store.fitness import refuse_unfit

PAGE_ITEMS = 500
BUCKETS = 2**32

SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
    bucket INTEGER NOT NULL,
    pk TEXT NOT NULL,
    sk TEXT NOT NULL,
    due TEXT,
    due_at TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (bucket, pk, sk)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_due ON items (due, due_at)
    WHERE due IS NOT NULL AND due_at IS NOT NULL;
"""


class SqliteEngine:
    """One file, or memory when there is no path; safe for many threads and processes."""

    def __init__(self, path: Path | None) -> None:
        self._connections = Connections(path, SCHEMA)

    def get(self, key: Key) -> Item | None:
        with self._connections.reading() as connection:
            return _read(connection, key)

    def query(
        self,
        pk: str,
        *,
        low: str = "",
        high: str | None = None,
        backwards: bool = False,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page:
        size = PAGE_ITEMS if limit is None else limit
        if size < 1:
            raise ValueError("a page has room for one item at least")
        terms: dict[str, str | int] = {"bucket = ?": bucket_of(pk), "pk = ?": pk, "sk >= ?": low}
        if high is not None:
            terms["sk < ?"] = high
        if cursor is not None:
            terms["sk < ?" if backwards else "sk > ?"] = key_within(cursor, pk, low, high).sk
        order = "DESC" if backwards else "ASC"
        chosen = f"{' AND '.join(terms)} ORDER BY sk {order} LIMIT ?"
        sql = f"SELECT body FROM items WHERE {chosen}"  # nosec B608 # constants; values are bound
        return _page(self._rows(sql, *terms.values(), size + 1), size)

    def due(self, partition: str, *, until: str, limit: int) -> Sequence[Key]:
        sql = "SELECT pk, sk FROM items WHERE due = ? AND due_at <= ? ORDER BY due_at LIMIT ?"
        return [Key(pk, sk) for pk, sk in self._rows(sql, partition, until, limit)]

    def scan(self, *, segment: int = 0, segments: int = 1, cursor: str | None = None) -> Page:
        low, high = (BUCKETS * n // segments for n in (segment, segment + 1))
        sql = (
            "SELECT body FROM items WHERE (bucket, pk, sk) > (?, ?, ?) AND bucket < ?"
            " ORDER BY bucket, pk, sk LIMIT ?"
        )
        start: tuple[int, str, str] = (low, "", "")
        if cursor is not None:
            last = key_before(cursor)
            start = (bucket_of(last.pk), last.pk, last.sk)
        return _page(self._rows(sql, *start, high, PAGE_ITEMS + 1), PAGE_ITEMS)

    def write(self, operation: Operation) -> None:
        self.transact([operation])

    def transact(self, operations: Sequence[Operation]) -> None:
        refuse_unfit(operations)
        with self._transaction() as connection:
            stored = [_read(connection, key_of(operation)) for operation in operations]
            pairs = list(zip(operations, stored, strict=True))
            found = [False if _is_met(op.expect, old) else old for op, old in pairs]
            if any(place is not False for place in found):
                raise Cancelled(found)
            for operation, old in pairs:
                _apply(connection, operation, old)
        if any(isinstance(operation, Delete) for operation in operations):
            self._connections.empty_log()

    def close(self) -> None:
        """Close the file, once nobody is reading or writing any more."""
        self._connections.close()

    def _rows(self, sql: str, *values: str | int) -> list[tuple[str, ...]]:
        with self._connections.reading() as connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._connections.writing() as connection:
            try:
                with answering(unknown=False):
                    connection.execute("BEGIN IMMEDIATE")
                    yield connection
                with answering(unknown=True):
                    connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def bucket_of(pk: str) -> int:
    """Where in the file a partition lies."""
    return zlib.crc32(pk.encode())


def _page(rows: Sequence[tuple[str, ...]], size: int) -> Page:
    items = [item_of(body) for (body,) in rows[:size]]
    return Page(items, cursor_after(items[-1]) if len(rows) > size else None)


def _read(connection: sqlite3.Connection, key: Key) -> Item | None:
    sql = "SELECT body FROM items WHERE bucket = ? AND pk = ? AND sk = ?"
    row = connection.execute(sql, (bucket_of(key.pk), key.pk, key.sk)).fetchone()
    return item_of(row[0]) if row else None


def item_of(body: str) -> Item:
    """The item of a row; a body that nobody wrote so is damage."""
    try:
        item: Item = json.loads(body)
    except (TypeError, ValueError) as error:
        raise StoreUnavailable(str(error), damaged=True) from error
    return item


def _apply(connection: sqlite3.Connection, operation: Operation, old: Item | None) -> None:
    match operation:
        case Put(item=item):
            _store(connection, item)
        case Update():
            _store(connection, _updated(operation, old))
        case Delete(key=key):
            sql = "DELETE FROM items WHERE bucket = ? AND pk = ? AND sk = ?"
            connection.execute(sql, (bucket_of(key.pk), key.pk, key.sk))
        case Check():
            pass


def _store(connection: sqlite3.Connection, item: Item) -> None:
    key = item_key(item)
    body = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    connection.execute(
        "INSERT OR REPLACE INTO items (bucket, pk, sk, due, due_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (bucket_of(key.pk), key.pk, key.sk, item.get("due"), item.get("due_at"), body),
    )


def _updated(update: Update, old: Item | None) -> Item:
    item = dict(old or {"pk": update.key.pk, "sk": update.key.sk})
    for name, value in update.set.items():
        item.pop(name, None)
        if value is not None:
            item[name] = value
    for name, step in update.add.items():
        count = item.get(name, 0)
        if not _is_number(count):
            raise TypeError(f"{name} is not a number")
        item[name] = count + step
    return item


def _is_met(expect: Expect, old: Item | None) -> bool:
    if (expect.absent and old is not None) or (expect.present and old is None):
        return False
    item: Mapping[str, Value] = old or {}
    return all(_is_same(item.get(name), value) for name, value in expect.equals.items()) and all(
        _is_below(item.get(name), bound) for name, bound in expect.below.items()
    )


def _is_same(one: Value | None, other: Value | None) -> bool:
    # Python says that True is 1, at any depth; JSON keeps them apart.
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _is_below(value: Value | None, bound: int) -> bool:
    return _is_number(value) and value < bound


def _is_number(value: Value | None) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
