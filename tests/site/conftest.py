"""The site built once, with three brands that are hard to get right."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from functions.publishing.pages import Pages
from functions.web.problem_texts import catalogue
from loyalty.language import LANGUAGES
from loyalty.program import Program
from tests.builders import program

SITE = Path(__file__).parents[2] / "site"
ORIGIN = "https://cards.example.org"


def brand(identity: str, background: str, foreground: str, **changes: Any) -> Program:
    """The demo program under another name and in other colours."""
    colours = {"background": background, "foreground": foreground, "label": foreground}
    return program(
        id=identity, **{f"brand__{key}": value for key, value in colours.items()}, **changes
    )


@pytest.fixture(scope="session", name="programs")
def _programs() -> Sequence[Program]:
    return (
        program(),
        brand("au-pain-du-soleil", "#f2c230", "#000000", name="Au Pain du Soleil"),
        brand("librairie", "#12100e", "#f4efe6", name="Librairie-papeterie de la Grande Rue"),
    )


@pytest.fixture(scope="session", name="pages")
def _pages() -> Pages:
    return Pages.load(SITE, origin=ORIGIN)


@pytest.fixture(scope="session", name="built")
def _built(
    pages: Pages, programs: Sequence[Program], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder that a web server would serve."""
    out = tmp_path_factory.mktemp("built")
    pages.build(out, programs, {language: catalogue(language) for language in LANGUAGES})
    return out
