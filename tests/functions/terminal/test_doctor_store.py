"""``poincon doctor`` on a store that is a file: what is wrong with it is said, line by line."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from functions import settings
from functions.settings import Settings
from functions.store import keys
from functions.store.engine import Expect, Put, Update
from functions.store.sqlite import SqliteEngine
from functions.terminal import doctor_file
from functions.terminal.doctor_store import Kept, examine
from functions.terminal.findings import Finding
from tests.builders import at
from tests.shop import OPENED, Shop, environment

MB = doctor_file.MB


@pytest.fixture(name="kept")
def _kept(shared: Path, tmp_path: Path) -> Path:
    """A store of a shop, closed again."""
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    shop.services.design.begin()
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    engine.write(Put({"pk": keys.design().pk, "sk": keys.design().sk, "version": 2}))
    engine.close()
    return tmp_path / "poincon.db"


def told(folder: Path, store: str) -> Settings:
    return settings.read(environment(folder, store))


def looked(path: Path | str, folder: Path) -> tuple[dict[str, Finding], Kept]:
    """What was found by subject, and what others may look at."""
    examining = examine(told(folder, f"sqlite:{path}"), lambda: at(OPENED))
    found: list[Finding] = []
    while True:
        try:
            found.append(next(examining))
        except StopIteration as end:
            return {one.subject: one for one in found}, end.value


def test_a_store_that_is_well_is_ok_in_every_line(kept: Path, tmp_path: Path) -> None:
    found, house = looked(kept, tmp_path)

    assert list(found) == ["file", "integrity", "disk", "design", "programs"]
    assert {one.verdict for one in found.values()} == {"ok"}
    assert found["programs"].seen == "cafe-poincon (version 1)"
    assert house.services and [one.id for one in house.programs] == ["cafe-poincon"]


def test_a_file_that_others_can_read_is_a_warning(kept: Path, tmp_path: Path) -> None:
    kept.chmod(0o640)

    found, _ = looked(kept, tmp_path)

    assert found["file"].verdict == "warning" and "(0640)" in found["file"].seen
    assert found["file"].cure == f"chmod 600 {kept}"


def test_a_damaged_file_is_wrong_and_what_is_in_it_is_not_looked_at(
    kept: Path, tmp_path: Path
) -> None:
    kept.write_bytes(kept.read_bytes()[:4096] + b"\xff" * (kept.stat().st_size - 4096))

    found, house = looked(kept, tmp_path)

    assert found["integrity"].verdict == "wrong" and "restore a backup" in found["integrity"].cure
    assert found["read"].verdict == "wrong" and "damaged" in found["read"].seen
    assert house.services is None and not house.programs


def test_what_is_no_database_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "poincon.db"
    path.write_bytes(b"a letter to my mother" * 500)

    found, house = looked(path, tmp_path)

    assert found["integrity"].seen == "file is not a database"
    assert found["read"].verdict == "wrong" and house.services is None


def test_a_file_that_is_not_there_is_wrong_and_is_not_made(tmp_path: Path) -> None:
    found, house = looked(tmp_path / "mistyped.db", tmp_path)

    assert [one.verdict for one in found.values()] == ["wrong"] and house.services is None
    assert not (tmp_path / "mistyped.db").exists()


def test_a_store_in_memory_is_a_warning(tmp_path: Path) -> None:
    found, _ = looked("", tmp_path)

    assert found["file"].verdict == "warning" and "all is lost" in found["file"].seen


def test_a_store_without_a_program_says_how_one_is_published(tmp_path: Path) -> None:
    path = tmp_path / "poincon.db"
    SqliteEngine(path).close()

    found, _ = looked(path, tmp_path)

    assert found["programs"] == Finding(
        "warning", "programs", "none is published", "poincon publish program.toml"
    )


def test_an_older_design_is_a_warning_and_a_newer_one_is_wrong(kept: Path, tmp_path: Path) -> None:
    def says(version: int) -> dict[str, Finding]:
        engine = SqliteEngine(kept)
        engine.write(Update(keys.design(), set={"version": version}, expect=Expect()))
        engine.close()
        return looked(kept, tmp_path)[0]

    older, newer = says(1), says(99)

    assert older["design"].verdict == "warning" and "poincon upgrade" in older["design"].cure
    assert newer["read"].verdict == "wrong" and "item design 99" in newer["read"].seen
    assert newer["read"].cure.startswith("run the Poinçon that upgraded it")


def test_a_file_that_is_held_is_a_warning_and_no_damage(kept: Path) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        found = doctor_file.whole(kept)

    assert found.verdict == "warning" and "locked" in found.seen


@pytest.mark.parametrize(
    ("free", "size", "verdict"),
    [
        (19, 1, "wrong"),
        (20, 1, "warning"),
        (199, 1, "warning"),
        (200, 1, "ok"),
        (999, 1000, "warning"),
        (1000, 1000, "ok"),
    ],
)
def test_a_backup_must_fit_beside_it(free: int, size: int, verdict: str) -> None:
    assert doctor_file.room(free * MB, size * MB).verdict == verdict


def test_wallets_that_are_wrong_keep_nobody_from_reading_the_store(
    kept: Path, tmp_path: Path
) -> None:
    account = settings.GoogleSettings(issuer="none", account="{}")
    house = replace(told(tmp_path, f"sqlite:{kept}"), google=account)

    found = [one.verdict for one in examine(house, lambda: at(OPENED))]

    assert set(found) == {"ok"}
