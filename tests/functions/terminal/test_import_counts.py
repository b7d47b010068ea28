"""``poincon import counts``: paper cards, brought in once."""

import argparse
import csv
from pathlib import Path

import pytest

from functions import cli
from functions.terminal import import_counts
from loyalty.entry import STAMPS, reward_account
from loyalty.errors import BadConfiguration
from tests.programs import cashback
from tests.shop import Shop


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "counts.csv"


def brings(shop: Shop, file: Path, text: str, *, earn: bool = False) -> int:
    file.write_text(text, encoding="utf-8")
    asked = argparse.Namespace(earn=earn, cards=file.with_name("cards.csv"))
    return import_counts.run(asked, shop.house, shop.program.id, file)


def balances(shop: Shop) -> list[dict[str, int]]:
    every = shop.services.cards.every(shop.program.id)
    return sorted((dict(held.card.balances) for held in every), key=str)


def test_counts_are_on_cards_and_a_second_run_changes_nothing(
    shop: Shop, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "customer;units\nAda;12\nBen;3\n"

    assert brings(shop, file, text) == 0
    before = balances(shop)
    assert brings(shop, file, text) == 0

    assert before == balances(shop) == [{reward_account("coffee"): 1, STAMPS: 3}, {STAMPS: 3}]
    first, second = capsys.readouterr().out.splitlines()
    assert "2 accepted, 0 already in, 0 refused, 2 new cards" in first
    assert "0 accepted, 2 already in, 0 refused, 0 new cards" in second
    with file.with_name("cards.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert [row[0] for row in csv.reader(lines)] == ["customer", "Ada", "Ben"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Ada,0", "units '0' is no whole number from 1 to 10,000"),
        ("Ada,-3", "units '-3' is no whole number from 1 to 10,000"),
        ("Ada,10001", "units '10001' is no whole number from 1 to 10,000"),
        ("Ada,", "units '' is no whole number from 1 to 10,000"),
        (",3", "customer is empty"),
        ("Ben,8", "was already brought with 7"),
    ],
)
def test_a_row_that_is_wrong_is_refused_and_the_others_are_in(
    shop: Shop, file: Path, capsys: pytest.CaptureFixture[str], row: str, reason: str
) -> None:
    assert brings(shop, file, f"customer,units\nBen,7\n{row}\n") == 1

    assert capsys.readouterr().err == f"line 3: {reason}\n"
    assert balances(shop) == [{STAMPS: 7}]


def test_a_program_that_counts_neither_stamps_nor_points_takes_none(
    shop: Shop, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.services.programs, "current", lambda _: cashback())

    with pytest.raises(BadConfiguration, match="counts neither stamps nor points"):
        brings(shop, file, "customer,units\nBen,7\n")


def test_earning_is_for_sales(shop: Shop, file: Path) -> None:
    with pytest.raises(BadConfiguration, match="--earn is for sales"):
        brings(shop, file, "customer,units\nBen,7\n", earn=True)


def test_the_command_takes_a_file(
    tmp_path: Path, shared: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    file.write_text("customer,units\nAda,7\n")

    done = cli.main(
        ["import", "counts", str(file), "--var", str(tmp_path), "--program", "cafe-poincon"]
    )

    assert done == 0
    assert "1 accepted" in capsys.readouterr().out
