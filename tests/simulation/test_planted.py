"""The simulation finds what it is there to find: an engine that does not keep its word, a house
that says no for nothing or tells no wallet is seen within a few worlds.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest

from functions.journeys import scan, tell_wallets
from functions.journeys.tell_wallets import BATCH, Swept
from functions.ports import Services
from functions.store.engine import Cancelled, Expect, Operation, Put, Update
from functions.store.items import UNTOLD
from functions.store.sqlite import SqliteEngine
from loyalty.errors import RewardReady, TooSoon, UnknownCard
from tests.simulation.verdict import Score, judge
from tests.simulation.world import World

pytestmark = pytest.mark.long

Change = Callable[[Operation], Operation | None]
OPERATIONS = 150
SEEDS = range(6)
NAMES = {"undo": "reverse"}


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


def kept(operation: Operation) -> Operation:
    """Nothing is changed."""
    return operation


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
    if not (isinstance(operation, Update) and {"hour_count", "late_count"} & set(operation.add)):
        return operation
    periods = ("hour", "late_hour")
    kept = {name: value for name, value in operation.expect.equals.items() if name in periods}
    return replace(operation, expect=Expect(equals=kept))


def never_full(operation: Operation) -> Operation:
    """Nobody asks how often a phone has written in its hour."""
    expect = operation.expect
    return replace(operation, expect=replace(expect, below={})) if expect.below else operation


def leaves_the_name(operation: Operation) -> Operation | None:
    """Who is forgotten goes from the store, and the wallets are not to hear of it."""
    if not (_is_of_a_card(operation) and UNTOLD in operation.set.values()):  # type: ignore[union-attr]
        return operation
    told = ("done_", "due", "want")
    kept = {n: v for n, v in operation.set.items() if not n.startswith(told)}  # type: ignore[union-attr]
    return replace(operation, set=kept)


def only_notes(services: Services) -> Swept:
    """A sweep that notes as told what it has told nobody."""
    swept = Swept()
    for held in services.outbox.due(services.clock(), BATCH):
        claimed = services.outbox.claim(held, services.clock())
        for wallet in claimed.behind if claimed else ():
            assert claimed
            claimed = services.outbox.told(claimed, wallet)
            swept.told += 1
    return swept


def never(*_: Any, **__: Any) -> Any:
    """Whatever is asked, it is too soon."""
    raise TooSoon()


def nobody(*_: Any, **__: Any) -> Any:
    """Whatever is asked, the card is not known."""
    raise UnknownCard()


def every_other(decide: Callable[..., Any]) -> Callable[..., Any]:
    """Half of the time a reward is ready that is not there."""
    numbers = count()

    def decided(*asked: Any, **told: Any) -> Any:
        if next(numbers) % 2:
            raise RewardReady()
        return decide(*asked, **told)

    return decided


def _is_of_a_card(operation: Operation) -> bool:
    return isinstance(operation, Update) and operation.key.sk == "A#CARD"


def found(change: Change = kept) -> Score:
    """What the worlds with such an engine come to, until one of them is not clean."""
    total = Score()
    for seed in SEEDS:
        total.add(judge(World(seed, OPERATIONS, Broken(change)).play()))
        if not total.is_clean:
            break
    return total


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (overwrites, "duplicated"),
        (ignores_the_version, "breaches"),
        (drops_the_card, "breaches"),
        (lets_everybody_in, "breaches"),
        (never_full, "breaches"),
    ],
)
def test_an_engine_that_does_not_keep_its_word_is_seen(change: Change, seen: str) -> None:
    score = found(change)

    assert score.wrong[seen], str(score)


@pytest.mark.parametrize("decide", [never, nobody, every_other(scan.decide_earn)])
def test_a_house_that_stamps_nobody_is_seen(decide: Any) -> None:
    with patch.object(scan, "decide_earn", decide):
        score = found()

    assert "was refused for nothing" in score.stories[0]
    assert "earn" in score.too_seldom


def test_a_house_that_says_no_to_everything_else_is_seen() -> None:
    seen = {}
    for kind in ("redeem", "undo", "refund", "grant"):
        with patch.object(scan, f"decide_{kind}", never):
            seen[kind] = found()

    for kind, score in seen.items():
        said = f"({NAMES.get(kind, kind)}) was refused for nothing: too-soon"
        assert any(said in story for story in score.stories), kind


def test_a_sweep_that_only_notes_what_it_should_tell_is_seen() -> None:
    with patch.object(tell_wallets, "sweep", only_notes):
        score = found()

    assert any("shows entry" in story for story in score.stories), str(score)


def test_a_name_that_stays_in_a_wallet_is_seen() -> None:
    score = found(leaves_the_name)

    assert any("shows the name" in story for story in score.stories), str(score)


def test_an_engine_that_keeps_it_is_not_accused() -> None:
    score = judge(World(0, OPERATIONS, Broken(kept)).play())

    assert score.is_clean, "\n".join(score.stories)
