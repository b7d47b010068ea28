"""Every way of saying no has a row in the table of problems and a heading in the documents."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

import functions
import loyalty
import passes
from functions.failures import OutsideError
from functions.web.problem_texts import PROBLEMS
from loyalty.errors import LoyaltyError
from loyalty.language import LANGUAGES
from tests.agreement.documents import Document

ABSTRACT = {LoyaltyError}
"""Roots that are never raised themselves, and so are nothing to be told."""

OF_THE_FRAMEWORK = {"method-not-allowed", "internal-error"}
"""Answered for errors that are not of the family: the framework's, and unforeseen ones."""

DOCUMENT = Document("problems.md")


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def _below(error: type[Exception]) -> Iterator[type[Exception]]:
    yield error
    for child in error.__subclasses__():
        yield from _below(child)


def _errors() -> list[type[Exception]]:
    for package in (loyalty, passes, functions):
        list(_modules(package))
    family = {*_below(LoyaltyError), *_below(OutsideError)}
    ours = {e for e in family if e.__module__.split(".")[0] in ("loyalty", "passes", "functions")}
    return sorted(ours, key=lambda error: error.__name__)


ERRORS = _errors()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_has_a_code_of_its_own_and_a_row(error: type[Exception]) -> None:
    assert "code" in vars(error), "it would be told as its parent"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", vars(error)["code"])
    assert (vars(error)["code"] in PROBLEMS) is (error not in ABSTRACT)


def test_no_two_errors_share_a_code() -> None:
    codes = [vars(error)["code"] for error in ERRORS]

    assert sorted(codes) == sorted(set(codes))


def test_every_row_is_some_errors() -> None:
    codes = {vars(error)["code"] for error in ERRORS if error not in ABSTRACT}

    assert codes | OF_THE_FRAMEWORK == set(PROBLEMS)
    assert not codes & OF_THE_FRAMEWORK


def test_the_document_has_a_heading_for_every_row_in_the_same_order() -> None:
    assert DOCUMENT.headings() == [f"`{code}`" for code in PROBLEMS]


@pytest.mark.parametrize("code", PROBLEMS)
def test_the_document_says_the_same_status(code: str) -> None:
    text = DOCUMENT.section(f"`{code}`").strip()

    assert text.startswith(f"**{PROBLEMS[code].status}.** ")


@pytest.mark.parametrize("code", PROBLEMS)
def test_the_document_names_every_fact_that_the_sentence_shows(code: str) -> None:
    shown = {name for words in PROBLEMS[code].detail.values() for name in _places(words)}

    assert {name for name in shown if f"`{name}`" not in DOCUMENT.section(f"`{code}`")} == set()


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_is_said_in_every_language_with_the_same_facts(code: str) -> None:
    problem = PROBLEMS[code]
    facts = [sorted(_places(problem.detail[language])) for language in LANGUAGES]

    assert set(problem.title) == set(problem.detail) == set(LANGUAGES)
    assert facts == [facts[0]] * len(facts)


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_is_set_as_french_is(code: str) -> None:
    for words in (PROBLEMS[code].title["fr"], PROBLEMS[code].detail["fr"]):
        assert not re.search(r"[^\u202f\d][;:?!]|« | »", words)


def _places(words: str) -> list[str]:
    return re.findall(r"{(\w+)}", words)
