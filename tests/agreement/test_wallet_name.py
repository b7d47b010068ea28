"""Apple's app has one name wherever people read it, in both languages."""

import json
import re
from pathlib import Path

import pytest

from loyalty.language import LANGUAGES
from tests.agreement.documents import ROOT

NAME = "Apple Wallet"
OTHERS = re.compile(r"Apple\s+Cartes|(?:Cartes|Portefeuille)\s+d[’']Apple|«\s*Cartes\s*»")
ROOMS = ("docs", "functions", "loyalty", "passes", "site")
KINDS = {".md", ".py", ".toml", ".json", ".html", ".js", ".txt"}
TEXTS = [
    ROOT / "README.md",
    *(path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in KINDS),
]


@pytest.mark.parametrize("room", ["README.md", *ROOMS])
def test_no_text_calls_it_otherwise(room: str) -> None:
    read = [path for path in TEXTS if path.is_relative_to(ROOT / room)]

    wrong = {
        path.relative_to(ROOT): found.group()
        for path in read
        if (found := OTHERS.search(path.read_text("utf-8")))
    }

    assert read
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_of_the_card_has_its_name(language: str) -> None:
    words = json.loads(Path(ROOT / "site" / "i18n" / f"{language}.json").read_text("utf-8"))

    assert NAME in words["card"]["apple"]
