"""``poincon tour``: the main job without a person, and what it leaves to be checked."""

import json
import subprocess
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from functions import presets, wiring
from functions.local.development import DEMO_PROGRAM
from functions.tour.bundle import Bundle
from functions.tour.outage import NAMES
from functions.tour.tour import tour

pytestmark = pytest.mark.server

LEFT = {
    *(f"card-{number}.pkpass" for number in range(10)),
    "card-after.pkpass",
    "google-save-link.txt",
    "google-save-link.json",
    "report.eml",
    "report.html",
    "report.txt",
    "report.csv",
    "ledger.jsonl",
    "pki/root.pem",
}
OTHERS = {"notes.txt": "mine", "pki/my-own.pem": "mine", "card-of-mine.png": "mine"}


@pytest.fixture(name="out", scope="module")
def _out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with files of somebody's and of an earlier tour, after one more tour."""
    out = tmp_path_factory.mktemp("tour")
    (out / "pki").mkdir()
    for name, text in {**OTHERS, "card-77.pkpass": "of an earlier tour"}.items():
        (out / name).write_text(text)
    assert tour(out) == 0
    yield out
    wiring._installed.clear()


def test_every_file_that_is_promised_is_there(out: Path) -> None:
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}

    assert found == LEFT | set(OTHERS)


def test_what_is_not_the_tours_stays(out: Path) -> None:
    assert {name: (out / name).read_text() for name in OTHERS} == OTHERS


def test_the_passes_count_from_nought_to_full_and_start_again(out: Path) -> None:
    names = [*range(10), "after"]
    bundles = [Bundle((out / f"card-{name}.pkpass").read_bytes()) for name in names]

    assert [bundle.balance for bundle in bundles] == [
        *(f"{number}/9" for number in range(9)),
        bundles[9].balance,
        "0/9",
    ]
    assert len({bundle.document["serialNumber"] for bundle in bundles}) == 1


def test_openssl_takes_the_last_passes_signature(out: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(out / "card-9.pkpass") as bundle:
        bundle.extractall(tmp_path)

    root = out / "pki" / "root.pem"
    verify = (
        f"openssl smime -verify -inform DER -in signature -content manifest.json -CAfile {root}"
    )
    checked = subprocess.run(
        [*verify.split(), "-purpose", "any", "-out", "verified.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert (tmp_path / "verified.json").read_bytes() == (tmp_path / "manifest.json").read_bytes()


def test_the_report_is_the_mail_that_was_sent(out: Path) -> None:
    mail = message_from_bytes((out / "report.eml").read_bytes(), policy=default)
    body = mail.get_body(("plain",))

    assert body is not None
    assert body.get_content().split() == (out / "report.txt").read_text().split()
    assert (out / "report.csv").read_bytes().startswith(b"\xef\xbb\xbfprogram,week,figure")


def test_the_ledger_is_whole(out: Path) -> None:
    entries = [json.loads(line) for line in (out / "ledger.jsonl").read_text().splitlines()]
    kinds = [entry["kind"] for entry in entries]
    claims = json.loads((out / "google-save-link.json").read_text())

    assert (kinds.count("redeem"), kinds.count("reverse")) == (2, 1)
    assert all(len(entry["hash"]) == 64 for entry in entries)
    assert claims["typ"] == "savetowallet"


def test_a_till_without_network_writes_each_scan_once_at_the_time_it_was_made(out: Path) -> None:
    entries = [json.loads(line) for line in (out / "ledger.jsonl").read_text().splitlines()]
    late = [entry for entry in entries if entry["recorded_at"] > entry["happened_at"]]

    assert len({entry["card"] for entry in late}) == len(late) == len(NAMES)
    assert len({entry["happened_at"] for entry in late}) == len(NAMES)
    assert len({entry["recorded_at"] for entry in late}) == 1


def test_a_step_that_does_not_do_its_part_ends_the_tour_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "without-a-cooldown.toml"
    other.write_text(
        DEMO_PROGRAM.read_text().replace("cooldown_minutes = 30", "cooldown_minutes = 0")
    )

    assert tour(tmp_path / "out", other) == 1

    assert "FAILED: no cooldown" in capsys.readouterr().out
    assert not (tmp_path / "out" / "report.eml").exists()


@pytest.mark.parametrize("preset", [name for name in presets.NAMES if name != "cafe"])
def test_every_preset_plays_the_whole_tour(tmp_path: Path, preset: str) -> None:
    assert tour(tmp_path, presets.path(preset)) == 0

    assert (tmp_path / "card-after.pkpass").exists()
    wiring._installed.clear()
