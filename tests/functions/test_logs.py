"""The log on Lambda: through Zappa's real handler, our lines as JSON, once, and nothing else."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from functions import settings, wiring
from tests.builders import at, program_data
from tests.shop import OPENED, environment

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
ADDRESS = "1-abcdefghijklmnopqrstuvwxyz"
ZAPPAS_OWN = {"Instancing.."}
FACTS = {"request_id", "method", "operation", "status", "ms", "cold"}


class Told:
    """What one process wrote, and what it answered."""

    def __init__(self, written: subprocess.CompletedProcess[str]) -> None:
        *lines, last = written.stdout.splitlines()
        self.answers: list[dict[str, Any]] = json.loads(last.removeprefix("ANSWERS "))
        self.ours = [json.loads(line) for line in lines if line not in ZAPPAS_OWN]
        self.everything = "\n".join([*lines, written.stderr])
        self.errors = written.stderr


def get(path: str, **headers: str) -> dict[str, Any]:
    """A request as an HTTP API hands it over."""
    http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "code=hidden",
        "headers": {"host": "x.execute-api.eu-west-3.amazonaws.com", **headers},
        "requestContext": {"http": {**http, "userAgent": "Ada's phone"}, "stage": "$default"},
        "isBase64Encoded": False,
    }


def scheduled(job: str) -> dict[str, Any]:
    rule = (
        f"arn:aws:events:eu-west-3:000000000000:rule/poincon-production-jobs-functions.jobs.{job}"
    )
    return {"detail-type": "Scheduled Event", "resources": [rule]}


def on_lambda(told: dict[str, str], module: str, *events: dict[str, Any]) -> Told:
    return Told(process(told, module, *events))


def process(
    told: dict[str, str], module: str, *events: dict[str, Any]
) -> subprocess.CompletedProcess[str]:
    program = Path(__file__).with_name("on_lambda.py")
    return subprocess.run(
        [sys.executable, str(program), *([module] if module else [])],
        input=json.dumps(events),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **told},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.fixture(name="told")
def _told(tmp_path: Path) -> dict[str, str]:
    """Settings over a store on disk, in which the demo program is published."""
    told = environment(tmp_path, f"sqlite:{tmp_path / 'poincon.db'}")
    house = wiring.build(settings.read(told), clock=lambda: at(OPENED))
    house.services.programs.publish(program_data(), at(OPENED))
    return told


def test_each_request_is_one_line_of_ours_and_the_first_says_that_it_was(
    told: dict[str, str],
) -> None:
    seen = on_lambda(told, "functions.public", get(f"/c/{ADDRESS}"), get("/openapi.json"))

    assert [answer["statusCode"] for answer in seen.answers] == [404, 200]
    assert [line["event"] for line in seen.ours] == ["request", "request"]
    assert [line["cold"] for line in seen.ours] == [True, False]
    assert all(set(line) == FACTS | {"at", "level", "event"} for line in seen.ours)
    assert seen.errors == ""


def break_store(told: dict[str, str]) -> None:
    """Nothing of a program can be read any more."""
    with closing(sqlite3.connect(told["POINCON_STORE"].removeprefix("sqlite:"))) as store:
        store.execute("UPDATE items SET body = 'half an it'")
        store.commit()


def joining() -> dict[str, Any]:
    asked = get("/v1/programs/cafe-poincon/members", **{"content-type": "application/json"})
    asked["requestContext"]["http"]["method"] = "POST"
    body = {"first_name": "Marguerite", "language": "fr", "accepts_terms": True}
    return asked | {"body": json.dumps(body)}


@pytest.mark.parametrize("broken", [False, True])
def test_no_address_of_a_request_and_nothing_secret_is_ever_written(
    told: dict[str, str], broken: bool
) -> None:
    if broken:
        break_store(told)
    asked = [
        get(f"/c/{ADDRESS}"),
        get(f"/v1/nowhere/{ADDRESS}", authorization="Bearer hidden"),
        joining(),
    ]

    seen = on_lambda(told, "functions.public", *asked)

    assert seen.ours
    for hidden in (ADDRESS, "hidden", "nowhere", "203.0.113.7", "Ada", "5e5e", "Marguerite"):
        assert hidden not in seen.everything


def test_an_error_that_nobody_foresaw_is_one_line_with_its_trace_and_the_requests(
    told: dict[str, str],
) -> None:
    told["POINCON_SITE"] = "no/such/folder"

    seen = on_lambda(told, "functions.public", get(f"/c/{ADDRESS}", accept="text/html"))

    assert [answer["statusCode"] for answer in seen.answers] == [500]
    assert [line["event"] for line in seen.ours] == ["internal-error", "request"]
    assert "FileNotFoundError" in seen.ours[0]["trace"]
    assert seen.ours[0]["request_id"] == seen.ours[1]["request_id"]
    assert ADDRESS not in seen.everything
    assert seen.errors == ""


def test_a_job_that_fails_is_left_to_lambda_and_writes_what_it_has_to_say_as_json(
    told: dict[str, str],
) -> None:
    break_store(told)

    seen = on_lambda(told | {"POINCON_STAGE": "production"}, "", scheduled("night"))

    assert seen.answers == [{"raised": "StoreUnavailable"}]
    assert seen.ours == []
    assert "half an it" not in seen.everything
    assert seen.errors == ""


def test_a_job_that_ends_well_writes_only_what_it_measured(told: dict[str, str]) -> None:
    quiet = on_lambda(told, "", scheduled("sweep"))
    measured = on_lambda(told | {"POINCON_STAGE": "production"}, "", scheduled("sweep"))

    assert quiet.ours == [] and quiet.errors == ""
    (line,) = measured.ours
    assert (line["event"], line["OutboxWaiting"], line["Stage"]) == ("measured", 0, "production")


def test_a_start_without_its_settings_names_them_and_not_what_they_are(
    told: dict[str, str],
) -> None:
    told["POINCON_SECRETS"] = "hunter2"

    done = process(told, "functions.till", get(f"/v1/till/cards/{ADDRESS}"))

    written = done.stdout + done.stderr
    assert "POINCON_SECRETS" in written
    assert "hunter2" not in written and ADDRESS not in written


@pytest.mark.parametrize(("stage", "counted"), [("production", [1]), ("", [])])
def test_a_start_without_its_settings_is_counted_among_our_errors(
    told: dict[str, str], stage: str, counted: list[int]
) -> None:
    broken = told | {"POINCON_SECRETS": "hunter2", "POINCON_STAGE": stage}

    done = process(broken, "functions.till", get(f"/v1/till/cards/{ADDRESS}"))

    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    noted = [json.loads(line) for line in lines if "_aws" in line]
    assert [line["ServerErrors"] for line in noted] == counted
    assert '"statusCode": 500' in done.stdout


def test_an_error_that_our_app_answers_is_counted_once(told: dict[str, str]) -> None:
    staged = told | {"POINCON_STAGE": "production", "POINCON_SITE": "no/such/folder"}

    seen = on_lambda(staged, "functions.public", get(f"/c/{ADDRESS}", accept="text/html"))

    assert [answer["statusCode"] for answer in seen.answers] == [500]
    assert [line["ServerErrors"] for line in seen.ours if "_aws" in line] == [1]
