"""Bandit, as `make lint` runs it over the product: that it finds, and what it was told to skip."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forbidden.reading import sources
from tests.forbidden.rule import EVERYTHING

MOST_SKIPPED = 6
SKIP = re.compile(r"#\s*nosec\b(.*)", re.IGNORECASE)
WITH_REASON = re.compile(r" B\d{3} # \S+")


def bandit(path: Path) -> int:
    """What it ends with, after looking at that path as ``make lint`` does."""
    command = [sys.executable, "-m", "bandit", "-q", "-ll", "-r", str(path)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode


@pytest.mark.long
@pytest.mark.parametrize(
    ("code", "ends_with"),
    [
        ("import subprocess\nsubprocess.run(text, shell=True)\n", 1),
        ("import yaml\nyaml.load(text)\n", 1),
        ("import httpx\nhttpx.get(url, verify=False)\n", 1),
        ("import httpx\nhttpx.get(url, timeout=2)\n", 0),
    ],
)
def test_bandit_fails_for_what_is_planted(tmp_path: Path, code: str, ends_with: int) -> None:
    (tmp_path / "planted.py").write_text(code, encoding="utf-8")

    assert bandit(tmp_path) == ends_with


def skipped(text: str) -> list[str]:
    """What follows each ``nosec``."""
    return SKIP.findall(text)


def test_what_bandit_skips_is_little_and_says_which_check_and_why() -> None:
    found = [words for source in sources(EVERYTHING, (".py",)) for words in skipped(source.text)]

    assert [words for words in found if not WITH_REASON.match(words)] == []
    assert 0 < len(found) <= MOST_SKIPPED


@pytest.mark.parametrize("line", ["x()  # nosec", "x()  # nosec B608", "x()  #nosec: B608 because"])
def test_a_line_that_is_skipped_for_no_reason_is_seen(line: str) -> None:
    (words,) = skipped(line)

    assert not WITH_REASON.match(words)
