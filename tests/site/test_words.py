"""The words of the pages: the same ones in every language, each set as its language sets them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.web.schemas import JOIN

SITE = Path(__file__).parents[2] / "site"
FILES = sorted((SITE / "i18n").glob("*.json"))
NARROW = "\u202f"


def texts(words: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its dotted path."""
    if isinstance(words, str):
        yield path, words
    else:
        pairs = words.items() if isinstance(words, dict) else enumerate(words)
        for key, value in pairs:
            yield from texts(value, f"{path}.{key}")


def read(language: str) -> dict[str, str]:
    content = (SITE / "i18n" / f"{language}.json").read_text("utf-8")
    return dict(texts(json.loads(content)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_language_has_the_same_texts_with_the_same_values(file: Path) -> None:
    wanted, found = read("fr"), read(file.stem)

    assert found.keys() == wanted.keys()
    values = {path: set(re.findall(r"\{(\w+)\}", text)) for path, text in found.items()}
    assert values == {path: set(re.findall(r"\{(\w+)\}", text)) for path, text in wanted.items()}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nobody_who_reads_a_page_is_sent_to_a_file_of_the_server(file: Path) -> None:
    assert {path: text for path, text in read(file.stem).items() if "docs/" in text} == {}


def test_french_puts_a_narrow_space_before_its_high_punctuation() -> None:
    wrong = re.compile(rf"[^{NARROW}](?:[;!?»]|:(?![/\d]))|«[^{NARROW}]")

    assert {path: text for path, text in read("fr").items() if wrong.search(text)} == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_apostrophes_and_quotation_marks_are_real_ones(file: Path) -> None:
    found = read(file.stem)

    assert {path: text for path, text in found.items() if "'" in text or '"' in text} == {}


def test_every_text_is_used() -> None:
    sources = [*(SITE / "templates").iterdir(), *(SITE / "modules").iterdir()]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    computed = re.compile(r"\.(kind|camera|wallet)_\w+$|_missing$|\.parts\.|\.months\.|\.\d+$")
    keys = {path for path in read("fr") if not computed.search(path)}

    unused = {path for path in keys if not re.search(rf"\b{path.rpartition('.')[2]}\b", code)}

    assert unused == set()


def test_the_form_asks_for_what_the_api_takes() -> None:
    form = (SITE / "templates" / "join.html").read_text("utf-8")
    names = set(re.findall(r'name="(\w+)"', form)) - {"description", "robots"}

    assert names == set(JOIN["properties"])
