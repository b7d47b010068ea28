"""A command that cannot go on says why in a sentence, leaves with 2, and makes nothing."""

import argparse
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoRegionError

from functions import cli, wiring
from functions.failures import Damaged, OutsideError, StoreUnavailable
from functions.journeys import pair
from functions.journeys.bring import Brought
from functions.local import development
from functions.terminal import import_counts, sales_file
from functions.terminal.bringing import bring_file
from functions.terminal.sentences import DAMAGED_STORE, SENTENCES, sentence
from functions.terminal.table import Row
from loyalty.errors import BadConfiguration, LoyaltyError
from tests.functions.store.forger import Forger
from tests.shop import Shop

pytestmark = pytest.mark.long

CAFE = "cafe-poincon"
FORM = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
Captured = pytest.CaptureFixture[str]


@pytest.fixture(name="var")
def _var(tmp_path: Path, shared: Path) -> Path:
    """A shop with a card, kept in a folder."""
    (tmp_path / "var").mkdir()
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'var' / 'poincon.db'}")
    shop.pair().earn(shop.join("Ada").code)
    return tmp_path / "var"


def poincon(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def house(var: Path) -> wiring.House:
    return wiring.build(development.local_settings(var, "http://127.0.0.1:8000", {}))


READING = [["audit", "--jobs", "1"], ["export", "out"], ["outbox"], ["devices"], ["pair"]]
FILES = [["import", "sales", "sales.csv"], ["import", "counts", "sales.csv"], ["forgotten", "list"]]
KEEPING = [*READING, *FILES, ["forget", "7K3M-9QXT"]]


@pytest.mark.parametrize("command", [*READING, FILES[0]], ids=" ".join)
@pytest.mark.parametrize("harm", ["truncated", "overwritten", "no database"])
def test_a_store_whose_file_is_damaged_is_said_to_be(
    var: Path,
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    harm: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sales.csv").write_text("date,customer,amount\n2025-03-04,Ada,3\n")
    damage(var / "poincon.db", harm)

    assert poincon(*command, "--var", var) == 2

    assert DAMAGED_STORE in capsys.readouterr().err


def damage(path: Path, harm: str) -> None:
    """What a failing disk does to a file of which all is in place."""
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    data = path.read_bytes()
    path.write_bytes(
        {
            "truncated": data[:4096],
            "overwritten": data[:4096] + random.Random(1).randbytes(len(data) - 4096),
            "no database": b"not a database, of any kind. " * 400,
        }[harm]
    )


def test_a_shop_whose_store_is_damaged_while_it_is_open_says_503(
    tmp_path: Path, shared: Path
) -> None:
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    damage(tmp_path / "poincon.db", "no database")

    answer = shop.web.post(f"/v1/programs/{CAFE}/members", json=FORM)

    assert (answer.status_code, answer.json["code"]) == (503, "store-unavailable")


def test_a_text_that_is_damaged_inside_a_sound_file_is_a_damaged_store(
    var: Path, capsys: Captured
) -> None:
    with sqlite3.connect(var / "poincon.db") as store:
        store.execute("UPDATE items SET body = CAST(x'7bff7d' AS TEXT)")
    store.close()

    assert poincon("devices", "--var", var, "--program", CAFE) == 2

    assert capsys.readouterr().err == f"{DAMAGED_STORE}\n"


def test_a_card_that_cannot_be_read_is_named_and_its_member_can_be_forgotten(
    var: Path, capsys: Captured
) -> None:
    cards = house(var).services.cards
    (held,) = cards.every(CAFE)
    engine = cards.engine  # type: ignore[attr-defined]
    Forger(engine, CAFE, held.card.id).on_card(joined_at=None)

    assert poincon("outbox", "--var", var) == 0
    assert f"card {held.card.id} cannot be read" in capsys.readouterr().err
    assert poincon("forget", held.short_code, "--var", var) == 0

    assert "forgotten" in capsys.readouterr().out
    assert cards.forget_unread(CAFE, held.card.id, held.joined_at) is False


@pytest.mark.parametrize("command", KEEPING, ids=" ".join)
def test_a_folder_that_was_typed_wrongly_is_not_begun(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert poincon(*command, "--var", "vat") == 2

    assert capsys.readouterr().err == "nothing is kept in vat: is --var right?\n"
    assert list(tmp_path.iterdir()) == []


def test_an_import_of_nothing_begins_no_folder(tmp_path: Path) -> None:
    assert poincon("import", tmp_path / "nowhere", "--var", tmp_path / "var") == 2

    assert list(tmp_path.iterdir()) == []


def test_a_store_that_the_environment_names_needs_no_folder(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINCON_STORE", f"sqlite:{var / 'poincon.db'}")

    assert poincon("devices", "--var", tmp_path / "other") == 0

    assert not (tmp_path / "other" / "program.toml").exists()


@pytest.mark.parametrize("command", ["publish", "run"])
def test_a_file_in_the_place_of_the_folder_is_named(
    tmp_path: Path, capsys: Captured, command: str
) -> None:
    (tmp_path / "var").write_text("a file")
    file = [development.DEMO_PROGRAM] if command == "publish" else []

    assert poincon(command, *file, "--var", tmp_path / "var") == 2

    assert str(tmp_path / "var") in capsys.readouterr().err


def test_a_table_without_a_region_is_said_in_amazons_words(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINCON_STORE", "dynamodb:poincon")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)

    assert poincon("devices", "--var", tmp_path / "var") == 2

    assert capsys.readouterr().err == "AWS: You must specify a region.\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError(30, "Read-only file system", "var/x\n"), r"var/x\n: Read-only file system"),
        (NoRegionError(), "AWS: You must specify a region."),
        (
            ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetItem"),
            "AWS: An error occurred (AccessDenied) when calling the GetItem operation: no",
        ),
        (StoreUnavailable("disk is full"), "the store did not answer (disk is full): try again"),
        (Damaged("AB12", "KeyError"), "card AB12 cannot be read"),
        (ValueError("a mistake of ours"), None),
    ],
)
def test_what_fails_outside_is_said_and_our_own_mistakes_are_not_hidden(
    error: Exception, said: str | None
) -> None:
    told = sentence(error)

    assert (told or "").startswith(said or "") and (told is None) == (said is None)


def kinds(root: type[Exception]) -> Iterator[type[Exception]]:
    yield root
    for kind in root.__subclasses__():
        yield from kinds(kind)


EVERY = sorted({*kinds(LoyaltyError), *kinds(OutsideError)}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_refusal_is_a_sentence_with_its_facts_or_without(kind: type[Exception]) -> None:
    said = sentence(kind())

    assert said and not any(sign in said for sign in "{}")
    assert len(said.split()) >= 4 or kind is BadConfiguration


def test_every_sentence_is_of_a_code_that_there_is() -> None:
    assert {*SENTENCES} <= {vars(kind).get("code") for kind in EVERY}


@pytest.mark.parametrize(
    ("stops", "said"),
    [
        (OSError(28, "No space left on device", "store"), "store: No space left on device"),
        (StoreUnavailable(damaged=True), DAMAGED_STORE),
        (NoRegionError(), "AWS: You must specify a region."),
        (Damaged("AB12", "KeyError"), "card AB12 cannot be read"),
    ],
)
def test_rows_that_are_in_when_an_import_stops_are_counted(
    tmp_path: Path, capsys: Captured, stops: Exception, said: str
) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("customer\nAda\nBen\n")

    def bring(rows: Any) -> Iterator[Any]:
        yield Brought(customer="Ada", card=None, is_new=False, accepted=2, already=0, refused=())
        raise stops

    def meaning(row: Row) -> Any:
        return row

    cards = nullcontext(lambda _customer, _card: None)
    assert bring_file(file, (("customer",), ()), meaning, bring, cards) == 2

    told = capsys.readouterr().err
    assert told.startswith(said) and told.endswith("\n2 rows are in. Run it again.\n")


@pytest.mark.server
def test_what_standard_output_does_not_take_is_said_once(var: Path) -> None:
    command = [sys.executable, "-m", "functions.cli", "devices", "--var", str(var)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (2, "No space left on device\n")


def test_a_name_that_would_steer_the_terminal_is_spelled_out(var: Path, capsys: Captured) -> None:
    services = house(var).services
    code = pair.offer(services, CAFE, "till", "orfevres").code
    pair.pair(services, "till", code, "Bar\x1b[2J\u202eé")

    assert poincon("devices", "--var", var) == 0

    printed = capsys.readouterr().out
    assert r"Bar\x1b[2J\u202eé" in printed and "\x1b" not in printed


def test_phones_of_a_program_that_is_not_there_are_not_none(var: Path, capsys: Captured) -> None:
    assert poincon("devices", "--var", var, "--program", "nope") == 2

    said = "no program 'nope' is published here: --program names one that is\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("option", [["--earn"], ["--cards", "cards.csv"]])
def test_an_option_that_does_nothing_for_a_folder_is_refused(
    tmp_path: Path, capsys: Captured, option: list[str]
) -> None:
    assert poincon("import", tmp_path, *option, "--var", tmp_path / "var") == 2

    assert "--earn and --cards are for files" in capsys.readouterr().err


def commands(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.Action]]:
    """Every option of every command, by the command's name."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from commands(below, f"{name} {word}")
        else:
            yield name, action


def test_every_option_of_every_command_is_explained() -> None:
    found = list(commands(cli._parser(), "poincon"))

    assert len(found) > 40
    assert [(name, action.dest) for name, action in found if not action.help] == []


def test_the_help_of_an_import_has_its_columns_and_how_it_ends(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        poincon("import", "--help")

    help_ = capsys.readouterr().out
    for column in (*sales_file.NEEDED, *sales_file.MAY, *import_counts.COLUMNS):
        assert re.search(rf"Columns: .*{column}|may have: .*{column}", help_)
    assert all(f"with {code} " in help_ for code in (0, 1, 2))
