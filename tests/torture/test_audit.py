"""The audit finds nothing where all is well, and each fault by its name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from functions.store import keys
from functions.store.engine import Delete, Key, Put, Update
from tests.shop import Card, Phone, Shop
from tests.torture.audit import Verdict, of_the_file
from tests.torture.journal import Asked, Given, Told

pytestmark = pytest.mark.long

JOIN_KEY = "join-key-00000000"
FIRST, SECOND = "operation-00000001", "operation-00000002"


@dataclass(slots=True)
class Played:
    """Two stamps on one card, and what the phones were told."""

    shop: Shop
    told: Told
    card: Any
    till: Phone

    @property
    def engine(self) -> Any:
        return self.shop.services.cards.engine

    def entry(self, operation: str) -> Key:
        return keys.entry(self.shop.program.id, self.card, operation)

    def faults(self) -> dict[str, list[str]]:
        """What is found, by name; what is not there is left out."""
        found = of_the_file(self.shop.house, self.shop.program.id, self.told).faults
        return {name: said for name, said in found.items() if said}

    def stamp(self, code: str, operation: str) -> Any:
        """By a phone that is paired just then: an hour on, an older one's token has ended."""
        self.till = self.shop.later(hours=1).pair()
        return self.till.earn(code, key=operation).json

    def answered(self, operation: str, status: int, said: Any, *, began: float = 2.0) -> None:
        """One more last answer."""
        given = Given(status=status, said=said, began=began, came=began + 1)
        self.told.operations[operation].answers.append(given)


@pytest.fixture(name="played")
def _played(shop: Shop) -> Played:
    form = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
    path = f"/v1/programs/{shop.program.id}/members"
    joined = shop.web.post(path, json=form, headers={"Idempotency-Key": JOIN_KEY}).json
    held = next(iter(shop.services.cards.every(shop.program.id)))
    told = Told(names={JOIN_KEY: "Ada"})
    told.joins[JOIN_KEY].append(joined["card_url"])
    played = Played(shop, told, held.card.id, shop.pair())
    for operation in (FIRST, SECOND):
        told.operations[operation] = Asked("earns", held.short_code, {})
        said = played.stamp(Card(shop, joined["card_url"]).code, operation)
        played.answered(operation, 201, said, began=0.0)
    return played


def test_a_shop_in_order_has_no_fault(played: Played) -> None:
    played.answered(FIRST, 200, played.told.operations[FIRST].answers[0].said)

    assert of_the_file(played.shop.house, played.shop.program.id, played.told) == Verdict()


def test_an_accepted_entry_that_is_gone_is_lost_and_breaks_the_chain(played: Played) -> None:
    played.engine.write(Delete(played.entry(FIRST)))

    faults = played.faults()

    assert faults["lost"] == [f"earns {FIRST}: accepted, and not in the ledger"]
    assert f"card {played.card}: entry 2 does not follow 0" in faults["breaches"]


def test_an_entry_that_nobody_asked_for_is_a_ghost(played: Played) -> None:
    del played.told.operations[SECOND]

    assert played.faults() == {"ghost": [f"{SECOND}: nobody asked for it"]}


def test_an_entry_that_was_refused_is_a_ghost(played: Played) -> None:
    asked = played.told.operations[SECOND]
    asked.answers[:] = [replace(asked.answers[0], status=422)]

    assert played.faults() == {"ghost": [f"earns {SECOND}: refused, and in the ledger"]}


def test_one_operation_on_two_cards_is_duplicated(played: Played) -> None:
    other = played.shop.join("Ben")
    played.stamp(other.code, FIRST)

    assert played.faults()["duplicated"] == [f"earns {FIRST}: 2 entries"]


def test_two_answers_to_one_operation_are_divergent(played: Played) -> None:
    first = played.told.operations[FIRST].answers[0].said
    played.answered(FIRST, 200, {**first, "headline": "else"})

    assert played.faults() == {"divergent": [f"earns {FIRST}: answered in two ways"]}


def test_a_refusal_after_an_acceptance_is_divergent(played: Played) -> None:
    played.answered(FIRST, 422, {"code": "too-soon"})

    assert played.faults() == {"divergent": [f"earns {FIRST}: refused after it had been accepted"]}


def test_a_refusal_beside_an_acceptance_is_none(played: Played) -> None:
    played.answered(FIRST, 422, {"code": "reward-ready"}, began=0.5)

    assert played.faults() == {}


def test_a_card_that_no_form_made_is_a_ghost(played: Played) -> None:
    played.shop.join("Ben")

    assert list(played.faults()) == ["ghost"]


def test_a_form_whose_card_is_not_there_is_lost(played: Played) -> None:
    played.told.names["join-key-00000001"] = "Ben"
    played.told.joins["join-key-00000001"].append("/c/nowhere")

    assert list(played.faults()) == ["lost"]


def test_a_form_that_was_answered_with_another_card_is_divergent(played: Played) -> None:
    played.told.joins[JOIN_KEY].append("/c/another")

    assert list(played.faults()) == ["divergent"]


def _entry(**changes: Any) -> Callable[[Played], Update]:
    return lambda played: Update(played.entry(SECOND), set=changes)


def _card(**changes: Any) -> Callable[[Played], Update]:
    return lambda played: Update(keys.card(played.shop.program.id, played.card), set=changes)


def _till(**changes: Any) -> Callable[[Played], Update]:
    return lambda played: Update(
        keys.device(played.shop.program.id, played.till.tokens["device"]), set=changes
    )


@pytest.mark.parametrize(
    ("tampered", "said"),
    [
        (_entry(units=5), "entry 2 is not the one that was sealed"),
        (_entry(balance_after={"stamps": 9}), "entry 2 says {'stamps': 9}, and it is"),
        (_entry(previous_hash="0" * 64), "entry 2 does not follow 1"),
        (_entry(changes=[{"account": "stamps", "units": -4}]), "entry 2 takes what is not there"),
        (_card(visits=7), "the card is not what its entries add up to"),
        (_card(want=1), "its wallets would be told of another entry"),
        (_till(hour_count=0), "0 scans counted"),
        (_till(hour_count=9), "9 scans counted"),
    ],
)
def test_what_was_tampered_with_is_a_breach(
    played: Played, tampered: Callable[[Played], Update], said: str
) -> None:
    played.engine.write(tampered(played))

    assert any(said in found for found in played.faults()["breaches"])


def test_an_entry_that_was_copied_to_another_place_is_a_breach(played: Played) -> None:
    item = played.engine.get(played.entry(SECOND))
    played.engine.write(Put({**item, "sk": "E#operation-00000003"}))

    assert played.faults()["breaches"]
