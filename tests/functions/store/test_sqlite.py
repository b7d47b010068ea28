"""What only a file can show: that it lasts, and that many may write to it at once."""

import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Timer

import pytest

from functions.store.connections import READERS
from functions.store.engine import (
    Cancelled,
    Contended,
    Delete,
    EngineUnavailable,
    Expect,
    Key,
    Put,
    Update,
)
from functions.store.sqlite import SqliteEngine

COUNTER = Key("counter", "C")
OTHER = Key("other", "C")
ONE_MORE = [Update(COUNTER, add={"n": 1}), Update(OTHER, add={"n": -1})]

WRITER = """
import sys
import time
from itertools import count
from pathlib import Path
from functions.store.engine import Key, Put, Update
from functions.store.sqlite import SqliteEngine

engine, last = SqliteEngine(Path(sys.argv[1])), int(sys.argv[2])
for n in count():
    if n == last:
        break
    entry = Put({"pk": "card", "sk": f"{n:06}", "text": "x" * 300})
    engine.transact([entry, Update(Key("counter", "C"), add={"n": 1})])
    print(n, flush=True)
"""
FOREVER = -1
FULL = 2

Ask = Callable[[SqliteEngine], object]


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture(name="engine")
def _engine(path: Path) -> Iterator[SqliteEngine]:
    engine = SqliteEngine(path)
    yield engine
    engine.close()


@pytest.fixture(name="small_files")
def _small_files() -> Iterator[Callable[[int], None]]:
    """No file of this process may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def counted(engine: SqliteEngine, key: Key = COUNTER) -> object:
    found = engine.get(key)
    return found and found["n"]


def writer(path: Path, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_file_survives_being_closed_and_opened_again(path: Path) -> None:
    first = SqliteEngine(path)
    first.transact(ONE_MORE)
    first.close()

    again = SqliteEngine(path)

    assert (counted(again), counted(again, OTHER)) == (1, -1)
    again.close()


def test_a_closed_engine_says_so(path: Path) -> None:
    engine = SqliteEngine(path)
    engine.close()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        engine.get(COUNTER)


def test_two_engines_on_one_file_see_each_others_writes(engine: SqliteEngine, path: Path) -> None:
    other = SqliteEngine(path)

    engine.transact(ONE_MORE)
    other.transact(ONE_MORE)

    assert counted(engine) == counted(other) == 2
    other.close()


def test_each_memory_is_its_own() -> None:
    engine, other = SqliteEngine(None), SqliteEngine(None)

    engine.transact(ONE_MORE)

    assert counted(other) is None


@pytest.mark.parametrize("in_memory", [False, True])
def test_threads_that_count_together_lose_nothing(path: Path, in_memory: bool) -> None:
    engine = SqliteEngine(None if in_memory else path)

    def count(_: int) -> object:
        engine.transact(ONE_MORE)
        return counted(engine)

    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(count, range(8 * 50)))

    assert all(seen)
    assert (counted(engine), counted(engine, OTHER)) == (400, -400)
    engine.close()


def test_of_many_who_want_the_same_only_one_gets_it(engine: SqliteEngine) -> None:
    claim = Put({"pk": "week", "sk": "48"}, Expect(absent=True))

    with ThreadPoolExecutor(8) as threads:
        claims = [threads.submit(engine.write, claim) for _ in range(8)]

    assert sorted(repr(each.exception()) for each in claims) == [
        *[repr(Cancelled([]))] * 7,
        "None",
    ]


def test_a_new_file_that_another_is_making_is_waited_for(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE making (n)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO making VALUES (1)")
    done = Timer(0.1, other.close)
    done.start()

    engine = SqliteEngine(path)

    engine.transact(ONE_MORE)
    assert counted(engine) == 1
    engine.close()
    done.join()


@pytest.mark.server
def test_processes_that_open_and_fill_a_new_file_at_once_lose_nothing(path: Path) -> None:
    writers = [writer(path, 50) for _ in range(4)]

    for each in writers:
        each.communicate(timeout=30)

    assert [each.returncode for each in writers] == [0] * 4
    engine = SqliteEngine(path)
    assert counted(engine) == 200
    engine.close()


@pytest.mark.server
@pytest.mark.parametrize("told", [1, 50, 200])
def test_a_killed_writer_loses_nothing_it_was_told_of_and_leaves_nothing_half_done(
    path: Path, told: int
) -> None:
    with writer(path, FOREVER) as process:
        lines = [process.stdout.readline() for _ in range(told)]
        process.kill()
        lines += process.stdout.readlines()

    engine = SqliteEngine(path)
    entries = {item["sk"] for item in engine.query("card", limit=100_000).items}
    assert entries >= {f"{int(line):06}" for line in lines}
    assert counted(engine) == len(entries)
    engine.close()


def test_a_file_held_too_long_by_another_is_contended(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.store.connections.BUSY_SECONDS", 0.05)
    engine = SqliteEngine(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Contended):
        engine.transact(ONE_MORE)

    other.close()
    assert counted(engine) is None
    engine.close()


def test_a_thread_that_writes_too_long_is_contended(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.store.connections.BUSY_SECONDS", 0.05)

    with engine._connections.writing(), pytest.raises(Contended):
        engine.transact(ONE_MORE)

    engine.transact(ONE_MORE)


def test_who_writes_waits_for_no_reader(engine: SqliteEngine) -> None:
    with ExitStack() as reading:
        for _ in range(READERS):
            reading.enter_context(engine._connections.reading())
        engine.transact(ONE_MORE)

    assert counted(engine) == 1


def test_a_full_disk_is_said_and_nothing_is_written(engine: SqliteEngine) -> None:
    engine.transact(ONE_MORE)
    with engine._connections.writing() as connection:
        connection.execute("PRAGMA max_page_count = 1")  # no more than there are

    with pytest.raises(EngineUnavailable, match="full") as refused:
        engine.transact([*ONE_MORE, Put({"pk": "big", "sk": "B", "s": "x" * 100_000})])

    assert not refused.value.unknown
    assert counted(engine) == 1


def test_a_commit_that_fails_may_have_been_written_or_not(
    engine: SqliteEngine, path: Path, small_files: Callable[[int], None]
) -> None:
    engine.transact(ONE_MORE)
    small_files(path.with_name("shop.db-wal").stat().st_size)

    with pytest.raises(EngineUnavailable) as refused:
        engine.transact(ONE_MORE)

    small_files(resource.RLIM_INFINITY)
    assert refused.value.unknown
    assert counted(engine) in (1, 2)


def test_every_write_is_on_the_disk_before_it_is_answered(engine: SqliteEngine) -> None:
    with engine._connections.writing() as connection:
        waits = connection.execute("PRAGMA synchronous").fetchone()

    assert waits == (FULL,)


def test_a_place_that_cannot_be_written_to_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="unable to open"):
        SqliteEngine(tmp_path / "no-such-folder" / "shop.db")


def test_true_is_not_one(engine: SqliteEngine) -> None:
    engine.write(Put({"pk": "counter", "sk": "C", "v": True, "l": [1]}))

    for expect in (
        Expect(equals={"v": 1}),
        Expect(equals={"l": [True]}),
        Expect(below={"v": 9}),
        Expect(below={"l": 9}),
    ):
        with pytest.raises(Cancelled):
            engine.write(Update(COUNTER, set={"v": 2}, expect=expect))


def test_pages_without_a_limit_follow_each_other(
    engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.store.sqlite.PAGE_ITEMS", 2)
    engine.transact([Put({"pk": "card", "sk": sk}) for sk in "abc"])

    for ask in (engine.scan, lambda cursor=None: engine.query("card", cursor=cursor)):
        first = ask()
        second = ask(cursor=first.cursor)
        assert [item["sk"] for item in [*first.items, *second.items]] == ["a", "b", "c"]
        assert second.cursor is None


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.query("card", low="a", high="b", backwards=True),
        lambda engine: engine.scan(segment=1, segments=3),
        lambda engine: engine.due("push", until="3", limit=5),
    ],
)
def test_no_read_goes_through_the_whole_table_or_sorts(engine: SqliteEngine, ask: Ask) -> None:
    with engine._connections.reading() as connection:
        statements: list[str] = []
        connection.set_trace_callback(statements.append)

    ask(engine)

    plan = repr(connection.execute(f"EXPLAIN QUERY PLAN {statements[0]}").fetchall())
    assert "SEARCH" in plan
    assert "TEMP B-TREE" not in plan


PERSON = Key("card", "A#MEMBER")


def on_the_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.fixture(name="careless")
def _careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite that was built to leave deleted bytes where they were."""
    real = sqlite3.connect

    def connect(*where: str, **how: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*where, **how)  # type: ignore[call-overload]
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)


