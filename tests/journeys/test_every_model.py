"""Points, credit, a club, a donation at the till, over HTTP: each in its own words and figures."""

from pathlib import Path
from typing import Any

import pytest

from functions import presets
from functions.local.development import read_program
from tests.shop import Shop

pytestmark = pytest.mark.long


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


TOBACCO = {"points": 1, "per_minor": 100, "excluded": ["tabac"]}
REFUGE = {"id": "refuge", "cause": {"fr": "Refuge", "en": "Shelter"}, "percent": 1}
WORD = {
    "id": "mot",
    "name": {"fr": "Le mot du jour", "en": "The word of the day"},
    "proof": "code",
    "code": "Lilas",
    "units": 5,
}
TENNER = {"id": "dix", "reward": "remise", "days": 10, "minimum_minor": 2_000}


def test_what_is_excluded_earns_nothing(shared: Path) -> None:
    shop = shop_of(shared, "boutique", points=TOBACCO)
    card, till = shop.join(), shop.pair()

    answer = till.earn(card.code, amount_minor=3_000, parts={"tabac": 1_200}).json

    assert till.get("program").json["excluded"] == ["tabac"]
    assert answer["card"]["balance"]["text"] == "18"


def test_a_reward_can_go_to_the_cause_instead(shared: Path) -> None:
    shop = shop_of(shared, "boutique", donation=REFUGE)
    card, till = shop.join(), shop.pair()
    till.earn(card.code, amount_minor=10_000)

    given = till.redeem(card.code, "remise", donate=True).json

    assert given["card"]["balance"]["text"] == "0"
    assert "4\u202f€" in card.page()


def test_a_mission_asks_for_its_word(shared: Path) -> None:
    shop = shop_of(shared, "boutique", missions=[WORD])
    card, till = shop.join(), shop.pair()
    asked = till.get(f"cards/{card.code}").json["card"]["grants"]

    wrong = till.grant(card.code, "mission:mot", told="rose")
    right = till.grant(card.code, "mission:mot", told=" lilas")
    again = till.grant(card.code, "mission:mot", told="lilas")

    assert [(grant["what"], grant["asks_code"]) for grant in asked] == [("mission:mot", True)]
    assert (wrong.status_code, wrong.json["code"]) == (422, "proof-refused")
    assert right.json["card"]["balance"]["text"] == "5"
    assert again.json["code"] == "cap-reached"


def test_a_coupon_is_given_by_hand_and_needs_its_minimum(shared: Path) -> None:
    shop = shop_of(shared, "boutique", coupons=[TENNER])
    card, till = shop.join(), shop.pair()
    given = till.grant(card.code, "coupon:dix").json

    small = till.redeem(card.code, "coupon:dix", amount_minor=1_999)
    used = till.redeem(card.code, "coupon:dix", amount_minor=2_000)

    assert [ready["reward"] for ready in given["card"]["ready"]] == ["coupon:dix"]
    assert (small.status_code, small.json["code"]) == (422, "below-minimum")
    assert "20\u202f€" in small.json["detail"]
    assert used.json["card"]["ready"] == []


def test_what_is_not_open_to_a_card_is_refused_by_name(shared: Path) -> None:
    shop = shop_of(shared, "boutique")
    card, till = shop.join(), shop.pair()

    for what in ("club-fee", "club-trial", "mission:none", "coupon:none", "anything"):
        assert till.grant(card.code, what).json["code"] == "not-offered"


def _only(shop: Shop) -> Any:
    return next(shop.services.cards.every(shop.program.id)).card.id
