"""What can go wrong at one call of the store, and how often."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from functions.store.engine import Cancelled, Contended, EngineUnavailable
from tests.simulation.scheduler import Killed, Worker

Call = Callable[[], Any]
Later = Callable[[Call], None]
"""Lets a call happen after all, when nobody waits for it any more."""
Fault = Callable[[Call, Later], Any]


def throttled(call: Call, later: Later) -> Any:
    """Nothing was done."""
    raise EngineUnavailable("too many requests", unknown=False)


def conflicted(call: Call, later: Later) -> Any:
    """Another transaction held the item; nothing was done."""
    raise Contended("another transaction")


def lost_request(call: Call, later: Later) -> Any:
    """It never arrived, and nobody can tell."""
    raise EngineUnavailable("no answer", unknown=True)


def lost_answer(call: Call, later: Later) -> Any:
    """It was done (or refused), and nobody can tell."""
    with suppress(Cancelled):
        call()
    raise EngineUnavailable("no answer", unknown=True)


def late(call: Call, later: Later) -> Any:
    """It is still on its way when the patience of whoever sent it ends."""
    later(call)
    raise EngineUnavailable("no answer yet", unknown=True)


def killed_before(call: Call, later: Later) -> Any:
    """The process dies as it is about to send."""
    raise Killed


def killed_after(call: Call, later: Later) -> Any:
    """It was done, and the process died before it knew."""
    with suppress(Cancelled):
        call()
    raise Killed


READING: tuple[Fault, ...] = (throttled, lost_request, killed_before)
WRITING: tuple[Fault, ...] = (
    throttled,
    conflicted,
    conflicted,
    lost_request,
    lost_answer,
    lost_answer,
    late,
    killed_before,
    killed_after,
)
OUTAGE = 7
"""So many calls fail in a row that whoever tries again gives up."""


class Weather(Protocol):
    """Says what goes wrong at the next call of that worker; ``None``: nothing."""

    def __call__(self, worker: Worker, is_write: bool) -> Fault | None: ...


def calm(worker: Worker, is_write: bool) -> Fault | None:
    """Nothing goes wrong."""
    return None


class AtCall:
    """One fault, at one call."""

    def __init__(self, number: int, fault: Fault) -> None:
        self.left = number
        self.fault = fault

    def __call__(self, worker: Worker, is_write: bool) -> Fault | None:
        self.left -= 1
        return self.fault if self.left == 0 else None


class Storm:
    """Each call goes wrong with some probability, sometimes all of one worker for a while."""

    def __init__(
        self,
        random_: random.Random,
        reads: float = 0.08,
        writes: float = 0.3,
        outages: float = 0.01,
    ) -> None:
        self._random = random_
        self._reads, self._writes, self._outages = reads, writes, outages
        self._down: dict[Worker, int] = {}

    def __call__(self, worker: Worker, is_write: bool) -> Fault | None:
        if self._down.get(worker, 0) > 0:
            self._down[worker] -= 1
            return throttled
        drawn = self._random.random()
        if drawn < self._outages:
            self._down[worker] = OUTAGE
            return lost_answer if is_write else throttled
        if drawn > self._outages + (self._writes if is_write else self._reads):
            return None
        return self._random.choice(WRITING if is_write else READING)
