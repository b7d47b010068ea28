"""The index of what is due, on each engine."""

from functions.store.engine import Delete, Engine, Key, Update
from tests.contracts.items import HERE, PRESENT, THERE, put


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
