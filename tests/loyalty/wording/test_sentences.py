"""Lists, sentences, colons."""

import pytest

from loyalty.wording.sentences import capital, joined, listed, said_of, sentence, unbroken


@pytest.mark.parametrize(
    ("parts", "french", "english"),
    [
        ([], "", ""),
        (["un café"], "un café", "un café"),
        (["un café", "un thé"], "un café et un thé", "un café and un thé"),
        (["un", "deux", "trois"], "un, deux et trois", "un, deux and trois"),
    ],
)
def test_a_list_ends_with_and(parts: list[str], french: str, english: str) -> None:
    assert joined(parts, "fr") == french
    assert joined(parts, "en") == english


def test_what_is_empty_has_no_place_beside_the_rest() -> None:
    assert listed(["Paul", "", "8 sur 9"]) == "Paul · 8 sur 9"


def test_sentences_and_colons() -> None:
    assert (capital("élan"), capital("")) == ("Élan", "")
    assert sentence("café offert") == "Café offert."
    assert said_of("Bronze", "un café", "fr") == "Bronze\u202f: un café"
    assert said_of("Bronze", "a coffee", "en") == "Bronze: a coffee"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("90\u202f000 points", "90\u202f000\u00a0points"),
        ("23/11/2026 · + 70 points", "23/11/2026 · +\u00a070\u00a0points"),
        ("café offert · − 100 points", "café offert · −\u00a0100\u00a0points"),
        ("+ €0.60 of credit", "+\u00a0€0.60\u00a0of credit"),
        ("10 % et 5 € ici", "10\u00a0% et 5\u00a0€ ici"),
        ("Votre café est offert.", "Votre café est offert."),
    ],
)
def test_no_line_ends_between_a_number_and_what_it_counts(text: str, whole: str) -> None:
    assert unbroken(text) == whole
