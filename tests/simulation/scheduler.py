"""Many workers on one thread, their turns chosen from outside: the same choices, the same run.

A worker is a greenlet. It gives its turn away at each call of the store and at each sleep, and
nowhere else; whoever chooses decides who goes on. Time is the scheduler's, too.
"""

import hashlib
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from greenlet import getcurrent, greenlet


class Killed(BaseException):
    """The process that did this is gone. Nothing catches it but whoever was waiting for it."""


class Choose(Protocol):
    """Which of so many workers goes on, and how long a turn takes."""

    def worker(self, ready: int) -> int: ...

    def turn(self) -> timedelta: ...


class Worker(greenlet):
    """One thing that is going on: a till, a copy of a request, a job of the house."""

    def __init__(self, name: str, action: Callable[[], None], hub: greenlet) -> None:
        super().__init__(run=action, parent=hub)
        self.name = name
        self.is_gone = False
        """Killed, and not begun anew: it calls nobody any more."""
        self.request: Any = None


class Scheduler:
    """Runs workers until all are done; ``now`` moves with their turns and over their sleeps."""

    def __init__(self, choose: Choose, now: datetime) -> None:
        self.now = now
        self.begins: Callable[[Worker], None] = lambda worker: None
        """Hears of each turn before it is taken."""
        self._choose = choose
        self._hub = getcurrent()
        self._ready: list[Worker] = []
        self._asleep: list[tuple[datetime, int, Worker]] = []
        self._number = 0
        self._seen = hashlib.sha256()

    def spawn(self, name: str, action: Callable[[], None]) -> Worker:
        """Begin something else; it has its first turn when it is chosen."""
        worker = Worker(name, action, self._hub)
        self._ready.append(worker)
        return worker

    @property
    def worker(self) -> Worker | None:
        """Whose turn it is; ``None`` outside of ``run``."""
        current = getcurrent()
        return current if isinstance(current, Worker) else None

    def pause(self) -> None:
        """Give the turn away; outside of ``run`` there is nobody to give it to."""
        if worker := self.worker:
            self._ready.append(worker)
            self._hub.switch()

    def sleep(self, seconds: float) -> None:
        """Come back once so much time has passed."""
        worker = self.worker
        if worker is None:
            self.now += timedelta(seconds=seconds)
            return
        self._number += 1
        wakes = self.now + timedelta(seconds=max(0.0, seconds))
        heapq.heappush(self._asleep, (wakes, self._number, worker))
        self._hub.switch()

    def run(self) -> None:
        """Turn after turn, until everybody is done."""
        self._hub = getcurrent()
        while self._ready or self._asleep:
            self._wake()
            worker = self._ready.pop(self._choose.worker(len(self._ready)))
            self.now += self._choose.turn()
            self.begins(worker)
            worker.parent = self._hub
            worker.switch()

    def note(self, text: str) -> None:
        """Something happened that belongs to this run's trace."""
        self._seen.update(text.encode())

    @property
    def trace(self) -> str:
        """A digest of all that was noted: two runs with the same one were the same run."""
        return self._seen.hexdigest()

    def _wake(self) -> None:
        if not self._ready:
            self.now = max(self.now, self._asleep[0][0])
        while self._asleep and self._asleep[0][0] <= self.now:
            self._ready.append(heapq.heappop(self._asleep)[2])
