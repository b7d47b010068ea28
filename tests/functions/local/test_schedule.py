"""The clock of one machine: the same jobs as on AWS, called in the same way."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import wiring
from functions.local import schedule
from functions.local.schedule import Event, Schedule
from loyalty.errors import BadConfiguration
from tests.shop import Shop

SETTINGS = Path(__file__).parents[3] / "zappa_settings.json"
NOW = datetime(2026, 2, 9, 6, 0, tzinfo=UTC)

calls: list[tuple[dict[str, Any], object]] = []


def noted(event: dict[str, Any], context: object) -> dict[str, Any]:
    """A job that remembers how it was called."""
    calls.append((event, context))
    return {"times": len(calls)}


def failing(event: dict[str, Any], context: object) -> dict[str, Any]:
    """A job that never succeeds."""
    calls.append((event, context))
    raise RuntimeError("the printer is on fire")


begun, let_go = threading.Event(), threading.Event()
running: list[int] = []


def slow(event: dict[str, Any], context: object) -> dict[str, Any]:
    """A job that lasts until the test lets it go."""
    running.append(1)
    begun.set()
    let_go.wait(5)
    return {}


@pytest.fixture(autouse=True)
def _no_calls() -> Iterator[None]:
    calls.clear()
    running.clear()
    begun.clear()
    let_go.clear()
    yield
    let_go.set()


@pytest.fixture(name="started")
def _started() -> Iterator[list[Schedule]]:
    """Schedules that a test starts; stopped when it ends."""
    running: list[Schedule] = []
    yield running
    for jobs in running:
        jobs.stop()
        assert jobs.join(5)


def start(started: list[Schedule], job: str, every: timedelta, nudged: str = "") -> Schedule:
    jobs = Schedule([Event(function=f"{__name__}.{job}", every=every)], nudged=nudged)
    started.append(jobs)
    jobs.start()
    return jobs


def wait_for(times: int) -> None:
    deadline = time.monotonic() + 5
    while len(calls) < times and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(calls) == times


def test_the_jobs_are_those_of_aws() -> None:
    listed = [
        event["function"]
        for stage in json.loads(SETTINGS.read_text()).values()
        for event in stage.get("events", [])
    ]

    assert listed
    assert [event.function for event in schedule.events()] == listed


@pytest.mark.parametrize(
    ("expression", "every"),
    [
        ("rate(1 minute)", timedelta(minutes=1)),
        ("rate(5 minutes)", timedelta(minutes=5)),
        ("rate(1 hour)", timedelta(hours=1)),
        ("rate(2 days)", timedelta(days=2)),
    ],
)
def test_a_rate_is_read(tmp_path: Path, expression: str, every: timedelta) -> None:
    assert schedule.events(stages(tmp_path, expression)) == [Event(function="a.b", every=every)]


@pytest.mark.parametrize("expression", ["cron(0 7 ? * MON *)", "rate(1 week)", "rate(0.5 hours)"])
def test_what_is_no_rate_is_refused_by_name(tmp_path: Path, expression: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        schedule.events(stages(tmp_path, expression))

    assert repr(expression) in str(refused.value)


def test_a_job_is_called_as_aws_calls_it() -> None:
    answer = schedule.run(f"{__name__}.noted", NOW)

    ((event, context),) = calls
    assert answer == {"times": 1}
    assert (event["source"], event["time"]) == ("aws.events", "2026-02-09T06:00:00+00:00")
    assert event["resources"][0].endswith(f"{__name__}.noted")
    assert context is None


def test_each_job_of_the_list_runs_on_the_shop(shop: Shop) -> None:
    wiring.install(shop.house)

    answers = [schedule.run(event.function, NOW) for event in schedule.events()]

    wiring._installed.clear()
    assert all(isinstance(answer, dict) for answer in answers)


def test_a_job_runs_soon_after_the_start_and_then_waits(started: list[Schedule]) -> None:
    start(started, "noted", timedelta(hours=1))

    wait_for(1)
    time.sleep(1.2)

    assert len(calls) == 1


def test_a_nudge_runs_its_job_at_once(started: list[Schedule]) -> None:
    jobs = start(started, "noted", timedelta(hours=1), nudged=f"{__name__}.noted")

    for times in (1, 2, 3):
        jobs.nudge()
        wait_for(times)


def test_a_nudge_runs_no_other_job(started: list[Schedule]) -> None:
    jobs = start(started, "noted", timedelta(hours=1), nudged="another.job")
    jobs.nudge()
    wait_for(1)

    jobs.nudge()
    time.sleep(0.1)

    assert len(calls) == 1


def test_a_job_that_fails_is_logged_and_runs_again(
    started: list[Schedule], caplog: pytest.LogCaptureFixture
) -> None:
    jobs = start(started, "failing", timedelta(hours=1), nudged=f"{__name__}.failing")

    for times in (1, 2):
        jobs.nudge()
        wait_for(times)
    jobs.stop()
    assert jobs.join(5)

    assert len(calls) == 2
    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in logged] == ["job-failed", "job-failed"]
    assert logged[0].facts == {"job": f"{__name__}.failing"}  # type: ignore[attr-defined]


def test_a_long_job_holds_no_other_one_up_and_runs_once_at_a_time(started: list[Schedule]) -> None:
    slow = Event(function=f"{__name__}.slow", every=timedelta(0))
    sweep = Event(function=f"{__name__}.noted", every=timedelta(hours=1))
    jobs = Schedule([slow, sweep], nudged=sweep.function)
    started.append(jobs)
    jobs.start()
    assert begun.wait(5)

    for times in (1, 2, 3):
        jobs.nudge()
        wait_for(times)
    time.sleep(0.1)

    assert (running, len(calls)) == ([1], 3)
    let_go.set()


def test_a_nudge_that_comes_while_the_job_runs_is_not_lost(started: list[Schedule]) -> None:
    jobs = start(started, "slow", timedelta(hours=1), nudged=f"{__name__}.slow")
    jobs.nudge()
    assert begun.wait(5)

    jobs.nudge()
    let_go.set()

    deadline = time.monotonic() + 5
    while len(running) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(running) == 2


def test_a_schedule_never_keeps_the_process_alive(started: list[Schedule]) -> None:
    start(started, "noted", timedelta(hours=1))

    threads = [each for each in threading.enumerate() if each.name == f"{__name__}.noted"]

    assert [each.daemon for each in threads] == [True]


def stages(folder: Path, expression: str) -> Path:
    path = folder / "zappa_settings.json"
    event = {"function": "a.b", "expression": expression}
    path.write_text(json.dumps({"shared": {}, "jobs": {"events": [event]}}))
    return path
