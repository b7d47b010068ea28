"""A SQLite store that its shop is leaving: what changes is noted, and in the end nothing may.

Triggers live in the file and hold for every process that writes to it, so that a server that runs
needs to know nothing of it (https://www.sqlite.org/lang_createtrigger.html, read 2026-11). A key is
noted in the transaction that changes its item: no change without its note, and no note without it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from functions.store.engine import Item, Key
from functions.store.retrying import retrying
from functions.store.sqlite import SqliteEngine, bucket_of, item_of
from loyalty.errors import BadConfiguration

COPYING, FOLLOWING, CLOSED, MOVED = "copying", "following", "closed", "moved"
"""How far the file is."""
EMPTYING, FILLING, LIVE, GIVEN_UP = "emptying", "filling", "live", "given up"
"""How far the table is that it moves to."""
Place: TypeAlias = tuple[int, str, str]

_NOTING = (
    "CREATE TABLE moving (id TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL,"
    " since TEXT NOT NULL, pk TEXT, sk TEXT)",
    "CREATE TABLE moving_changes (number INTEGER PRIMARY KEY AUTOINCREMENT,"
    " pk TEXT NOT NULL, sk TEXT NOT NULL)",
    "CREATE TRIGGER moving_put AFTER INSERT ON items BEGIN"
    " INSERT INTO moving_changes (pk, sk) VALUES (NEW.pk, NEW.sk); END",
    "CREATE TRIGGER moving_update AFTER UPDATE ON items BEGIN"
    " INSERT INTO moving_changes (pk, sk) VALUES (OLD.pk, OLD.sk), (NEW.pk, NEW.sk); END",
    "CREATE TRIGGER moving_delete AFTER DELETE ON items BEGIN"
    " INSERT INTO moving_changes (pk, sk) VALUES (OLD.pk, OLD.sk); END",
)
_CLOSING = (
    "CREATE TRIGGER IF NOT EXISTS closed_put BEFORE INSERT ON items BEGIN"
    " SELECT RAISE(ABORT, 'it is closed, as the shop moves'); END",
    "CREATE TRIGGER IF NOT EXISTS closed_update BEFORE UPDATE ON items BEGIN"
    " SELECT RAISE(ABORT, 'it is closed, as the shop moves'); END",
    "CREATE TRIGGER IF NOT EXISTS closed_delete BEFORE DELETE ON items BEGIN"
    " SELECT RAISE(ABORT, 'it is closed, as the shop moves'); END",
)
_OPENING = (
    "DROP TRIGGER IF EXISTS closed_put",
    "DROP TRIGGER IF EXISTS closed_update",
    "DROP TRIGGER IF EXISTS closed_delete",
)
_FORGETTING = (
    "DROP TRIGGER moving_put",
    "DROP TRIGGER moving_update",
    "DROP TRIGGER moving_delete",
    "DROP TABLE moving_changes",
    "DROP TABLE moving",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where to, under which name, and how far: ``after`` is the last item that was copied."""

    id: str
    target: str
    state: str
    since: str
    after: Place | None


