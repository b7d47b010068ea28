"""Where many write at once: each thread or process opens it for itself, and all begin together."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from functions.store.dynamodb import DynamoEngine
from functions.store.engine import Engine, Operation
from functions.store.retrying import retrying
from functions.store.sqlite import SqliteEngine
from tests.contracts.emulators import connected

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """A file, or a table behind an address; can be sent to another process."""

    path: Path | None = None
    address: str = ""
    table: str = ""

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        """An engine with a connection of its own."""
        if self.path is None:
            yield DynamoEngine(connected(self.address), self.table)
            return
        engine = SqliteEngine(self.path)
        yield engine
        engine.close()


def at_once(actions: Sequence[Callable[[], T]]) -> list[T]:
    """Do each in a thread of its own, all at the same moment."""
    start = Barrier(len(actions))

    def begin(action: Callable[[], T]) -> T:
        start.wait(timeout=30)
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(begin, actions))


def transact(engine: Engine, *operations: Operation) -> None:
    """As the stores do it: a conflict with another transaction is tried again."""
    retrying(lambda: engine.transact(operations), tries=100)
