"""What an export leaves in its folder."""

import csv
import errno
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import cli, wiring
from functions.exporting.folder import NAMES, line
from functions.journeys.weekly_report import compute
from functions.records import HeldCard, Member
from functions.store.engine import Delete, Engine, Expect, Key, Update, Value
from functions.terminal.erasures import erase_again
from functions.terminal.export import export
from functions.terminal.importing import bring_folder
from loyalty.errors import BadConfiguration, UnknownProgram
from tests.builders import program_data
from tests.lived import Lived, lived_in

pytestmark = pytest.mark.long

SECRETS = ("refresh", "join_key", "claim_code", "due_at", "#J#", "PAIR#")


@pytest.fixture(name="lived")
def _lived(shared: Path) -> Lived:
    return lived_in(shared, program_data(), steps=20)


def exported(lived: Lived, place: Path) -> Path:
    assert export(lived.house, lived.program.id, place) == 0
    return place


def manifest(place: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads((place / "manifest.json").read_bytes())
    return known


def test_the_folder_has_every_file_and_only_its_owner_reads_them(
    lived: Lived, tmp_path: Path
) -> None:
    place = exported(lived, tmp_path / "out")

    assert {path.name for path in place.iterdir()} == {*NAMES}
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert not (tmp_path / "out.part").exists()


def test_the_manifest_has_the_anchor_that_a_mail_would_have(lived: Lived, tmp_path: Path) -> None:
    place = exported(lived, tmp_path / "out")

    later = lived.now[0] + timedelta(days=1)
    anchor = compute(lived.services, lived.program, next(lived.weeks), later).anchor
    known = manifest(place)
    assert (known["entries"], known["digest"]) == (anchor.entries, anchor.digest)
    assert known["files"]["cards.jsonl"]["records"] == len(lived.cards())


def test_no_secret_leaves_the_store(lived: Lived, tmp_path: Path) -> None:
    place = exported(lived, tmp_path / "out")

    text = "".join(path.read_text("utf-8") for path in place.iterdir())
    assert not [secret for secret in SECRETS if secret in text]


def test_sheets_open_in_a_spreadsheet_and_hold_no_formula(lived: Lived, tmp_path: Path) -> None:
    for name in ("=1+1", "Zoë", "@SUM(A1)"):
        lived.join(member=member(name))
    place = exported(lived, tmp_path / "out")

    data = (place / "cards.csv").read_bytes()
    with (place / "cards.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(rows) == len(lived.cards())
    assert {"'=1+1", "Zoë", "'@SUM(A1)"} <= {row["first_name"] for row in rows}
    assert not [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@"))]


def test_a_sheet_has_a_line_for_each_entry(lived: Lived, tmp_path: Path) -> None:
    place = exported(lived, tmp_path / "out")

    with (place / "entries.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == manifest(place)["entries"] > 0
    assert all(row["changes"].startswith("stamps ") for row in rows if row["kind"] == "earn")


def test_an_empty_folder_is_taken_and_a_full_one_is_not(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    place = exported(lived, tmp_path / "out")

    with pytest.raises(BadConfiguration, match="is not empty"):
        export(lived.house, lived.program.id, place)


def test_what_an_interrupted_export_left_is_written_over(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "cards.jsonl").write_text("half a line" * 10_000)

    place = exported(lived, tmp_path / "out")

    assert manifest(place)["files"]["cards.jsonl"]["records"] == len(lived.cards())
    assert b"half" not in (place / "cards.jsonl").read_bytes()


def test_a_folder_of_somebody_else_is_left_alone(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "holidays.txt").write_text("mine")

    with pytest.raises(BadConfiguration, match=r"out\.part: is not empty"):
        export(lived.house, lived.program.id, tmp_path / "out")


def test_an_unknown_program_leaves_no_folder(lived: Lived, tmp_path: Path) -> None:
    with pytest.raises(UnknownProgram):
        export(lived.house, "nowhere", tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BadConfiguration, match="cannot be written"):
        export(lived.house, lived.program.id, tmp_path / "file" / "out")


def test_a_damaged_card_goes_out_as_it_is_and_is_named(
    lived: Lived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = next(held for held in lived.cards() if held.card.seq > 1)
    engine = lived.services.cards.engine  # type: ignore[attr-defined]
    place = Key(f"P#{lived.program.id}#C#{held.card.id}", "A#CARD")
    engine.write(Update(place, set={"seq": held.card.seq + 1}))

    assert export(lived.house, lived.program.id, tmp_path / "out") == 1

    assert "is not what its entries say" in capsys.readouterr().err
    assert (tmp_path / "out" / "manifest.json").exists()


def engine_of(lived: Lived) -> Engine:
    engine: Engine = lived.services.cards.engine  # type: ignore[attr-defined]
    return engine


def used(lived: Lived) -> HeldCard:
    """A card with a few entries, of somebody who is known."""
    return next(held for held in lived.cards() if held.card.seq > 1 and held.member)


def spoiled(lived: Lived, held: HeldCard, what: str, changes: dict[str, Value | None]) -> None:
    """Something of that card is changed behind the back of the store."""
    partition = f"P#{lived.program.id}#C#{held.card.id}"
    items = engine_of(lived).query(partition, low=what).items
    place = Key(partition, str(items[0]["sk"]))
    engine_of(lived).write(Update(place, set=changes, expect=Expect(present=True)))


def rows(place: Path, name: str) -> list[dict[str, str]]:
    with (place / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("what", "changes", "said", "sheet"),
    [
        ("A#CARD", {"seq": None}, "has no 'seq'", "cards.csv"),
        ("A#CARD", {"lots": "x"}, "has a 'lots' that is no list", "cards.csv"),
        ("A#CARD", {"lots": [["stamps", 1, "2027-01-01", 1]]}, "has lots that cannot", "cards.csv"),
        ("A#CARD", {"short_code": "zz#"}, "has a short code that is none", "cards.csv"),
        ("A#MEMBER", {"first_name": 7}, "its member has a 'first_name' that is no text", ""),
        ("A#MEMBER", {"birthday_day": "31"}, "its member has a 'birthday_day' that is no", ""),
        ("E#", {"seq": None}, "an entry has no 'seq'", "entries.csv"),
        ("E#", {"seq": "1"}, "an entry has a 'seq' that is no integer", "entries.csv"),
        ("E#", {"hash": None}, "an entry has no 'hash'", "entries.csv"),
        ("E#", {"changes": None}, "an entry has no 'changes'", "entries.csv"),
        ("E#", {"units": 77}, "an entry was changed: its hash does not fit", "entries.csv"),
        ("E#", {"amount": {"minor": "x"}}, "an entry cannot be read", "entries.csv"),
    ],
)
def test_what_is_damaged_is_named_and_goes_out_as_it_is_and_all_else_as_ever(
    lived: Lived,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    what: str,
    changes: dict[str, Value | None],
    said: str,
    sheet: str,
) -> None:
    exported(lived, tmp_path / "before")
    spoiled(lived, used(lived), what, changes)
    capsys.readouterr()

    assert export(lived.house, lived.program.id, tmp_path / "out") == 1

    before, after = (manifest(tmp_path / name)["files"] for name in ("before", "out"))
    missing = {name for name in before if before[name]["records"] != after[name]["records"]}
    assert missing == ({sheet} - {""})
    (line, hint) = capsys.readouterr().err.splitlines()
    assert line.startswith("card ")
    assert said in line
    assert "poincon audit" in hint
    with pytest.raises(BadConfiguration):
        bring_folder(empty_house(lived), tmp_path / "out")


def test_what_belonged_to_a_card_that_is_gone_goes_out_and_is_named(
    lived: Lived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = used(lived)
    engine_of(lived).write(Delete(Key(f"P#{lived.program.id}#C#{held.card.id}", "A#CARD")))

    assert export(lived.house, lived.program.id, tmp_path / "out") == 1

    assert f"card {held.card.id}: is missing" in capsys.readouterr().err
    lines = (tmp_path / "out" / "entries.jsonl").read_text().splitlines()
    assert sum(held.card.id in line for line in lines) == held.card.seq
    assert held.card.id in {row["card"] for row in rows(tmp_path / "out", "entries.csv")}


def test_what_two_cards_cannot_share_is_named(
    lived: Lived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for held in lived.cards()[1:3]:
        spoiled(lived, held, "A#CARD", {"reference": "ab12"})

    assert export(lived.house, lived.program.id, tmp_path / "out") == 1

    assert capsys.readouterr().err.count("has the customer of another card") == 1


def test_what_is_damaged_of_the_shop_is_named_by_its_line(
    lived: Lived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = Key(f"P#{lived.program.id}", "REPORT#2026-W10")
    fresh: dict[str, Value | None] = {"claimed_at": "2026-03-09T07:00:00.000Z", "claim": "c"}
    engine_of(lived).write(Update(key, set=fresh | {"state": "lost"}))

    assert export(lived.house, lived.program.id, tmp_path / "out") == 1

    said = "reports.jsonl line 1: has a state that is not known here"
    assert said in capsys.readouterr().err


def test_a_version_that_is_missing_is_named(
    lived: Lived, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine_of(lived).write(Delete(Key(f"P#{lived.program.id}", "VERSION#000001")))

    assert export(lived.house, lived.program.id, tmp_path / "out") == 1

    said = capsys.readouterr().err
    assert "programs.jsonl: has not every version of the program" in said
    assert "needs version 1 of the program" in said


def test_half_a_character_goes_out_as_the_escape_that_it_is_in_its_store() -> None:
    assert line({"first_name": "\ud800é"}) == '{"first_name": "\\ud800é"}\n'.encode()
    assert json.loads(line({"first_name": "\ud800é"})) == {"first_name": "\ud800é"}


def test_a_folder_that_is_there_is_filled_and_stays_the_same_folder(
    lived: Lived, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    before = (tmp_path / "out").stat().st_ino

    place = exported(lived, tmp_path / "out")

    assert place.stat().st_ino == before
    assert {path.name for path in place.iterdir()} == {*NAMES}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_was_filled_in_part_has_no_manifest_and_is_taken_over(
    lived: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "out").mkdir()
    with monkeypatch.context() as now:
        now.setattr("functions.exporting.folder.Folder.write", full)
        with pytest.raises(BadConfiguration, match=r"No space left.*, with names, is in .*/out"):
            export(lived.house, lived.program.id, tmp_path / "out")
    assert "manifest.json" not in {path.name for path in (tmp_path / "out").iterdir()}

    place = exported(lived, tmp_path / "out")

    assert {path.name for path in place.iterdir()} == {*NAMES}


def test_a_folder_with_a_sheet_of_somebody_else_is_left_alone(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text("mine")

    with pytest.raises(BadConfiguration, match="is not empty"):
        export(lived.house, lived.program.id, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["cards.csv"]


def empty_house(lived: Lived) -> wiring.House:
    """Another store on the same machine."""
    return wiring.build(lived.house.settings)


def test_who_was_forgotten_can_be_listed_and_forgotten_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shared: Path
) -> None:
    var = ["--var", str(tmp_path / "var"), "--program", "cafe-poincon"]
    lived = lived_in(shared, program_data(), steps=0)
    out = exported(lived, tmp_path / "out")
    cli.main(["import", str(out), *var])
    code = next(held.short_code for held in lived.cards() if held.member)

    assert cli.main(["forget", code, *var]) == 0
    assert cli.main(["forgotten", str(tmp_path / "list.jsonl"), *var]) == 0
    assert cli.main(["forget", "--again", str(tmp_path / "list.jsonl"), *var]) == 0

    assert (tmp_path / "list.jsonl").read_bytes().count(b"\n") == 2
    assert "2 on the list, 0 of them were still known" in capsys.readouterr().out


def test_a_list_of_something_else_forgets_nobody(lived: Lived, tmp_path: Path) -> None:
    members = [held.member for held in lived.cards()]
    out = exported(lived, tmp_path / "out")
    good = (out / "forgotten.jsonl").read_bytes()
    (tmp_path / "list.jsonl").write_bytes(good + b'{"card": "A"}\n')

    with pytest.raises(BadConfiguration, match=r"list\.jsonl line 2: has no 'forgotten_at'"):
        erase_again(lived.house, lived.program.id, tmp_path / "list.jsonl")

    assert [held.member for held in lived.cards()] == members


def member(name: str) -> Member:
    return Member(first_name=name, language="fr")
