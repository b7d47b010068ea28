"""``poincon program diff``: who would gain and lose, on a real ledger."""

from pathlib import Path

import pytest

from functions import cli, presets
from tests.shop import Shop

pytestmark = pytest.mark.long


@pytest.fixture(name="var")
def _var(shared: Path, tmp_path: Path) -> Path:
    """A store with three cards: of no stamp, of three and of eight."""
    shop = Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    till = shop.pair()
    shop.join("Ada")
    for units in (3, 8):
        assert till.earn(shop.join("Ben").code, units=units).status_code == 201
    return tmp_path


def versions(folder: Path, *changes: tuple[str, str], name: str = "cafe") -> tuple[Path, Path]:
    """A preset as it is and as it would be."""
    old, new = folder / "old.toml", folder / "new.toml"
    text = presets.text(name)
    old.write_text(text, encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    new.write_text(text, encoding="utf-8")
    return old, new


def diff(old: Path, new: Path, var: Path, *more: str) -> int:
    return cli.main(["program", "diff", str(old), str(new), "--var", str(var), *more])


def test_a_lower_threshold_is_a_gain_for_all(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = versions(var, ("threshold = 9", "threshold = 8"))

    assert diff(old, new, var, "--language", "en") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Rules changed (1)",
        "  stamps.threshold  9 -> 8",
        "Cards (3): 2 gain, 1 same, 0 lose",
    ]


def test_a_higher_threshold_is_further_for_the_card_that_holds_nothing(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = versions(var, ("threshold = 9", "threshold = 12"))

    assert diff(old, new, var) == 0
    *_, counts, losing, card = capsys.readouterr().out.splitlines()
    assert counts == "Cartes (3)\u202f: 0 y gagnent, 2 pareil, 1 y perdent"
    assert losing == "Cartes qui y perdent (1)"
    assert card.endswith("  le café\u202f: il manquait 9 tampons, il manque 12 tampons")
    assert card[2:11].replace("-", "").isalnum() and card[6] == "-"


def test_what_was_promised_holds_whatever_the_file_was_called(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The store's version counts: the card began under it."""
    old, new = versions(var, ("threshold = 9", "threshold = 30"))

    assert diff(old, new, var, "--language", "en") == 0
    assert "Cards (3): 0 gain, 2 same, 1 lose" in capsys.readouterr().out


def test_an_empty_folder_has_rules_and_no_cards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = versions(tmp_path, ('name = "Café Poinçon"', 'name = "Café Punch"'))

    assert diff(old, new, tmp_path / "var", "--language", "en") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Rules changed (1)",
        "  name  Café Poinçon -> Café Punch",
        "Cards (0): 0 gain, 0 same, 0 lose",
    ]
    assert not (tmp_path / "var").exists()


def test_a_store_without_that_program_has_no_cards(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = versions(var, name="bakery")

    assert diff(old, new, var, "--language", "en") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Rules changed (0)",
        "Cards (0): 0 gain, 0 same, 0 lose",
    ]


def test_what_publishing_would_refuse_is_told(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = versions(var, ('"coffee"', '"cafe"'))

    assert diff(old, new, var, "--language", "en") == 0
    said = capsys.readouterr().out
    assert "Publishing it would be refused:" in said
    assert "'coffee'" in said


def test_two_programs_are_not_two_versions(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = versions(var, ('id = "cafe-poincon"', 'id = "cafe-punch"'))

    assert diff(old, new, var, "--language", "en") == 2
    assert "id: cannot change: the cards are those of cafe-poincon" in capsys.readouterr().err


def test_a_file_that_is_no_program_is_refused(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = versions(var, ("threshold = 9", "threshold = 0"))

    assert diff(old, new, var) == 2
    assert "stamps.threshold" in capsys.readouterr().err
