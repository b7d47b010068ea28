"""Any work at all: the engines answer alike, to the last refusal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.store.dynamodb import DynamoEngine, create_table
from functions.store.engine import (
    Cancelled,
    Check,
    Delete,
    Engine,
    Expect,
    Key,
    Operation,
    Put,
    Update,
    key_of,
)
from functions.store.sqlite import SqliteEngine
from tests.contracts.items import item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


KEYS = st.builds(Key, st.sampled_from("pq"), st.sampled_from(["a", "b", "é"]))
NUMBERS = st.integers(-3, 3)
TEXTS = st.sampled_from(["", "x", "日"])
LISTS = st.lists(st.booleans() | st.dictionaries(st.sampled_from(["x", "日"]), TEXTS), max_size=2)
VALUES = {
    "n": NUMBERS,
    "s": TEXTS,
    "l": LISTS,
    "due": st.sampled_from(["push", "mail"]),
    "due_at": st.sampled_from("123"),
}
SOME = st.fixed_dictionaries({}, optional=VALUES)
SOME_OR_NONE = st.fixed_dictionaries({}, optional={n: v | st.none() for n, v in VALUES.items()})
EXPECTS = st.just(Expect()) | st.builds(
    Expect,
    absent=st.booleans(),
    present=st.booleans(),
    equals=st.fixed_dictionaries({}, optional={n: VALUES[n] | st.none() for n in "nsl"}),
    below=st.fixed_dictionaries({}, optional={"n": NUMBERS}),
)
OPERATIONS = st.one_of(
    st.builds(lambda key, some, expect: Put(item(key, **some), expect), KEYS, SOME, EXPECTS),
    st.builds(Update, KEYS, set=SOME_OR_NONE, expect=EXPECTS),
    st.builds(Update, KEYS, add=st.fixed_dictionaries({"n": NUMBERS}), expect=EXPECTS),
    st.builds(Delete, KEYS, EXPECTS),
    st.builds(Check, KEYS, EXPECTS),
)
TRANSACTIONS = st.lists(OPERATIONS, min_size=1, max_size=3, unique_by=key_of)
QUERIES = st.fixed_dictionaries(
    {
        "pk": st.sampled_from("pq"),
        "low": st.sampled_from(["", "a", "b", "c"]),
        "high": st.sampled_from([None, "a", "b", "é", "z"]),
        "backwards": st.booleans(),
        "limit": st.sampled_from([None, 1, 2, 3]),
    }
)


def outcome(engine: Engine, operations: list[Operation]) -> object:
    try:
        return engine.transact(operations)
    except Cancelled as cancelled:
        return cancelled.found
    except ValueError as error:
        return str(error)


def contents(engine: Engine) -> list[str]:
    return sorted(json.dumps(found, sort_keys=True) for found in engine.scan().items)


def due_by_the_items(engine: Engine) -> set[Key]:
    due = [found for found in engine.scan().items if found.get("due") == "push"]
    return {Key(it["pk"], it["sk"]) for it in due if it.get("due_at", "9") <= "2"}


@contextmanager
def both_engines(aws: "DynamoDBClient") -> Iterator[tuple[Engine, Engine]]:
    create_table(aws, "alike")
    memory = SqliteEngine(None)
    try:
        yield memory, DynamoEngine(aws, "alike")
    finally:
        memory.close()
        aws.delete_table(TableName="alike")


@settings(max_examples=40, deadline=None)
@given(work=st.lists(TRANSACTIONS, max_size=8), queries=st.lists(QUERIES, max_size=4))
def test_both_engines_answer_the_same_to_any_work(
    aws: "DynamoDBClient", work: list[list[Operation]], queries: list[dict[str, object]]
) -> None:
    with both_engines(aws) as (one, other):
        assert [outcome(one, each) for each in work] == [outcome(other, each) for each in work]
        assert contents(one) == contents(other)
        for query in queries:
            assert one.query(**query) == other.query(**query)
        for engine in (one, other):
            due = engine.due("push", until="2", limit=9)
            assert set(due) == due_by_the_items(engine)
