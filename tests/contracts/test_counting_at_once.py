"""Eight at one moment: so many as the limit says get through, whoever was first."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from functions.failures import TooManyJoins, TooManyTries, TooManyTypedCodes
from functions.store.devices import TRIES_A_MINUTE, DeviceStore
from functions.store.engine import Engine
from functions.store.ledger import LedgerStore
from passes.card_code import new_card_id
from tests.contracts.places import Place, at_once
from tests.functions.store.shelf import CODE, JOINED, SHOP, fresh, paired

EIGHT = 8
TILL = "till-1"


def got_through(place: Place, ask: Callable[[Engine], object], refusal: type[Exception]) -> int:
    """How many of eight, with three tries each, were not refused."""

    def three() -> int:
        through = 0
        with place.opened() as engine:
            for _ in range(3):
                with suppress(refusal):
                    ask(engine)
                    through += 1
        return through

    return sum(at_once([three] * EIGHT))


@pytest.mark.parametrize("at_most", [1, 5, 23])
def test_of_codes_typed_at_once_exactly_so_many_are_looked_up(place: Place, at_most: int) -> None:
    with place.opened() as engine:
        paired(engine, TILL)

    def type_one(engine: Engine) -> None:
        DeviceStore(engine).count_typed(SHOP, TILL, at_most, JOINED)

    assert got_through(place, type_one, TooManyTypedCodes) == at_most


def test_of_pairing_codes_tried_at_once_exactly_so_many_are_looked_up(place: Place) -> None:
    with place.opened():
        pass

    def try_one(engine: Engine) -> None:
        DeviceStore(engine).count_try(CODE, JOINED)

    assert got_through(place, try_one, TooManyTries) == TRIES_A_MINUTE


def test_of_cards_asked_for_at_once_exactly_so_many_are_made(place: Place) -> None:
    def join(engine: Engine) -> object:
        cards = LedgerStore(engine)
        return cards.create(fresh(new_card_id()), [], None, joins_per_hour=5)

    assert got_through(place, join, TooManyJoins) == 5

    with place.opened() as engine:
        assert len(list(LedgerStore(engine).every(SHOP))) == 5
