"""A week's corrections in one line."""

import pytest

from loyalty.correcting import SIGNS
from loyalty.language import LANGUAGES, Language
from loyalty.wording.corrections import corrections_sentence


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "2 corrections à la main\u202f: carte papier reprise (1), compté de trop (1)."),
        ("en", "2 corrections by hand: paper card taken over (1), counted too much (1)."),
    ],
)
def test_a_week_tells_how_many_and_why(language: Language, told: str) -> None:
    assert corrections_sentence({"miscounted": 1, "paper-card": 1}, language) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words_and_a_week_without_any_says_nothing(language: Language) -> None:
    for reason in SIGNS:
        assert corrections_sentence({reason: 1}, language).endswith("(1).")
    assert corrections_sentence({}, language) == ""
