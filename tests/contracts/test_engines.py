"""What every engine must do, on each of them; and that two of them answer alike."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.store.dynamodb import DynamoEngine, create_table
from functions.store.engine import (
    Cancelled,
    Check,
    Delete,
    Engine,
    Expect,
    Item,
    Key,
    Operation,
    Page,
    Put,
    Update,
    Value,
    key_of,
)
from functions.store.sqlite import SqliteEngine

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HERE = Key("card", "C")
THERE = Key("card", "D")
ABSENT, PRESENT = Expect(absent=True), Expect(present=True)


def item(key: Key = HERE, **values: Value) -> Item:
    return {"pk": key.pk, "sk": key.sk, **values}


def put(key: Key = HERE, **values: Value) -> Put:
    return Put(item(key, **values))


def fill(engine: Engine, *sort_keys: str, pk: str = "card") -> None:
    engine.transact([put(Key(pk, sk)) for sk in sort_keys])


def sort_keys(page: Page) -> list[Value]:
    return [found["sk"] for found in page.items]


def refused(engine: Engine, *operations: Operation) -> tuple[Item | bool | None, ...]:
    with pytest.raises(Cancelled) as cancelled:
        engine.transact(operations)
    return cancelled.value.found


# Items


def test_what_was_put_is_found_again(engine: Engine) -> None:
    engine.write(put(n=3))

    assert engine.get(HERE) == item(n=3)


def test_nothing_is_found_where_nothing_was_put(engine: Engine) -> None:
    engine.write(put())

    assert engine.get(THERE) is None
    assert engine.get(Key("other", HERE.sk)) is None


def test_a_put_replaces_the_whole_item(engine: Engine) -> None:
    engine.write(put(n=3, s="old"))

    engine.write(put(n=4))

    assert engine.get(HERE) == item(n=4)


@pytest.mark.parametrize(
    "value",
    ["Zoé 🎂 日本", "", 0, -7, 10**38 - 1, True, False, [], {}, [1, [True, {"é": "ü"}]], "a\x00b"],
)
def test_a_value_keeps_its_type(engine: Engine, value: Value) -> None:
    engine.write(put(v=value))

    found = engine.get(HERE)

    assert found == item(v=value)
    assert repr(found["v"]) == repr(value)


def test_keys_are_any_text(engine: Engine) -> None:
    key = Key("carte#é", "👩‍🍳 à table")

    engine.write(put(key, n=1))

    assert engine.get(key) == item(key, n=1)
    assert engine.query(key.pk).items == [item(key, n=1)]


@pytest.mark.parametrize(
    "value", [None, 1.5, b"x", {1, 2}, [None], {"a": 1.5}, {1: "a"}, {"": "a"}, 10**38]
)
def test_what_an_item_cannot_hold_is_refused(engine: Engine, value: object) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        engine.write(Put({"pk": "card", "sk": "C", "v": value}))  # type: ignore[dict-item]

    assert engine.get(HERE) is None


@pytest.mark.parametrize(
    "bad",
    [
        [],
        [put(), put()],
        [put(Key("card", str(n))) for n in range(101)],
        [Put({"pk": "card"})],
        [put(**{"": 1})],
        [put(due="")],
        [put(due_at=3)],
        [put(s="\ud800")],
        [Check(HERE, Expect())],
        [Update(HERE)],
        [Update(HERE, set={"sk": "D"})],
        [Update(HERE, set={"n": 1}, add={"n": 1})],
        [Update(HERE, set={"n": None})],
    ],
)
def test_what_one_engine_could_not_do_is_refused_by_all(
    engine: Engine, bad: list[Operation]
) -> None:
    with pytest.raises(ValueError):
        engine.transact(bad)

    assert engine.scan().items == []


# Updates and deletions


def test_an_update_creates_the_item(engine: Engine) -> None:
    engine.write(Update(HERE, set={"s": "new", "gone": None}, add={"n": 2}))

    assert engine.get(HERE) == item(s="new", n=2)


def test_an_update_changes_only_what_it_names(engine: Engine) -> None:
    engine.write(put(n=3, s="old", kept=[1], gone="x"))

    engine.write(Update(HERE, set={"s": "new", "gone": None}, add={"n": -5}))

    assert engine.get(HERE) == item(n=-2, s="new", kept=[1])


def test_an_update_may_only_remove_what_must_be_there(engine: Engine) -> None:
    engine.write(put(n=3, s="old"))

    engine.write(Update(HERE, set={"s": None}, expect=Expect(equals={"n": 3})))

    assert engine.get(HERE) == item(n=3)


def test_only_a_number_can_be_added_to(engine: Engine) -> None:
    engine.write(put(s="three"))

    with pytest.raises((TypeError, ClientError)):
        engine.transact([put(THERE), Update(HERE, add={"s": 1})])

    assert engine.query("card").items == [item(s="three")]


def test_names_may_be_reserved_words(engine: Engine) -> None:
    engine.write(put(name="Ada", size=1))

    engine.write(
        Update(HERE, set={"name": None, "a.b": "dotted"}, expect=Expect(below={"size": 2}))
    )

    assert engine.get(HERE) == item(size=1) | {"a.b": "dotted"}


def test_a_deleted_item_is_gone(engine: Engine) -> None:
    fill(engine, "C", "D")

    engine.write(Delete(HERE))
    engine.write(Delete(HERE))

    assert sort_keys(engine.query("card")) == ["D"]


# Conditions

MET = [
    ABSENT,
    Expect(equals={"n": None}),
    Expect(absent=True, equals={"n": None, "s": None}),
]
NOT_MET = [
    PRESENT,
    Expect(equals={"n": 3}),
    Expect(below={"n": 9}),
    Expect(equals={"s": None}, below={"n": 9}),
]
MET_BY_AN_ITEM = [
    PRESENT,
    Expect(equals={"n": 3}),
    Expect(equals={"n": 3, "s": "x", "l": [1, {"b": 2, "a": True}], "other": None}),
    Expect(below={"n": 4}),
    Expect(present=True, equals={"s": "x"}, below={"n": 4}),
]
NOT_MET_BY_AN_ITEM = [
    ABSENT,
    Expect(equals={"n": 4}),
    Expect(equals={"n": "3"}),
    Expect(equals={"n": None}),
    Expect(equals={"n": 3, "other": 1}),
    Expect(equals={"l": [1]}),
    Expect(below={"n": 3}),
    Expect(below={"other": 9}),
    Expect(present=True, equals={"s": "y"}),
]
STORED = item(n=3, s="x", l=[1, {"a": True, "b": 2}])


def each_kind(expect: Expect) -> list[Operation]:
    return [
        Put(item(n=8), expect),
        Update(HERE, set={"n": 8}, expect=expect),
        Delete(HERE, expect),
        Check(HERE, expect),
    ]


@pytest.mark.parametrize("expect", MET)
def test_a_write_happens_when_nothing_is_there_as_expected(engine: Engine, expect: Expect) -> None:
    for operation in each_kind(expect):
        engine.write(operation)
        engine.write(Delete(HERE))


@pytest.mark.parametrize("expect", NOT_MET)
def test_a_write_is_cancelled_when_what_it_expects_is_not_there(
    engine: Engine, expect: Expect
) -> None:
    for operation in each_kind(expect):
        assert refused(engine, operation) == (None,)

    assert engine.get(HERE) is None


@pytest.mark.parametrize("expect", MET_BY_AN_ITEM)
def test_a_write_happens_when_the_item_is_as_expected(engine: Engine, expect: Expect) -> None:
    for operation in each_kind(expect):
        engine.write(Put(STORED))
        engine.write(operation)


@pytest.mark.parametrize("expect", NOT_MET_BY_AN_ITEM)
def test_a_write_is_cancelled_by_an_item_that_is_not_as_expected(
    engine: Engine, expect: Expect
) -> None:
    engine.write(Put(STORED))

    for operation in each_kind(expect):
        assert refused(engine, operation) == (STORED,)

    assert engine.get(HERE) == STORED


# Transactions


def test_a_transaction_does_all_its_operations(engine: Engine) -> None:
    engine.transact([put(Key("old", "1"), n=1), put(Key("device", "D"), active=True)])

    engine.transact(
        [
            Put(item(n=1), ABSENT),
            Update(Key("card", "D"), add={"n": 2}),
            Delete(Key("old", "1"), PRESENT),
            Check(Key("device", "D"), Expect(equals={"active": True})),
        ]
    )

    assert engine.query("card").items == [item(n=1), item(THERE, n=2)]
    assert engine.get(Key("old", "1")) is None


def test_a_cancelled_transaction_does_nothing_and_says_what_stood_in_its_way(
    engine: Engine,
) -> None:
    engine.transact([put(n=1), put(THERE, n=2)])

    found = refused(
        engine,
        put(Key("new", "1")),
        Put(item(n=9), ABSENT),
        Update(THERE, add={"n": 1}),
        Check(Key("nobody", "1"), PRESENT),
    )

    assert found == (False, item(n=1), False, None)
    assert [*engine.scan().items] == engine.query("card").items == [item(n=1), item(THERE, n=2)]


def test_a_hundred_operations_fit_in_one_transaction(engine: Engine) -> None:
    fill(engine, *[f"{number:03}" for number in range(100)])

    assert len(engine.query("card").items) == 100


# Queries


def test_a_partition_is_read_in_order_of_the_sort_key(engine: Engine) -> None:
    fill(engine, "b", "é", "Z", "a", "日", "aa", "🎂")
    fill(engine, "c", pk="other")

    assert sort_keys(engine.query("card")) == ["Z", "a", "aa", "b", "é", "日", "🎂"]
    assert sort_keys(engine.query("card", backwards=True)) == ["🎂", "日", "é", "b", "aa", "a", "Z"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("", None, ["a", "b", "c", "d"]),
        ("b", None, ["b", "c", "d"]),
        ("", "c", ["a", "b"]),
        ("b", "d", ["b", "c"]),
        ("aa", "bb", ["b"]),
        ("b", "bb", ["b"]),
        ("d", "b", []),
        ("b", "b", []),
        ("", "", []),
        ("x", None, []),
    ],
)
def test_a_range_takes_in_its_lower_bound_and_not_its_upper(
    engine: Engine, low: str, high: str | None, expected: list[str]
) -> None:
    fill(engine, "a", "b", "c", "d")

    assert sort_keys(engine.query("card", low=low, high=high)) == expected
    backwards = engine.query("card", low=low, high=high, backwards=True)
    assert sort_keys(backwards) == expected[::-1]


def test_the_last_before_a_bound_is_found_with_a_limit_of_one(engine: Engine) -> None:
    fill(engine, "a", "b", "c")

    page = engine.query("card", low="a", high="c", backwards=True, limit=1)

    assert sort_keys(page) == ["b"]


@pytest.mark.parametrize("backwards", [False, True])
def test_pages_follow_each_other_without_gap_or_repeat(engine: Engine, backwards: bool) -> None:
    fill(engine, *"abcdefg")
    pages, cursor = [], None

    while not pages or cursor:
        page = engine.query("card", low="b", high="g", backwards=backwards, limit=2, cursor=cursor)
        pages.append(sort_keys(page))
        cursor = page.cursor

    assert pages == (
        [["f", "e"], ["d", "c"], ["b"]] if backwards else [["b", "c"], ["d", "e"], ["f"]]
    )


def test_a_full_page_that_is_the_last_has_no_cursor(engine: Engine) -> None:
    fill(engine, "a", "b", "c")

    assert engine.query("card", limit=3).cursor is None
    assert engine.query("card", low="a", high="c", limit=2).cursor is None
    assert engine.query("card", limit=2).cursor is not None


def test_a_cursor_holds_its_place_while_items_come_and_go(engine: Engine) -> None:
    fill(engine, "a", "c", "e")
    cursor = engine.query("card", limit=2).cursor

    engine.transact([Delete(Key("card", "c")), put(Key("card", "b")), put(Key("card", "d"))])

    assert sort_keys(engine.query("card", cursor=cursor)) == ["d", "e"]


def test_a_cursor_that_is_forged_or_of_another_query_is_refused(engine: Engine) -> None:
    fill(engine, "a", "b", "c")
    cursor = engine.query("card", limit=1).cursor

    for query in (
        {"pk": "other"},
        {"low": "b"},
        {"high": "a"},
        {"cursor": "W10="},
        {"cursor": "é"},
    ):
        with pytest.raises(ValueError, match="cursor"):
            engine.query(**{"pk": "card", "cursor": cursor} | query)


def test_a_page_has_room_for_one_item_at_least(engine: Engine) -> None:
    with pytest.raises(ValueError, match="at least"):
        engine.query("card", limit=0)


def test_a_partition_nobody_wrote_to_is_empty(engine: Engine) -> None:
    assert engine.query("card") == Page([], None)
    assert engine.query("", limit=1) == Page([], None)


def test_a_long_partition_is_read_to_its_end(engine: Engine) -> None:
    for number in range(12):
        engine.write(put(Key("card", f"{number:02}"), s="x" * 200_000))
    seen, cursor = [], None

    while not seen or cursor:
        page = engine.query("card", high="11", cursor=cursor)
        seen += sort_keys(page)
        cursor = page.cursor

    assert seen == [f"{number:02}" for number in range(11)]
    assert len(engine.query("card", limit=11).items) == 11


# What is due


def owed(engine: Engine, until: str = "9", limit: int = 10) -> list[str]:
    return [key.sk for key in engine.due("push", until=until, limit=limit)]


def test_what_is_due_comes_the_earliest_first(engine: Engine) -> None:
    for sk, due_at in [("C", "3"), ("A", "1"), ("B", "2"), ("D", "4")]:
        engine.write(put(Key(f"card {sk}", sk), due="push", due_at=due_at))
    engine.write(put(Key("mail", "M"), due="mail", due_at="1"))

    assert owed(engine, until="3") == ["A", "B", "C"]
    assert owed(engine, limit=2) == ["A", "B"]
    assert owed(engine, until="0") == owed(engine, until="") == []
    assert engine.due("push", until="1", limit=1) == [Key("card A", "A")]


def test_only_what_has_both_a_partition_and_a_time_is_due(engine: Engine) -> None:
    engine.transact(
        [put(due="push"), put(THERE, due_at="1"), put(Key("x", "x"), due="push", due_at="1")]
    )

    assert owed(engine) == ["x"]


def test_what_is_done_is_no_longer_due(engine: Engine) -> None:
    engine.transact([put(Key("a", sk), due="push", due_at="1") for sk in "123"])

    engine.write(Update(Key("a", "1"), set={"due": None}, expect=PRESENT))
    engine.write(put(Key("a", "2")))
    engine.write(Delete(Key("a", "3")))

    assert owed(engine) == []


def test_what_is_put_off_is_due_later(engine: Engine) -> None:
    engine.write(put(due="push", due_at="1"))

    engine.write(Update(HERE, set={"due_at": "5"}))

    assert owed(engine, until="4") == []
    assert owed(engine, until="5") == ["C"]


# Scans


def segment_of(engine: Engine, segment: int, segments: int) -> list[Key]:
    page = engine.scan(segment=segment, segments=segments)
    return [Key(found["pk"], found["sk"]) for found in page.items]


@pytest.mark.parametrize("segments", [1, 2, 5])
def test_segments_share_out_the_table_by_whole_partitions(engine: Engine, segments: int) -> None:
    for number in range(12):
        fill(engine, "b", "a", "c", pk=f"card {number}")

    parts = [segment_of(engine, number, segments) for number in range(segments)]

    found = [key for part in parts for key in part]
    assert len(found) == len(set(found)) == 36
    assert [key.sk for key in found] == ["a", "b", "c"] * 12
    assert sum(one.pk != other.pk for one, other in pairwise(found)) == 11


def test_a_scan_goes_on_after_its_cursor(engine: Engine) -> None:
    for number in range(12):
        engine.write(put(Key(f"card {number % 3}", f"{number:02}"), s="x" * 200_000))
    seen, cursor = [], None

    while not seen or cursor:
        page = engine.scan(cursor=cursor)
        seen += sort_keys(page)
        cursor = page.cursor

    assert sorted(seen) == [f"{number:02}" for number in range(12)]


# Alike

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
def both_engines(client: "DynamoDBClient") -> Iterator[tuple[Engine, Engine]]:
    create_table(client, "alike")
    try:
        yield SqliteEngine(None), DynamoEngine(client, "alike")
    finally:
        client.delete_table(TableName="alike")


@settings(max_examples=40, deadline=None)
@given(work=st.lists(TRANSACTIONS, max_size=8), queries=st.lists(QUERIES, max_size=4))
def test_both_engines_answer_the_same_to_any_work(
    dynamodb: "DynamoDBClient", work: list[list[Operation]], queries: list[dict[str, object]]
) -> None:
    with both_engines(dynamodb) as (one, other):
        assert [outcome(one, each) for each in work] == [outcome(other, each) for each in work]
        assert contents(one) == contents(other)
        for query in queries:
            assert one.query(**query) == other.query(**query)
        for engine in (one, other):
            due = engine.due("push", until="2", limit=9)
            assert set(due) == due_by_the_items(engine)
