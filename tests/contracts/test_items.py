"""What is put, updated and deleted, on each engine."""

import pytest
from botocore.exceptions import ClientError

from functions.store.engine import Check, Delete, Engine, Expect, Key, Operation, Put, Update, Value
from tests.contracts.items import HERE, THERE, fill, item, put, sort_keys


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
