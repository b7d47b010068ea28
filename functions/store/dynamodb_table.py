"""A DynamoDB table as whoever fills it sees it: many items at once, and none of them conditional.

A batch costs half of what transactions do, and may be sent twice, as it holds whole items (read
2026-11: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from functions.store.dynamodb import INDEX, DynamoEngine, answering
from functions.store.dynamodb_terms import as_request, item_of, key_attributes
from functions.store.engine import EngineUnavailable, Item, Key, Put, item_key
from functions.store.retrying import retrying

WRITTEN_AT_ONCE, READ_AT_ONCE = 25, 100
PATIENT = 60
"""Tries at what is throttled: a new table takes so much a second, and more after a while."""
KEYS = {"pk": "HASH", "sk": "RANGE"}
INDEX_KEYS = {"due": "HASH", "due_at": "RANGE"}


class DynamoTable(DynamoEngine):
    """The engine of that table, with more."""

    def mistake(self) -> str | None:
        """Why no shop can be kept there, in a few words."""
        try:
            with answering(writing=False):
                table: Any = self._client.describe_table(TableName=self._table)["Table"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return "is not there"
        return mistake_of(table)

    def write_all(self, states: Mapping[Key, Item | None]) -> None:
        """Each item as it is to be, ``None`` being gone; 25 at most."""
        left: list[Any] = [_request(key, item) for key, item in states.items()]

        def attempt() -> None:
            nonlocal left
            with answering(writing=True):
                answer = self._client.batch_write_item(RequestItems={self._table: left})
            left = list(answer["UnprocessedItems"].get(self._table, []))
            if left:
                raise EngineUnavailable("it takes no more just now", unknown=False)

        if left:
            retrying(attempt, tries=PATIENT)

    def read_all(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Those of these that are there; 100 at most."""
        left: list[Any] = [key_attributes(key) for key in keys]
        found: dict[Key, Item] = {}

        def attempt() -> None:
            nonlocal left
            asked: Any = {self._table: {"Keys": left, "ConsistentRead": True}}
            with answering(writing=False):
                answer: Any = self._client.batch_get_item(RequestItems=asked)
            items = [item_of(item) for item in answer["Responses"].get(self._table, [])]
            found.update({item_key(item): item for item in items})
            left = list(answer["UnprocessedKeys"].get(self._table, {}).get("Keys", []))
            if left:
                raise EngineUnavailable("it gives no more just now", unknown=False)

        if left:
            retrying(attempt, tries=PATIENT)
        return found


def mistake_of(table: Mapping[str, Any]) -> str | None:
    """The same of a table as DynamoDB describes it."""
    if table["TableStatus"] != "ACTIVE":
        return f"is not ready ({table['TableStatus']})"
    if _schema(table) != KEYS:
        return "has other keys than pk and sk"
    indexes = {index["IndexName"]: _schema(index) for index in _indexes(table)}
    return None if indexes.get(INDEX) == INDEX_KEYS else f"has no index {INDEX!r}"


def _request(key: Key, item: Item | None) -> dict[str, Any]:
    if item is None:
        return {"DeleteRequest": {"Key": key_attributes(key)}}
    return {"PutRequest": {"Item": as_request("", Put(item))["Put"]["Item"]}}


def _schema(of: Mapping[str, Any]) -> dict[str, str]:
    return {part["AttributeName"]: part["KeyType"] for part in of["KeySchema"]}


def _indexes(table: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [
        i
        for i in table.get("GlobalSecondaryIndexes", [])
        if i.get("IndexStatus", "ACTIVE") == "ACTIVE"
    ]
