"""Folders that are no export, or not any more: named by file and line, and nothing is written."""

import argparse
import hashlib
import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from functions import cli, wiring
from functions.failures import StoreUnavailable
from functions.store.walking import partitions
from functions.terminal import importing
from functions.terminal.export import export
from functions.terminal.importing import bring_folder
from loyalty.entry import digest
from loyalty.errors import BadConfiguration
from tests.builders import program_data
from tests.lived import empty, lived_in

Records = list[dict[str, Any]]


@pytest.fixture(name="exported", scope="module")
def _exported(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of a shop that has lived."""
    lived = lived_in(shared, program_data(), steps=40)
    place = tmp_path_factory.mktemp("exported") / "shop"
    assert export(lived.house, lived.program.id, place) == 0
    return place


@pytest.fixture(name="folder")
def _folder(exported: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoiled."""
    return Path(shutil.copytree(exported, tmp_path / "copy"))


@pytest.fixture(name="house")
def _house(shared: Path) -> wiring.House:
    return empty(shared)


def refused(house: wiring.House, folder: Path) -> str:
    """What is said; nothing may be in the store then."""
    with pytest.raises(BadConfiguration) as said:
        bring_folder(house, folder)
    assert not list(partitions(house.services.cards.engine, ""))  # type: ignore[attr-defined]
    return str(said.value)


def records(folder: Path, name: str) -> Records:
    return [json.loads(line) for line in (folder / name).read_bytes().split(b"\n") if line]


def rewrite(folder: Path, name: str, content: Records | bytes) -> None:
    """Another content, and a manifest that knows it: as somebody would who means it."""
    if isinstance(content, bytes):
        data = content
    else:
        data = b"".join(json.dumps(record).encode() + b"\n" for record in content)
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    known = {"records": data.count(b"\n"), "sha256": hashlib.sha256(data).hexdigest()}
    manifest["files"][name] = known
    (folder / "manifest.json").write_text(json.dumps(manifest))


def manifest(folder: Path, **changes: Any) -> None:
    known = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(known | changes))


def test_a_folder_without_a_manifest_is_no_export(house: wiring.House, tmp_path: Path) -> None:
    assert "manifest.json: cannot be read: No such file" in refused(house, tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "nothing", "[" * 100_000])
def test_a_manifest_that_is_none_is_named(house: wiring.House, folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)

    assert "manifest.json: is not a manifest" in refused(house, folder)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "other"}, "is of another program"),
        ({"version": 2}, "is of format 2, and this Poinçon reads 1"),
        ({"entries": 1}, "names another ledger"),
        ({"digest": "0" * 64}, "names another ledger"),
        ({"files": {}}, "is not a manifest"),
        ({"program": 7}, "is not a manifest"),
        ({"program": ""}, "manifest.json: names no program"),
        ({"program": "\ud800"}, "manifest.json: names no program"),
        ({"program": "a#b"}, "manifest.json: names no program"),
    ],
)
def test_a_manifest_of_something_else_is_refused(
    house: wiring.House, folder: Path, changes: dict[str, Any], said: str
) -> None:
    manifest(folder, **changes)

    assert said in refused(house, folder)


def test_every_file_that_is_not_as_it_was_is_named(house: wiring.House, folder: Path) -> None:
    (folder / "members.jsonl").unlink()
    cut = (folder / "entries.jsonl").read_bytes()
    (folder / "entries.jsonl").write_bytes(cut[:-40])
    changed = bytearray((folder / "cards.jsonl").read_bytes())
    changed[20] ^= 1
    (folder / "cards.jsonl").write_bytes(changed)
    lines = (folder / "consents.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "consents.jsonl").write_bytes(b"".join(lines[1:]))

    said = refused(house, folder).splitlines()

    number = cut.count(b"\n")
    assert [line.partition(" (")[0] for line in said] == [
        "cards.jsonl: was changed since the export",
        "members.jsonl: cannot be read: No such file or directory",
        f"entries.jsonl: was changed since the export; line {number} is no record",
        f"consents.jsonl: has {len(lines) - 1} lines and was exported with {len(lines)}",
    ]


def test_sheets_may_be_changed_or_gone(house: wiring.House, folder: Path) -> None:
    (folder / "cards.csv").unlink()
    (folder / "entries.csv").write_text("mine")

    assert bring_folder(house, folder) == 0


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"program": 1e999}', b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_record_is_named(house: wiring.House, folder: Path, line: bytes) -> None:
    lines = (folder / "members.jsonl").read_bytes().split(b"\n")
    rewrite(folder, "members.jsonl", b"\n".join([lines[0], line, *lines[2:]]))

    assert refused(house, folder).startswith("members.jsonl line 2: ")


