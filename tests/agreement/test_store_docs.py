"""``docs/store.md``: every item that is written, with its key and its attributes."""

import re
from collections import defaultdict
from pathlib import Path

from functions.store.engine import Item
from tests.agreement.documents import ROOT, Document
from tests.agreement.play import Recorder, stored

STORE = Document("store.md")
ROWS = {
    name: (pk.strip("`"), sk.strip("`"), set(re.findall(r"`(\w+)`", attributes)))
    for name, pk, sk, attributes in STORE.rows("Items")
}


def test_every_item_that_is_written_is_described_with_its_attributes(played: Recorder) -> None:
    written: dict[str, set[str]] = defaultdict(set)
    for item in [*played.before_forgetting, *stored(played)]:
        written[_row_of(item)] |= set(item) - {"pk", "sk"}

    assert dict(written) == {name: attributes for name, (_, _, attributes) in ROWS.items()}


def test_every_access_pattern_names_keys_that_items_have() -> None:
    known = {key for pk, sk, _ in ROWS.values() for key in (pk, _prefix(sk), sk)}

    for question, condition, *_ in STORE.rows("Access patterns"):
        named = re.findall(r"`(?:pk|sk) = ([^`]+)`|from `([^`]+)`", condition)
        unknown = {key for pair in named for key in pair if key} - known
        assert unknown == set(), question


def test_every_file_of_the_store_that_reads_is_among_the_patterns() -> None:
    rows = [row for row in STORE.rows("Access patterns") if "which finds it" not in row[2]]
    named = {row[3].strip("`") for row in rows}
    reading = {
        path.relative_to(ROOT).as_posix()
        for path in Path(ROOT / "functions" / "store").glob("*.py")
        if re.search(r"self\.engine\.(get|query|due|scan)|whole_query\(|partitions\(", _code(path))
    }

    assert named == reading - {"functions/store/walking.py"}


def _row_of(item: Item) -> str:
    (row,) = [
        name
        for name, (pk, sk, _) in ROWS.items()
        if _fits(pk, str(item["pk"])) and _fits(sk, str(item["sk"]))
    ]
    return row


def _fits(pattern: str, key: str) -> bool:
    """``P#<program>`` fits a key whose named part has no ``#`` and no ``.`` in it."""
    named = {"<instant>": r"[\d:.TZ-]+"}
    parts = re.split(r"(<\w+>)", pattern)
    pieces = [
        named.get(part, "[^#.]+") if part.startswith("<") else re.escape(part) for part in parts
    ]
    return re.fullmatch("".join(pieces), key) is not None


def _prefix(sort_key: str) -> str:
    return sort_key.partition("#")[0] + "#"


def _code(path: Path) -> str:
    return path.read_text(encoding="utf-8")
