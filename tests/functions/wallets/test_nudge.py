"""Waking the sweep on AWS: asked and not waited for, and never an error of the scan's."""

import json
import socket
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from functions.wallets.nudge import IMPATIENCE, LambdaNudge

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

FUNCTION, SWEEP = "poincon-production-jobs", "functions.jobs.sweep"
ASKED = {
    "FunctionName": FUNCTION,
    "InvocationType": "Event",
    "Payload": json.dumps({"command": SWEEP}).encode(),
}


def lambda_client(endpoint: str | None = None) -> "LambdaClient":
    return boto3.client(
        "lambda",
        region_name="eu-west-3",
        endpoint_url=endpoint,
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        config=IMPATIENCE,
    )


@pytest.fixture(name="aws", scope="module")
def _aws() -> "LambdaClient":
    return lambda_client()


@pytest.fixture(name="stub")
def _stub(aws: "LambdaClient") -> Iterator[Stubber]:
    with Stubber(aws) as stub:
        yield stub
        stub.assert_no_pending_responses()


def test_the_sweep_is_asked_for_as_an_event(aws: "LambdaClient", stub: Stubber) -> None:
    stub.add_response("invoke", {"StatusCode": 202}, ASKED)

    LambdaNudge(aws, FUNCTION, SWEEP)()


@pytest.mark.parametrize("error", ["TooManyRequestsException", "AccessDeniedException"])
def test_a_refusal_is_logged_and_never_raised(
    aws: "LambdaClient", stub: Stubber, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    stub.add_client_error("invoke", error, expected_params=ASKED)

    LambdaNudge(aws, FUNCTION, SWEEP)()

    assert caplog.messages == ["nudge-failed"]


def test_a_service_that_never_answers_does_not_hold_a_scan(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nudge = LambdaNudge(
            lambda_client(f"http://127.0.0.1:{silent.getsockname()[1]}"), FUNCTION, SWEEP
        )
        began = time.monotonic()
        nudge()

    assert time.monotonic() - began < 3
    assert caplog.messages == ["nudge-failed"]
