"""The typeface of pictures with text: small, free, and able to write what we write."""

import json
from pathlib import Path

import pytest
from PIL import ImageFont

FONTS = Path(__file__).parents[2] / "passes" / "fonts"
WORDS = Path(__file__).parents[2] / "site" / "i18n"
NO_GLYPH = "\ue000"


def written() -> set[str]:
    """Every character of the French and English pages, and of names that come to a counter.

    But for signs that a browser shows on its own buttons: no card says them.
    """
    pages = (
        json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False)
        for path in WORDS.iterdir()
    )
    return (set("".join(pages)) - set("⋮")) | set("ŒœÆæÇçÑñÜüŁłŠšŽžĞğŐőØøßÿŸ«»…–—’“”€‹›")


@pytest.mark.parametrize("weight", ["regular", "semibold"])
def test_a_weight_is_small_and_lies_beside_its_licence(weight: str) -> None:
    assert (FONTS / f"{weight}.ttf").stat().st_size <= 60_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8").upper()


@pytest.mark.parametrize("weight", ["regular", "semibold"])
def test_every_character_that_we_write_has_a_glyph(weight: str) -> None:
    font = ImageFont.truetype(str(FONTS / f"{weight}.ttf"), 32)
    missing = bytes(font.getmask(NO_GLYPH))

    assert {c for c in written() if c.isprintable() and bytes(font.getmask(c)) == missing} == set()


@pytest.mark.parametrize("weight", ["regular", "semibold"])
def test_a_french_space_is_there_and_narrow(weight: str) -> None:
    font = ImageFont.truetype(str(FONTS / f"{weight}.ttf"), 64)

    thin, narrow, space = (font.getlength(f"a{c}b") - font.getlength("ab") for c in "\u2009\u202f ")

    assert 0 < narrow == thin < space + 4


def test_the_family_is_one_of_two_weights() -> None:
    names = [
        ImageFont.truetype(str(FONTS / f"{w}.ttf"), 12).getname() for w in ("regular", "semibold")
    ]

    assert names == [("Inter", "Regular"), ("Inter", "SemiBold")]
