"""One card, many tills, one moment: every stamp once, the chain whole, the card as it adds up."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest

from functions.store import keys
from functions.store.engine import Engine
from functions.store.ledger import LedgerStore
from loyalty.card import replay
from tests.contracts.places import Place, at_once
from tests.contracts.tills import CARD, opened, stamp, stamps
from tests.functions.store.shelf import SHOP, head

TILLS = [f"till-{number}" for number in range(8)]
STAMPS = 3


@pytest.fixture(name="ledger")
def _ledger(place: Place) -> Iterator[LedgerStore]:
    opened(place, TILLS)
    with place.opened() as engine:
        yield LedgerStore(engine)


def counted(engine: Engine, till: str) -> object:
    return (engine.get(keys.device(SHOP, till)) or {}).get("hour_count")


def assert_whole(ledger: LedgerStore, operations: list[str]) -> None:
    """Each operation has one entry, in a chain without a gap, and the card is what they make."""
    history = ledger.history(SHOP, CARD)
    assert sorted(entry.operation for entry in history) == sorted(operations)
    assert [entry.seq for entry in history] == list(range(1, len(operations) + 1))
    assert replay(SHOP, CARD, history) == head(ledger, CARD).card


def test_eight_tills_that_stamp_one_card_at_once_all_get_their_stamps(
    ledger: LedgerStore, place: Place
) -> None:
    written = at_once([partial(stamps, place, till, STAMPS) for till in TILLS])

    assert_whole(ledger, [operation for some in written for operation in some])
    assert {counted(ledger.engine, till) for till in TILLS} == {STAMPS}


def test_eight_threads_of_one_server_do_the_same(ledger: LedgerStore) -> None:
    operations = {till: [f"operation-of-{till}-{n:04}" for n in range(STAMPS)] for till in TILLS}

    def serve(till: str) -> None:
        for operation in operations[till]:
            stamp(ledger.engine, till, operation)

    at_once([partial(serve, till) for till in TILLS])

    assert_whole(ledger, [operation for some in operations.values() for operation in some])
    assert {counted(ledger.engine, till) for till in TILLS} == {STAMPS}


@pytest.mark.server
def test_processes_do_the_same(ledger: LedgerStore, place: Place) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        both = [processes.submit(stamps, place, till, 6) for till in TILLS[:2]]
        written = [each.result(timeout=60) for each in both]

    assert_whole(ledger, written[0] + written[1])
    assert [counted(ledger.engine, till) for till in TILLS[:2]] == [6, 6]


def test_one_operation_sent_by_eight_at_once_is_one_entry_and_all_get_it(
    ledger: LedgerStore, place: Place
) -> None:
    def send(operation: str) -> object:
        with place.opened() as engine:
            return stamp(engine, TILLS[0], operation)

    operations = [f"operation-{turn:012d}" for turn in range(6)]
    for operation in operations:
        got = at_once([partial(send, operation)] * 8)

        assert got == [got[0]] * 8

    assert_whole(ledger, operations)
    assert counted(ledger.engine, TILLS[0]) == len(operations)


def test_tills_that_begin_an_hour_together_are_all_counted(
    ledger: LedgerStore, place: Place
) -> None:
    def begin(operation: str) -> object:
        with place.opened() as engine:
            return stamp(engine, TILLS[0], operation)

    operations = [f"operation-of-hour-{number:04}" for number in range(8)]
    at_once([partial(begin, operation) for operation in operations])

    assert_whole(ledger, operations)
    assert counted(ledger.engine, TILLS[0]) == len(operations)
