"""``poincon import sales``: files as shops have them, and all that can be wrong with one."""

import argparse
import csv
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from functions import cli
from functions.failures import StoreUnavailable
from functions.terminal import import_sales, table
from functions.terminal.refusals import list_of
from loyalty.entry import STAMPS, instant_text, reward_account
from loyalty.errors import BadConfiguration
from tests.builders import at, program_data
from tests.shop import Shop

NOW = "2026-06-01 10:00"
HEAD = "date,customer,amount"
Import = Callable[..., int]


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "sales.csv"


@pytest.fixture(name="brings")
def _brings(shop: Shop, file: Path) -> Import:
    """Import a text (or bytes) as the command does, at ten on the first of June."""
    shop.at(NOW)

    def brings(content: str | bytes, *, earn: bool = False, cards: Path | None = None) -> int:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        asked = argparse.Namespace(earn=earn, cards=cards)
        return import_sales.run(asked, shop.house, shop.program.id, file)

    return brings


def entries(shop: Shop) -> list[tuple[str, int, str]]:
    """When, how much, where: of every entry."""
    return sorted(
        (instant_text(entry.happened_at), entry.amount.minor if entry.amount else 0, entry.shop)
        for ledger in shop.services.cards.ledgers(shop.program.id)
        for entry in ledger.entries
    )


def refused(file: Path) -> list[list[str]]:
    with list_of(file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))[1:]


