"""Which thing a discount is on, read in the words that a shop would write."""

import pytest

from loyalty.language import Language
from loyalty.mistakes.things import names, on


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("une remise de 3 € sur les bougies", "bougies"),
        ("15 % sur une bougie", "bougie"),
        ("15 % sur l’huile d’olive", "huile d’olive"),
        ("50 % sur le 2e croissant", "croissant"),
        ("3 € sur nos bougies dès 20 €", "bougies"),
        ("10 % sur les pains et les brioches", "brioches"),
        ("3 € sur une bougie / des remises sur les bougies", "bougie"),
    ],
)
def test_a_french_discount_is_on_what_follows_sur(words: str, thing: str) -> None:
    assert thing in (on(words, "fr") or ())


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("€3 off candles", "candles"),
        ("15% off a candle", "candle"),
        ("A €3 discount on Candles.", "candles"),
        ("Half off your second coffee", "coffee"),
        ("15% off coffee on Mondays", "coffee"),
        ("15% off any candle", "candle"),
    ],
)
def test_an_english_discount_is_on_what_follows_off_or_on(words: str, thing: str) -> None:
    assert thing in (on(words, "en") or ())


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("10 % sur tout", "fr"),
        ("10 % sur tous les livres", "fr"),
        ("5 % sur votre achat", "fr"),
        ("3 € sur l’addition", "fr"),
        ("3 € sur n’importe quel article", "fr"),
        ("10% off everything", "en"),
        ("10% off every book", "en"),
        ("5% off your purchase", "en"),
        ("5% off your next order over €20", "en"),
        ("3 € sur .", "fr"),
    ],
)
def test_a_whole_range_is_no_thing(words: str, language: Language) -> None:
    assert on(words, language) == frozenset()


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("une remise de 3 €", "fr"),
        ("10 % sur place", "fr"),
        ("a €3 discount", "en"),
        ("10% off", "en"),
        ("10% off on Tuesdays", "en"),
        ("a 10% discount on your birthday", "en"),
    ],
)
def test_some_words_name_nothing(words: str, language: Language) -> None:
    assert on(words, language) is None


def test_a_thing_has_its_names_in_singular_and_plural() -> None:
    assert names("Une bougie", "fr") == {"bougie", "bougies"}
    assert names("the candle", "en") == {"candle", "candles"}
    assert names("un petit pain / des petits pains", "fr") >= {"petit pain", "petits pains"}
    assert names("une bougie parfumée", "fr") >= {"bougie parfumée", "bougies parfumées"}
