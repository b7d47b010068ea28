"""``docs/operating.md``: every setting, every job, every logged event, and programs that run."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from functions import settings
from functions.local import schedule
from functions.store.engine import Put
from functions.store.sqlite import SqliteEngine
from loyalty.errors import BadConfiguration
from tests.agreement.documents import ROOT, Document
from tests.agreement.play import Recorder, stored

OPERATING = Document("operating.md")
ELSEWHERE = ("_FILE", "_PARAMETER")


class Watched(Mapping[str, str]):
    """An environment with nothing in it, which notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_every_setting_that_is_read_is_in_the_table_and_no_other() -> None:
    environment = Watched()
    with pytest.raises(BadConfiguration):
        settings.read(environment)

    read = {name for name in environment.asked if not name.endswith(ELSEWHERE)}
    assert read == {row[0].strip("`") for row in OPERATING.rows("Settings")}
    assert {f"{name}{where}" for name in read for where in ELSEWHERE} <= environment.asked


def test_no_other_page_and_no_other_chapter_names_a_setting_that_is_not_there() -> None:
    known = {row[0].strip("`") for row in OPERATING.rows("Settings")}
    named = {
        name.removesuffix("_FILE").removesuffix("_PARAMETER")
        for page in (ROOT / "docs").glob("*.md")
        for name in re.findall(r"POINCON_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))
    }

    assert named - known <= {"POINCON_APPLE"}  # POINCON_APPLE_…, all five


def test_settings_that_are_needed_are_those_whose_absence_stops_the_start() -> None:
    with pytest.raises(BadConfiguration) as stopped:
        settings.read({})

    missing = {error["path"] for error in stopped.value.facts["errors"]}
    rows = OPERATING.rows("Settings")
    assert missing == {row[0].strip("`") for row in rows if row[1] == "yes"}


def test_every_job_is_in_the_table() -> None:
    described = {row[0].strip("`") for row in OPERATING.rows("What runs when")}

    assert described == {event.function for event in schedule.events()}


def test_every_event_that_is_logged_is_in_the_table() -> None:
    logged = {
        event
        for path in (ROOT / "functions").rglob("*.py")
        for event in re.findall(r"log\.\w+\(\s*\"([a-z-]+)\"", path.read_text(encoding="utf-8"))
    }

    described = {
        event for row in OPERATING.rows("Logs") for event in re.findall(r"`(.+?)`", row[0])
    }
    outside = {"store-unavailable", "wallet-refused", "wallet-not-ready"}  # logged by their code
    assert described == logged | outside | {"not-started"}  # written before there is a log


def test_the_backup_that_is_described_holds_every_item(
    played: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = OPERATING.python("Backup and restore")
    monkeypatch.chdir(tmp_path)
    _shop_on_disk(played)

    exec(program, {})  # while the file above is still open

    with sqlite3.connect("backup.db") as copy:
        ((count,),) = copy.execute("SELECT count(*) FROM items")
    copy.close()
    assert count == len(stored(played))


def _shop_on_disk(played: Recorder) -> SqliteEngine:
    Path("var").mkdir()
    shop = SqliteEngine(Path("var/poincon.db"))
    for item in stored(played):
        shop.write(Put(item))
    return shop
