"""What is done at the same moment: somebody wins, nobody is half heard, nothing is lost."""

from functools import partial
from time import sleep

import pytest

from functions.store.engine import (
    Cancelled,
    Check,
    Engine,
    Expect,
    Item,
    Key,
    Operation,
    Put,
    Update,
)
from tests.contracts.items import ABSENT, HERE, THERE, item
from tests.contracts.places import at_once, transact

pytestmark = pytest.mark.long

RACES = 60
ROUNDS = 30
STEPS = 10


def tried(engine: Engine, *operations: Operation) -> tuple[Item | bool | None, ...]:
    """What stood in its way; nothing where it was written."""
    try:
        transact(engine, *operations)
    except Cancelled as cancelled:
        return cancelled.found
    return ()


def number(engine: Engine, key: Key = HERE) -> int:
    found = engine.get(key) or {}
    n = found.get("n", 0)
    assert isinstance(n, int)
    return n


def test_of_many_who_want_the_same_one_gets_it_and_all_others_see_who(
    engines: list[Engine],
) -> None:
    for turn in range(RACES):
        claims = [item(Key("claims", f"{turn}"), by=who) for who in range(len(engines))]
        claim = [
            partial(tried, engine, Put(mine, ABSENT), Update(HERE, add={"n": 1}))
            for engine, mine in zip(engines, claims, strict=True)
        ]

        found = at_once(claim)

        winner = engines[0].get(Key("claims", f"{turn}"))
        assert winner in claims
        assert found[claims.index(winner)] == ()
        assert found.count((winner, False)) == len(engines) - 1

    assert number(engines[0]) == RACES


def test_who_counts_together_loses_nothing(engines: list[Engine]) -> None:
    def count(engine: Engine) -> None:
        for _ in range(STEPS):
            transact(engine, Update(HERE, add={"n": 1}), Update(THERE, add={"n": -1}))

    at_once([partial(count, engine) for engine in engines])

    total = STEPS * len(engines)
    assert (number(engines[0]), number(engines[0], THERE)) == (total, -total)


def test_a_version_that_many_have_read_is_written_by_one(engines: list[Engine]) -> None:
    transact(engines[0], Put(item(n=0)))

    def write(engine: Engine) -> int:
        won, seen = 0, 0
        while (seen := number(engine)) < ROUNDS:
            next_one = Update(HERE, set={"n": seen + 1}, expect=Expect(equals={"n": seen}))
            won += tried(engine, next_one, Update(THERE, add={"n": 1})) == ()
        return won

    won = at_once([partial(write, engine) for engine in engines])

    assert sum(won) == number(engines[0]) == number(engines[0], THERE) == ROUNDS


def test_two_transactions_that_cross_wait_for_nobody_for_ever(engines: list[Engine]) -> None:
    def move(engine: Engine, giver: Key, taker: Key) -> None:
        for _ in range(STEPS):
            transact(engine, Update(giver, add={"n": -1}), Update(taker, add={"n": 1}))

    crossing = [(HERE, THERE), (THERE, HERE)] * (len(engines) // 2)
    at_once([partial(move, engine, *way) for engine, way in zip(engines, crossing, strict=True)])

    assert (number(engines[0]), number(engines[0], THERE)) == (0, 0)


def test_of_two_that_each_forbid_the_other_one_happens(engines: list[Engine]) -> None:
    for turn in range(ROUNDS):
        one, other = Key("one", f"{turn}"), Key("other", f"{turn}")
        ways = [(one, other), (other, one)] * (len(engines) // 2)
        taken = [
            partial(tried, engine, Put(item(mine), ABSENT), Check(theirs, ABSENT))
            for engine, (mine, theirs) in zip(engines, ways, strict=True)
        ]

        found = at_once(taken)

        assert found.count(()) == 1
        assert (engines[0].get(one) is None) != (engines[0].get(other) is None)


def test_who_sees_the_one_half_of_a_transaction_sees_the_other(engines: list[Engine]) -> None:
    writer, *readers = engines

    def write() -> bool:
        for turn in range(1, ROUNDS + 1):
            transact(writer, Put(item(HERE, n=turn)), Put(item(THERE, n=turn)))
        return True

    def read(engine: Engine, first: Key, second: Key) -> bool:
        seen = 0
        while seen < ROUNDS:
            seen = number(engine, first)
            if number(engine, second) < seen:
                return False
            sleep(0.001)
        return True

    ways = [(HERE, THERE), (THERE, HERE)] * len(engines)
    watch = [partial(read, engine, *way) for engine, way in zip(readers, ways, strict=False)]

    assert all(at_once([write, *watch]))


def test_a_cancelled_transaction_is_never_seen(engines: list[Engine]) -> None:
    transact(engines[0], Put(item(HERE, n=0)))
    over = Expect(equals={"n": 99})

    def fail(engine: Engine) -> bool:
        doomed = [Update(THERE, add={"n": 1}), Update(HERE, set={"n": 1}, expect=over)]
        return all(tried(engine, *doomed) == (False, item(HERE, n=0)) for _ in range(STEPS))

    def look(engine: Engine) -> bool:
        return all(engine.get(THERE) is None for _ in range(STEPS * 2))

    half = len(engines) // 2
    doing = [partial(fail, engine) for engine in engines[:half]]
    assert all(at_once([*doing, *(partial(look, engine) for engine in engines[half:])]))


def test_what_is_due_is_there_for_all_once_it_is_answered(engines: list[Engine]) -> None:
    def mark(engine: Engine, who: int) -> None:
        for turn in range(STEPS):
            transact(engine, Put(item(Key(f"{who}", f"{turn:02}"), due="push", due_at="1")))

    at_once([partial(mark, engine, who) for who, engine in enumerate(engines)])

    due = engines[0].due("push", until="1", limit=1000)
    assert len(due) == len(set(due)) == STEPS * len(engines)


@pytest.mark.parametrize("size", [2, 50])
def test_large_and_small_transactions_on_the_same_items_all_happen(
    engines: list[Engine], size: int
) -> None:
    keys = [Key("many", f"{n:02}") for n in range(size)]

    def count(engine: Engine, backwards: bool) -> None:
        ordered = keys[::-1] if backwards else keys
        transact(engine, *[Update(key, add={"n": 1}) for key in ordered])

    at_once([partial(count, engine, who % 2 == 1) for who, engine in enumerate(engines)])

    assert [number(engines[0], key) for key in keys] == [len(engines)] * size
