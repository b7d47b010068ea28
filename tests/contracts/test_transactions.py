"""All of it or nothing, on each engine."""

from functions.store.engine import Check, Delete, Engine, Expect, Key, Put, Update
from tests.contracts.items import ABSENT, PRESENT, THERE, fill, item, put, refused


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
