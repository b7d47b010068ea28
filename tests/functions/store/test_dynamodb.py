"""How what DynamoDB and the network answer becomes one of the engine's own refusals."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

from functions.failures import StoreUnavailable
from functions.store.dynamodb import DynamoEngine, client
from functions.store.engine import (
    Cancelled,
    Contended,
    Delete,
    Engine,
    EngineUnavailable,
    Expect,
    Key,
    Operation,
    Page,
    Put,
    Update,
)
from functions.store.retrying import TRIES, retrying
from tests.functions.store.faults import Faulty
from tests.shop import Shop

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = "operation-000000000001"
HERE = Key("card", "C")
TWO = [Put({"pk": "entry", "sk": "1"}), Update(HERE, add={"n": 1})]
OLD = {"pk": {"S": "card"}, "sk": {"S": "C"}, "n": {"N": "3"}}

NONE = {"Code": "None"}
FAILED = {"Code": "ConditionalCheckFailed", "Item": OLD}
CONFLICT = {"Code": "TransactionConflict"}
THROTTLING = {"Code": "ThrottlingError"}
EXCEEDED = {"Code": "ProvisionedThroughputExceeded"}
BUG = {"Code": "ValidationError"}
TOO_LARGE = {"Code": "ItemCollectionSizeLimitExceeded"}
REASONS = (NONE, FAILED, CONFLICT, THROTTLING, EXCEEDED, BUG, TOO_LARGE)

PASSING = {
    "ThrottlingException": 400,
    "ProvisionedThroughputExceededException": 400,
    "RequestLimitExceeded": 400,
}
LEFT_OPEN = {"InternalServerError": 500, "TransactionInProgressException": 400}
OURS = {
    "ResourceNotFoundException": 400,
    "IdempotentParameterMismatchException": 400,
}
UNLISTED = {
    "ValidationException": 400,
    "AccessDeniedException": 400,
    "ExpiredTokenException": 400,
    "LimitExceededException": 400,
    "SerializationException": 400,
}


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> "DynamoDBClient":
    """A client whose tries follow each other at once."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setattr("functions.store.retrying.time.sleep", lambda _: None)
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


class WritesTo(Faulty):
    """An engine whose reads are from one and whose writes are to another."""

    def __init__(self, reads: Engine, writes: Engine) -> None:
        super().__init__(reads)
        self.writes = writes

    def transact(self, operations: Sequence[Operation]) -> None:
        self.writes.transact(operations)


@contextmanager
def kept_in(shop: Shop, engine: Engine) -> Iterator[None]:
    """The shop's cards are on another engine for a while."""
    cards: Any = shop.services.cards
    home, cards.engine = cards.engine, engine
    yield
    cards.engine = home


def test_failed_conditions_are_a_cancellation(engine: DynamoEngine, stub: Stubber) -> None:
    cancel(stub, NONE, FAILED)

    with pytest.raises(Cancelled) as cancelled:
        engine.transact(TWO)

    assert cancelled.value.found == (False, {"pk": "card", "sk": "C", "n": 3})


@pytest.mark.parametrize(
    ("method", "operation"),
    [
        ("put_item", Put({"pk": "card", "sk": "C"}, Expect(absent=True))),
        ("update_item", Update(HERE, add={"n": 1}, expect=Expect(equals={"n": 2}))),
        ("delete_item", Delete(HERE, Expect(equals={"n": 2}))),
    ],
)
def test_one_item_is_written_by_a_plain_request_that_says_what_stood_in_its_way(
    engine: DynamoEngine, stub: Stubber, method: str, operation: Operation
) -> None:
    refused = {"service_error_code": "ConditionalCheckFailedException"}
    stub.add_client_error(method, **refused, modeled_fields={"Item": OLD})
    stub.add_client_error(method, **refused)
    stub.add_client_error(method, "TransactionConflictException")
    found = []

    for _ in range(2):
        with pytest.raises(Cancelled) as cancelled:
            engine.write(operation)
        found.append(cancelled.value.found)
    with pytest.raises(Contended):
        engine.write(operation)

    assert found == [({"pk": "card", "sk": "C", "n": 3},), (None,)]
    stub.assert_no_pending_responses()


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


@pytest.mark.parametrize(
    "reasons",
    [
        (NONE, BUG),
        (TOO_LARGE, NONE),
        (BUG, CONFLICT),
        (BUG, FAILED),
        (BUG, THROTTLING),
        (NONE, NONE),
    ],
)
def test_a_reason_that_time_does_not_mend_surfaces(
    engine: DynamoEngine, stub: Stubber, reasons: tuple[dict[str, Any], ...]
) -> None:
    cancel(stub, *reasons)

    with pytest.raises(ClientError, match="TransactionCanceled"):
        engine.transact(TWO)