def test_a_file_is_brought_in_and_told(
    brings: Import, shop: Shop, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = brings(f"{HEAD}\n2025-03-04,Ada,12.50\n2025-03-05,Ben,3\n2025-03-06,Ada,4.5\n")

    assert done == 0
    said = capsys.readouterr().out
    assert said.startswith("sales.csv: 3 accepted, 0 already in, 0 refused, 2 new cards, ")
    assert entries(shop) == [
        ("2025-03-04T11:00:00.000Z", 1250, "orfevres"),
        ("2025-03-05T11:00:00.000Z", 300, "orfevres"),
        ("2025-03-06T11:00:00.000Z", 450, "orfevres"),
    ]
    assert not list_of(file).exists()


def test_a_second_time_nothing_changes_and_it_says_so(
    brings: Import, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{HEAD}\n2025-03-04,Ada,12.50\n2025-03-04,Ada,12.50\n"
    brings(text)
    before = entries(shop)
    capsys.readouterr()

    assert brings(text) == 0

    assert "0 accepted, 2 already in, 0 refused, 0 new cards" in capsys.readouterr().out
    assert entries(shop) == before
    assert len(before) == 2


@pytest.mark.parametrize(
    "text",
    [
        "date;customer;amount\r\n2025-03-04;Ada;12.50\r\n",
        "date\tcustomer\tamount\n2025-03-04\tAda\t12.50\n",
        "\ufeffdate,customer,amount\n2025-03-04,Ada,12.50",
        '"Date","Customer","Amount"\n"2025-03-04","Ada","12.50"\n',
        " AMOUNT , customer,date\n 12.50 , Ada ,2025-03-04\n",
        f"\n{HEAD}\n\n2025-03-04,Ada,12.50\n\n  \n",
        f"{HEAD}\n2025-03-04T12:00,Ada,12.50\n",
        f"{HEAD}\n2025-03-04 12:00:00,Ada,12.5\n",
        f"{HEAD}\n2025-03-04T11:00:00Z,Ada,12.50\n",
        f"{HEAD}\n2025-03-04T16:00:00.000+05:00,Ada,12.50\n",
    ],
)
def test_files_are_read_as_programs_write_them(brings: Import, shop: Shop, text: str) -> None:
    assert brings(text) == 0

    assert entries(shop) == [("2025-03-04T11:00:00.000Z", 1250, "orfevres")]


def test_a_cell_may_hold_separators_quotes_and_line_breaks(
    brings: Import, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = '2025-03-04,"Lovelace, ""Ada""",1,"a note\nof two lines"\n2025-03-05,O"Brien,2,x\n'

    assert brings(f"{HEAD},note\n{rows}") == 0

    assert [minor for _, minor, _ in entries(shop)] == [100, 200]
    assert capsys.readouterr().err == "Columns that are not read: 'note'\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2025-03-04,Ada,-3.00", "amount '-3.00' is below 0: what came back is no sale"),
        ("2025-03-04,Ada,12.505", "amount '12.505': EUR has 2 decimals at most"),
        ("2025-03-04,Ada,10000001", "amount '10000001' cannot be: it is over 10,000,000"),
        ("2025-03-04,Ada,", "amount '' is no amount: digits and a point, as in 12.50"),
        ("2025-03-04,Ada,1e3", "amount '1e3' is no amount: digits and a point, as in 12.50"),
        ("2025-03-04,Ada,€12", "amount '€12' is no amount: digits and a point, as in 12.50"),
        ("2025-03-04,Ada,１２", "amount '１２' is no amount: digits and a point, as in 12.50"),
        ("2025-03-04,Ada," + "9" * 500, f"amount '{'9' * 40}…' is no amount: digits and a point"),
        ('2025-03-04,Ada,"12,50"', "amount '12,50': use a decimal point, as in 12.50"),
        ("2025-03-04,Ada,12,50", "has 4 cells where the first line has 3"),
        ("2025-03-04,Ada", "has 2 cells where the first line has 3"),
        ("2025-03-04,  ,3", "customer is empty"),
        ("2025-03-04," + "a" * 201 + ",3", "customer is longer than 200 characters"),
        (
            "04/03/2025,Ada,3",
            "date '04/03/2025' is no date: write 2025-03-04 if its day comes first",
        ),
        (
            "4.3.2025 9:30,Ada,3",
            "date '4.3.2025 9:30' is no date: write 2025-03-04 if its day comes",
        ),
        ("03/31/2025,Ada,3", "date '03/31/2025' is no date: as in 2026-02-03 or 2026-02-03T14:30"),
        ("2025-02-29,Ada,3", "date '2025-02-29' is no date: as in"),
        ("2025-03-04T25:00,Ada,3", "date '2025-03-04T25:00' is no date: as in"),
        (",Ada,3", "date is empty"),
        ("2026-06-02,Ada,3", "date '2026-06-02' is in the future"),
        ("2026-06-01T10:01,Ada,3", "date '2026-06-01T10:01' is in the future"),
        ("9999-12-31T23:59-12:00,Ada,3", "date '9999-12-31T23:59-12:00' is in the future"),
        ("1969-12-31,Ada,3", "date '1969-12-31' is before 1970"),
        ("0001-01-01T00:00+14:00,Ada,3", "date '0001-01-01T00:00+14:00' is before 1970"),
        ("2025-03-04,A\0da,3", "has a NUL byte: the file is damaged"),
        ('2025-03-04,"Ada,3', "has a quote that is not closed, or not at an end"),
        ('2025-03-04,"Ada"a,3', "has a quote that is not closed, or not at an end"),
        ("2025-03-04,Ada," + " " * 70_000 + "3", "is longer than 64 KB"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_reason_and_the_others_are_in(
    brings: Import,
    shop: Shop,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    row: str,
    reason: str,
) -> None:
    done = brings(f"{HEAD}\n2025-03-03,Ben,1\n{row}\n2025-03-05,Ben,2\n")

    assert done == 1
    captured = capsys.readouterr()
    assert captured.err.startswith(f"line 3: {reason}")
    assert "2 accepted, 0 already in, 1 refused, 1 new cards" in captured.out
    assert [minor for _, minor, _ in entries(shop)] == [100, 200]
    ((line, why, text),) = refused(file)
    assert (line, why.startswith(reason)) == ("3", True)
    assert text == row or text.endswith("…")


def test_units_and_shop_may_be_said(brings: Import, shop: Shop, file: Path) -> None:
    rows = ["2025-03-04,Ada,3,10,orfevres", "2025-03-05,Ada,3,,", "2025-03-06,Ada,3,0,"]
    rows += ["2025-03-07,Ada,3,1.5,", "2025-03-08,Ada,3,99999,", "2025-03-09,Ada,3,1,elsewhere"]

    assert brings("\n".join([f"{HEAD},units,shop", *rows]), earn=True) == 1

    assert [why for _, why, _ in refused(file)] == [
        "units '0' is no whole number from 1 to 10,000",
        "units '1.5' is no whole number from 1 to 10,000",
        "units '99999' is no whole number from 1 to 10,000",
        "shop 'elsewhere' is not one of orfevres",
    ]
    (held,) = shop.services.cards.every(shop.program.id)
    assert held.card.balances == {STAMPS: 2, reward_account("coffee"): 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"date,amount\n2025-03-04,3\n", "has no column customer"),
        (b"day,who,price\n", "has no column date or customer or amount"),
        (b"date,customer,amount,date\n", "has two columns date"),
        ("date,customer,amount\n2025-03-04,Zoé,3\n".encode("cp1252"), "line 2 is not UTF-8 text"),
        ("date,customer,amount\n2025-03-04,Ada,3\n".encode("utf-16"), "line 1 is not UTF-8 text"),
        (b"date,customer\0,amount\n", "line 1 has a NUL byte"),
        (b"PK\x03\x04" + bytes(range(256)) * 40, "CSV UTF-8"),
        (b"x" * 200_000, "line 1 is longer than 64 KB"),
        (b"date,customer,amount\r2025-03-04,Ada,3\r", "has no column"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(
    brings: Import, shop: Shop, content: bytes, said: str
) -> None:
    with pytest.raises(BadConfiguration) as wrong:
        brings(content)

    assert said in str(wrong.value)
    assert entries(shop) == []


def test_excel_users_are_told_how_to_save(brings: Import) -> None:
    with pytest.raises(BadConfiguration, match=r"CSV UTF-8 \(comma delimited\)"):
        brings(f"{HEAD}\n2025-03-04,Ada,3\n2025-03-04,Zoé,3\n".encode("cp1252"))


def test_the_day_of_the_import_is_not_in_the_future(brings: Import, shop: Shop) -> None:
    assert brings(f"{HEAD}\n2026-06-01,Ada,3\n") == 0

    assert entries(shop)[0][0] == instant_text(at(NOW))


def test_rows_that_a_spreadsheet_could_take_for_formulas_are_written_safely(
    brings: Import, file: Path
) -> None:
    brings(f"{HEAD}\n=HYPERLINK(1),Ada,3\n")

    assert refused(file)[0][2] == "'=HYPERLINK(1),Ada,3"


def test_the_first_twenty_refusals_are_shown_and_all_are_kept(
    brings: Import, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brings(HEAD + "\n2025-03-04,Ada,x" * 50)

    shown = capsys.readouterr().err.splitlines()
    assert len(shown) == 21
    assert shown[-1] == f"More are refused: all of them are in {list_of(file)}"
    assert len(refused(file)) == 50
    assert list_of(file).stat().st_mode & 0o077 == 0


def test_what_was_refused_last_time_is_not_left_lying(brings: Import, file: Path) -> None:
    brings(f"{HEAD}\n2025-03-04,Ada,x\n")
    assert refused(file)

    brings(f"{HEAD}\n2025-03-04,Ada,3\n")

    assert not list_of(file).exists()


def test_the_list_has_the_whole_name_of_its_file(brings: Import, file: Path) -> None:
    brings(f"{HEAD}\n2025-03-04,Ada,x\n")

    assert file.with_name("sales.csv.refused.csv").exists()


@pytest.mark.parametrize("content", [b"", b"dates,customers\n", b"\xff\xfe", None])
def test_a_list_stays_until_a_file_of_sales_takes_its_place(
    brings: Import, shop: Shop, file: Path, content: bytes | None
) -> None:
    brings(f"{HEAD}\n2025-03-04,Ada,x\n")
    before = refused(file)
    asked = argparse.Namespace(earn=False, cards=None)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)

    with pytest.raises(BadConfiguration):
        import_sales.run(asked, shop.house, shop.program.id, file)

    assert refused(file) == before


def test_a_list_that_cannot_be_written_is_said_of_the_list(brings: Import, file: Path) -> None:
    list_of(file).mkdir()

    with pytest.raises(BadConfiguration, match=r"sales\.csv\.refused\.csv: cannot be written"):
        brings(f"{HEAD}\n2025-03-04,Ada,x\n")


def test_a_full_disk_is_said_of_the_list_and_not_of_the_file(
    brings: Import, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)

    with pytest.raises(BadConfiguration, match=r"refused\.csv: cannot be written: No space left"):
        brings(f"{HEAD}\n2025-03-04,Ada,x\n")


def test_every_card_of_the_file_can_be_written_to_hand_it_out(
    brings: Import, shop: Shop, tmp_path: Path
) -> None:
    brings(f"{HEAD}\n2025-03-04,Ada,3\n")
    out = tmp_path / "cards.csv"

    brings(f"{HEAD}\n2025-03-04,Ada,3\n2025-03-05,+33 6 12,3\n2025-03-05,Nobody,x\n", cards=out)

    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["customer"] for row in rows] == ["Ada", "'+33 6 12"]
    for row in rows:
        path = row["card_url"].removeprefix(shop.services.url)
        page = shop.web.get(path)
        assert page.status_code == 200
        assert row["short_code"] in page.text
    assert out.stat().st_mode & 0o077 == 0


def test_without_that_a_customer_is_written_nowhere(
    brings: Import, shop: Shop, tmp_path: Path, file: Path
) -> None:
    brings(f"{HEAD}\n2025-03-04,Ada Lovelace,3\n")

    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    assert "Lovelace" not in json.dumps(list(engine.scan().items), ensure_ascii=False)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("name", ["sales.csv", "./sales.csv", "sales.csv.refused.csv"])
def test_the_cards_are_written_neither_over_the_sales_nor_over_what_was_refused(
    brings: Import, file: Path, name: str
) -> None:
    text = f"{HEAD}\n2025-03-04,Ada,3\n"

    with pytest.raises(BadConfiguration, match="cannot be written over"):
        brings(text, cards=file.parent / name)

    assert file.read_text() == text


def test_the_draft_of_the_cards_is_not_written_over_the_sales(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv.part"
    file.write_text(text := f"{HEAD}\n2025-03-04,Ada,3\n")
    asked = argparse.Namespace(earn=False, cards=tmp_path / "cards.csv")

    with pytest.raises(BadConfiguration, match="cannot be written over"):
        import_sales.run(asked, shop.house, shop.program.id, file)

    assert file.read_text() == text


def test_currencies_without_cents_take_none(shared: Path, file: Path) -> None:
    yen = program_data(currency="JPY")
    shop = Shop(shared, data=yen).at(NOW)
    file.write_text(f"{HEAD}\n2025-03-04,Ada,1250\n2025-03-05,Ada,12.50\n")

    asked = argparse.Namespace(earn=False, cards=None)
    assert import_sales.run(asked, shop.house, shop.program.id, file) == 1

    assert [minor for _, minor, _ in entries(shop)] == [1250]
    assert refused(file)[0][1] == "amount '12.50': JPY has no decimals"


def test_five_megabytes_of_rubbish_take_neither_memory_nor_the_store(
    shop: Shop, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_REFUSED", 5_000)
    noise = Random(7)
    letters = 'abc,;"\t0123.- \r'
    lines = ["".join(noise.choices(letters, k=100)) for _ in range(500)]
    file.write_text(f"{HEAD}\n" + "\n".join(lines * 100))
    asked = argparse.Namespace(earn=False, cards=None)
    tracemalloc.start()

    with pytest.raises(BadConfiguration, match="over 5,000 rows that cannot be read"):
        import_sales.run(asked, shop.house, shop.program.id, file)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000
    assert entries(shop) == []
    assert len(refused(file)) == 5_001


def test_a_file_with_too_many_rows_is_refused_before_anything_is_written(
    brings: Import, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 3)

    with pytest.raises(BadConfiguration, match="over 3 rows"):
        brings(HEAD + "\n2025-03-04,Ada,3" * 4)

    assert entries(shop) == []


def test_a_store_that_does_not_answer_ends_it_and_says_how_to_go_on(
    brings: Import,
    shop: Shop,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_: Any) -> None:
        raise StoreUnavailable()

    monkeypatch.setattr(shop.services.imports, "write", gone)

    assert brings(f"{HEAD}\n2025-03-04,Ada,3\n", cards=tmp_path / "cards.csv") == 2

    said = "the store did not answer: try again in a moment\n0 rows are in. Run it again.\n"
    assert capsys.readouterr().err == said
    assert [path.name for path in tmp_path.iterdir()] == ["sales.csv"]


def test_the_command_takes_a_file_and_says_what_is_wrong_with_it(
    tmp_path: Path, shared: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    here = ["--var", str(tmp_path), "--program", "cafe-poincon"]
    file.write_text(f"{HEAD}\n2025-03-04,Ada,3\n")

    assert cli.main(["import", "sales", str(file), "--earn", *here]) == 0
    assert "1 accepted" in capsys.readouterr().out
    assert cli.main(["import", "sales", str(tmp_path / "none.csv"), *here]) == 2
    assert "cannot be read: No such file or directory" in capsys.readouterr().err


def test_a_versions_rules_hold_for_the_sales_of_its_days(shop: Shop, file: Path) -> None:
    shop.at("2026-03-01 10:00")
    changed = program_data(stamps__threshold=8)
    second = shop.services.programs.publish(changed, shop.now)
    shop.at(NOW)
    file.write_text(f"{HEAD}\n2026-02-20,Ada,3\n2026-03-20,Ada,3\n")

    asked = argparse.Namespace(earn=True, cards=None)
    import_sales.run(asked, shop.house, shop.program.id, file)

    (ledger,) = shop.services.cards.ledgers(shop.program.id)
    assert [entry.rule_version for entry in ledger.entries] == [1, second.version]
    assert {entry.recorded_at for entry in ledger.entries} == {at(NOW)}
