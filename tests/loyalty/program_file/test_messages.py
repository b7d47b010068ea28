"""The shop's own words in its file, and what may stand in braces."""

from typing import Any

import pytest

from loyalty.messages import VARIABLES, Message
from tests.loyalty.program_file.files import paths, read, refused, stamps_data


def saying(fr: str = "Bonjour", en: str = "Hello", **rest: Any) -> dict[str, Any]:
    return stamps_data(messages=[{"on": "almost", "text": {"fr": fr, "en": en}} | rest])


def test_a_message_is_for_everyone_where_nothing_else_is_said() -> None:
    assert read(saying()).messages == (
        Message(on="almost", text={"fr": "Bonjour", "en": "Hello"}, to="everyone"),
    )


def test_a_message_may_hold_every_variable_of_its_language() -> None:
    fr, en = (" ".join(f"{{{name}}}" for name in VARIABLES[of]) for of in ("fr", "en"))

    (message,) = read(saying(fr, en, to="regular")).messages

    assert (message.text, message.to) == ({"fr": fr, "en": en}, "regular")


def test_a_variable_with_a_decomposed_accent_is_the_same_one() -> None:
    (message,) = read(saying("{pre\u0301nom}")).messages

    assert message.text["fr"] == "{prénom}"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{first_name}", "{first_name}"),
        ("{}", "{}"),
        ("{ prénom }", "{ prénom }"),
        ("{prénom!r}", "{prénom!r}"),
        ("{prénom} {solde.__class__} {0}", "{solde.__class__}, {0}"),
        ("{prénom", "a brace without the other"),
        ("prénom}", "a brace without the other"),
        ("{{prénom}}", "a brace without the other"),
    ],
)
def test_anything_else_in_braces_is_named(text: str, named: str) -> None:
    (error,) = refused(saying(fr=text))

    assert error == {
        "path": "messages[0].text.fr",
        "reason": f"has {named}",
        "hint": "in braces can be {prénom}, {solde}, {reste}, {récompense}, {statut}",
    }


def test_each_language_has_variables_of_its_own() -> None:
    assert paths(saying(en="{prénom}")) == ["messages[0].text.en"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (saying(on="late"), "messages[0].on"),
        (saying(to="nobody"), "messages[0].to"),
        (saying(fr=""), "messages[0].text.fr"),
        (saying(fr="a" * 151), "messages[0].text.fr"),
    ],
)
def test_a_message_that_cannot_be_is_refused(data: dict[str, Any], wrong: str) -> None:
    assert paths(data) == [wrong]


def test_french_is_set_with_narrow_spaces_before_its_signs_and_english_is_left_alone() -> None:
    (message,) = read(saying("Bravo ! 5 % de 20 € : oui ? « A » ; fin", "5 % : yes !")).messages

    assert message.text == {
        "fr": "Bravo\u202f! 5\u202f% de 20\u202f€\u202f: oui\u202f? « A »\u202f; fin",
        "en": "5 % : yes !",
    }
