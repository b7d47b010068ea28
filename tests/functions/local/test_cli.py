"""The terminal's commands, on a folder of their own."""

import re
from pathlib import Path

import pytest

from functions import cli, wiring
from functions.journeys import pair
from functions.journeys.forget import forget
from functions.local import development
from tests.shop import Shop

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture(name="var")
def _var(tmp_path: Path, shared: Path) -> Path:
    """A folder with a published program in its store."""
    store = f"sqlite:{tmp_path / 'poincon.db'}"
    assert Shop(shared, store=store).program.version == 1
    return tmp_path


def poincon(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def house(var: Path) -> wiring.House:
    """The same folder, as another process sees it."""
    return wiring.build(development.local_settings(var, "http://127.0.0.1:8000", {}))


@pytest.mark.parametrize("role", ["till", "owner"])
def test_a_code_from_the_terminal_pairs_a_phone(
    var: Path, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    assert poincon("pair", "--var", var, "--role", role, "--port", 8123) == 0

    printed = capsys.readouterr().out
    code = CODE.findall(printed)[0]
    device = pair.pair(house(var).services, role, code, "Comptoir").device  # type: ignore[arg-type]
    assert (device.role, device.shop) == (role, "orfevres")
    assert f"http://127.0.0.1:8123/{role}/#code={code}" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--program", "nowhere"],
            "no program 'nowhere' is published here: --program names one that is",
        ),
        (["--shop", "elsewhere"], "--shop: cafe-poincon has no shop 'elsewhere' (it has orfevres)"),
    ],
)
def test_a_code_for_what_is_not_there_is_refused(
    var: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert poincon("pair", "--var", var, *arguments) == 2

    assert capsys.readouterr().err == f"{said}\n"


def test_a_phone_is_listed_and_shut_out_from_the_terminal(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services = house(var).services
    code = pair.offer(services, "cafe-poincon", "till", "orfevres").code
    device = pair.pair(services, "till", code, "Comptoir").device.id

    assert poincon("devices", "--var", var) == 0
    listed = capsys.readouterr().out
    assert poincon("devices", "--var", var, "--revoke", device) == 0

    assert f"{device}  till   active" in listed and "Comptoir" in listed
    assert f"{device}  till   shut out" in capsys.readouterr().out
    assert not services.devices.get("cafe-poincon", device).active


def test_a_phone_that_is_not_there_cannot_be_shut_out(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert poincon("devices", "--var", var, "--revoke", "nobody") == 2

    said = "--revoke: cafe-poincon has no phone 'nobody' (poincon devices)\n"
    assert capsys.readouterr().err == said


def test_a_member_who_asks_is_forgotten_from_the_terminal(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    shop.join("Ada")
    short = next(iter(shop.services.cards.every("cafe-poincon"))).short_code

    assert poincon("forget", f"{short[:4]}-{short[4:]}".lower(), "--var", tmp_path) == 0
    assert poincon("forget", "ZZZZ-ZZZZ", "--var", tmp_path) == 2

    said = capsys.readouterr()
    assert "Ada" not in said.out
    assert said.err == "no card has that code: compare it with the one on the card\n"
    assert [held.member for held in shop.services.cards.every("cafe-poincon")] == [None]


def test_a_name_is_on_the_disk_no_more_while_the_shop_is_open(shared: Path, tmp_path: Path) -> None:
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    shop.join("Ermengarde")
    code = next(iter(shop.services.cards.every("cafe-poincon"))).short_code
    assert b"Ermengarde" in b"".join(file.read_bytes() for file in tmp_path.glob("poincon.db*"))

    assert poincon("forget", code, "--var", tmp_path) == 0

    left = {file.name: file.read_bytes() for file in tmp_path.glob("poincon.db*")}
    assert "poincon.db-wal" in left
    assert not [name for name, data in left.items() if b"Ermengarde" in data]


def test_who_is_forgotten_twice_is_told_when_it_was(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    shop.join("Ada")
    held = next(iter(shop.services.cards.every("cafe-poincon")))
    forget(shop.services, "cafe-poincon", held.short_code)

    assert poincon("forget", held.short_code, "--var", tmp_path) == 0

    said = f"cafe-poincon: was forgotten on {shop.now:%Y-%m-%d}; nothing was left.\n"
    assert capsys.readouterr().out == said


def test_a_program_file_is_published_with_its_pictures_and_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cafe.toml"
    text = Path(development.DEMO_PROGRAM).read_text()
    file.write_text(text.replace("threshold = 9", "threshold = 3"))

    assert poincon("publish", file, "--var", tmp_path / "var") == 0

    assert capsys.readouterr().out == "cafe-poincon: version 1 is published.\n"
    published = tmp_path / "var" / "published"
    assert (published / "cafe-poincon" / "fr" / "index.html").is_file()
    assert (published / "i" / "cafe-poincon" / "1" / "drawn.txt").is_file()
    assert house(tmp_path / "var").services.programs.current("cafe-poincon").stamps.threshold == 3


def test_a_wrong_program_file_names_every_error_and_changes_nothing(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = var / "wrong.toml"
    text = Path(development.DEMO_PROGRAM).read_text()
    file.write_text(text.replace("threshold = 9", "threshold = 0").replace("#1f4d3f", "green"))

    assert poincon("publish", file, "--var", var) == 2

    said = capsys.readouterr().err
    assert "stamps.threshold" in said and "brand.background" in said
    assert house(var).services.programs.current("cafe-poincon").version == 1


@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe", None])
def test_a_file_that_is_no_program_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    file = tmp_path / "program.toml"
    if content:
        file.write_bytes(content)

    assert poincon("publish", file, "--var", tmp_path / "var") == 2

    assert str(file) in capsys.readouterr().err


def test_settings_that_are_wrong_stop_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINCON_STORE", "oracle:x")
    monkeypatch.setenv("POINCON_MAIL", "pigeon:y")

    assert poincon("pair", "--var", tmp_path) == 2

    assert capsys.readouterr().err.count("cannot be") == 2


@pytest.mark.parametrize("arguments", [[], ["dance"], ["publish"], ["pair", "--role", "cook"]])
def test_a_command_that_is_none_is_explained(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        poincon(*arguments)

    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("usage: poincon")


def test_no_secret_is_made_where_another_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text(f"1:{'ab' * 32}")
    named = {"POINCON_SECRETS_FILE": str(tmp_path / "kept")}

    told = development.local_settings(tmp_path, "http://127.0.0.1:8000", named)

    assert told.keys.current == 1
    assert not (tmp_path / "development").exists()


def test_the_folder_keeps_its_secret_and_its_program(tmp_path: Path) -> None:
    first = development.local_settings(tmp_path, "http://127.0.0.1:8000", {})
    second = development.local_settings(tmp_path, "http://127.0.0.1:8000", {})
    path = development.program_file(tmp_path)
    path.write_text("changed")

    assert second.keys == first.keys
    assert (tmp_path / "development" / "secrets.txt").stat().st_mode & 0o777 == 0o600
    assert development.program_file(tmp_path).read_text() == "changed"
