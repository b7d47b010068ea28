"""What ``poincon doctor`` may say, and what it asks AWS for, is in its manual."""

import re
from pathlib import Path

from functions.terminal import doctor_rounds

ROOT = Path(__file__).parents[3]
SOURCES = [
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "functions" / "terminal").glob("doctor_*.py"))
    if path.stem not in ("doctor_apple", "doctor_address")  # has a table of its own
]
SECTION = (
    (ROOT / "docs" / "operating.md")
    .read_text(encoding="utf-8")
    .partition("\n## poincon doctor\n")[2]
    .partition("\n## ")[0]
)
SUBJECT = re.compile(r'(?:Finding\(\s*(?:"\w+"|\w+)|_missing\(|patiently\(),?\s*"([a-z ]+)"')
ACTION = re.compile(r"\"((?:[a-z0-9]+:[A-Z]\w+)(?: and [a-z0-9]+:[A-Z]\w+)*)\"")
HEADING = re.compile(r'Heading\("([^"]+)"\)')


def found(pattern: re.Pattern[str]) -> set[str]:
    return {name for source in SOURCES for name in pattern.findall(source)}


def test_every_line_is_explained() -> None:
    subjects = found(SUBJECT) - {"settings", "not seen"}

    assert {"file", "table", "sweep", "dns", "decoder", "class", "audit"} <= subjects
    assert {one for one in subjects if f"`{one}`" not in SECTION} == set()


def test_every_group_is_in_its_order() -> None:
    groups = HEADING.findall(Path(str(doctor_rounds.__file__)).read_text(encoding="utf-8"))
    rows = [row.split(" | ")[0].strip("| ") for row in SECTION.splitlines() if row[:2] == "| "]
    told = [row.partition(",")[0] for row in rows if row and row != "group"]

    assert told == groups


def test_every_permission_is_named() -> None:
    actions = {one for named in found(ACTION) for one in named.split(" and ")}

    assert len(actions) >= 14
    assert {one for one in actions if f"`{one}`" not in SECTION} == set()
