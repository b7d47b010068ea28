"""What the documents name exists: files, make targets, commands."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
IDS = [path.name for path in DOCUMENTS]

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
TARGET = re.compile(r"`make ([a-z-]+)")
COMMAND = re.compile(r"`poincon ([a-z]+)")
OF_PROGRAM = re.compile(r"`poincon program ([a-z]+)")
FILE = re.compile(r"`((?:functions|loyalty|passes|infra|docs)/[\w/.]+\.\w+)`")
MADE_BY_OPERATORS = {"infra/stages.toml"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    files = FILE.findall(document.read_text(encoding="utf-8"))

    assert [
        name for name in files if not (ROOT / name).exists() and name not in MADE_BY_OPERATORS
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_make_target_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(TARGET.findall(document.read_text(encoding="utf-8")))

    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.M)} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_command_exists(document: Path) -> None:
    terminal = (ROOT / "functions" / "cli.py").read_text(encoding="utf-8")
    named = set(COMMAND.findall(document.read_text(encoding="utf-8")))

    assert {name for name in named if f'add_parser("{name}"' not in terminal} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_command_of_a_program_exists(document: Path) -> None:
    terminal = (ROOT / "functions" / "terminal" / "program.py").read_text(encoding="utf-8")
    known = re.findall(r'add_parser\(\s*"([a-z]+)"', terminal)

    assert set(OF_PROGRAM.findall(document.read_text(encoding="utf-8"))) - set(known) == set()


def test_the_rooms_name_every_page_of_the_docs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.search(r"^docs/ +((?:[a-z]+,?\s+)+)```", readme, re.MULTILINE)

    assert listed
    pages = [path.stem for path in (ROOT / "docs").glob("*.md")]
    assert re.findall(r"[a-z]+", listed[1]) == sorted(pages)
