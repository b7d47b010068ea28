"""The clock of one machine: runs the same events as AWS, from the same list.

A job is called exactly as AWS calls it, with an event and a context, and by the name that
``zappa_settings.json`` gives it. Who is woken to tell a card's wallets has a thread and a queue.
"""

import importlib
import json
import logging
import queue
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from functions.wallets.errand import Errand
from loyalty.entry import CardId
from loyalty.errors import BadConfiguration

log = logging.getLogger("poincon")

SETTINGS = Path(__file__).parents[2] / "zappa_settings.json"
FIRST_SECONDS = 1.0
MOST_ERRANDS = 1000
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_DAILY = re.compile(r"cron\([0-5]?\d (?:1?\d|2[0-3]) \* \* \? \*\)")
Job = Callable[[dict[str, Any], object], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A job by its dotted name, and how often it runs.

    What AWS runs at one hour of each day runs soon after a start here, and then daily: a machine
    that is on by day only plays its nights too.
    """

    function: str
    every: timedelta


def events(settings: Path = SETTINGS) -> list[Event]:
    """All events of all stages; an expression of another form is a ``BadConfiguration``."""
    stages = json.loads(settings.read_text(encoding="utf-8"))
    listed = [event for stage in stages.values() for event in stage.get("events", [])]
    return [Event(function=e["function"], every=_every(e["expression"])) for e in listed]


def run(function: str, at: datetime) -> dict[str, Any]:
    """Call one job as EventBridge would."""
    event = {
        "source": "aws.events",
        "detail-type": "Scheduled Event",
        "time": at.isoformat(timespec="seconds"),
        "resources": [f"arn:aws:events:local:000000000000:rule/poincon-{function}"],
        "detail": {},
    }
    return _job(function)(event, None)


def _job(function: str) -> Job:
    module, _, name = function.rpartition(".")
    job: Job = getattr(importlib.import_module(module), name)
    return job


class Schedule:
    """Runs each event when it is due, in a thread of its own: no job waits for another one.

    A job never runs beside itself. ``tells`` is the job that is woken for a card.
    """

    def __init__(self, due: Sequence[Event], tells: str) -> None:
        self._teller = Teller(tells)
        self._workers: list[Worker | Teller] = [self._teller, *(Worker(event) for event in due)]

    def start(self) -> None:
        """Run every job soon, and then whenever it is due."""
        for worker in self._workers:
            worker.start()

    def nudge(self, program: str, card: CardId, until: datetime | None) -> None:
        """Have that card's wallets told now rather than by a sweep."""
        self._teller.ask(Errand(program=program, card=card, until=until))

    def stop(self) -> None:
        """Stop after the jobs that are running."""
        for worker in self._workers:
            worker.stop()

    def join(self, seconds: float) -> bool:
        """Wait for them, so long in all; whether all have ended."""
        until = time.monotonic() + seconds
        for worker in self._workers:
            worker.join(max(0.0, until - time.monotonic()))
        return not any(worker.is_alive() for worker in self._workers)


class Worker(threading.Thread):
    """One job's thread."""

    def __init__(self, event: Event) -> None:
        super().__init__(name=event.function, daemon=True)
        self.event = event
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End after this run."""
        self._stopped.set()

    def run(self) -> None:
        """Until stopped: wait for the next time."""
        due_at = time.monotonic() + FIRST_SECONDS
        while not self._stopped.wait(timeout=max(0.0, due_at - time.monotonic())):
            due_at = time.monotonic() + self.event.every.total_seconds()
            _attempt(self.event.function, lambda: run(self.event.function, datetime.now(UTC)))


class Teller(threading.Thread):
    """Whoever is woken, one card after the other; what does not fit the queue, a sweep tells."""

    def __init__(self, function: str) -> None:
        super().__init__(name=function, daemon=True)
        self._function = function
        self._asked: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._stopped = False

    def ask(self, errand: Errand) -> None:
        """Take it, if there is room."""
        if self._asked.qsize() < MOST_ERRANDS:
            self._asked.put(errand)

    def stop(self) -> None:
        """End after this card."""
        self._stopped = True
        self._asked.put(None)

    def run(self) -> None:
        """Until stopped: wait for an errand, and do it as AWS would."""
        while (errand := self._asked.get()) and not self._stopped:
            event = errand.event(self._function)
            _attempt(self._function, partial(_told, self._function, event))


def _told(function: str, event: dict[str, Any]) -> dict[str, Any]:
    return _job(function)(event, None)


def _attempt(function: str, call: Callable[[], object]) -> None:
    """A job that fails is logged and runs again when it is next due, as on AWS."""
    try:
        call()
    except Exception:
        log.exception("job-failed", extra={"facts": {"job": function}})


def _every(expression: str) -> timedelta:
    if _DAILY.fullmatch(expression):
        return timedelta(days=1)
    found = _RATE.fullmatch(expression)
    if not found:
        wrong = {
            "path": "zappa_settings.json",
            "reason": f"has the expression {expression!r}",
            "hint": "the local schedule knows rate(N minutes), rate(N hours), rate(N days), and "
            "cron(MM HH * * ? *)",
        }
        raise BadConfiguration(errors=[wrong])
    return timedelta(**{f"{found[2]}s": int(found[1])})
