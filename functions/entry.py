"""Where Lambda comes in: HTTP requests and our own jobs are let through to Zappa, nothing else.

Zappa's handler runs whatever Python an event brings with it (``raw_command``), or any function that
it names, and takes environment variables from an API's stage: whoever may invoke a function could
so run any code in it. Here an event is made anew, of what is expected of it and nothing else.
https://github.com/zappa/Zappa/blob/0.63.0/zappa/handler.py (read 2026-11)
"""

import gc
import inspect
import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

gc.set_threshold(50_000)  # a start makes very much and throws hardly anything away

from zappa.handler import lambda_handler  # noqa: E402 by then

JOBS = "functions.jobs"


class Refused(Exception):
    """An event that is neither a request of our API nor one of our jobs."""


def handler(event: dict[str, Any], context: object) -> Any:
    """Answer a request, or run a job; anything else is ``Refused``."""
    asked = expected(event)
    try:
        answer = lambda_handler(asked, context)
    except Exception:
        if "requestContext" in asked:
            _note_error()
        raise
    if isinstance(answer, dict) and answer.get("statusCode") == 500 and "headers" not in answer:
        _note_error()  # Zappa's own answer: the app could not be made, and has noted nothing
    if isinstance(answer, dict) and answer.get("body", "") is None:
        return {**answer, "body": ""}  # an empty answer is a text as well
    return answer


def expected(event: dict[str, Any]) -> dict[str, Any]:
    """The event without anything by which Zappa would do something else."""
    if not isinstance(event, dict):
        raise Refused("no event")
    asked = event.get("requestContext")
    if event.get("version") == "2.0" and isinstance(asked, dict) and "http" in asked:
        return {name: event[name] for name in _OF_A_REQUEST if name in event}
    job = _named(event)
    if not _is_ours(job):
        raise Refused("neither a request nor a job of ours")
    brought = {name: event[name] for name in _OF_A_JOB if name in event}
    return {"detail-type": _SCHEDULED, "resources": [f"rule/{job}"], **brought}


def _note_error() -> None:
    """A request that our app never saw is an error of ours too; logs may not be configured yet."""
    from functions.metrics import measured  # noqa: PLC0415 no other request needs it here

    figures = {"Requests": 1, "ServerErrors": 1}
    now = datetime.now(UTC)
    if line := measured(os.environ.get("POINCON_STAGE", ""), now, figures):
        said = {"at": now.isoformat(timespec="milliseconds"), "level": "error"}
        sys.stdout.write(json.dumps({**said, "event": "not-started", **line}) + "\n")


_SCHEDULED = "Scheduled Event"
_OF_A_REQUEST = (
    "version",
    "routeKey",
    "rawPath",
    "rawQueryString",
    "cookies",
    "headers",
    "queryStringParameters",
    "requestContext",
    "pathParameters",
    "body",
    "isBase64Encoded",
)
_OF_A_JOB = ("time", "program", "card", "until")


def _named(event: dict[str, Any]) -> str:
    """The job that a call names, or a rule: ``<project>-<stage>-<module.function>`` (Zappa's)."""
    if event.get("detail-type") != _SCHEDULED:
        return str(event.get("command", ""))
    resources = event.get("resources")
    rule = str(resources[0]) if isinstance(resources, list) and resources else ""
    return rule.rpartition("/")[2].rpartition("-")[2]


def _is_ours(job: str) -> bool:
    from functions import jobs  # noqa: PLC0415 no request needs them

    module, _, name = job.rpartition(".")
    found = getattr(jobs, name, None)
    is_public = inspect.isfunction(found) and not name.startswith("_")
    return module == JOBS and is_public and inspect.getmodule(found) is jobs
