"""``poincon doctor`` without a word: everything, in order, and what it leaves with."""

from pathlib import Path

import pytest

from functions import cli, wiring
from functions.local import development
from functions.local.run import publish_file
from functions.terminal.findings import Finding, Heading, tell, unless_it_fails
from loyalty.errors import BadConfiguration
from tests.shop import Shop

Said = pytest.CaptureFixture[str]
CAFE = Path(__file__).parents[3] / "functions" / "presets" / "cafe.toml"
HEADINGS = [
    *("Store", "Clock", "Mail", "Pages and pictures"),
    *("Apple Wallet", "Google Wallet", "Exports", "Jobs"),
]


@pytest.fixture(name="var", scope="module")
def _var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop on one machine, as ``make run`` leaves it."""
    var = tmp_path_factory.mktemp("var")
    house = wiring.build(development.local_settings(var, "http://127.0.0.1:8000", {}))
    house.services.design.begin()
    publish_file(house, CAFE)
    return var


def grouped(said: str) -> dict[str, list[str]]:
    """Lines by their heading."""
    groups: dict[str, list[str]] = {}
    for block in said.split("\n\n"):
        heading, *lines = block.splitlines()
        groups[heading] = lines
    return groups


def test_a_fresh_shop_works_with_warnings_for_what_it_has_not(var: Path, capsys: Said) -> None:
    left = cli.main(["doctor", "--var", str(var)])

    groups = grouped(capsys.readouterr().out)
    warned = [group for group, lines in groups.items() if any(a.startswith("warn") for a in lines)]
    assert left == 1
    assert list(groups) == [*HEADINGS, "It works, with warnings."]
    assert warned == ["Apple Wallet", "Google Wallet", "Exports"]
    assert not any(line.startswith("wrong") for lines in groups.values() for line in lines)


def test_looking_changes_nothing(var: Path) -> None:
    def state() -> dict[str, bytes]:
        return {
            str(path): path.read_bytes()
            for path in sorted(var.rglob("*"))
            if path.is_file() and path.suffix not in (".db-shm", ".db-wal")
        }

    before = state()
    cli.main(["doctor", "--var", str(var)])

    assert state() == before


def test_no_secret_is_printed(var: Path, capsys: Said) -> None:
    secret = (var / "development" / "secrets.txt").read_text().partition(":")[2]

    cli.main(["doctor", "--var", str(var)])

    said = capsys.readouterr().out
    assert said and secret not in said


def test_the_folder_is_taken_on_either_side_of_the_word(var: Path, capsys: Said) -> None:
    assert cli.main(["doctor", "--var", str(var), "exports"]) == 1
    before = capsys.readouterr().out
    assert cli.main(["doctor", "exports", "--var", str(var)]) == 1

    assert capsys.readouterr().out == before
    assert before.startswith("warning  place")


def test_a_store_that_cannot_be_read_is_wrong_and_the_rest_is_looked_at(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    (tmp_path / "poincon.db").write_bytes(b"no database")
    monkeypatch.setenv("POINCON_STORE", f"sqlite:{tmp_path / 'poincon.db'}")

    left = cli.main(["doctor", "--var", str(var)])

    groups = grouped(capsys.readouterr().out)
    assert left == 2 and list(groups) == [*HEADINGS[:-1], "Something is wrong."]
    assert groups["Mail"][0].startswith("ok")
    assert groups["Exports"][0].startswith("warning  not seen")


def test_nothing_is_made_where_nothing_is_kept(tmp_path: Path, capsys: Said) -> None:
    assert cli.main(["doctor", "--var", str(tmp_path / "mistyped")]) == 2

    assert "is --var right?" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_word_that_is_none_is_refused(capsys: Said) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["doctor", "aple"])

    assert left.value.code == 2 and "apple" in capsys.readouterr().err


@pytest.mark.server
def test_apple_is_looked_at_where_anything_of_it_is_set(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    monkeypatch.setenv("POINCON_APPLE_TEAM", "ABCDE12345")

    assert cli.main(["doctor", "--var", str(tmp_path)]) == 2

    lines = grouped(capsys.readouterr().out)["Apple Wallet"]
    assert "wrong    settings     POINCON_APPLE_CERTIFICATE is missing" in lines


def test_a_google_account_of_no_use_stops_nothing(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("POINCON_GOOGLE_ISSUER", "3388000000012345678")
    monkeypatch.setenv("POINCON_GOOGLE_ACCOUNT", "{}")

    assert cli.main(["doctor", "--var", str(var)]) == 2

    groups = grouped(capsys.readouterr().out)
    assert all(line[:5] in ("wrong", "     ") for line in groups["Google Wallet"])
    assert groups["Jobs"][0].startswith("ok")


def test_headings_stand_apart_and_count_for_nothing(capsys: Said) -> None:
    left = tell([Heading("One"), Finding("ok", "a", "b"), Heading("Two"), Finding("ok", "c", "d")])

    assert left == 0
    assert capsys.readouterr().out == (
        "One\nok       a            b\n\nTwo\nok       c            d\n"
        "\nEverything is as it should be.\n"
    )


def test_what_cuts_findings_short_is_one_more(capsys: Said) -> None:
    def fails(error: Exception) -> list[Finding]:
        def findings() -> object:
            yield Finding("ok", "first", "seen")
            raise error

        return list(unless_it_fails("rest", findings()))  # type: ignore[arg-type]

    wrong = BadConfiguration(errors=[{"path": "x", "reason": "is odd", "hint": "mend it"}])
    full = OSError(28, "No space left on device", "/data")

    assert fails(wrong)[1:] == [Finding("wrong", "rest", "x is odd", "mend it")]
    assert fails(full)[1:] == [Finding("wrong", "rest", "/data: No space left on device")]
    with pytest.raises(RuntimeError):
        fails(RuntimeError("nobody foresaw this"))
