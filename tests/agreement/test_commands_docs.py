"""The commands that the documents show are commands."""

import re
import shlex
from pathlib import Path

import pytest

from functions.cli import _parser
from tests.agreement.documents import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
_COMMAND = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?poincon ((?:.*\\\n)*.*)$", re.M)


def shown() -> list[tuple[str, str]]:
    """Every command in a block of code, with the document that shows it."""
    return [
        (path.name, " ".join(command.replace("\\\n", " ").split()))
        for path in DOCUMENTS
        for block in _BLOCK.findall(path.read_text(encoding="utf-8"))
        for command in _COMMAND.findall(block)
    ]


def test_documents_show_commands() -> None:
    assert len({command.split()[0] for _, command in shown()}) >= 5


@pytest.mark.parametrize(("document", "command"), shown())
def test_a_command_that_is_shown_can_be_given(
    document: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    asked = _parser().parse_args(shlex.split(command, comments=True))

    assert callable(asked.command)
