"""``poincon move``: what it says, what stays good, and what a server of the old file says."""

import os
import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws

from functions import cli
from functions.journeys import pins
from functions.store.dynamodb import create_table
from functions.store.leaving import Leaving
from functions.terminal.moving import _alone
from tests.builders import program_data
from tests.shop import Phone, Shop

CAFE = "cafe-poincon"
TABLES = (f"terminal-{number}" for number in count())
Said = pytest.CaptureFixture[str]


@pytest.fixture(name="target")
def _target() -> Iterator[str]:
    found = {"AWS_DEFAULT_REGION": "eu-west-3"}
    with patch.dict(os.environ, found), mock_aws():
        table = next(TABLES)
        create_table(boto3.client("dynamodb"), table)
        yield f"dynamodb:{table}"


@pytest.fixture(name="kept")
def _kept(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop whose store is a file, as the terminal finds it."""
    monkeypatch.setattr(pins, "_COST", "4,8,1")
    return Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}", data=_program())


def _program() -> dict[str, object]:
    return program_data(limits__cooldown_minutes=0, limits__daily_cap=50)


def move(folder: Path, *arguments: str) -> int:
    return cli.main(["move", *arguments, "--var", str(folder)])


@pytest.mark.cloud
def test_a_plan_says_what_there_is_and_what_will_happen(
    kept: Shop, tmp_path: Path, target: str, capsys: Said
) -> None:
    kept.join()

    assert move(tmp_path, target, "--plan") == 0

    said = capsys.readouterr().out
    assert f"moves to {target}." in said and " items, " in said and "1. Every change" in said
    assert kept.pair().earn(kept.join().code).status_code == 201


@pytest.mark.cloud
def test_phones_pins_cards_and_passes_are_good_where_the_shop_has_moved_to(
    kept: Shop, shared: Path, tmp_path: Path, target: str, capsys: Said
) -> None:
    till, owner, card = kept.pair(), kept.pair("owner"), kept.join()
    lea = kept.web.post("/v1/owner/staff", json={"name": "Léa"}, headers=owner.bearer).json
    assert till.earn(card.code, key="a" * 32).status_code == 201

    assert move(tmp_path, target) == 0

    assert f"POINCON_STORE={target}" in capsys.readouterr().out
    refused = till.earn(card.code)
    assert (refused.status_code, refused.json["code"]) == (503, "store-unavailable")
    assert refused.headers["Retry-After"] == "2" and kept.web.get(card.url).status_code == 200
    there = Shop(shared, store=target, data=_program())
    moved = Phone(there, "till", till.tokens)
    assert moved.earn(card.code, key="a" * 32).status_code == 200
    assert moved.earn(card.code).status_code == 201
    assert moved.sign_in(lea["id"], lea["pin"]).status_code == 201
    body = {"refresh_token": till.tokens["refresh_token"]}
    assert there.web.post("/v1/till/tokens", json=body).status_code == 200


@pytest.mark.cloud
def test_a_server_of_the_old_file_says_where_the_shop_is(
    kept: Shop, tmp_path: Path, target: str, capsys: Said
) -> None:
    move(tmp_path, target)
    capsys.readouterr()

    assert cli.main(["run", "--var", str(tmp_path)]) == 2
    assert f"is where the shop was: it is in {target}" in capsys.readouterr().err
    assert cli.main(["devices", "--var", str(tmp_path)]) == 0
    assert f"This is the old store of {target}" in capsys.readouterr().err
    assert cli.main(["pair", "--var", str(tmp_path)]) == 2
    assert "it is closed, as the shop moves" in capsys.readouterr().err


@pytest.mark.cloud
def test_a_server_of_a_file_that_a_cut_off_move_has_shut_says_so(
    kept: Shop, tmp_path: Path, target: str, capsys: Said
) -> None:
    file = Leaving(tmp_path / "poincon.db")
    file.begin("1", target, "2026-11-23T09:00:00Z")
    file.shut()

    assert cli.main(["run", "--var", str(tmp_path)]) == 2
    assert f"closed by a move to {target} that was cut off" in capsys.readouterr().err
    assert move(tmp_path, "--open-again") == 0
    assert kept.pair().earn(kept.join().code).status_code == 201


@pytest.mark.cloud
def test_nobody_serves_a_table_that_is_filled_in_part(
    kept: Shop, tmp_path: Path, target: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        patch("functions.store.moving.Moving._compare", side_effect=KeyboardInterrupt),
    ):
        assert move(tmp_path, target) == 130
    assert "the same command goes on" in capsys.readouterr().err

    monkeypatch.setenv("POINCON_STORE", target)
    assert cli.main(["run", "--var", str(tmp_path)]) == 2
    assert "holds a part of a shop" in capsys.readouterr().err
    assert cli.main(["devices", "--var", str(tmp_path)]) == 2


@pytest.mark.cloud
@pytest.mark.parametrize("wrong", ["", "poincon", "sqlite:other.db", "dynamodb:"])
def test_a_target_that_is_none_is_refused(
    kept: Shop, tmp_path: Path, wrong: str, capsys: Said
) -> None:
    assert move(tmp_path, *([wrong] if wrong else [])) == 2

    assert "dynamodb:<table>" in capsys.readouterr().err


@pytest.mark.cloud
def test_a_table_that_is_not_there_is_named(
    kept: Shop, tmp_path: Path, target: str, capsys: Said
) -> None:
    assert move(tmp_path, "dynamodb:nowhere") == 2

    assert "dynamodb:nowhere: is not there" in capsys.readouterr().err


def test_a_folder_without_a_shop_is_no_place_to_move_from(tmp_path: Path, capsys: Said) -> None:
    assert move(tmp_path, "dynamodb:poincon") == 2
    assert "nothing is kept" in capsys.readouterr().err


@pytest.mark.cloud
def test_two_moves_at_once_are_one_too_many(
    kept: Shop, tmp_path: Path, target: str, capsys: Said
) -> None:
    with _alone(tmp_path / "poincon.db"):
        assert move(tmp_path, target) == 2

    assert "is being moved just now" in capsys.readouterr().err


@pytest.mark.cloud
def test_what_never_moved_is_not_opened_again(kept: Shop, tmp_path: Path, capsys: Said) -> None:
    assert move(tmp_path, "--open-again") == 2

    assert "is not moving" in capsys.readouterr().err
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    with sqlite3.connect(tmp_path / "poincon.db") as file:
        assert file.execute(tables).fetchall() == [("items",)]
    file.close()
