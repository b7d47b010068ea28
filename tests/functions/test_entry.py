"""What Lambda hands to us: our requests and our jobs go on, and nothing else that events say."""

import inspect
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions import entry, jobs, wiring
from functions.entry import Refused, expected
from functions.local import schedule
from functions.wallets.errand import Errand
from loyalty.entry import CardId

HTTP = {"method": "GET", "path": "/c/x", "sourceIp": "203.0.113.7", "protocol": "HTTP/1.1"}
REQUEST: dict[str, Any] = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/production_public/c/x",
    "rawQueryString": "a=b",
    "cookies": ["a=b"],
    "headers": {"host": "x"},
    "queryStringParameters": {"a": "b"},
    "requestContext": {"stage": "production_public", "http": HTTP},
    "pathParameters": {"proxy": "c/x"},
    "body": "e30=",
    "isBase64Encoded": True,
}
ALLOWED = {*REQUEST, "detail-type", "resources", "time", "program", "card", "until"}
WOKEN = re.findall(r'"(functions\.jobs\.\w+)"', Path(wiring.__file__).read_text(encoding="utf-8"))
"""Jobs that another function asks for by their names."""

JOBS = sorted({*(one.function for one in schedule.events()), *WOKEN})


def rule(job: str) -> str:
    """The ARN of the rule that Zappa makes for it."""
    return f"arn:aws:events:eu-west-3:000000000000:rule/poincon-production-jobs-{job}"


def scheduled(*resources: object) -> dict[str, Any]:
    return {"detail-type": "Scheduled Event", "resources": [*resources]}


def test_a_request_goes_on_as_it_came() -> None:
    assert expected(REQUEST) == REQUEST


def test_what_a_request_brings_beside_itself_is_left_behind() -> None:
    """Zappa makes environment variables of an API's stage variables."""
    brought = {
        "stageVariables": {"POINCON_STORE": "sqlite:"},
        "raw_command": "import os",
        "httpMethod": "GET",
    }

    assert expected({**REQUEST, **brought}) == REQUEST


@pytest.mark.parametrize("job", JOBS)
def test_each_job_of_the_schedule_goes_on_by_its_rule_and_by_its_name(job: str) -> None:
    by_rule, by_name = expected(scheduled(rule(job))), expected({"command": job})

    assert by_rule == by_name == scheduled(f"rule/{job}")


@pytest.mark.parametrize("until", [None, datetime(2026, 3, 14, 9, 26, 53, 589000, tzinfo=UTC)])
def test_whoever_is_woken_for_a_card_learns_which_and_under_which_claim(
    until: datetime | None,
) -> None:
    errand = Errand(program="cafe-poincon", card=CardId("AAAAAAAAAAAAAAAA"), until=until)

    assert Errand.of(expected(errand.event("functions.jobs.tell"))) == errand


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"raw_command": "import os"},
        {"raw_command": "import os", "command": "functions.wiring.house"},
        {"manage": "shell"},
        {"command": "functions.wiring.house"},
        {"command": "os.system"},
        {"command": "functions.jobs._note"},
        {"command": "functions.jobs.partial"},
        {"command": "functions.jobs.play_night"},
        {"command": "functions.jobs.LedgerDiffers"},
        {"command": "functions.jobs.log"},
        {"command": "functions.jobs.log.warning"},
        {"command": "functions.jobs.wiring.house"},
        {"command": "functions.jobs.nothing"},
        {"command": "functions.jobs."},
        {"command": "functions.jobs"},
        {"command": "sweep"},
        {"command": ".sweep"},
        {"command": ["functions.jobs.sweep"]},
        {"command": None},
        scheduled(rule("functions.wiring.house")),
        scheduled(rule("functions.jobs._note")),
        scheduled("arn:aws:events:eu-west-3:000000000000:rule/somebody-elses"),
        scheduled("functions.wiring.house-x/functions.jobs"),
        scheduled(),
        scheduled(None),
        {"detail-type": "Scheduled Event"},
        {"detail-type": "Scheduled Event", "resources": 7},
        {"detail-type": "Scheduled Event", "resources": {"0": rule("functions.jobs.sweep")}},
        {"detail-type": "Scheduled Event", "command": "functions.jobs.sweep"},
        {"Records": [{"eventSource": "aws:s3", "s3": {"configurationId": "x:os.system"}}]},
        {"bot": {}, "currentIntent": "x", "invocationSource": "y"},
        {"type": "TOKEN"},
        {"triggerSource": "x"},
        {"awslogs": {"data": ""}},
        {"httpMethod": "GET", "requestContext": {"elb": {}}},
        {"requestContext": {"eventType": "CONNECT"}},
        {"version": "1.0", "requestContext": {"http": {}}},
        {"version": "2.0", "requestContext": {"eventType": "MESSAGE"}},
        {"version": "2.0", "requestContext": "http"},
    ],
)
def test_anything_else_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        expected(event)


@pytest.mark.parametrize("event", [None, [], "functions.jobs.sweep", 7])
def test_what_is_no_event_at_all_is_refused(event: Any) -> None:
    with pytest.raises(Refused):
        expected(event)


def test_no_job_may_be_named_but_the_schedules_and_those_that_are_woken() -> None:
    public = [name for name, _ in inspect.getmembers(jobs) if not name.startswith("_")]

    taken = {f"functions.jobs.{name}" for name in public if _is_taken(f"functions.jobs.{name}")}

    assert "functions.jobs.tell" in WOKEN
    assert taken == set(JOBS)


KEYS = [*sorted(ALLOWED), "stageVariables", "raw_command", "command", "manage", "Records", "bot"]
NAMES = [*JOBS, "functions.wiring.house", "functions.jobs._note", "Scheduled Event", "2.0", "http"]
SCALARS = some.one_of(some.none(), some.integers(), some.text(max_size=9), some.sampled_from(NAMES))
VALUES = some.recursive(
    SCALARS,
    lambda inner: some.one_of(
        some.lists(inner, max_size=3),
        some.dictionaries(some.sampled_from(["http", "stage", "0"]), inner, max_size=3),
    ),
    max_leaves=6,
)
EVENTS = some.dictionaries(some.sampled_from(KEYS), VALUES, max_size=8)


@settings(deadline=None, max_examples=150)
@given(
    event=EVENTS,
    base=some.sampled_from([{}, REQUEST, {"command": JOBS[0]}, scheduled(rule(JOBS[0]))]),
)
def test_nothing_comes_through_but_what_was_expected(
    event: dict[str, Any], base: dict[str, Any]
) -> None:
    try:
        went_on = expected({**event, **base})
    except Refused:
        return

    assert set(went_on) <= ALLOWED
    if "http" not in went_on.get("requestContext", {}):
        (named,) = went_on["resources"]
        assert named.removeprefix("rule/") in JOBS


def _is_taken(job: str) -> bool:
    try:
        return bool(entry.expected({"command": job}))
    except Refused:
        return False
