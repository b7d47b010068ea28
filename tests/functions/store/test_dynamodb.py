"""How what DynamoDB and the network answer becomes one of the engine's own refusals."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.stub import Stubber

from functions.store.dynamodb import DynamoEngine, client
from functions.store.engine import (
    Cancelled,
    Contended,
    EngineUnavailable,
    Key,
    Page,
    Put,
    Update,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HERE = Key("card", "C")
TWO = [Put({"pk": "entry", "sk": "1"}), Update(HERE, add={"n": 1})]
OLD = {"pk": {"S": "card"}, "sk": {"S": "C"}, "n": {"N": "3"}}

NONE = {"Code": "None"}
FAILED = {"Code": "ConditionalCheckFailed", "Item": OLD}
CONFLICT = {"Code": "TransactionConflict"}
THROTTLING = {"Code": "ThrottlingError"}
EXCEEDED = {"Code": "ProvisionedThroughputExceeded"}
BUG = {"Code": "ValidationError"}


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> "DynamoDBClient":
    """A client whose tries follow each other at once."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return client(endpoint_url="http://localhost:1", region="eu-west-3")


@pytest.fixture(name="stub")
def _stub(aws: "DynamoDBClient") -> Iterator[Stubber]:
    with Stubber(aws) as stub:
        yield stub


@pytest.fixture(name="engine")
def _engine(aws: "DynamoDBClient") -> DynamoEngine:
    return DynamoEngine(aws, "loyalty")


def cancel(stub: Stubber, *reasons: dict[str, Any]) -> None:
    stub.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": list(reasons)},
    )


def lose(aws: "DynamoDBClient", error: Exception) -> list[dict[str, Any]]:
    """Let every request fail in that way; gives what was sent."""
    sent: list[dict[str, Any]] = []

    def fail(request: AWSPreparedRequest, **_: object) -> None:
        sent.append(json.loads(request.body))
        raise error

    aws.meta.events.register("before-send.dynamodb", fail)
    return sent


def test_failed_conditions_are_a_cancellation(engine: DynamoEngine, stub: Stubber) -> None:
    cancel(stub, NONE, FAILED)

    with pytest.raises(Cancelled) as cancelled:
        engine.transact(TWO)

    assert cancelled.value.found == (False, {"pk": "card", "sk": "C", "n": 3})


@pytest.mark.parametrize("reasons", [(NONE, CONFLICT), (FAILED, CONFLICT), (CONFLICT, THROTTLING)])
def test_a_conflict_is_contended_whatever_else_failed(
    engine: DynamoEngine, stub: Stubber, reasons: tuple[dict[str, Any], ...]
) -> None:
    cancel(stub, *reasons)

    with pytest.raises(Contended):
        engine.transact(TWO)


@pytest.mark.parametrize("reasons", [(NONE, THROTTLING), (EXCEEDED, NONE), (FAILED, EXCEEDED)])
def test_a_throttled_transaction_has_surely_not_happened(
    engine: DynamoEngine, stub: Stubber, reasons: tuple[dict[str, Any], ...]
) -> None:
    cancel(stub, *reasons)

    with pytest.raises(EngineUnavailable) as refused:
        engine.transact(TWO)

    assert not refused.value.unknown


@pytest.mark.parametrize("reasons", [(NONE, BUG), (BUG, CONFLICT), (BUG, FAILED), (NONE, NONE)])
def test_a_reason_that_is_not_known_surfaces(
    engine: DynamoEngine, stub: Stubber, reasons: tuple[dict[str, Any], ...]
) -> None:
    cancel(stub, *reasons)

    with pytest.raises(ClientError, match="TransactionCanceled"):
        engine.transact(TWO)


def test_a_mistake_of_ours_surfaces(engine: DynamoEngine, stub: Stubber) -> None:
    stub.add_client_error("transact_write_items", "ValidationException")
    stub.add_client_error("get_item", "ResourceNotFoundException")

    with pytest.raises(ClientError, match="Validation"):
        engine.transact(TWO)
    with pytest.raises(ClientError, match="NotFound"):
        engine.get(HERE)


@pytest.mark.parametrize(
    ("code", "status", "unknown"),
    [
        ("ThrottlingException", 400, False),
        ("ProvisionedThroughputExceededException", 400, False),
        ("RequestLimitExceeded", 400, False),
        ("InternalServerError", 500, True),
        ("ServiceUnavailable", 503, True),
        ("TransactionInProgressException", 400, True),
    ],
)
def test_a_refused_write_is_unknown_unless_it_was_surely_refused(
    engine: DynamoEngine, stub: Stubber, code: str, status: int, unknown: bool
) -> None:
    stub.add_client_error("transact_write_items", code, http_status_code=status)

    with pytest.raises(EngineUnavailable, match=code) as refused:
        engine.transact(TWO)

    assert refused.value.unknown is unknown


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="http://aws"),
        ConnectTimeoutError(endpoint_url="http://aws"),
        EndpointConnectionError(endpoint_url="http://aws"),
    ],
)
def test_a_lost_answer_leaves_a_write_unknown_and_a_read_not(
    engine: DynamoEngine, aws: "DynamoDBClient", error: Exception
) -> None:
    lose(aws, error)

    with pytest.raises(EngineUnavailable) as write:
        engine.transact(TWO)
    with pytest.raises(EngineUnavailable) as read:
        engine.get(HERE)

    assert (write.value.unknown, read.value.unknown) == (True, False)


def test_boto_sends_nothing_twice_by_itself(engine: DynamoEngine, aws: "DynamoDBClient") -> None:
    sent = lose(aws, ReadTimeoutError(endpoint_url="http://aws"))

    with pytest.raises(EngineUnavailable):
        engine.write(Update(HERE, add={"n": 1}))

    assert len(sent) == 1


def test_reads_are_consistent(engine: DynamoEngine, stub: Stubber) -> None:
    always = {"TableName": "loyalty", "ConsistentRead": True}
    first = {"Segment": 0, "TotalSegments": 1}
    stub.add_response(
        "get_item", {"Item": OLD}, {**always, "Key": {"pk": OLD["pk"], "sk": OLD["sk"]}}
    )
    stub.add_response("scan", {"Items": []}, {**always, **first})

    assert engine.get(HERE) == {"pk": "card", "sk": "C", "n": 3}
    assert engine.scan() == Page([], None)


def test_a_page_that_holds_only_the_upper_bound_is_not_the_end(
    engine: DynamoEngine, stub: Stubber
) -> None:
    before = OLD | {"sk": {"S": "B"}}
    stub.add_response(
        "query", {"Items": [OLD], "LastEvaluatedKey": {"pk": OLD["pk"], "sk": OLD["sk"]}}
    )
    stub.add_response("query", {"Items": [before]})

    page = engine.query("card", low="A", high="C", backwards=True)

    assert page == Page([{"pk": "card", "sk": "B", "n": 3}], None)


def test_what_was_never_put_in_an_item_is_not_guessed_at(
    engine: DynamoEngine, stub: Stubber
) -> None:
    for strange in ({"N": "1.5"}, {"SS": ["a"]}, {"NULL": True}):
        stub.add_response("get_item", {"Item": OLD | {"v": strange}})

        with pytest.raises(ValueError):
            engine.get(HERE)
