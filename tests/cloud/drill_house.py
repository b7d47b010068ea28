"""What a drill has in hand: the operator's commands, phones of the shop, and what AWS shows."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import httpx

from functions.tour.actors import Customer, Till, TourFailed, answered, expect
from functions.tour.bundle import Bundle
from infra.deploy.stages import FUNCTIONS
from tests.cloud import aws
from tests.cloud.operating import Operator, pairing_code, say
from tests.cloud.shop import PROGRAM, STAGE

_SECRET = ("Value",)


@dataclass(kw_only=True)
class House:
    """A deployed stage with its operator at the terminal; ``folder`` is where they keep files."""

    at: Operator
    folder: Path
    address: str
    http: httpx.Client
    clock: Callable[[], Any]
    _seen: Counter[str] = field(default_factory=Counter)

    def terminal(self, *words: str) -> str:
        """``make terminal STAGE=… DO='…'``, about the one program."""
        return self.at.run("terminal", *words, "--program", PROGRAM)

    def deploy(self) -> None:
        """``make deploy STAGE=…``, once more."""
        self.at.run("deploy", "--this-python", "--address", self.address)

    def publish(self, file: Path) -> None:
        """Another version of the program goes live."""
        self.at.run("terminal", "publish", str(file))

    def aws(self, service: str, action: str, **asked: Any) -> Any:
        """What is typed as ``aws …``; it is shown as it would be typed, without secrets."""
        say(f"$ aws {service} {action.replace('_', '-')} {' '.join(_typed(asked))}")
        return getattr(boto3.client(service), action)(**asked)  # type: ignore[call-overload]

    def look_now(self) -> None:
        """Have the functions read their settings at once; by themselves they do in five minutes."""
        say(f"$ for each of poincon-{STAGE}-{{{','.join(FUNCTIONS)}}}:")
        say("    aws lambda update-function-configuration --description 'settings read anew' …")
        for name in FUNCTIONS:
            aws.begin_anew(f"poincon-{STAGE}-{name}")

    def join(self, name: str) -> tuple[Customer, Bundle]:
        """Somebody joins and takes the pass."""
        customer = Customer.join(self.http, PROGRAM, name, "fr")
        return customer, customer.download()

    def till(self) -> Till:
        """A phone at the counter, paired as an operator pairs it."""
        return Till(self.http, self.clock, pairing_code(self.terminal("pair", "--role", "till")))

    def owner(self) -> "Owner":
        """The owner's page, on a phone that is paired for it."""
        code = pairing_code(self.terminal("pair", "--role", "owner"))
        body = {"code": code, "name": "Bureau"}
        tokens = answered(self.http.post("/v1/owner/pairings", json=body), 201).json()
        return Owner(self.http, str(tokens["access_token"]))

    def job(self, name: str) -> Any:
        """A job now, as the schedule starts it."""
        return aws.invoked(f"poincon-{STAGE}-jobs", _event(name))

    def failed_job(self, name: str) -> str:
        """With what error it ended; ``TourFailed`` where it ended well."""
        return aws.refused(f"poincon-{STAGE}-jobs", _event(name))

    def news(self, function: str) -> Sequence[Mapping[str, Any]]:
        """The events that a function wrote since this was asked last."""
        lines = Counter(aws.log_lines(f"poincon-{STAGE}-{function}"))
        fresh = lines - self._seen
        self._seen |= lines
        return sorted(_events(fresh), key=lambda one: str(one.get("at", "")))

    def figure(self, metric: str) -> float:
        """The latest of a metric that the jobs have written since; CloudWatch is given it too.

        On AWS CloudWatch takes it out of the log by itself, which the emulator does not.
        """
        told = [one for one in self.news("jobs") if metric in one and "_aws" in one]
        expect(told, f"no line of the jobs says {metric}")
        value = float(told[-1][metric])
        directive = told[-1]["_aws"]["CloudWatchMetrics"][0]
        by = [{"Name": name, "Value": told[-1][name]} for name in directive["Dimensions"][0]]
        boto3.client("cloudwatch").put_metric_data(
            Namespace=directive["Namespace"],
            MetricData=[{"MetricName": metric, "Dimensions": by, "Value": value}],
        )
        say(f"The jobs' log: {metric} {value:g}")
        return value

    def alarm(self, name: str) -> str:
        """Whether the alarm is heard: ``ALARM`` or ``OK``."""
        (found,) = boto3.client("cloudwatch").describe_alarms(
            AlarmNames=[f"poincon-{STAGE}-{name}"]
        )["MetricAlarms"]
        say(f"The alarm {name}: {found['StateValue']}")
        return str(found["StateValue"])


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner's page."""

    http: httpx.Client
    token: str

    def sees(self) -> dict[str, Any]:
        """All that the page shows."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        answer = answered(self.http.get("/v1/owner/overview", headers=headers), 200)
        found: dict[str, Any] = answer.json()
        return found

    def troubles(self) -> list[str]:
        """What it says on top of the wallets."""
        return [str(one["text"]) for one in self.sees()["troubles"]]


def refusal(response: httpx.Response, status: int) -> str:
    """The problem's code, where the answer has that status."""
    return str(answered(response, status).json()["code"])


def fails(step: Callable[[], Any], said: str) -> str:
    """What it failed with, which has these words in it."""
    try:
        step()
    except TourFailed as failed:
        expect(said in str(failed), f"it failed with {failed}, and not with {said}")
        return str(failed)
    raise TourFailed(f"it went on, where {said} was to stop it")


def _event(job: str) -> dict[str, str]:
    return {"command": f"functions.jobs.{job}"}


def _events(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        _, brace, rest = line.partition("{")
        try:
            found = json.loads(brace + rest)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _typed(asked: Mapping[str, Any]) -> Iterator[str]:
    for name, value in asked.items():
        option = "".join(f"-{one.lower()}" if one.isupper() else one for one in name)
        if value is True:
            yield f"-{option}"
        else:
            yield f"-{option} {_shown(name, value)}"


def _shown(name: str, value: Any) -> str:
    if name in _SECRET:
        return "file://…"
    return value if isinstance(value, str) else f"'{json.dumps(value)}'"
