"""Connections to one SQLite file: some for readers, one for whoever writes.

Every acknowledged write is on the disk (``synchronous=FULL``). Writers take turns, first among
the threads of this process by a lock, then among processes by SQLite's own; readers never wait
for them, nor they for readers (WAL: https://www.sqlite.org/wal.html, read 2026-11).
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import LifoQueue

from functions.failures import StoreUnavailable
from functions.store.engine import Contended, EngineUnavailable

READERS = 4
BUSY_SECONDS = 5.0
PAUSES = (0.1, 0.2, 0.4, 0.8, 0.0)
"""After each try to empty the log; a try holds writers up for ``_TRY_SECONDS`` at most."""
_TRY_SECONDS = 0.05


class Connections:
    """To one file, or to memory when there is no path; safe for many threads."""

    def __init__(self, path: Path | None, schema: str) -> None:
        self._turn = threading.Lock()
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._all = [_open(str(path or ":memory:"), schema) for _ in range(READERS if path else 1)]
        for connection in self._all:
            self._idle.put(connection)
        # Memory belongs to its connection: a second one would see another, empty table.
        self._writer = _open(str(path), schema) if path else None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else reads with; errors are the engine's."""
        connection = self._idle.get()
        try:
            with answering(unknown=False):
                yield connection
        finally:
            self._idle.put(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection to write with, in its turn; raises ``Contended`` rather than wait long."""
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise Contended("another thread is writing")
        try:
            if self._writer:
                yield self._writer
            else:
                with self.reading() as only:
                    yield only
        finally:
            self._turn.release()

    def empty_log(self) -> None:
        """Take what was deleted out of the log too; whoever reads for long leaves it to the next.

        The deletion itself is on the disk already, so that nothing of this is a failure of it.
        """
        for pause in PAUSES:
            with suppress(Contended, EngineUnavailable), self.writing() as connection:
                if _is_emptied(connection):
                    return
            time.sleep(pause)

    def close(self) -> None:
        """Close all, once nobody is reading or writing any more."""
        readers = [self._idle.get() for _ in self._all]
        for connection in [*readers, self._writer] if self._writer else readers:
            connection.close()
        for connection in readers:
            self._idle.put(connection)


def _open(path: str, schema: str) -> sqlite3.Connection:
    with answering(unknown=False):
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        _keep_a_log(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.executescript(schema)
        return connection


def _is_emptied(connection: sqlite3.Connection) -> bool:
    with answering(unknown=False):
        _wait_at_most(connection, _TRY_SECONDS)
        try:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            _wait_at_most(connection, BUSY_SECONDS)
    return not busy


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    # Of two processes that open a new file at once, SQLite lets one fail here without waiting.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextmanager
def answering(*, unknown: bool) -> Iterator[None]:
    """SQLite's refusals as the engine's; ``unknown`` where a write may have happened.

    A file that SQLite can no longer read is unavailable at once, and ``damaged``; one that its shop
    is leaving is unavailable at once to whoever writes. What was asked
    wrongly (``ProgrammingError``, ``IntegrityError``) is our own mistake, and stays as it is.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if _is_busy(error):
            raise Contended(str(error)) from error
        if not _kind(error):
            raise StoreUnavailable(str(error), damaged=True) from error
        raise EngineUnavailable(str(error), unknown=unknown) from error
    except sqlite3.DatabaseError as error:
        if _kind(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise StoreUnavailable(str(error), damaged=True) from error
        if _code(error) == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
            raise StoreUnavailable(str(error)) from error  # closed (leaving.py): nothing is written
        raise


def _is_busy(error: sqlite3.Error) -> bool:
    return _kind(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _kind(error: sqlite3.Error) -> int:
    # The low byte is the kind of error; the rest of the code says which flavour of it. Python's
    # own errors have no code: a text that is not UTF-8 any more.
    return _code(error) & 0xFF


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0)
