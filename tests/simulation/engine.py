"""A real engine at which workers take turns, and at which things go wrong as the weather says."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from functions.store.engine import Cancelled, Engine, Item, Key, Operation, Page, key_of
from tests.simulation.scheduler import Killed, Scheduler
from tests.simulation.weather import Call, Fault, Weather, calm

T = TypeVar("T")
LATEST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction that happened: by whom, when, and what was in it."""

    worker: str
    at: datetime
    operations: tuple[Operation, ...]


class Simulated:
    """Fulfils the engine's protocol; ``commits`` are in the order in which they happened."""

    def __init__(
        self,
        engine: Engine,
        scheduler: Scheduler,
        weather: Weather = calm,
        *,
        pauses_after: bool = True,
    ) -> None:
        self.engine = engine
        self.pauses_after = pauses_after
        self.scheduler = scheduler
        self.weather = weather
        self.lateness: Callable[[], float] = lambda: LATEST_SECONDS
        self.commits: list[Commit] = []
        self.log: list[str] = []
        self.faults: Counter[str] = Counter()
        self.calls = 0

    def get(self, key: Key) -> Item | None:
        return self._called("get", key, lambda: self.engine.get(key))

    def query(self, pk: str, **asked: Any) -> Page:
        return self._called("query", Key(pk, "*"), lambda: self.engine.query(pk, **asked))

    def due(self, partition: str, *, until: str, limit: int) -> Sequence[Key]:
        key = Key(partition, "*")
        return self._called(
            "due", key, lambda: self.engine.due(partition, until=until, limit=limit)
        )

    def scan(self, **asked: Any) -> Page:
        return self._called("scan", Key("*", "*"), lambda: self.engine.scan(**asked))

    def write(self, operation: Operation) -> None:
        self.transact([operation])

    def transact(self, operations: Sequence[Operation]) -> None:
        self._called(
            "write", key_of(operations[0]), lambda: self._commit(operations), is_write=True
        )

    def _commit(self, operations: Sequence[Operation]) -> None:
        worker = self.scheduler.worker
        self.engine.transact(operations)
        commit = Commit(worker.name if worker else "", self.scheduler.now, tuple(operations))
        self.commits.append(commit)

    def _called(self, what: str, key: Key, action: Callable[[], T], *, is_write: bool = False) -> T:
        worker = self.scheduler.worker
        if worker is None:
            return action()
        if worker.is_gone:
            raise Killed
        self.calls += 1
        fault = self.weather(worker, is_write)
        self.scheduler.pause()
        try:
            answer = self._faulty(fault, action) if fault else action()
        except BaseException as failed:
            worker.is_gone = isinstance(failed, Killed)
            self._note(what, key, fault, type(failed).__name__)
            if self.pauses_after and not worker.is_gone:
                self.scheduler.pause()
            raise
        self._note(what, key, fault, "")
        if self.pauses_after:
            self.scheduler.pause()
        return answer

    def _faulty(self, fault: Fault, action: Callable[[], T]) -> T:
        self.faults[fault.__name__] += 1
        worker = self.scheduler.worker
        assert worker
        if worker.request is not None:
            worker.request.faults += 1
        answer: T = fault(action, self._later)
        return answer

    def _later(self, call: Call) -> None:
        """The network still has it: it arrives without anybody waiting for an answer."""
        sender = self.scheduler.worker
        assert sender
        request = sender.request
        if request is not None:
            request.under_way += 1

        def arrive() -> None:
            self.scheduler.sleep(self.lateness())
            with suppress(Cancelled):
                call()
            if request is not None:
                request.under_way -= 1

        self.scheduler.spawn(f"{sender.name}, late", arrive)

    def _note(self, what: str, key: Key, fault: Fault | None, failed: str) -> None:
        worker = self.scheduler.worker
        assert worker
        wrong = fault.__name__ if fault else ""
        text = f"{worker.name}: {what} {key.pk} {key.sk} {wrong} {failed}".rstrip()
        self.scheduler.note(text)
        self.log.append(f"{self.scheduler.now:%d %H:%M:%S.%f} {text}")
