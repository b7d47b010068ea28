"""Waking whoever tells, on AWS: asked and not waited for, and never an error of the scan's."""

import json
import socket
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from functions.entry import expected
from functions.recount import LambdaRecount
from functions.wallets.nudge import IMPATIENCE, LambdaNudge
from loyalty.entry import CardId
from tests.builders import at

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

FUNCTION, TELL = "poincon-production-jobs", "functions.jobs.tell"
CARD = ("cafe-poincon", CardId("A" * 16))
UNTIL = at("2026-02-02 10:01")
EVENT = {"command": TELL, "program": CARD[0], "card": CARD[1], "until": "2026-02-02T09:01:00.000Z"}
ASKED = {
    "FunctionName": FUNCTION,
    "InvocationType": "Event",
    "Payload": json.dumps(EVENT).encode(),
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


def test_the_card_and_its_claim_are_named_in_an_event(aws: "LambdaClient", stub: Stubber) -> None:
    stub.add_response("invoke", {"StatusCode": 202}, ASKED)

    LambdaNudge(aws, FUNCTION, TELL)(*CARD, UNTIL)


@pytest.mark.parametrize("error", ["TooManyRequestsException", "AccessDeniedException"])
def test_a_refusal_is_logged_and_never_raised(
    aws: "LambdaClient", stub: Stubber, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    stub.add_client_error("invoke", error, expected_params=ASKED)

    LambdaNudge(aws, FUNCTION, TELL)(*CARD, UNTIL)

    assert caplog.messages == ["nudge-failed"]


def test_a_service_that_never_answers_does_not_hold_a_scan(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nudge = LambdaNudge(
            lambda_client(f"http://127.0.0.1:{silent.getsockname()[1]}"), FUNCTION, TELL
        )
        began = time.monotonic()
        nudge(*CARD, UNTIL)

    assert time.monotonic() - began < 3
    assert caplog.messages == ["nudge-failed"]


def test_whoever_counts_is_told_the_program_alone(aws: "LambdaClient", stub: Stubber) -> None:
    event = {"command": "functions.jobs.recount", "program": CARD[0]}
    stub.add_response(
        "invoke", {"StatusCode": 202}, {**ASKED, "Payload": json.dumps(event).encode()}
    )

    LambdaRecount(aws, FUNCTION, "functions.jobs.recount")(CARD[0])


def test_that_event_is_let_in_as_a_job_of_ours() -> None:
    passed = expected({"command": "functions.jobs.recount", "program": CARD[0], "more": "x"})

    assert passed["resources"] == ["rule/functions.jobs.recount"]
    assert (passed["program"], "more" in passed) == (CARD[0], False)