@pytest.mark.parametrize("code", [*OURS, *UNLISTED])
def test_a_mistake_of_ours_surfaces(engine: DynamoEngine, stub: Stubber, code: str) -> None:
    stub.add_client_error("transact_write_items", code)
    stub.add_client_error("get_item", code)

    with pytest.raises(ClientError, match=code):
        engine.transact(TWO)
    with pytest.raises(ClientError, match=code):
        engine.get(HERE)


@pytest.mark.parametrize(
    ("code", "status", "unknown"),
    [
        *[(code, status, False) for code, status in PASSING.items()],
        *[(code, status, True) for code, status in LEFT_OPEN.items()],
        ("ServiceUnavailable", 503, True),
        ("UnknownError", 502, True),
    ],
)
def test_a_refused_write_is_unknown_unless_it_was_surely_refused(
    engine: DynamoEngine, stub: Stubber, code: str, status: int, unknown: bool
) -> None:
    stub.add_client_error("transact_write_items", code, http_status_code=status)

    with pytest.raises(EngineUnavailable, match=code) as refused:
        engine.transact(TWO)

    assert refused.value.unknown is unknown


def test_every_error_that_aws_lists_has_its_place_here(aws: "DynamoDBClient") -> None:
    asked = ("TransactWriteItems", "GetItem", "Query", "Scan")
    operations = [aws.meta.service_model.operation_model(name) for name in asked]
    listed = {shape.name for operation in operations for shape in operation.error_shapes}

    assert listed == {"TransactionCanceledException", *PASSING, *LEFT_OPEN, *OURS}


def test_every_reason_that_aws_lists_has_its_place_here(aws: "DynamoDBClient") -> None:
    cancelled = aws.meta.service_model.shape_for("TransactionCanceledException")
    listed = re.findall(r"Code: <code>(\w+)</code>", cancelled.documentation)

    assert set(listed) == {reason["Code"] for reason in REASONS}


@pytest.mark.parametrize("code", PASSING)
def test_what_passes_by_itself_is_tried_again_and_then_said(
    engine: DynamoEngine, stub: Stubber, code: str
) -> None:
    for _ in range(TRIES):
        stub.add_client_error("transact_write_items", code)

    with pytest.raises(StoreUnavailable):
        retrying(lambda: engine.transact(TWO))

    stub.assert_no_pending_responses()


@pytest.mark.parametrize("reasons", [(NONE, BUG), (NONE, FAILED), (TOO_LARGE, CONFLICT)])
def test_what_does_not_pass_is_asked_once(
    engine: DynamoEngine, stub: Stubber, reasons: tuple[dict[str, Any], ...]
) -> None:
    cancel(stub, *reasons)
    stub.add_response("transact_write_items", {})

    with pytest.raises((ClientError, Cancelled)):
        retrying(lambda: engine.transact(TWO))

    with pytest.raises(AssertionError, match="remaining"):
        stub.assert_no_pending_responses()


@pytest.mark.parametrize("reasons", [(NONE, CONFLICT, NONE), (NONE, NONE, THROTTLING)])
def test_a_till_whose_stamp_was_never_let_in_hears_when_to_come_back(
    engine: DynamoEngine, stub: Stubber, shop: Shop, reasons: tuple[dict[str, Any], ...]
) -> None:
    card, till = shop.join().code, shop.pair()
    for _ in range(TRIES):
        cancel(stub, *reasons)

    with kept_in(shop, WritesTo(shop.services.cards.engine, engine)):  # type: ignore[attr-defined]
        away = till.earn(card, key=KEY)
    again = till.earn(card, key=KEY)

    stub.assert_no_pending_responses()
    assert (away.status_code, away.json["code"]) == (503, "store-unavailable")
    assert int(away.headers["Retry-After"]) > 0
    assert (again.status_code, again.json["card"]["balance"]["text"]) == (201, "1/9")


@pytest.mark.parametrize(("code", "status"), [*PASSING.items(), ("InternalServerError", 500)])
def test_a_till_whose_card_cannot_be_read_hears_when_to_come_back(
    engine: DynamoEngine, stub: Stubber, shop: Shop, code: str, status: int
) -> None:
    card, till = shop.join().code, shop.pair()
    for _ in range(TRIES):
        stub.add_client_error("query", code, http_status_code=status)

    with kept_in(shop, engine):
        away = till.earn(card, key=KEY)

    stub.assert_no_pending_responses()
    assert (away.status_code, away.content_type) == (503, "application/problem+json")
    assert int(away.headers["Retry-After"]) > 0


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
