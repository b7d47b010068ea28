"""A logo beside the program file: from the terminal to the folder that is served."""

from pathlib import Path

import pytest

from functions import cli
from functions.local.development import DEMO_PROGRAM
from tests.passes.pictures import badge, file_of, opened, writing


def publish(folder: Path, **brand: str) -> int:
    lines = "".join(f"{key} = {value}\n" for key, value in brand.items())
    demo = DEMO_PROGRAM.read_text("utf-8").replace("[brand]\n", f"[brand]\n{lines}")
    (folder / "program.toml").write_text(demo, "utf-8")
    return cli.main(["publish", str(folder / "program.toml"), "--var", str(folder / "var")])


def test_another_picture_is_another_version_and_the_same_one_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    versions = []
    for picture in (badge(), badge(), writing()):
        (tmp_path / "logo.png").write_bytes(file_of(picture))
        assert publish(tmp_path, logo='"logo.png"', logo_says_name="true") == 0
        versions.append(capsys.readouterr().out.split()[2])

    published = tmp_path / "var" / "published"
    shown = (published / "cafe-poincon" / "fr" / "index.html").read_text("utf-8")
    assert versions == ["1", "1", "2"]
    assert len(list((published / "i" / "cafe-poincon" / "logo").iterdir())) == 2
    for design, size in (("1", (150, 150)), ("2", (480, 106))):
        logo = published / "i" / "cafe-poincon" / design / "page" / "logo.png"
        assert opened(logo.read_bytes()).size == size
    assert '<img class="card-logo" src="/i/cafe-poincon/2/page/logo.png"' in shown


def test_a_logo_that_is_missing_publishes_nothing_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, logo='"logo.png"') == 2

    said = capsys.readouterr().err
    assert "brand.logo: logo.png cannot be read" in said
    assert str(tmp_path / "logo.png") in said
    assert not (tmp_path / "var" / "published").exists()


def test_data_that_names_a_picture_of_another_store_is_published_with_the_mark(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert publish(tmp_path, logo='"0123456789abcdef.png"') == 0

    pictures = tmp_path / "var" / "published" / "i" / "cafe-poincon" / "1"
    assert [record.getMessage() for record in caplog.records] == ["logo-missing"]
    assert opened((pictures / "page" / "logo.png").read_bytes()).size == (150, 150)
