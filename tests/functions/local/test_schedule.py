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
from loyalty.entry import CardId
from loyalty.errors import BadConfiguration
from tests.shop import Shop

SETTINGS = Path(__file__).parents[3] / "zappa_settings.json"
NOW = datetime(2026, 2, 9, 6, 0, tzinfo=UTC)
CARD = CardId("A" * 16)

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


def start(started: list[Schedule], job: str, every: timedelta, tells: str = "noted") -> Schedule:
    jobs = Schedule([Event(function=f"{__name__}.{job}", every=every)], f"{__name__}.{tells}")
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
        ("cron(0 2 * * ? *)", timedelta(days=1)),
        ("cron(30 23 * * ? *)", timedelta(days=1)),
    ],
)
def test_a_rate_and_an_hour_of_each_day_are_read(
    tmp_path: Path, expression: str, every: timedelta
) -> None:
    assert schedule.events(stages(tmp_path, expression)) == [Event(function="a.b", every=every)]


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 7 ? * MON *)",
        "cron(0 7 1 * ? *)",
        "cron(0 * * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(60 2 * * ? *)",
        "cron(0 2,14 * * ? *)",
        "cron(0 2 * * ? 2026)",
        "rate(1 week)",
        "rate(0.5 hours)",
    ],
)
def test_what_is_neither_is_refused_by_name(tmp_path: Path, expression: str) -> None:
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


def test_who_is_woken_is_told_the_card_and_its_claim_at_once(started: list[Schedule]) -> None:
    jobs = start(started, "slow", timedelta(hours=1))

    for times in (1, 2, 3):
        jobs.nudge("cafe-poincon", CARD, NOW)
        wait_for(times)

    event = {"command": f"{__name__}.noted", "program": "cafe-poincon", "card": CARD}
    assert calls == [(event | {"until": "2026-02-09T06:00:00.000Z"}, None)] * 3


def test_who_is_woken_before_the_start_comes_after_it() -> None:
    jobs = Schedule([], f"{__name__}.noted")
    jobs.nudge("cafe-poincon", CARD, None)

    jobs.start()
    wait_for(1)
    jobs.stop()

    assert jobs.join(5)


def test_who_finds_no_room_is_left_to_the_sweep(
    started: list[Schedule], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "MOST_ERRANDS", 2)
    jobs = Schedule([], f"{__name__}.noted")
    started.append(jobs)
    for _ in range(5):
        jobs.nudge("cafe-poincon", CARD, None)

    jobs.start()
    wait_for(2)
    time.sleep(0.1)

    assert len(calls) == 2


def test_an_errand_that_fails_is_logged_and_the_next_is_done(
    started: list[Schedule], caplog: pytest.LogCaptureFixture
) -> None:
    jobs = start(started, "slow", timedelta(hours=1), tells="failing")

    for times in (1, 2):
        jobs.nudge("cafe-poincon", CARD, None)
        wait_for(times)
    let_go.set()
    jobs.stop()
    assert jobs.join(5)

    assert [record.getMessage() for record in caplog.records] == ["job-failed", "job-failed"]


def test_a_job_that_fails_is_logged_and_runs_again(
    started: list[Schedule], caplog: pytest.LogCaptureFixture
) -> None:
    jobs = start(started, "failing", timedelta(seconds=0.5))

    wait_for(2)
    jobs.stop()
    assert jobs.join(5)

    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in logged] == ["job-failed", "job-failed"]
    assert logged[0].facts == {"job": f"{__name__}.failing"}  # type: ignore[attr-defined]


def test_a_long_job_holds_no_other_one_up_and_runs_once_at_a_time(started: list[Schedule]) -> None:
    slow = Event(function=f"{__name__}.slow", every=timedelta(0))
    sweep = Event(function=f"{__name__}.noted", every=timedelta(seconds=0.05))
    jobs = Schedule([slow, sweep], f"{__name__}.noted")
    started.append(jobs)
    jobs.start()
    assert begun.wait(5)

    deadline = time.monotonic() + 5
    while len(calls) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)

    assert len(calls) >= 3
    assert running == [1]
    let_go.set()


def test_a_schedule_never_keeps_the_process_alive(started: list[Schedule]) -> None:
    start(started, "noted", timedelta(hours=1), tells="slow")

    threads = [each for each in threading.enumerate() if each.name.startswith(__name__)]

    assert [each.daemon for each in threads] == [True, True]


def stages(folder: Path, expression: str) -> Path:
    path = folder / "zappa_settings.json"
    event = {"function": "a.b", "expression": expression}
    path.write_text(json.dumps({"shared": {}, "jobs": {"events": [event]}}))
    return path
