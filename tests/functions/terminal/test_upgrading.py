"""``poincon upgrade``, and a store that this Poinçon is too old for."""

from pathlib import Path

import pytest

from functions import cli, presets
from functions.local import run as local_run
from functions.store import keys
from functions.store.engine import Delete, Engine, Item, Key, Put
from functions.store.sqlite import SqliteEngine
from functions.store.walking import partitions
from tests.functions.store.test_upgrading import before_names, named
from tests.shop import Shop

CAFE = "cafe-poincon"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(name="var")
def _var(tmp_path: Path, shared: Path) -> Path:
    """A shop of two members, as an older Poinçon left it."""
    var = tmp_path / "var"
    var.mkdir()
    shop = Shop(shared, store=f"sqlite:{var / 'poincon.db'}")
    shop.join("Ada")
    shop.join("Ben")
    store = opened(var)
    before_names(store)
    store.close()
    return var


def opened(var: Path) -> SqliteEngine:
    return SqliteEngine(var / "poincon.db")


def everything(var: Path) -> list[tuple[str, list[Item]]]:
    store = opened(var)
    items = list(partitions(store, ""))
    store.close()
    return items


def poincon(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def say(engine: Engine, version: int) -> None:
    engine.write(Put({"pk": keys.design().pk, "sk": keys.design().sk, "version": version}))


def test_a_dry_run_says_how_much_and_a_run_does_as_much(var: Path, capsys: Captured) -> None:
    before = everything(var)

    assert poincon("upgrade", "--dry-run", "--var", var) == 0
    assert everything(var) == before
    assert capsys.readouterr().out == (
        "The store is of item design 1. An upgrade to 2 would write 2 items; nothing was written.\n"
    )

    assert poincon("upgrade", "--var", var) == 0
    assert capsys.readouterr().out == "Wrote 2 items: the store is of item design 2.\n"
    store = opened(var)
    assert [one.partition("#")[0] for one in named(store)] == ["ada", "ben"]
    store.close()

    for options in ([], ["--dry-run"]):
        assert poincon("upgrade", *options, "--var", var) == 0
        said = capsys.readouterr().out
        assert said == "The store is of item design 2, the present one.\n"


def test_one_item_is_one(var: Path, capsys: Captured) -> None:
    poincon("upgrade", "--var", var)
    store = opened(var)
    ((pk, items), *_) = list(partitions(store, f"P#{CAFE}#F#"))
    store.write(Delete(Key(pk, str(items[0]["sk"]))))
    say(store, 1)
    store.close()
    capsys.readouterr()

    poincon("upgrade", "--var", var)

    assert capsys.readouterr().out.startswith("Wrote 1 item: ")


def test_where_nothing_is_kept_nothing_is_begun(tmp_path: Path, capsys: Captured) -> None:
    assert poincon("upgrade", "--var", tmp_path / "nowhere") == 2

    assert "nothing is kept in" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["upgrade"],
        ["upgrade", "--dry-run"],
        ["audit", "--jobs", "1"],
        ["devices"],
        ["pair"],
        ["outbox"],
        ["export", "out"],
        ["publish", "program.toml"],
        ["forgotten", "list"],
        ["forget", "7K3M-9QXT"],
        ["run"],
    ],
    ids=" ".join,
)
def test_a_store_that_is_newer_is_left_alone_and_the_command_says_so(
    var: Path,
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(local_run, "Server", None)
    Path("program.toml").write_bytes(presets.path("cafe").read_bytes())
    store = opened(var)
    say(store, 3)
    store.close()
    before = everything(var)

    assert poincon(*command, "--var", var) == 2

    said = capsys.readouterr().err
    assert "the store: is of item design 3, and this Poinçon knows 2" in said
    assert "run the Poinçon that upgraded it, or a newer one" in said
    assert everything(var) == before
    assert not Path("out").exists() and not Path("list").exists()


def test_a_shop_that_is_begun_today_has_nothing_to_upgrade(
    tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "program.toml").write_bytes(presets.path("cafe").read_bytes())
    assert poincon("publish", tmp_path / "program.toml", "--var", tmp_path / "new") == 0
    capsys.readouterr()

    assert poincon("upgrade", "--var", tmp_path / "new") == 0

    assert capsys.readouterr().out == "The store is of item design 2, the present one.\n"
