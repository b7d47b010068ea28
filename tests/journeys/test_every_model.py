"""Points, credit, a club, a donation at the till, over HTTP: each with its own words and figures."""

from pathlib import Path
from typing import Any

from functions import presets
from functions.local.development import read_program
from tests.shop import Shop


def shop_of(shared: Path, preset: str, **more: Any) -> Shop:
    """A shop with that preset's program, and perhaps more sections in its file."""
    return Shop(shared, data=read_program(presets.path(preset)) | more)


def test_a_purchase_earns_points_to_the_cent(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join("Paul"), shop.pair()

    first = till.earn(card.code, amount_minor=1299).json
    shop.later(days=1)
    till = shop.pair()
    second = till.earn(card.code, amount_minor=101).json

    assert first["card"]["balance"] == {"label": "POINTS", "text": "12"}
    assert second["card"]["balance"]["text"] == "14"


def test_a_program_that_counts_amounts_asks_for_one(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join(), shop.pair()

    refused = till.earn(card.code)

    assert (refused.status_code, refused.json["code"]) == (422, "amount-missing")
    assert not shop.services.cards.history(shop.program.id, _only(shop))


def test_an_amount_beyond_the_limit_is_refused_in_the_shops_currency(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join(), shop.pair()

    refused = till.earn(card.code, amount_minor=100_001).json

    assert refused["code"] == "amount-too-large"
    assert "1\u202f000\u202f€" in refused["detail"]


def test_points_buy_a_reward_once_there_are_enough(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join(), shop.pair()
    till.earn(card.code, amount_minor=15_000)

    looked = till.get(f"cards/{card.code}").json
    given = till.redeem(card.code, "remise").json

    assert [(r["reward"], r["earned"]) for r in looked["card"]["ready"]] == [("remise", False)]
    assert given["card"]["balance"]["text"] == "50"
    assert till.redeem(card.code, "remise").json["code"] == "not-enough-balance"


def test_a_tier_is_reached_and_said(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join(), shop.pair()

    answer = till.earn(card.code, amount_minor=30_000).json

    assert "Argent" in answer["say"]
    assert "Argent" in answer["headline"]
    assert "Ventes privées un jour avant" in answer["card"]["advantages"]
    assert "Argent" in card.page()


def test_credit_pays_a_part_and_the_rest_stays(shared: Path) -> None:
    shop = shop_of(shared, "restaurant")
    card, till = shop.join(), shop.pair()
    till.earn(card.code, amount_minor=10_000)

    used = till.redeem(card.code, "credit", amount_minor=150).json

    assert used["card"]["balance"]["text"] == "2,50\u202f€"
    assert till.undo(card.code, used["operation"]).json["card"]["balance"]["text"] == "4\u202f€"


def test_a_fee_opens_the_club_and_its_advantages(shared: Path) -> None:
    shop = shop_of(shared, "bookshop-club")
    card, till = shop.join(), shop.pair()
    before = till.get(f"cards/{card.code}").json["card"]

    paid = till.grant(card.code, "club-fee").json

    assert [grant["what"] for grant in before["grants"]] == ["club-trial", "club-fee"]
    assert before["advantages"] == []
    assert paid["card"]["balance"]["text"] == "01/02/2027"
    assert paid["card"]["advantages"][0].startswith("10")
    assert "01/02/2027" in card.page()


def test_what_a_purchase_gives_to_the_cause_is_shown(shared: Path) -> None:
    shop = shop_of(shared, "pet-shop")
    card, till = shop.join(), shop.pair()

    answer = till.earn(card.code, amount_minor=5_050).json

    assert answer["card"]["balance"]["text"] == "1,01\u202f€"
    assert "Refuge de Nantes" in card.page()


def test_goods_that_come_back_take_back_what_they_earned(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join(), shop.pair()
    sale = till.earn(card.code, amount_minor=8_000).json["operation"]

    part = till.refund(card.code, sale, amount_minor=3_000)
    rest = till.refund(card.code, sale)
    again = till.refund(card.code, sale)

    assert (part.status_code, part.json["card"]["balance"]["text"]) == (201, "50")
    assert rest.json["card"]["balance"]["text"] == "0"
    assert again.json["code"] == "refund-refused"


def test_points_that_are_spent_cannot_be_taken_back(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join(), shop.pair()
    sale = till.earn(card.code, amount_minor=10_000).json["operation"]
    till.redeem(card.code, "remise")

    refused = till.refund(card.code, sale)

    assert (refused.status_code, refused.json["code"]) == (422, "already-used")


def test_a_repeated_answer_is_the_first_one_after_other_things_have_happened(shared: Path) -> None:
    shop = shop_of(shared, "bookshop-club")
    card, till = shop.join(), shop.pair()
    key = "operation-of-the-fee-1"
    first = till.grant(card.code, "club-fee", key=key).json
    till.grant(card.code, "club-fee")

    repeated = till.grant(card.code, "club-fee", key=key)

    assert (repeated.status_code, repeated.json) == (200, first)


def _only(shop: Shop) -> Any:
    return next(shop.services.cards.every(shop.program.id)).card.id