def _without(name: str) -> Callable[[Records], None]:
    def edit(every: Records) -> None:
        del every[0][name]

    return edit


def _with(**changes: Any) -> Callable[[Records], None]:
    def edit(every: Records) -> None:
        every[0] |= changes

    return edit


def _twice(every: Records) -> None:
    every.insert(1, every[0])


def _gone(every: Records) -> None:
    every.clear()


@pytest.mark.parametrize(
    ("name", "edit", "said"),
    [
        ("cards", _without("seq"), "cards.jsonl line 1: has no 'seq'"),
        ("cards", _with(colour="red"), "has a field 'colour', which this Poinçon does not know"),
        ("cards", _with(seq="1"), "cards.jsonl line 1: has a 'seq' that is no integer"),
        ("cards", _with(seq=True), "cards.jsonl line 1: has a 'seq' that is no integer"),
        ("cards", _with(joined_at="2026-02-30T00:00:00.000Z"), "has a 'joined_at' that is no inst"),
        ("cards", _with(lots=[["stamps", 1.5]]), "cards.jsonl line 1: cannot be read"),
        ("cards", _with(lots=[1]), "cards.jsonl line 1: cannot be read"),
        ("cards", _with(short_code="\ud800"), "cards.jsonl line 1: cannot be read"),
        ("cards", _with(program="other"), "cards.jsonl line 1: is of the program 'other'"),
        ("cards", _with(card=""), "has a name that cannot be part of a key"),
        ("cards", _with(card="A#B"), "has a name that cannot be part of a key"),
        ("cards", _with(wallets="nokia"), "line 1: is in a wallet that is not known here"),
        ("cards", _with(wallets="apple,"), "line 1: is in a wallet that is not known here"),
        ("cards", _twice, "cards.jsonl line 2: is there twice"),
        ("members", _with(first_name=None), "has a 'first_name' that is no text"),
        ("members", _with(language="tlh"), "speaks a language that is not known here"),
        ("members", _with(birthday_day=0, birthday_month=2), "has a birthday that is none"),
        ("forgotten", _with(card=""), "forgotten.jsonl line 1: cannot be read"),
        ("members", _twice, "members.jsonl line 2: is there twice"),
        ("members", _with(card="A" * 16), "members.jsonl line 1: is of no card that comes here"),
        ("entries", _with(units=9), "entries.jsonl line 1: was changed: its hash does not fit"),
        ("entries", _with(kind="dance"), "entries.jsonl line 1: cannot be read"),
        ("entries", _with(schema=2), "entries.jsonl line 1: cannot be read: entry of schema 2"),
        ("consents", _with(granted="yes"), "has a 'granted' that is no yes or no"),
        ("phones", _with(role="cook"), "phones.jsonl line 1: has a role that is not known"),
        ("forgotten", _twice, "forgotten.jsonl line 2: is there twice"),
        ("programs", _gone, "programs.jsonl: has not every version"),
        ("programs", _twice, "programs.jsonl line 2: is there twice"),
        ("programs", _with(data="{}"), "programs.jsonl line 1: cannot be read"),
        ("programs", _with(data="[" * 100_000), "line 1: cannot be read: there are too many br"),
        ("cards", _with(short_code=""), "cards.jsonl line 1: has a short code that is none"),
        ("cards", _with(short_code="zz/..#"), "cards.jsonl line 1: has a short code that is none"),
        ("cards", _with(short_code="7k3m9qxt"), "line 1: has a short code that is none"),
        ("cards", _with(short_code="A" * 3000), "has a 'short_code' of more than 1000 bytes"),
        ("cards", _with(visits=-3), "cards.jsonl line 1: has a 'visits' that is out of range"),
        ("cards", _with(visits=10**30), "line 1: has a 'visits' that is out of range"),
        ("cards", _with(purchases=-1), "line 1: has a 'purchases' that is out of range"),
        ("cards", _with(want=10**17), "line 1: has a 'want' that is out of range"),
        ("cards", _with(done_apple=-2), "line 1: was told to its wallets as no card is"),
        ("cards", _with(head="00"), "cards.jsonl line 1: has a 'head' that is no hash"),
        ("cards", _with(joined_at="9999-01-01T00:00:00.000Z"), "has a 'joined_at' that is no inst"),
        ("cards", _with(lots=[["stamps", 1, "2027-01-01", 1]]), "has lots that cannot be read"),
        ("cards", _with(lots=[["stamps", 0]]), "has lots that cannot be read"),
        ("cards", _with(lots=[["stamps", 10**16]]), "has lots that cannot be read"),
        ("cards", _with(lots=[["stamps", 1, "20270101"]]), "has lots that cannot be read"),
        ("cards", _with(recent=[[10**30, "earn"]]), "cards.jsonl line 1: cannot be read"),
        ("members", _with(first_name=""), "members.jsonl line 1: has a first name that is none"),
        ("members", _with(first_name="é" * 121), "line 1: has a first name that is none"),
        ("members", _with(first_name="A" * 300_000), "has a 'first_name' of more than 1000 bytes"),
        ("members", _with(birthday_day=31, birthday_month=2), "has a birthday that is none"),
        ("members", _with(phone_last4="567"), "has a 'phone_last4' that is not four digits"),
        ("members", _with(phone_last4="٥٦٧٨"), "has a 'phone_last4' that is not four digits"),
        ("members", _with(phone_last4=5678), "has a 'phone_last4' that is no text"),
        ("members", _with(birthday_day=10**30, birthday_month=2), "has a birthday that is none"),
        ("reports", _with(week="nope"), "reports.jsonl line 1: cannot be read: not an ISO week"),
        ("reports", _with(week="2026-W60"), "reports.jsonl line 1: cannot be read"),
        ("reports", _with(state="lost"), "line 1: has a state that is not known here"),
        ("reports", _with(visits=-1), "line 1: has a 'visits' that is out of range"),
        ("consents", _with(purpose="profiling"), "line 1: has a purpose that is not known here"),
        ("phones", _with(status="lost"), "phones.jsonl line 1: has a status that is not known"),
        ("phones", _with(paired_at="9999-01-01T00:00:00.000Z"), "'paired_at' that is no instant"),
        ("entries", _with(operation="o" * 3000), "has a 'operation' of more than 1000 bytes"),
    ],
)
def test_a_record_that_no_store_could_keep_is_named(
    house: wiring.House,
    folder: Path,
    name: str,
    edit: Callable[[Records], None],
    said: str,
) -> None:
    every = records(folder, f"{name}.jsonl")
    edit(every)
    rewrite(folder, f"{name}.jsonl", every)

    assert said in refused(house, folder)


