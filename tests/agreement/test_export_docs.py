"""``docs/export.md`` against the table of kinds, ``docs/store.md`` and a real export."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from functions.exporting.folder import NAMES
from functions.ports.archive import OF_A_CARD, OF_THE_SHOP
from functions.store.archive import ArchiveStore
from functions.store.engine import Put
from functions.store.kinds import KINDS, record_of
from functions.store.sqlite import SqliteEngine
from functions.terminal.export import export
from tests.agreement.documents import Document
from tests.agreement.play import Recorder, stored
from tests.builders import program_data
from tests.lived import lived_in

pytestmark = pytest.mark.long

EXPORT = Document("export.md")
STORE = Document("store.md")
STAYS = {
    "program in the list",
    "import that is not over",
    "card, from the iPhone",
    "later card, from the iPhone",
    "short code",
    "first name",
    "join form's key",
    "pairing code",
    "pairing codes tried",
    "cards of the hour",
    "corrections of the day",
    "customer brought in",
    "nightly audit",
    "what it found",
    "weekly export",
    "owner's page, counted",
    "item design",
    "a till's day, measured",
}
"""Items that an export leaves behind: secrets, what is made anew, what passes by itself."""


def fields(heading: str) -> dict[str, str]:
    """The fields that the document gives, with their types."""
    return {name.strip("`"): kind for name, kind, *_ in EXPORT.rows(heading)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described_with_its_type_and_no_other(kind: str) -> None:
    known = {
        name: f"{type_.removesuffix('?')}, optional" if type_.endswith("?") else type_
        for name, type_ in KINDS[kind].fields.items()
    }

    assert list(fields(f"{kind}.jsonl").items()) == list(known.items())


def test_every_file_is_described() -> None:
    assert {row[0].strip("`") for row in EXPORT.rows("Files")} == {*NAMES}
    assert set(KINDS) == {*OF_A_CARD, *OF_THE_SHOP}


def test_every_kind_of_item_is_exported_or_left_behind_on_purpose() -> None:
    rows = {name: (pk.strip("`"), sk.strip("`")) for name, pk, sk, _ in STORE.rows("Items")}
    examples = {name: {"pk": _example(pk), "sk": _example(sk)} for name, (pk, sk) in rows.items()}

    kinds = tuple(KINDS.values())
    assert {name for name, item in examples.items() if not record_of(item, kinds)} == STAYS


def test_every_attribute_of_an_exported_item_is_a_field_or_left_out_by_name() -> None:
    for name, pk, sk, attributes in STORE.rows("Items"):
        item = {"pk": _example(pk.strip("`")), "sk": _example(sk.strip("`"))}
        if found := record_of(item, tuple(KINDS.values())):
            kind = KINDS[found[0]]
            known = set(re.findall(r"`(\w+)`", attributes))
            assert known - kind.left_out <= set(kind.fields), name
            assert kind.left_out <= known, name


def test_everything_that_was_played_is_a_sound_record_of_fields_that_are_described(
    played: Recorder,
) -> None:
    engine = SqliteEngine(None)
    for item in [*played.before_forgetting, *stored(played)]:
        engine.write(Put(item))
    archive = ArchiveStore(engine)

    groups = [archive.shop("cafe-poincon"), *archive.cards("cafe-poincon")]
    every = [(kind, one) for group in groups for kind, of_kind in group.items() for one in of_kind]

    assert {kind for kind, _ in every} == set(KINDS)
    assert [said for kind, one in every if (said := archive.mistake(kind, one))] == []
    engine.close()


def test_everything_comes_back_but_what_stays_behind(played: Recorder) -> None:
    here, there = SqliteEngine(None), SqliteEngine(None)
    for item in played.before_forgetting:
        here.write(Put(item))
    archive = ArchiveStore(here)

    ArchiveStore(there).bring([archive.shop("cafe-poincon"), *archive.cards("cafe-poincon")])

    assert _by_key(there) == _by_key(here)
    here.close()
    there.close()


def test_the_manifest_is_as_it_is_described(shared: Path, tmp_path: Path) -> None:
    lived = lived_in(shared, program_data(), steps=0)
    export(lived.house, lived.program.id, tmp_path / "out")

    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert list(manifest) == list(fields("manifest.json"))
    assert set(manifest["files"]) == {*NAMES} - {"manifest.json"}


def test_the_owner_reads_the_summary_in_french() -> None:
    assert "Vos données vous appartiennent" in EXPORT.text
    french = "\n".join(line for line in EXPORT.text.splitlines() if line.startswith(">"))
    assert not re.search(r"[ \xa0][:;!?]", french)


def _by_key(engine: SqliteEngine) -> dict[str, Any]:
    """Every item that an export takes, or that an import makes anew, without what is left out."""
    found = {}
    items = engine.scan().items
    now = {
        str(i["pk"]).split("#")[-1]: i.get("generation", 0) for i in items if i["sk"] == "A#CARD"
    }
    for item in items:
        if "card" in item and item.get("generation", 0) < now.get(item["card"], 0):
            continue  # what leads to a card that was replaced
        place = f"{item['pk']} {item['sk']}"
        record = record_of(item, tuple(KINDS.values()))
        if record or re.match(r"P#[^#]+#[KI]#|APPLE#", place):
            found[place] = record or item
    return found


def _example(pattern: str) -> str:
    """A key of that pattern."""
    return re.sub(r"<(\w+)>", lambda found: "7" if found[1] == "number" else found[1], pattern)
