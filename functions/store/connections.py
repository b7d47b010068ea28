"""Connections to one SQLite file: some for readers, one for whoever writes.

Every acknowledged write is on the disk (``synchronous=FULL``). Writers take turns, first among
the threads of this process by a lock, then among processes by SQLite's own; readers never wait
for them, nor they for readers (WAL: https://www.sqlite.org/wal.html, read 2026-11).
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue

from functions.store.engine import Contended, EngineUnavailable

READERS = 4
BUSY_SECONDS = 5.0


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
        connection.executescript(schema)
        return connection


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
    """SQLite's refusals as the engine's; ``unknown`` where a write may have happened."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if _is_busy(error):
            raise Contended(str(error)) from error
        raise EngineUnavailable(str(error), unknown=unknown) from error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    # The low byte is the kind of error; the rest of the code says which flavour of it.
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
