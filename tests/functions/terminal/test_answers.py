"""What people type when they are asked of their shop."""

from collections.abc import Callable

import pytest

from functions.terminal import answers
from functions.terminal.asking import EndOfInput, Unusable, ask, language_of
from loyalty.language import Language

QUESTION = {"fr": "Combien", "en": "How many"}


class Typed:
    """A terminal whose answers are known beforehand."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask(self, prompt: str) -> str:
        self.said.append(prompt)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("4,50", 450), ("4.50", 450), (" 4,5 € ", 450), ("0,10", 10), ("1 200", 120_000)],
)
def test_an_amount_is_read_as_people_write_it(text: str, minor: int) -> None:
    assert answers.basket_minor(text) == minor


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (answers.basket_minor, "quatre"),
        (answers.basket_minor, "4,505"),
        (answers.basket_minor, "0,09"),
        (answers.basket_minor, "20000,01"),
        (answers.basket_minor, "Infinity"),
        (answers.basket_minor, "NaN"),
        (answers.basket_minor, "1e999999999"),
        (answers.basket_minor, "-5"),
        (answers.rhythm_days, "0"),
        (answers.rhythm_days, "366"),
        (answers.rhythm_days, "4,5"),
        (answers.rhythm_days, "²"),
        (answers.rhythm_days, "9" * 5000),
        (answers.rhythm_days, ""),
        (answers.name, ""),
        (answers.name, "x" * 41),
        (answers.name, "a\x07b"),
        (answers.email, "ada"),
        (answers.sector, "cirque"),
        (answers.yes, "peut-être"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(
    read: Callable[[str], object], text: str
) -> None:
    with pytest.raises(Unusable) as wrong:
        read(text)

    assert wrong.value.reason["fr"] and wrong.value.reason["en"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("L’Œil du Café", "l-oeil-du-cafe"),
        ("  Chez Zoé & Fils  ", "chez-zoe-fils"),
        ("寿司", "ma-boutique"),
        ("Till", "till-fidelite"),
        ("a" * 40, "a" * 30),
    ],
)
def test_a_name_becomes_an_address(name: str, slug: str) -> None:
    assert answers.slug(name) == slug


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "", "LC_MESSAGES": "fr"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_a_terminal_speaks_the_locales_language(
    environment: dict[str, str], language: Language
) -> None:
    assert language_of(environment) == language


def test_a_question_is_asked_again_with_the_reason() -> None:
    typed = Typed("beaucoup", "12")

    assert ask(typed, "fr", QUESTION, answers.rhythm_days) == 12
    assert typed.said == [
        "Combien\u202f: ",
        "  un nombre entier de jours, de 1 à 365",
        "Combien\u202f: ",
    ]


def test_an_empty_answer_takes_what_is_offered() -> None:
    typed = Typed("")

    assert ask(typed, "en", QUESTION, answers.rhythm_days, "7") == 7
    assert typed.said == ["How many [7]: "]


def test_an_end_of_input_is_no_answer() -> None:
    with pytest.raises(EndOfInput):
        ask(Typed(), "en", QUESTION, answers.rhythm_days, "7")
