"""What an export leaves in its folder."""

import csv
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import cli
from functions.journeys.weekly_report import compute
from functions.records import Member
from functions.store.engine import Key, Update
from functions.terminal.erasures import erase_again
from functions.terminal.export import export
from functions.terminal.export_folder import NAMES
from loyalty.errors import BadConfiguration, UnknownProgram
from tests.builders import program_data
from tests.lived import Lived, lived_in

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
