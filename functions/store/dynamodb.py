"""Items in one DynamoDB table: the engine on AWS. The only file that sees boto's errors.

One item is written by a plain request, for half of what a transaction of one takes; its refusal
brings the item that stood in its way as well. A check alone is a transaction: nothing else checks.
boto sends nothing twice: trying again is for ``retrying``, which sends again what a condition would
refuse, and for ``transact_once``, which looks first after a lost answer.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
(read 2026-11) lists the reasons for which a transaction is cancelled.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from functions.store.cursors import cursor_after, key_before, key_within
from functions.store.dynamodb_terms import as_request, item_of, key_attributes
from functions.store.engine import (
    Cancelled,
    Check,
    Contended,
    EngineUnavailable,
    Item,
    Key,
    Operation,
    Page,
)
from functions.store.fitness import refuse_unfit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INDEX = "due"
THROTTLED = {
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ThrottlingException",
}
REASONS = {"ConditionalCheckFailed", "TransactionConflict"} | THROTTLED

# A Lambda answers within 29 seconds; DynamoDB within a tenth of one, or not at all.
PATIENCE = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 1},
    tcp_keepalive=True,
)


def client(endpoint_url: str | None = None, region: str | None = None) -> "DynamoDBClient":
    """A client that gives up early, and sends everything once."""
    return boto3.client("dynamodb", endpoint_url=endpoint_url, region_name=region, config=PATIENCE)


def create_table(client: "DynamoDBClient", table: str) -> None:
    """Make the table that ``infra/`` makes on AWS, for an emulator or a test."""
    client.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "due", "due_at")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": INDEX,
                "KeySchema": [
                    {"AttributeName": "due", "KeyType": "HASH"},
                    {"AttributeName": "due_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    client.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})


class DynamoEngine:
    """One table of one account, through a client that ``client()`` has made."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, key: Key) -> Item | None:
        answer = self._ask(self._client.get_item, Key=key_attributes(key), ConsistentRead=True)
        return item_of(answer["Item"]) if "Item" in answer else None

    def query(
        self,
        pk: str,
        *,
        low: str = "",
        high: str | None = None,
        backwards: bool = False,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page:
        if not pk or (high is not None and low >= high):
            return Page([], None)  # DynamoDB refuses an empty key, and bounds in the wrong order
        request = {**_range(pk, low, high), "ScanIndexForward": not backwards}
        after = key_attributes(key_within(cursor, pk, low, high)) if cursor else None
        items: list[Item] = []
        while True:
            most = _most(limit, len(items))
            page, after = self._page(self._client.query, after, **request, **most)
            # BETWEEN takes in its upper bound, which is not ours to give.
            items += [item for item in page if item["sk"] != high]
            if limit is not None and len(items) > limit:
                return Page(items[:limit], cursor_after(items[limit - 1]))
            if after is None:
                return Page(items, None)
            if limit is None and items:
                return Page(items, cursor_after(items[-1]))

    def due(self, partition: str, *, until: str, limit: int) -> Sequence[Key]:
        if not (partition and until):
            return []
        answer = self._ask(
            self._client.query,
            IndexName=INDEX,
            KeyConditionExpression="due = :due AND due_at <= :until",
            ExpressionAttributeValues={":due": {"S": partition}, ":until": {"S": until}},
            Limit=limit,
        )
        return [Key(found["pk"]["S"], found["sk"]["S"]) for found in answer["Items"]]

    def scan(self, *, segment: int = 0, segments: int = 1, cursor: str | None = None) -> Page:
        after = key_attributes(key_before(cursor)) if cursor else None
        items, after = self._page(self._client.scan, after, Segment=segment, TotalSegments=segments)
        return Page(items, cursor_after(item_of(after)) if after else None)

    def write(self, operation: Operation) -> None:
        if isinstance(operation, Check):
            self.transact([operation])
            return
        refuse_unfit([operation])
        ((kind, request),) = as_request(self._table, operation).items()
        plain: dict[str, Callable[..., Any]] = {
            "Put": self._client.put_item,
            "Update": self._client.update_item,
            "Delete": self._client.delete_item,
        }
        with answering(writing=True):
            plain[kind](**request)

    def transact(self, operations: Sequence[Operation]) -> None:
        refuse_unfit(operations)
        requests: Any = [as_request(self._table, operation) for operation in operations]
        with answering(writing=True):
            self._client.transact_write_items(TransactItems=requests)

    def _page(
        self, ask: Callable[..., Any], after: dict[str, Any] | None, **request: Any
    ) -> tuple[list[Item], dict[str, Any] | None]:
        start = {"ExclusiveStartKey": after} if after else {}
        answer = self._ask(ask, ConsistentRead=True, **request, **start)
        return [item_of(found) for found in answer["Items"]], answer.get("LastEvaluatedKey")

    def _ask(self, ask: Callable[..., Any], **request: Any) -> dict[str, Any]:
        with answering(writing=False):
            return cast(dict[str, Any], ask(TableName=self._table, **request))


def _range(pk: str, low: str, high: str | None) -> dict[str, Any]:
    bounds = {":low": low, ":high": high}
    values = {name: {"S": bound} for name, bound in bounds.items() if bound}
    terms = {
        (): "",
        (":low",): " AND sk >= :low",
        (":high",): " AND sk < :high",
        (":low", ":high"): " AND sk BETWEEN :low AND :high",
    }
    return {
        "KeyConditionExpression": "pk = :pk" + terms[tuple(values)],
        "ExpressionAttributeValues": {":pk": {"S": pk}, **values},
    }


def _most(limit: int | None, have: int) -> dict[str, int]:
    if limit is None:
        return {}
    if limit < 1:
        raise ValueError("a page has room for one item at least")
    # One more than is missing tells whether that was all; one more again may lie at the bound.
    return {"Limit": limit - have + 2}


@contextmanager
def answering(*, writing: bool) -> Iterator[None]:
    """Refusals of boto as the engine's; what is asked wrongly stays as it is."""
    try:
        yield
    except (NotConnected, HTTPClientError) as error:
        raise EngineUnavailable(type(error).__name__, unknown=writing) from error
    except ClientError as error:
        refusal = _refusal(error, writing)
        if refusal is None:
            raise
        raise refusal from error


def _refusal(error: ClientError, writing: bool) -> Exception | None:
    code, status = (
        error.response["Error"]["Code"],
        error.response["ResponseMetadata"]["HTTPStatusCode"],
    )
    if code == "TransactionCanceledException":
        return _cancellation(cast(Any, error.response).get("CancellationReasons", []))
    if code == "ConditionalCheckFailedException":
        return Cancelled([_stood(error.response)])
    if code == "TransactionConflictException":
        return Contended("a transaction held the item")
    if code in THROTTLED:
        return EngineUnavailable(code, unknown=False)
    if status >= 500 or code == "TransactionInProgressException":
        return EngineUnavailable(code, unknown=writing)
    return None


def _cancellation(reasons: Sequence[Mapping[str, Any]]) -> Exception | None:
    codes = {reason["Code"] for reason in reasons} - {"None"}
    if not codes or codes - REASONS:
        return None
    if "TransactionConflict" in codes:
        return Contended("another transaction held an item")
    if codes & THROTTLED:
        return EngineUnavailable(", ".join(sorted(codes)), unknown=False)
    return Cancelled([_found(reason) for reason in reasons])


def _found(reason: Mapping[str, Any]) -> Item | bool | None:
    return False if reason["Code"] == "None" else _stood(reason)


def _stood(refusal: Mapping[str, Any]) -> Item | None:
    """The item that stood in the way; without one, there was none."""
    return item_of(refusal["Item"]) if refusal.get("Item") else None
