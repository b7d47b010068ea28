"""A frozen card: what is written on it is decided on what its entries say, or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from functions.journeys import audit
from functions.journeys.night import night
from loyalty.entry import instant_text
from tests.builders import program_data
from tests.functions.store.forger import Forger, forger
from tests.journeys.plants import forge_one_more
from tests.shop import Card, Shop

COFFEE = program_data(stamps__threshold=9, limits__cooldown_minutes=1)
RULE = {"friend": {"units": 1}, "referrer": {"units": 2}}


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    return Shop(shared, data=COFFEE | {"referral": RULE})


@pytest.fixture(name="ada")
def _ada(shop: Shop) -> Card:
    """Two stamps."""
    card = shop.join("Ada")
    for _ in range(2):
        assert shop.later(hours=2).pair().earn(card.code).status_code == 201
    return card


def frozen(shop: Shop, spoil: Callable[[Forger], object], name: str = "Ada") -> Forger:
    """The card once that was done to it and an audit came by."""
    spoilt = forger(shop, name)
    spoil(spoilt)
    story = shop.services.audits.story(shop.program.id, spoilt.card)
    shop.services.audits.freeze(story, codes(shop, spoilt)[0])
    return spoilt


def codes(shop: Shop, card: Forger) -> list[str]:
    story = shop.services.audits.story(shop.program.id, card.card)
    _, found = audit.settled(shop.services, story)
    return [difference.code for difference in found]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda card: card.on_card(lots=[["stamps", 8]]),
        lambda card: card.on_card(lots=[]),
        lambda card: card.on_card(visits=99, since=7, recent=[]),
    ],
)
def test_a_stamp_puts_a_card_right_that_was_stored_wrong(
    shop: Shop, ada: Card, spoil: Callable[[Forger], object]
) -> None:
    card = frozen(shop, spoil)

    stamped = shop.later(hours=2).pair().earn(ada.code)

    assert stamped.status_code == 201
    assert stamped.json["card"]["balance"]["text"] == "3/9"
    assert card.entries[-1]["balance_after"] == {"stamps": 3}
    assert codes(shop, card) == []


def test_what_is_taken_back_on_it_is_right_as_well(shop: Shop, ada: Card) -> None:
    sold = shop.later(hours=2).pair().earn(ada.code).json["operation"]
    card = frozen(shop, lambda card: card.on_card(lots=[["stamps", 8]]))

    assert shop.pair().refund(ada.code, sold).status_code == 201

    assert card.entries[-1]["balance_after"] == {"stamps": 2}
    assert codes(shop, card) == []


def test_nothing_is_given_for_it_although_it_was_put_right(shop: Shop, ada: Card) -> None:
    card = frozen(shop, lambda card: card.on_card(visits=99))
    assert shop.later(hours=2).pair().earn(ada.code).status_code == 201

    refused = shop.pair().redeem(ada.code)

    assert (refused.status_code, refused.json["code"]) == (422, "card-frozen")
    assert card.head["frozen"] == "card-visits"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda card: card.drop(card.entries[-1]),
        forge_one_more,
        lambda card: card.on_entry(0, balance_after={"stamps": 9}),
        lambda card: card.on_entry(0, recorded_at="0001-01-01T00:00:00.000Z", rehash=True),
        lambda card: card.on_entry(0, kind="barter"),
        lambda card: card.on_card(head="ab" * 32),
    ],
)
def test_no_stamp_is_written_behind_entries_that_are_in_doubt(
    shop: Shop, ada: Card, spoil: Callable[[Forger], object]
) -> None:
    card = frozen(shop, spoil)
    entries, head = card.entries, card.head

    refused = shop.later(hours=2).pair().earn(ada.code)

    assert (refused.status_code, refused.json["code"]) == (422, "card-frozen")
    assert "Rien n’a été enregistré" in refused.json["detail"]
    assert (card.entries, card.head) == (entries, head)


def test_the_night_plays_the_other_cards(shared: Path) -> None:
    shop = Shop(shared, data=program_data(stamps__threshold=9, stamps__expires_months=1))
    for name in ("Ben", "Cleo"):
        assert shop.pair().earn(shop.join(name).code).status_code == 201
    ben = frozen(shop, lambda card: card.on_entry(0, till="another"), "Ben")

    played = night(shop.later(days=70).services)

    assert (played.ended, played.failed) == (1, 1)
    assert len(ben.entries) == 1


def test_thanks_wait_until_the_card_is_right(shop: Shop, ada: Card) -> None:
    page = ada.page()
    begin = page.index("https://cards.example.org/r/")
    token = page[begin:].split('"')[0].rpartition("/")[2]
    ben = shop.join("Ben", invitation=token)
    for _ in range(2):
        assert shop.later(days=1).pair().earn(ben.code).status_code == 201
    right = forger(shop).head["head"]
    card = frozen(shop, lambda card: card.on_card(head="ab" * 32))

    waiting = night(shop.later(days=1).services)
    card.on_card(head=right)

    assert waiting.thanked == 0
    assert night(shop.later(days=1).services).thanked == 1
    assert card.entries[-1]["recorded_at"] == instant_text(shop.now)
