"""The simulation finds what it is there to find: an engine that does not keep its word is seen
within a few worlds.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from functions.store.engine import Cancelled, Expect, Operation, Put, Update
from functions.store.sqlite import SqliteEngine
from tests.simulation.verdict import Score, judge
from tests.simulation.world import World

Change = Callable[[Operation], Operation | None]
OPERATIONS = 150
SEEDS = range(6)


class Broken(SqliteEngine):
    """A real engine to which somebody says something else than was said."""

    def __init__(self, change: Change) -> None:
        super().__init__(None)
        self._change = change

    def transact(self, operations: Sequence[Operation]) -> None:
        changed = [self._change(operation) for operation in operations]
        try:
            super().transact([operation for operation in changed if operation])
        except Cancelled as refused:
            found = iter(refused.found)
            raise Cancelled([next(found) if one else False for one in changed]) from None


def overwrites(operation: Operation) -> Operation:
    """An entry may stand where there is one already."""
    is_entry = isinstance(operation, Put) and str(operation.item["sk"]).startswith("E#")
    return replace(operation, expect=Expect()) if is_entry else operation


def ignores_the_version(operation: Operation) -> Operation:
    """A card may have been written since it was read."""
    if not _is_of_a_card(operation):
        return operation
    kept = {name: value for name, value in operation.expect.equals.items() if name != "seq"}
    return replace(operation, expect=replace(operation.expect, equals=kept, present=True))


def drops_the_card(operation: Operation) -> Operation | None:
    """The entry is written, and its card is not."""
    is_of_entry = _is_of_a_card(operation) and "head" in operation.set  # type: ignore[union-attr]
    return None if is_of_entry else operation


def lets_everybody_in(operation: Operation) -> Operation:
    """Whether a phone was shut out, nobody asks; nor how often it has written."""
    if not (isinstance(operation, Update) and "hour_count" in operation.add):
        return operation
    kept = {name: value for name, value in operation.expect.equals.items() if name == "hour"}
    return replace(operation, expect=Expect(equals=kept))


def _is_of_a_card(operation: Operation) -> bool:
    return isinstance(operation, Update) and operation.key.sk == "A#CARD"


def found(change: Change) -> Score:
    """What the worlds with such an engine come to, until one of them is not clean."""
    total = Score()
    for seed in SEEDS:
        total.add(judge(World(seed, OPERATIONS, Broken(change)).play()))
        if not total.is_clean:
            break
    return total


def kept(operation: Operation) -> Operation:
    """Nothing is changed."""
    return operation


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (overwrites, "duplicated"),
        (ignores_the_version, "breaches"),
        (drops_the_card, "breaches"),
        (lets_everybody_in, "breaches"),
    ],
)
def test_an_engine_that_does_not_keep_its_word_is_seen(change: Change, seen: str) -> None:
    score = found(change)

    assert score.wrong[seen], str(score)


def test_an_engine_that_keeps_it_is_not_accused() -> None:
    score = judge(World(0, OPERATIONS, Broken(kept)).play())

    assert score.is_clean, "\n".join(score.stories)
