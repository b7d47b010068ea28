"""The file of a store on one machine: who may read it, is it whole, is there room beside it?"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from functions.terminal.findings import Finding, patiently
from functions.terminal.sentences import DAMAGED_STORE

READING_SECONDS = 60.0
"""Reading a whole file of a gigabyte takes a few seconds."""
MB = 1_000_000
NEEDED, ENOUGH = 20 * MB, 200 * MB
_ROOM = "make room on that disk: a store that cannot write answers 503"


def examine(path: Path) -> Iterator[Finding]:
    """The file itself, before anything opens it for writing."""
    yield mode(path)
    yield patiently("integrity", lambda: whole(path), READING_SECONDS)
    yield room(shutil.disk_usage(path.parent).free, path.stat().st_size)


def mode(path: Path) -> Finding:
    """There are first names and birthdays in it."""
    open_to = path.stat().st_mode & 0o077
    if open_to:
        seen = f"{path} can be read by others ({path.stat().st_mode & 0o777:04o})"
        return Finding("warning", "file", seen, f"chmod 600 {path}")
    return Finding("ok", "file", f"{path}, for its owner alone")


def whole(path: Path) -> Finding:
    """As SQLite checks it: https://www.sqlite.org/pragma.html#pragma_quick_check."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=2)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        return Finding("warning", "integrity", f"cannot be looked at: {error}", "try again")
    except sqlite3.DatabaseError as error:
        return Finding("wrong", "integrity", str(error), DAMAGED_STORE)
    if said != "ok":
        return Finding("wrong", "integrity", said.splitlines()[-1], DAMAGED_STORE)
    return Finding("ok", "integrity", "the whole file can be read")


def room(free: int, size: int) -> Finding:
    """A backup beside it takes as much again."""
    seen = f"{free // MB:,} MB are free, the file has {max(1, size // MB):,} MB"
    if free < NEEDED:
        return Finding("wrong", "disk", seen, _ROOM)
    if free < max(ENOUGH, size):
        return Finding("warning", "disk", seen, _ROOM)
    return Finding("ok", "disk", seen)
