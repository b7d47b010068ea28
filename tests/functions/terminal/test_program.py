"""``poincon program …`` as it is typed, on folders of its own."""

import io
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from functions import cli, presets
from loyalty.mistakes import check
from loyalty.program_file import parse
from tests.ready_made import OPENED

Typing = Callable[..., None]

GIVEN = ("--sector", "cafe", "--name", "Chez Zoé", "--basket", "4,50", "--rhythm-days", "4")


def poincon(*arguments: object) -> int:
    return cli.main(["program", *(str(argument) for argument in arguments)])


@pytest.fixture(name="cafe")
def _cafe(tmp_path: Path) -> Path:
    """The café's file, to be changed."""
    file = tmp_path / "cafe.toml"
    file.write_text(presets.text("cafe"), encoding="utf-8")
    return file


@pytest.fixture(name="typing")
def _typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """What is typed, line by line."""

    def typed(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return typed


def change(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_presets_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert poincon("presets") == 0

    assert capsys.readouterr().out.splitlines() == list(presets.NAMES)


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_preset_is_printed_as_it_is_written(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert poincon("preset", name) == 0

    assert capsys.readouterr().out == presets.text(name)


def test_a_preset_that_is_none_is_answered_with_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        poincon("preset", "circus")

    said = capsys.readouterr().err
    assert left.value.code == 2
    assert all(name in said for name in presets.NAMES)


def test_a_sound_file_shows_its_rule_and_its_figures(
    cafe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert poincon("check", cafe, "--strict", "--language", "en") == 0

    assert capsys.readouterr().out.splitlines() == [
        "Le 10e café est offert.",
        "Your 10th coffee is free.",
        "",
        "what is given  cost  days to wait  extra visits to pay for it",
        "a coffee       1.5%  36            0.21",
        "",
        "No known mistake.",
    ]


def test_a_check_speaks_the_programs_own_language(
    cafe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert poincon("check", cafe) == 0

    assert "Aucune erreur connue." in capsys.readouterr().out


def test_a_mistake_is_told_with_its_row_place_figure_and_cure(
    cafe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(cafe, "cost_minor = 60", "cost_minor = 400")

    assert poincon("check", cafe, "--language", "en") == 0
    assert poincon("check", cafe, "--strict") == 1
    first, figure, cure = capsys.readouterr().out.splitlines()[6:9]
    assert first.startswith("M8  stamps.threshold  ")
    assert "9.9%" in figure
    assert "costs you €2.02 at most" in cure


def test_a_file_without_assumptions_has_no_table(
    cafe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cafe.write_text(cafe.read_text(encoding="utf-8").partition("# Vos chiffres")[0], "utf-8")

    assert poincon("check", cafe) == 0
    said = capsys.readouterr().out
    assert "jours d’attente" not in said
    assert "M13  assumptions" in said


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_way_has_its_line(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert poincon("check", presets.path(name), "--strict", "--language", "en") == 0

    assert "what is given" in capsys.readouterr().out


def test_a_club_that_earns_more_than_it_gives_is_told_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "club.toml"
    file.write_text(presets.text("bookshop-club"), encoding="utf-8")
    change(file, "fee_minor = 3000", "fee_minor = 9000")

    assert poincon("check", file) == 0
    said = capsys.readouterr().out
    assert "\u2212" in said and "le club" in said


def test_a_file_that_is_no_program_names_every_error(
    cafe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(change(cafe, "threshold = 9", "threshold = 0"), "#1f4d3f", "green")

    assert poincon("check", cafe) == 2
    said = capsys.readouterr().err
    assert "stamps.threshold: cannot be 0 (" in said and "brand.background: " in said


def test_a_new_program_is_strictly_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "zoe.toml"

    assert poincon("new", file, *GIVEN, "--yes", "--language", "fr") == 0
    said = capsys.readouterr().out
    assert "Le 10e café est offert." in said and "Son inconvénient\u202f: un petit achat" in said
    assert poincon("check", file, "--strict") == 0
    made = parse(tomllib.loads(file.read_text(encoding="utf-8")), version=1, valid_from=OPENED)
    assert (made.id, made.name, made.languages) == ("chez-zoe", "Chez Zoé", ("fr", "en"))
    assert made.owner_email == "bonjour@chez-zoe.example"
    assert [shop.name for shop in made.shops] == ["Chez Zoé"]


def test_a_new_program_keeps_the_presets_comments_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "zoe.toml"
    assert poincon("new", file, *GIVEN, "--yes") == 0

    text = file.read_text(encoding="utf-8")
    assert "# Tampons payés avant la récompense." in text
    assert "# It costs 1.5% of what is spent; between 1 and 5% is sound." in text
    assert "# Il coûte 1,5\u202f%" in text
    assert "# Son inconvénient\u202f: un petit achat compte autant qu’un grand." in text
    assert "Orfèvres" not in text
    assert max(len(line) for line in text.splitlines() if line.startswith("#")) <= 100


def test_questions_are_asked_and_asked_again(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    typing: Typing,
) -> None:
    typing("cirque", "bakery", "Aux Blés", "", "beaucoup", "6,50", "", "oui")
    file = tmp_path / "bles.toml"

    assert poincon("new", file, "--language", "fr") == 0
    said = capsys.readouterr().out
    assert "Votre activité\u202f: " in said and "  bakery       boulangerie\n" in said
    assert said.count("Un achat moyen, en euros") == 2
    assert f"Écrire {file} (oui ou non) [oui]" in said
    made = parse(tomllib.loads(file.read_text(encoding="utf-8")), version=1, valid_from=OPENED)
    assert made.model == "points"
    assert made.assumptions is not None
    assert made.assumptions.rhythm_days == 3


def test_a_no_writes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    typing: Typing,
) -> None:
    typing("", "no")
    file = tmp_path / "zoe.toml"

    assert poincon("new", file, *GIVEN, "--language", "en") == 2
    assert capsys.readouterr().err == "Nothing was written.\n"
    assert not file.exists()


@pytest.mark.parametrize("lines", [(), ("cafe",), ("cafe", "Zoé", "", "", "")])
def test_an_end_of_input_writes_nothing_and_says_so(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    typing: Typing,
    lines: tuple[str, ...],
) -> None:
    typing(*lines)
    file = tmp_path / "zoe.toml"

    assert poincon("new", file, "--language", "en") == 2
    assert "The input ended before the last answer: nothing was written." in capsys.readouterr().err
    assert not file.exists()


def test_a_file_that_is_there_is_never_overwritten(
    cafe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = cafe.read_bytes()

    assert poincon("new", cafe, *GIVEN, "--yes", "--language", "en") == 2
    assert f"{cafe} is there already: nothing was changed." in capsys.readouterr().err
    assert cafe.read_bytes() == before


def test_without_a_name_the_file_is_called_after_the_shop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert poincon("new", *GIVEN, "--yes", "--language", "en") == 0
    assert poincon("new", *GIVEN, "--yes", "--language", "en") == 2
    said = capsys.readouterr()
    assert "chez-zoe.toml is written." in said.out
    assert "chez-zoe.toml is there already" in said.err


def test_a_folder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert poincon("new", tmp_path / "none" / "zoe.toml", *GIVEN, "--yes") == 2

    assert str(tmp_path / "none" / "zoe.toml") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--yes",), "--sector, --name missing"),
        (("--yes", "--sector", "cafe"), "--name missing"),
        ((*GIVEN, "--yes", "--basket", "beaucoup"), "--basket 'beaucoup': an amount in euros"),
        ((*GIVEN, "--yes", "--sector", "cirque"), "--sector 'cirque': one of: cafe, bakery"),
        ((*GIVEN, "--yes", "--rhythm-days", "0"), "--rhythm-days '0': a whole number of days"),
    ],
)
def test_what_was_given_and_cannot_be_used_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "zoe.toml"

    assert poincon("new", file, *given, "--language", "en") == 2
    assert said in capsys.readouterr().err
    assert not file.exists()


def test_another_model_keeps_the_colours_of_the_shops_own_kind(tmp_path: Path) -> None:
    file = tmp_path / "zoe.toml"
    dear = (*GIVEN, "--basket", "600", "--rhythm-days", "30", "--yes")

    assert poincon("new", file, *dear) == 0
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    assert data["cashback"]["percent"] == 4
    assert data["brand"]["icon"] == "cup"
    assert data["limits"]["max_amount_minor"] == 600_000


@pytest.mark.parametrize(
    ("sector", "module", "units"),
    [("cafe", "referral", 1), ("bakery", "referral", 10), ("restaurant", "referral", 100)],
)
def test_a_larger_shop_begins_with_one_module_more_d9(
    tmp_path: Path, sector: str, module: str, units: int
) -> None:
    file = tmp_path / "pme.toml"

    assert poincon("new", file, "--sector", sector, "--name", "X", "--size", "pme", "--yes") == 0
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    assert data[module]["friend"]["units"] == units
    assert check(parse(data, version=1, valid_from=OPENED)) == ()


def test_a_larger_shop_that_counts_nothing_begins_with_a_badge(tmp_path: Path) -> None:
    file = tmp_path / "pme.toml"

    assert (
        poincon("new", file, "--sector", "pet-shop", "--name", "X", "--size", "pme", "--yes") == 0
    )
    assert tomllib.loads(file.read_text(encoding="utf-8"))["badges"][0]["at"] == 10


def test_purchases_that_differ_are_stamped_by_amount(tmp_path: Path) -> None:
    file = tmp_path / "zoe.toml"

    assert poincon("new", file, *GIVEN, "--baskets", "varied", "--yes") == 0
    assert tomllib.loads(file.read_text(encoding="utf-8"))["stamps"]["spend_minor"] == 200
    assert poincon("check", file, "--strict") == 0


def test_a_clubs_fee_is_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "club.toml"
    rare = ("--sector", "bookshop", "--name", "Feuilles", "--rhythm-days", "42", "--yes")

    assert poincon("new", file, *rare) == 0
    assert tomllib.loads(file.read_text(encoding="utf-8"))["club"]["fee_minor"] == 1500