class Leaving(SqliteEngine):
    """The file, as whoever moves its shop sees it."""

    def move(self) -> Move | None:
        """The move that was begun, if any."""
        return retrying(self._move)

    def _move(self) -> Move | None:
        if not self._rows("SELECT name FROM sqlite_master WHERE name = ?", "moving"):
            return None
        ((name, target, state, since, pk, sk),) = self._rows(
            "SELECT id, target, state, since, pk, sk FROM moving"
        )
        after = place_of(Key(pk, sk)) if pk else None
        return Move(id=name, target=target, state=state, since=since, after=after)

    def begin(self, name: str, target: str, since: str) -> None:
        """From now on every change is noted."""
        row = "INSERT INTO moving (id, target, state, since) VALUES (?, ?, ?, ?)"
        self._change(*_NOTING, (row, name, target, COPYING, since))

    def copied_to(self, key: Key | None) -> None:
        """So far the copy has come; ``None``: it begins again."""
        pk, sk = (key.pk, key.sk) if key else (None, None)
        self._change(*_OPENING, ("UPDATE moving SET pk = ?, sk = ?, state = ?", pk, sk, COPYING))

    def follow(self) -> None:
        """All is copied; only what changes is left. Whoever was shut out may write again."""
        self._change(*_OPENING, ("UPDATE moving SET state = ?", FOLLOWING))

    def shut(self) -> None:
        """From now on nothing can be written, by anybody."""
        self._change(*_CLOSING, ("UPDATE moving SET state = ?", CLOSED))

    def leave(self) -> None:
        """The shop is elsewhere; this file stays shut."""
        self._change(
            *_CLOSING, ("UPDATE moving SET state = ?", MOVED), "DELETE FROM moving_changes"
        )

    def stay(self) -> None:
        """As if nobody had ever thought of moving."""
        self._change(*_OPENING, *_FORGETTING)

    def changes(self, most: int) -> tuple[int, Sequence[Key]]:
        """The keys of the oldest changes, each once, and the number of the last of these."""
        sql = "SELECT number, pk, sk FROM moving_changes ORDER BY number LIMIT ?"
        rows = retrying(lambda: self._rows(sql, most))
        return (int(rows[-1][0]) if rows else 0), _once(rows)

    def behind(self) -> int:
        """How many changes are noted."""
        ((count,),) = retrying(lambda: self._rows("SELECT count(*) FROM moving_changes"))
        return int(count)

    def done_with(self, number: int) -> None:
        """The changes up to that one were followed."""
        self._change(("DELETE FROM moving_changes WHERE number <= ?", number))

    @contextmanager
    def as_it_is(self) -> Iterator["Snapshot"]:
        """The whole store at one moment, however long it is read and whatever is written."""
        with self._connections.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield Snapshot(connection)
            finally:
                connection.execute("ROLLBACK")

    def _change(self, *statements: "str | tuple[str | int | None, ...]") -> None:
        def change() -> None:
            with self._transaction() as connection:
                for statement in statements:
                    sql, *values = (statement,) if isinstance(statement, str) else statement
                    connection.execute(str(sql), values)

        retrying(change)


class Snapshot:
    """What one transaction sees; for one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        is_noted = "SELECT 1 FROM sqlite_master WHERE name = 'moving_changes'"
        self._is_noted = bool(connection.execute(is_noted).fetchall())

    def items(self) -> Iterator[Item]:
        """All of them, in the order of the file."""
        rows = self._connection.execute("SELECT body FROM items ORDER BY bucket, pk, sk")
        return (item_of(body) for (body,) in rows)

    def changes(self) -> Sequence[Key]:
        """The keys of what was noted before that moment, each once."""
        if not self._is_noted:
            return []
        sql = "SELECT number, pk, sk FROM moving_changes ORDER BY number"
        return _once(self._connection.execute(sql).fetchall())

    def get(self, key: Key) -> Item | None:
        """The item as it was at that moment."""
        sql = "SELECT body FROM items WHERE bucket = ? AND pk = ? AND sk = ?"
        row = self._connection.execute(sql, place_of(key)).fetchone()
        return item_of(row[0]) if row else None


def place_of(key: Key) -> Place:
    """Where in the file an item lies."""
    return bucket_of(key.pk), key.pk, key.sk


def left(path: Path) -> Move | None:
    """The move of the shop in this file, if one was begun."""
    if not path.exists():
        return None
    file = Leaving(path)
    try:
        return file.move()
    finally:
        file.close()


def _once(rows: Sequence[Sequence[str]]) -> Sequence[Key]:
    return list(dict.fromkeys(Key(pk, sk) for _, pk, sk in rows))


def refusal(path: str, reason: str, hint: str) -> BadConfiguration:
    """Why it cannot go on, in the words of a setting that is wrong."""
    return BadConfiguration(errors=[{"path": path, "reason": reason, "hint": hint}])
