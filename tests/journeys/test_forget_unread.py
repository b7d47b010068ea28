"""Whoever asks to be forgotten is, also when their card cannot be read any more."""

import json
from typing import Any

import pytest

from functions.journeys import face, hold_pass
from functions.journeys.forget import forget, forget_again
from functions.records import HeldCard, Registration
from functions.store.engine import Delete
from functions.store.keys import card as card_key
from tests.functions.store.forger import Forger
from tests.shop import Card, Shop

CAFE = "cafe-poincon"
HARMS: dict[str, Any] = {
    "a card without a date": lambda ada: ada.on_card(joined_at=None),
    "a card that counts in words": lambda ada: ada.on_card(seq="one"),
    "no card": lambda ada: ada.engine.write(Delete(card_key(CAFE, ada.card))),
}


@pytest.fixture(name="held", params=HARMS)
def _held(shop: Shop, request: pytest.FixtureRequest) -> HeldCard:
    """Ada's card, that an iPhone holds, before it was damaged."""
    form = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
    sent = {"Idempotency-Key": "form-0000000000000001"}
    joined = shop.web.post(f"/v1/programs/{CAFE}/members", json=form, headers=sent)
    shop.pair().earn(Card(shop, joined.json["card_url"]).code)
    (held,) = shop.services.cards.every(CAFE)
    phone = Registration(device="f0" * 16, push_token="ab" * 32, at=shop.now)
    hold_pass.register(shop.services, face.serial(CAFE, held.card.id), phone)
    HARMS[request.param](forger(shop, held))
    return held


def forger(shop: Shop, held: HeldCard) -> Forger:
    return Forger(shop.services.cards.engine, CAFE, held.card.id)  # type: ignore[attr-defined]


def everything(shop: Shop) -> str:
    """The whole store as text."""
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    return json.dumps(engine.scan().items)


def test_the_person_and_the_phone_of_a_damaged_card_are_erased(shop: Shop, held: HeldCard) -> None:
    assert "Ada" in everything(shop) and '"JOIN"' in everything(shop)

    assert forget(shop.services, CAFE, held.short_code) is None

    left = everything(shop)
    assert "Ada" not in left and "f0" * 16 not in left and '"JOIN"' not in left
    assert shop.services.archive.forgotten(CAFE) == {held.card.id}
    assert [entry.seq for entry in shop.services.cards.history(CAFE, held.card.id)] == [1]


def test_again_after_a_restore_too_with_the_first_date(shop: Shop, held: HeldCard) -> None:
    first = shop.now

    assert forget_again(shop.services, CAFE, held.card.id, first)
    assert not forget_again(shop.services, CAFE, held.card.id, shop.later(days=2).now)

    assert "Ada" not in everything(shop)
    assert shop.services.archive.forgotten(CAFE) == {held.card.id}
