"""The clock of one machine: runs the same events as AWS, from the same list.

A job is called exactly as AWS calls it, with an event and a context, and by the name that
``zappa_settings.json`` gives it.
"""

import importlib
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from loyalty.errors import BadConfiguration

log = logging.getLogger("poincon")

SETTINGS = Path(__file__).parents[2] / "zappa_settings.json"
FIRST_SECONDS = 1.0
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
Job = Callable[[dict[str, Any], object], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A job by its dotted name, and how often it runs."""

    function: str
    every: timedelta


def events(settings: Path = SETTINGS) -> list[Event]:
    """All events of all stages; an expression that is no rate is a ``BadConfiguration``."""
    stages = json.loads(settings.read_text(encoding="utf-8"))
    listed = [event for stage in stages.values() for event in stage.get("events", [])]
    return [Event(function=e["function"], every=_every(e["expression"])) for e in listed]


def run(function: str, at: datetime) -> dict[str, Any]:
    """Call one job as EventBridge would."""
    module, _, name = function.rpartition(".")
    job: Job = getattr(importlib.import_module(module), name)
    event = {
        "source": "aws.events",
        "detail-type": "Scheduled Event",
        "time": at.isoformat(timespec="seconds"),
        "resources": [f"arn:aws:events:local:000000000000:rule/poincon-{function}"],
        "detail": {},
    }
    return job(event, None)


class Schedule:
    """Runs each event when it is due, in a thread of its own: no job waits for another one.

    A job never runs beside itself.
    """

    def __init__(self, due: Sequence[Event], nudged: str) -> None:
        self._workers = [Worker(event) for event in due]
        self._nudged = nudged

    def start(self) -> None:
        """Run every job soon, and then whenever it is due."""
        for worker in self._workers:
            worker.start()

    def nudge(self) -> None:
        """Run the nudged job now rather than at its next minute."""
        for worker in self._workers:
            if worker.event.function == self._nudged:
                worker.nudge()

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
    """One job's thread; a nudge while it runs makes it run once more afterwards."""

    def __init__(self, event: Event) -> None:
        super().__init__(name=event.function, daemon=True)
        self.event = event
        self._wake = threading.Event()
        self._stopped = False

    def nudge(self) -> None:
        """Run now."""
        self._wake.set()

    def stop(self) -> None:
        """End after this run."""
        self._stopped = True
        self._wake.set()

    def run(self) -> None:
        """Until stopped: wait for the next time or a nudge."""
        due_at = time.monotonic() + FIRST_SECONDS
        while True:
            self._wake.wait(timeout=max(0.0, due_at - time.monotonic()))
            if self._stopped:
                return
            self._wake.clear()
            due_at = time.monotonic() + self.event.every.total_seconds()
            self._attempt()

    def _attempt(self) -> None:
        """A job that fails is logged and runs again when it is next due, as on AWS."""
        try:
            run(self.event.function, datetime.now(UTC))
        except Exception:
            log.exception("job-failed", extra={"facts": {"job": self.event.function}})


def _every(expression: str) -> timedelta:
    found = _RATE.fullmatch(expression)
    if not found:
        wrong = {
            "path": "zappa_settings.json",
            "reason": f"has the expression {expression!r}",
            "hint": "the local schedule knows rate(N minutes), rate(N hours), rate(N days)",
        }
        raise BadConfiguration(errors=[wrong])
    return timedelta(**{f"{found[2]}s": int(found[1])})
