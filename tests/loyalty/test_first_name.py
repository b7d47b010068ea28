"""First names are found however they are written."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.first_name import LONGEST, folded, is_enough

NAMES = st.text(max_size=40)


@pytest.mark.parametrize(
    ("typed", "found_as"),
    [
        ("Zoé", "zoe"),
        ("ZOE", "zoe"),
        ("Zoe\u0301", "zoe"),
        ("Marie-Lou", "marielou"),
        ("  marie lou ", "marielou"),
        ("N’Golo", "ngolo"),
        ("Łukasz", "lukasz"),
        ("Işıl", "isil"),
        ("İpek", "ipek"),
        ("Lætitia", "laetitia"),
        ("Großmann", "grossmann"),
        ("Zoé ❤️", "zoe"),
        ("Ольга", "ольга"),
        ("राम", "राम"),
        ("مُحَمَّد", "محمد"),
        ("葵", "葵"),
        ("M#2", "m2"),
        ("❤️", ""),
        ("-", ""),
    ],
)
def test_a_name_is_folded(typed: str, found_as: str) -> None:
    assert folded(typed) == unicodedata.normalize("NFKD", found_as)


@settings(deadline=None, max_examples=300)
@given(NAMES)
def test_folding_twice_changes_nothing_and_leaves_what_a_key_can_hold(name: str) -> None:
    once = folded(name)

    assert folded(once) == once
    assert len(once) <= LONGEST
    assert not {"#", " ", "-", "."} & set(once)


@settings(deadline=None, max_examples=300)
@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_it_does_not_matter_how_a_phone_writes_an_accent(name: str, form: str) -> None:
    assert folded(unicodedata.normalize(form, name)) == folded(name)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=300)
@given(st.text("abcdefghijklmnopqrstuvwxyzàâçéèêëîïôûüÿœæ'- ", max_size=20))
def test_neither_do_capitals(name: str) -> None:
    assert folded(name.upper()) == folded(name) == folded(name.title())


@settings(deadline=None, max_examples=300)
@given(st.text("aeéxyzœ-' ", max_size=12), st.text("aeéxyzœ-' ", max_size=12))
def test_what_a_name_begins_with_finds_it(beginning: str, rest: str) -> None:
    assert folded(beginning + rest).startswith(folded(beginning))


@pytest.mark.parametrize(
    ("typed", "enough"),
    [
        ("ma", True),
        ("m", False),
        ("é", False),
        ("m-", False),
        ("", False),
        ("❤️", False),
        ("葵", True),
    ],
)
def test_two_letters_are_enough_or_one_that_may_be_a_whole_name(typed: str, enough: bool) -> None:
    assert is_enough(typed) is enough
