"""``poincon preview`` as it is typed: pictures of a program's cards, without a store."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from functions import cli, presets
from functions.publishing.images import FolderImages

pytestmark = pytest.mark.long


def preview(file: Path, out: Path) -> int:
    return cli.main(["preview", str(file), str(out)])


@pytest.fixture(name="club")
def _club(tmp_path: Path) -> Path:
    """The bookshop club's file, to be changed."""
    file = tmp_path / "club.toml"
    file.write_text(presets.text("bookshop-club"), encoding="utf-8")
    return file


def test_every_state_is_drawn_in_every_language_and_shown_on_one_page(
    club: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    assert preview(club, out) == 0

    names = {file.name for file in out.iterdir()}
    cards = [f"{s}-{c}" for s in ("new", "begun", "trial", "member") for c in ("fr", "en")]
    sides = {
        f"{card}{side}.{kind}"
        for card in cards
        for side in ("", "-back")
        for kind in ("svg", "png")
    }
    assert names == sides | {"sheet-fr.png", "sheet-en.png", "index.html"}
    page = (out / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{card}.svg"' in page for card in cards)
    assert "Librairie Les Feuillets" in page
    assert "8 cards are drawn" in capsys.readouterr().out


def test_a_picture_has_twice_the_size_of_a_card_and_its_text_is_drawn(
    club: Path, tmp_path: Path
) -> None:
    preview(club, tmp_path / "out")

    with Image.open(BytesIO((tmp_path / "out" / "member-fr.png").read_bytes())) as picture:
        name = picture.convert("RGB").crop((140, 40, 400, 100))
        colours = {colour for _, colour in name.getcolors(10_000) or []}

    assert picture.size == (750, 980)
    assert (0xFB, 0xF1, 0xEE) in colours


def test_what_a_phone_would_cut_is_said_and_ends_with_1(
    club: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = club.read_text(encoding="utf-8")
    long = "Maison Wambrechies Commerce Gourmand"
    club.write_text(text.replace('name = "Librairie Les Feuillets"', f'name = "{long}"'), "utf-8")

    assert preview(club, tmp_path / "out") == 1

    assert f"member-fr: an iPhone would cut 'name': {long}" in capsys.readouterr().out
    assert f"<p>… {long}</p>" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_file_with_mistakes_says_them_and_draws_nothing(
    club: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    club.write_text(club.read_text(encoding="utf-8").replace("#5a1f2b", "red"), encoding="utf-8")

    assert preview(club, tmp_path / "out") == 2

    assert "brand.background" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_logo_beside_the_file_is_on_the_card(club: Path, tmp_path: Path) -> None:
    Image.new("RGB", (480, 150), "#ffffff").save(tmp_path / "logo.png")
    text = club.read_text(encoding="utf-8")
    club.write_text(
        text.replace('icon = "book"', 'icon = "book"\nlogo = "logo.png"\nlogo_says_name = true'),
        "utf-8",
    )

    assert preview(club, tmp_path / "out") == 0

    assert "data:image/png" in (tmp_path / "out" / "new-fr.svg").read_text(encoding="utf-8")
    assert FolderImages(tmp_path / "out").read_all("librairie-les-feuillets", "logo", "") == {}
