"""How a reward is said, by its kind."""

import pytest

from loyalty.language import Language
from loyalty.program import Program
from loyalty.rewards import Reward
from loyalty.wording.rewards import coming, definite, given, handing, named, voucher, waiting
from tests.loyalty.wording.shops import (
    COFFEE,
    FLOWERS,
    FREE_COUPON,
    OFF,
    TASTING,
    TEN,
    shop,
)

ALL: Program = shop([COFFEE, OFF, TEN, TASTING, FLOWERS], cashback={"percent": 5})


def reward(name: str) -> Reward:
    return ALL.reward(name)


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("coffee", "un café", "a coffee"),
        ("off", "une remise de 5\u202f€", "€5 off"),
        ("flowers", "un bouquet (Fleurs Odette)", "a bunch of flowers (Fleurs Odette)"),
    ],
)
def test_a_reward_is_named_as_the_shop_names_it(name: str, french: str, english: str) -> None:
    assert named(reward(name), "fr") == french
    assert named(reward(name), "en") == english


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("coffee", "le café", "the coffee"),
        ("off", "la remise de 5\u202f€", "€5 off"),
        ("ten", "10\u202f% sur votre achat", "10% off"),
        ("tasting", "la dégustation", "the tasting"),
    ],
)
def test_the_definite_name_needs_an_article(name: str, french: str, english: str) -> None:
    assert definite(reward(name), "fr") == french
    assert definite(reward(name), "en") == english


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("coffee", "le café est offert", "the coffee is on us"),
        ("ten", "vous avez 10\u202f% sur votre achat", "you get 10% off"),
    ],
)
def test_what_comes_is_free_or_is_had(name: str, french: str, english: str) -> None:
    assert coming(reward(name), "fr") == french
    assert coming(reward(name), "en") == english


@pytest.mark.parametrize(
    ("name", "when", "french"),
    [
        ("coffee", "", "Votre café est offert. Quand vous voulez."),
        ("coffee", "jusqu’au 31/12/2026", "Votre café est offert jusqu’au 31/12/2026."),
        ("off", "", "À vous\u202f: une remise de 5\u202f€. Quand vous voulez."),
        ("off", "jusqu’au 31/12/2026", "À vous jusqu’au 31/12/2026\u202f: une remise de 5\u202f€."),
    ],
)
def test_what_waits_presses_only_when_it_ends(name: str, when: str, french: str) -> None:
    assert waiting(reward(name), "fr", when) == french


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("coffee", "Your coffee is on us. Whenever you like."),
        ("tasting", "Yours: a tasting. Whenever you like."),
    ],
)
def test_what_waits_in_english(name: str, text: str) -> None:
    assert waiting(reward(name), "en") == text


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("coffee", "café offert", "coffee given"),
        ("off", "utilisé\u202f: une remise de 5\u202f€", "used: €5 off"),
    ],
)
def test_what_was_given(name: str, french: str, english: str) -> None:
    assert given(reward(name), "fr") == french
    assert given(reward(name), "en") == english


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("coffee", "Offrir le café", "Give the coffee"),
        ("off", "Appliquer la remise de 5\u202f€", "Apply €5 off"),
        ("ten", "Appliquer 10\u202f%", "Apply 10%"),
        ("tasting", "Remettre la dégustation", "Hand over the tasting"),
        (
            "flowers",
            "Remettre le bouquet (Fleurs Odette)",
            "Hand over the bunch of flowers (Fleurs Odette)",
        ),
    ],
)
def test_the_till_gives_applies_or_hands_over(name: str, french: str, english: str) -> None:
    assert handing(reward(name), "fr") == french
    assert handing(reward(name), "en") == english


@pytest.mark.parametrize(
    ("language", "known", "gone"),
    [("fr", "un bon pour un café", "un bon"), ("en", "a voucher for a coffee", "a voucher")],
)
def test_a_coupon_is_a_voucher_for_its_reward(language: Language, known: str, gone: str) -> None:
    of = shop(cashback={"percent": 5}, coupons=[FREE_COUPON])

    assert voucher(of, "a-coffee", language) == known
    assert voucher(of, "summer", language) == gone