def test_an_entry_that_is_missing_leaves_a_gap(house: wiring.House, folder: Path) -> None:
    every = records(folder, "entries.jsonl")
    number = next(n for n, entry in enumerate(every) if entry["seq"] == 2) - 1
    rewrite(folder, "entries.jsonl", every[:number] + every[number + 1 :])

    said = f"entries.jsonl line {number + 1}: is entry 2 of its card, out of turn"
    assert said in refused(house, folder)


def test_a_card_whose_last_entry_is_missing_is_named(house: wiring.House, folder: Path) -> None:
    *every, _ = records(folder, "entries.jsonl")
    rewrite(folder, "entries.jsonl", every)

    assert "is not what its entries say" in refused(house, folder)


def test_an_entry_rewritten_with_a_fitting_hash_does_not_follow(
    house: wiring.House, folder: Path
) -> None:
    every = records(folder, "entries.jsonl")
    number = next(n for n, entry in enumerate(every) if entry["seq"] == 2)
    changed = {name: every[number][name] for name in every[number] if name != "hash"}
    changed["previous_hash"] = "0" * 64
    every[number] = changed | {"hash": digest(changed)}
    rewrite(folder, "entries.jsonl", every)

    said = f"entries.jsonl line {number + 1}: does not follow the entry before it"
    assert said in refused(house, folder)


def test_a_card_needs_the_version_that_its_entries_name(house: wiring.House, folder: Path) -> None:
    rewrite(folder, "programs.jsonl", records(folder, "programs.jsonl")[:1])

    assert "needs version 2 of the program" in refused(house, folder)


def test_two_cards_cannot_have_one_short_code(house: wiring.House, folder: Path) -> None:
    every = records(folder, "cards.jsonl")
    every[2]["short_code"] = every[0]["short_code"]
    rewrite(folder, "cards.jsonl", every)

    assert "cards.jsonl line 3: has the short code of another card" in refused(house, folder)


