"""What a write expects to find, and what cancels it, on each engine."""

import pytest

from functions.store.engine import Check, Delete, Engine, Expect, Operation, Put, Update
from tests.contracts.items import ABSENT, HERE, PRESENT, item, refused

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
