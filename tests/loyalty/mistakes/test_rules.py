"""The table of rules, and how findings are told."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from loyalty.mistakes import RULES, Row, check
from loyalty.program import Program
from tests.loyalty.mistakes.sensible import plain, sensible
from tests.loyalty.mistakes.test_deliberate import MAIN, POINTS, program, read

DELIBERATE = [program(read(name)) for name in (MAIN, POINTS)]


def test_a_sensible_program_has_no_mistake() -> None:
    assert check(sensible(), "fr") == ()


def test_the_table_has_every_row_in_order() -> None:
    assert list(dict.fromkeys(rule.row for rule in RULES)) == list(get_args(Row))


@pytest.mark.parametrize("shop", DELIBERATE)
def test_both_languages_name_the_same_mistakes(shop: Program) -> None:
    french, english = check(shop, "fr"), check(shop, "en")

    assert [(m.row, m.path) for m in french] == [(m.row, m.path) for m in english]
    assert all(f.what != e.what and f.cure != e.cure for f, e in zip(french, english, strict=True))


@pytest.mark.parametrize("shop", DELIBERATE)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_is_a_sentence(shop: Program, language: Any) -> None:
    for mistake in check(shop, language):
        for text in (mistake.what, mistake.figure, mistake.cure):
            assert text[-1] in ".”»"
            assert text == text.strip()
            assert "  " not in text


@pytest.mark.parametrize("shop", DELIBERATE)
def test_french_signs_have_a_narrow_space_before_them(shop: Program) -> None:
    told = " ".join(f"{m.what} {m.figure} {m.cure}" for m in check(shop, "fr"))

    assert not [sign for sign in ":;?!%€»" if f" {sign}" in told]
    assert "« " not in told


def test_without_a_language_the_shop_hears_its_own() -> None:
    quiet = replace(sensible(), goal=None)

    assert check(quiet) == check(quiet, "fr")


def test_a_shop_with_one_language_is_told_of_in_the_other() -> None:
    shop = replace(DELIBERATE[0], languages=("fr",))

    told = [plain(mistake.figure) for mistake in check(shop, "en")]

    assert "“une bougie” is worth €1 to your customers and costs you €1.50." in told
