"""A real engine whose next writes go wrong as ordered: what a network does, at will."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from functions.store.engine import (
    Contended,
    Engine,
    EngineUnavailable,
    Item,
    Key,
    Operation,
    Page,
)

Commit = Callable[[], None]
Fault = Callable[[Commit], None]


def lost(commit: Commit) -> None:
    """It was written, and the answer never came."""
    commit()
    raise EngineUnavailable("the answer was lost", unknown=True)


def lost_before(commit: Commit) -> None:
    """The request never came through, which looks the same from here."""
    raise EngineUnavailable("the answer was lost", unknown=True)


def down(commit: Commit) -> None:
    """Nothing was written."""
    raise EngineUnavailable("nobody is there", unknown=False)


def contended(commit: Commit) -> None:
    """Somebody else was writing the same item."""
    raise Contended("another transaction held an item")


def after(something: Callable[[], Any]) -> Fault:
    """Something else happens between the read and this write."""

    def fault(commit: Commit) -> None:
        something()
        commit()

    return fault


class Faulty:
    """Fulfils the engine's protocol; ``orders`` are for the next writes, one each."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.orders: deque[Fault] = deque()

    def next(self, *faults: Fault) -> None:
        self.orders.extend(faults)

    def items(self) -> list[Item]:
        """Everything that is kept."""
        return list(self.engine.scan().items)

    def get(self, key: Key) -> Item | None:
        return self.engine.get(key)

    def query(self, pk: str, **asked: Any) -> Page:
        return self.engine.query(pk, **asked)

    def due(self, partition: str, *, until: str, limit: int) -> Sequence[Key]:
        return self.engine.due(partition, until=until, limit=limit)

    def scan(self, **asked: Any) -> Page:
        return self.engine.scan(**asked)

    def write(self, operation: Operation) -> None:
        self.transact([operation])

    def transact(self, operations: Sequence[Operation]) -> None:
        fault = self.orders.popleft() if self.orders else _as_it_should
        fault(lambda: self.engine.transact(operations))


def _as_it_should(commit: Commit) -> None:
    commit()
