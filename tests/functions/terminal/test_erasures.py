"""``poincon forgotten``: a list that only grows, whatever the store behind it remembers."""

import json
from pathlib import Path

import pytest

from functions.terminal.erasures import list_forgotten
from loyalty.entry import CardId
from loyalty.errors import BadConfiguration
from tests.builders import at
from tests.shop import Shop

PROGRAM = "cafe-poincon"
ADA, BEN = CardId("A" * 16), CardId("B" * 16)
EARLY, LATE = at("2026-03-01 10:00"), at("2026-04-01 10:00")


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "forgotten.jsonl"


def listed(path: Path) -> dict[str, str]:
    records = [json.loads(line) for line in path.read_text().splitlines()]
    return {record["card"]: record["forgotten_at"][:10] for record in records}


def test_a_restored_store_takes_nobody_off_the_list(
    shop: Shop, shared: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.services.archive.forget(PROGRAM, ADA, EARLY)
    list_forgotten(shop.house, PROGRAM, path)
    restored = Shop(shared)
    restored.services.archive.forget(PROGRAM, BEN, LATE)
    capsys.readouterr()

    list_forgotten(restored.house, PROGRAM, path)

    assert listed(path) == {ADA: "2026-03-01", BEN: "2026-04-01"}
    assert capsys.readouterr().out == (
        f"{PROGRAM}: 2 forgotten, in {path}\n"
        f"The store does not know of 1: poincon forget --again {path}\n"
    )


def test_of_two_dates_the_earliest_stays(shop: Shop, shared: Path, path: Path) -> None:
    shop.services.archive.forget(PROGRAM, ADA, EARLY)
    list_forgotten(shop.house, PROGRAM, path)
    other = Shop(shared)
    other.services.archive.forget(PROGRAM, ADA, LATE)

    list_forgotten(other.house, PROGRAM, path)

    assert listed(path) == {ADA: "2026-03-01"}


def test_the_list_is_for_its_owner_alone_and_leaves_nothing_beside_it(
    shop: Shop, path: Path
) -> None:
    path.touch(mode=0o644)
    path.with_name("forgotten.jsonl.part").touch(mode=0o644)

    list_forgotten(shop.house, PROGRAM, path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["forgotten.jsonl"]


def test_a_list_that_cannot_take_its_place_leaves_nothing_behind(
    shop: Shop, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(BadConfiguration, match="cannot be written: No space left on device"):
        list_forgotten(shop.house, PROGRAM, path)

    assert list(path.parent.iterdir()) == []


def test_what_is_no_such_list_is_not_written_over(shop: Shop, path: Path) -> None:
    path.write_text("names of mine\n")

    with pytest.raises(BadConfiguration, match="is no record"):
        list_forgotten(shop.house, PROGRAM, path)

    assert path.read_text() == "names of mine\n"
