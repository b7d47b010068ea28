"""``docs/ledger.md``: every field of an entry, and a program that verifies an exported ledger."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import cli
from functions.store.engine import Put
from functions.store.sqlite import SqliteEngine
from loyalty.entry import (
    GENESIS,
    SCHEMA,
    STAMPS,
    CardId,
    Change,
    Entry,
    Kind,
    Money,
    OperationId,
    digest,
    to_record,
)
from loyalty.figures import Anchor
from tests.agreement.documents import Document
from tests.agreement.play import Recorder, stored
from tests.builders import at

pytestmark = pytest.mark.long

LEDGER = Document("ledger.md")
(VERIFY,) = LEDGER.python("Export and verify")
Lines = list[dict[str, Any]]

FULL = Entry(
    program="cafe-poincon",
    card=CardId("AAAAAAAAAAAAAAAA"),
    operation=OperationId("operation-0000001"),
    seq=1,
    kind=Kind.EARN,
    happened_at=at("2026-02-03 10:00"),
    recorded_at=at("2026-02-03 10:00") + timedelta(seconds=1),
    shop="orfevres",
    till="till-1",
    staff="staff-1",
    units=1,
    amount=Money(minor=250, currency="EUR"),
    changes=(Change(account=STAMPS, units=1, expires_on=date(2027, 2, 28)),),
    balance_after={STAMPS: 1},
    visit=1,
    rule_version=1,
    body_hash="0" * 64,
    previous_hash=GENESIS,
    reason="shop-error",
    reverses=OperationId("operation-0000000"),
    facts={"tier": "gold"},
)


@pytest.fixture(name="exported")
def _exported(played: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lines:
    """The played ledger, as ``poincon export`` writes it."""
    monkeypatch.chdir(tmp_path)
    Path("var").mkdir()
    shop = SqliteEngine(Path("var/poincon.db"))
    for item in stored(played):
        shop.write(Put(item))
    shop.close()
    assert cli.main(["export", "out", "--program", "cafe-poincon"]) == 0
    monkeypatch.chdir(tmp_path / "out")
    return [json.loads(line) for line in Path("entries.jsonl").read_text("utf-8").splitlines()]


def test_every_field_is_described_and_no_other() -> None:
    rows = LEDGER.rows("The record")

    assert [row[0].strip("`") for row in rows[:-1]] == sorted(
        to_record(FULL), key=[row[0].strip("`") for row in rows].index
    )
    assert {row[0].strip("`") for row in rows} == {*to_record(FULL), "hash"}


def test_fields_that_may_be_missing_are_called_optional() -> None:
    plain = {
        name: value
        for name, value in to_record(FULL).items()
        if name not in ("staff", "amount", "reason", "reverses", "facts")
    }

    optional = {row[0].strip("`") for row in LEDGER.rows("The record") if "optional" in row[1]}
    assert optional == set(to_record(FULL)) - set(plain)


def test_the_schema_and_the_kinds_are_those_of_the_code() -> None:
    rows = {row[0].strip("`"): row[2] for row in LEDGER.rows("The record")}

    assert rows["schema"] == f"`{SCHEMA}`"
    assert all(f"`{kind}`" in rows["kind"] for kind in Kind)


def test_the_export_holds_every_entry(exported: Lines, played: Recorder) -> None:
    entries = [item for item in stored(played) if str(item["sk"]).startswith("E#")]

    assert len(exported) == len(entries) > 0
    assert {line["hash"] for line in exported} == {item["hash"] for item in entries}


def test_an_honest_ledger_is_verified_and_its_anchor_is_the_mails(
    exported: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    anchor = Anchor()
    for last in {line["card"]: line for line in exported}.values():
        anchor.add(last["card"], last["seq"], last["hash"])

    capsys.readouterr()
    exec(VERIFY, {})

    assert capsys.readouterr().out.split() == [str(anchor.entries), anchor.digest]


def _changed(lines: Lines) -> None:
    lines[2]["units"] += 1


def _taken_out(lines: Lines) -> None:
    del lines[2]


def _added(lines: Lines) -> None:
    lines.insert(3, dict(lines[2]))


def _exchanged(lines: Lines) -> None:
    lines[2], lines[3] = lines[3], lines[2]


def _rewritten(lines: Lines) -> None:
    """Changed, with a hash that fits: the next entry still names the old one."""
    record = {name: value for name, value in lines[2].items() if name != "hash"} | {"units": 9}
    lines[2] = record | {"hash": digest(record)}


@pytest.mark.parametrize("tamper", [_changed, _taken_out, _added, _exchanged, _rewritten])
def test_a_dishonest_one_is_not(exported: Lines, tamper: Callable[[Lines], None]) -> None:
    tamper(exported)
    Path("entries.jsonl").write_text("".join(json.dumps(line) + "\n" for line in exported), "utf-8")

    with pytest.raises(SystemExit):
        exec(VERIFY, {})