def test_two_cards_cannot_be_of_one_customer(house: wiring.House, folder: Path) -> None:
    every = records(folder, "cards.jsonl")
    for card in every[1:3]:
        card["reference"] = "ab12"
    rewrite(folder, "cards.jsonl", every)

    assert "cards.jsonl line 3: has the customer of another card" in refused(house, folder)


def test_a_line_that_is_longer_than_any_is_not_read_whole(
    house: wiring.House, folder: Path
) -> None:
    first = (folder / "members.jsonl").read_bytes().partition(b"\n")[0]
    rewrite(folder, "members.jsonl", first + b" " * 30_000_000 + b"\n")
    tracemalloc.start()

    said = refused(house, folder)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "members.jsonl: has 31 lines and was exported with 1" in said
    assert most < 10_000_000


def test_an_entry_that_was_changed_is_to_be_looked_for_where_it_came_from(
    house: wiring.House, folder: Path
) -> None:
    every = records(folder, "entries.jsonl")
    every[0]["units"] += 1
    rewrite(folder, "entries.jsonl", every)

    assert "run poincon audit where it was exported" in refused(house, folder)


def test_whoever_the_folder_itself_calls_forgotten_does_not_come_back(
    house: wiring.House, folder: Path
) -> None:
    held = records(folder, "members.jsonl")[0]
    stone = {name: held[name] for name in ("program", "card")}
    stones = [*records(folder, "forgotten.jsonl")]
    rewrite(folder, "members.jsonl", [held | {"first_name": "Théodule"}])
    late = stone | {"forgotten_at": "2026-11-23T10:00:00.000Z"}
    rewrite(folder, "forgotten.jsonl", [*stones, late])

    assert bring_folder(house, folder) == 0

    assert "Théodule" not in str(list(partitions(house.services.cards.engine, "")))  # type: ignore[attr-defined]
    assert house.services.cards.head(held["program"], held["card"]).member is None


def test_a_store_with_other_cards_of_the_program_is_not_opened(
    house: wiring.House, exported: Path, folder: Path
) -> None:
    program = records(exported, "cards.jsonl")[0]["program"]
    entry = records(exported, "entries.jsonl")[0] | {"card": "B" * 16}
    card = next(c for c in records(exported, "cards.jsonl") if c["seq"]) | {"card": "B" * 16}
    house.services.archive.bring([{"cards": [card | {"short_code": "00000000"}]}])
    house.services.archive.bring([{"entries": [entry]}])

    with pytest.raises(BadConfiguration, match="the ledger in the store adds up to"):
        bring_folder(house, folder)

    assert not house.services.archive.is_here(program)


def test_a_store_that_stays_away_is_tried_again_by_the_same_command(
    house: wiring.House,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = argparse.Namespace(what=[str(folder)], earn=False, cards=None)

    def away(*_: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(house.services.archive, "bring", away)
        assert importing.bring(asked, lambda: house, str) == 2
    assert importing.bring(asked, lambda: house, str) == 0

    assert "Give the same command again" in capsys.readouterr().err


@pytest.mark.parametrize(("command", "left"), [("export", 130), ("run", 0)])
def test_a_command_that_is_interrupted_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, left: int
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, command, interrupted)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "poincon.db").touch()
    folder = [str(tmp_path / "out")] if command == "export" else []

    assert cli.main([command, *folder, "--var", str(tmp_path / "var")]) == left


def test_the_command_says_so_and_leaves_with_2(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    var = tmp_path / "var"

    assert cli.main(["import", str(tmp_path / "nowhere"), "--var", str(var)]) == 2
    assert cli.main(["import", str(folder), "here", "--var", str(var)]) == 2
    assert cli.main(["import", str(folder), "--var", str(var)]) == 0
    assert cli.main(["import", str(folder), "--var", str(var)]) == 2

    printed = capsys.readouterr()
    number, ledger = len(records(folder, "cards.jsonl")), len(records(folder, "entries.jsonl"))
    assert printed.out.startswith(f"imported cards={number} entries={ledger} digest=")
    assert "poincon audit" in printed.out
    assert "Pair every phone again" in printed.out
    said = printed.err.splitlines()
    assert [line.partition(" (")[0].rpartition(": ")[2] for line in said] == [
        "No such file or directory",
        "cannot be imported",
        "'Café Poinçon', version 2",
    ]