@pytest.mark.usefixtures("careless")
def test_what_was_deleted_is_on_the_disk_no_more_while_others_have_the_file_open(
    path: Path,
) -> None:
    engine, server = SqliteEngine(path), SqliteEngine(path)
    server.write(Put({"pk": PERSON.pk, "sk": PERSON.sk, "first_name": "Ada Lovelace"}))
    server.write(Put({"pk": "card", "sk": "A#CARD"}))
    assert server.get(PERSON)
    assert b"Lovelace" in on_the_disk(path)

    engine.write(Delete(PERSON))

    assert b"Lovelace" not in on_the_disk(path)
    engine.close()
    server.close()


def test_whoever_reads_for_long_leaves_the_rest_to_the_next_deletion(
    path: Path, engine: SqliteEngine
) -> None:
    engine.write(Put({"pk": PERSON.pk, "sk": PERSON.sk, "first_name": "Ada Lovelace"}))
    backup = sqlite3.connect(path, isolation_level=None)
    backup.execute("BEGIN")
    backup.execute("SELECT count(*) FROM items").fetchall()

    engine.write(Delete(PERSON))

    assert engine.get(PERSON) is None
    assert b"Lovelace" in on_the_disk(path)
    backup.close()
    engine.write(Delete(PERSON))
    assert b"Lovelace" not in on_the_disk(path)


def test_no_writer_waits_for_whoever_reads_while_something_is_deleted(
    path: Path, engine: SqliteEngine
) -> None:
    engine.write(Put({"pk": PERSON.pk, "sk": PERSON.sk, "first_name": "Ada Lovelace"}))
    backup = sqlite3.connect(path, isolation_level=None)
    backup.execute("BEGIN")
    backup.execute("SELECT count(*) FROM items").fetchall()
    waits = []

    with ThreadPoolExecutor() as pool, closing(SqliteEngine(path)) as till:
        deleting = pool.submit(engine.write, Delete(PERSON))
        while not deleting.done():
            began = time.monotonic()
            till.transact(ONE_MORE)
            waits.append(time.monotonic() - began)

    backup.close()
    assert len(waits) > 5
    assert max(waits) < 3
