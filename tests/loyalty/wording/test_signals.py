"""Signals in words: every key in both languages, in its own typography, without an accusation."""

import re
from dataclasses import replace

import pytest

from loyalty.entry import CardId
from loyalty.language import LANGUAGES, Language
from loyalty.program import Program
from loyalty.signals.signal import KEYS, NAMELESS, Key
from loyalty.wording.signal_texts import ADVICE, COUNTS, TITLES
from loyalty.wording.signals import more, said
from tests.builders import program
from tests.loyalty.signals.examples import NAMES, OFTEN, UNDONE
from tests.programs import points, stamps


@pytest.mark.parametrize("texts", [TITLES, COUNTS, ADVICE], ids=["titles", "counts", "advice"])
def test_every_signal_has_its_words_in_every_language(
    texts: dict[Key, dict[Language, str]],
) -> None:
    assert set(texts) == set(KEYS)
    for words in texts.values():
        assert set(words) == set(LANGUAGES) and all(words.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_signal_is_whole_sentences_without_blame(key: Key, language: Language) -> None:
    one = said(program(), replace(OFTEN, key=key), NAMES, language)

    text = " ".join([one.title, *one.evidence, one.advice])
    assert "{" not in text and "|" not in text and "16" in one.evidence[0]
    assert one.advice.endswith((".", "?"))
    assert not re.search(r"(?i)fraud|vol\b|triche|theft|steal|cheat|suspect|coupable", text)
    if language == "fr":
        assert not re.search(r"[^\u202f\d][;:?!]", text)


@pytest.mark.parametrize(
    ("count", "language", "words"),
    [
        (1, "fr", "1 récompense donnée"),
        (2, "fr", "2 récompenses données"),
        (1, "en", "1 reward given"),
        (2, "en", "2 rewards given"),
    ],
)
def test_one_is_not_many(count: int, language: Language, words: str) -> None:
    told = said(program(), replace(OFTEN, key="given", count=count), NAMES, language)

    assert told.evidence[0] == words


@pytest.mark.parametrize(
    ("language", "others", "words"),
    [
        ("fr", 3, "12 annulations, contre 3 pour tous les autres"),
        ("fr", 0, "12 annulations"),
        ("en", 3, "12 taken back, against 3 by all the others"),
        ("en", 0, "12 taken back"),
    ],
)
def test_somebody_is_compared_with_the_others_where_they_did_it_too(
    language: Language, others: int, words: str
) -> None:
    told = said(program(), replace(UNDONE, of=others), NAMES, language)

    assert told.evidence[0] == words


def test_a_name_on_the_staff_is_said_to_be_whose_pin_it_was() -> None:
    assert said(program(), UNDONE, NAMES, "fr").evidence[-1] == "code de\u202f: Zoé"
    assert said(program(), UNDONE, NAMES, "en").evidence[-1] == "PIN of: Zoé"


@pytest.mark.parametrize(
    ("shop", "words"),
    [
        (stamps(), "16 tampons dans la journée, récompense le jour même"),
        (points(), "6 achats dans la journée, récompense le jour même"),
    ],
)
def test_a_card_is_filled_with_what_the_shop_counts(shop: Program, words: str) -> None:
    assert said(shop, replace(OFTEN, key="filled"), NAMES, "fr").evidence[0] == words


def test_who_is_gone_is_said_to_be_gone() -> None:
    told = said(program(), replace(UNDONE, cards=(CardId("x"),)), NAMELESS, "en")

    assert told.evidence[2:] == (
        "tills: a till that is gone, a till that is gone",
        "PIN of: somebody who has left",
        "card: deleted",
    )


def test_more_is_counted() -> None:
    assert more(1, "en") == "and 1 more on your page"
    assert more(1200, "fr") == "et 1\u202f200 autres sur votre page"
