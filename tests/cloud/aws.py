"""What an operator sees of the account: functions called by hand, rules, mails, logs."""

import base64
import io
import json
import os
import ssl
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
import httpx

from functions.tour.actors import TourFailed


def asked(function: str, path: str) -> bytes:
    """The body of a GET, from the function itself, as API Gateway asks it (payload 2.0)."""
    stage = path.split("/")[1]
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "cards.poincon.test"},
        "requestContext": {
            "stage": stage,
            "http": {
                "method": "GET",
                "path": path,
                "sourceIp": "127.0.0.1",
                "protocol": "HTTP/1.1",
            },
        },
        "isBase64Encoded": False,
    }
    answer = invoked(function, event)
    body = answer["body"]
    return base64.b64decode(body) if answer["isBase64Encoded"] else str(body).encode()


def invoked(function: str, event: Mapping[str, Any]) -> Any:
    """What the function returns; raises ``TourFailed`` with its error."""
    answer = boto3.client("lambda").invoke(
        FunctionName=function, Payload=json.dumps(event).encode(), LogType="Tail"
    )
    said = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" in answer:
        log = base64.b64decode(answer.get("LogResult", "")).decode()[-1500:]
        raise TourFailed(f"{function} failed: {said}\n{log}")
    return said


def refused(function: str, event: Mapping[str, Any]) -> str:
    """Why the function did not take the event; raises ``TourFailed`` where it did."""
    try:
        said = invoked(function, event)
    except TourFailed as failed:
        return str(failed).splitlines()[0]
    raise TourFailed(f"{function} took {event}: {said}")


@contextmanager
def every_minute(rule: str) -> Iterator[None]:
    """The rule, and what it starts, fires each minute for a while."""
    events = boto3.client("events")
    before = events.describe_rule(Name=rule)["ScheduleExpression"]
    events.put_rule(Name=rule, ScheduleExpression="rate(1 minute)")
    try:
        yield
    finally:
        events.put_rule(Name=rule, ScheduleExpression=before)


def awaited(found: Callable[[], Any], seconds: float) -> Any:
    """What it finds in the end."""
    until = time.monotonic() + seconds
    while not (one := found()):
        if time.monotonic() > until:
            raise TourFailed(f"nothing came within {seconds:g} s")
        time.sleep(1)
    return one


def mails() -> Sequence[Any]:
    """What SES was given to send."""
    address = boto3.client("sesv2").meta.endpoint_url
    trusted = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
    answer = httpx.get(f"{address}/_ministack/ses/messages", verify=trusted)
    by_account: Mapping[str, Sequence[Any]] = answer.json()["messages"]
    return [mail for sent in by_account.values() for mail in sent]


def log_lines(function: str) -> list[str]:
    """What the function has written, a line each."""
    logs, group = boto3.client("logs"), f"/aws/lambda/{function}"
    streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
    return [
        line
        for stream in streams
        for event in logs.get_log_events(
            logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True
        )["events"]
        for line in event["message"].splitlines()
    ]


_PROBE = """
import boto3, json

def handler(event, context):
    client = boto3.client(event["service"])
    try:
        getattr(client, event["action"])(**event["asked"])
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "allowed"
"""


class Probe:
    """A function with another's role, that says what AWS answers to it."""

    def __init__(self, role: str) -> None:
        self._name = f"{role}-probe"
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("probe.py", _PROBE)
        boto3.client("lambda").create_function(
            FunctionName=self._name,
            Runtime="python3.13",
            Role=boto3.client("iam").get_role(RoleName=role)["Role"]["Arn"],
            Handler="probe.handler",
            Code={"ZipFile": code.getvalue()},
            Timeout=20,
        )

    def asks(self, service: str, action: str, **asked: Any) -> str:
        """``allowed``, or what AWS said."""
        return str(invoked(self._name, {"service": service, "action": action, "asked": asked}))


def begin_anew(function: str) -> None:
    """Let its next request begin in a fresh process, as any change of its configuration does.

    The emulator looks at the variables alone, so they are given once more.
    """
    client = boto3.client("lambda")
    known = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    client.update_function_configuration(
        FunctionName=function, Description="settings read anew", Environment={"Variables": known}
    )
    client.get_waiter("function_updated_v2").wait(FunctionName=function)
