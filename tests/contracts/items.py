"""Short words for items and operations, for the tests of what every engine does."""

import pytest

from functions.store.engine import Cancelled, Engine, Expect, Item, Key, Operation, Page, Put, Value

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
