"""The table of rules, and how findings are told."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from loyalty.mistakes import RULES, Row, check
from tests.loyalty.mistakes.sensible import plain, sensible
from tests.loyalty.mistakes.test_deliberate import DATA, program

DELIBERATE = program(DATA)


def test_a_sensible_program_has_no_mistake() -> None:
    assert check(sensible(), "fr") == ()


def test_the_table_has_every_row_in_order() -> None:
    assert list(dict.fromkeys(rule.row for rule in RULES)) == list(get_args(Row))


def test_both_languages_name_the_same_mistakes() -> None:
    french, english = check(DELIBERATE, "fr"), check(DELIBERATE, "en")

    assert [(m.row, m.path) for m in french] == [(m.row, m.path) for m in english]
    assert all(f.what != e.what and f.cure != e.cure for f, e in zip(french, english, strict=True))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_is_a_sentence(language: Any) -> None:
    for mistake in check(DELIBERATE, language):
        for text in (mistake.what, mistake.figure, mistake.cure):
            assert text[-1] in ".”»"
            assert text == text.strip()
            assert "  " not in text


def test_french_signs_have_a_narrow_space_before_them() -> None:
    told = " ".join(f"{m.what} {m.figure} {m.cure}" for m in check(DELIBERATE, "fr"))

    assert not [sign for sign in ":;?!%€»" if f" {sign}" in told]
    assert "« " not in told


def test_without_a_language_the_shop_hears_its_own() -> None:
    quiet = replace(sensible(), goal=None)

    assert check(quiet) == check(quiet, "fr")


def test_a_shop_with_one_language_is_told_of_in_the_other() -> None:
    shop = replace(DELIBERATE, languages=("fr",))

    told = [plain(mistake.figure) for mistake in check(shop, "en")]

    assert "“15 % sur une bougie” is worth €0.50 to your customers and costs you €0.75." in told
