"""Widths of text, near enough: what fits, what shrinks, what is cut."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

import passes
from passes.lettering import ELLIPSIS, SMALLEST, fit, share, width, wrap

FONTS = Path(passes.__file__).parent / "fonts"
TEXTS = [
    "Une remise de 3\u202f€",
    "PROCHAINE RÉCOMPENSE",
    "Quand vous voulez",
    "22/11/2027",
    "A wash",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("font", "semibold"), [("regular", False), ("semibold", True)])
def test_an_estimate_is_near_what_the_typeface_takes(text: str, font: str, semibold: bool) -> None:
    drawn = ImageFont.truetype(str(FONTS / f"{font}.ttf"), 1000).getlength(text) / 1000

    assert 0.97 <= width(text, 1, semibold=semibold) / drawn <= 1.07


def test_a_letter_that_is_not_known_counts_as_a_wide_one() -> None:
    assert width("李", 10) == width("%", 10) == 10


def test_a_text_that_fits_keeps_its_size() -> None:
    assert fit("Bronze", 17, 100) == ("Bronze", 17, True)


def test_a_text_that_is_a_little_too_wide_is_set_smaller() -> None:
    text = "Une séance de stratégie"

    shown = fit(text, 17, width(text, 17) * 0.8)

    assert (shown.text, shown.whole) == (text, True)
    assert shown.size == pytest.approx(17 * 0.8)


def test_a_text_that_is_far_too_wide_is_cut_at_the_smallest_size() -> None:
    text = "Une séance de stratégie"

    shown = fit(text, 17, width(text, 17) * 0.3)

    assert shown.text.endswith(ELLIPSIS)
    assert not shown.whole
    assert shown.size == pytest.approx(17 * SMALLEST)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60).filter(lambda text: not text.endswith(ELLIPSIS)), st.floats(30, 400))
def test_nothing_is_ever_wider_than_its_room(text: str, room: float) -> None:
    shown = fit(text, 17, room)

    assert width(shown.text, shown.size) <= room + 0.1
    assert shown.whole == (shown.text == text.replace("\n", " "))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 500), min_size=1, max_size=4), st.floats(50, 400))
def test_a_row_gives_everybody_enough_or_a_fair_part(needs: list[float], room: float) -> None:
    given_ = share(needs, room)

    assert all(got <= need for got, need in zip(given_, needs, strict=True))
    assert sum(given_) == pytest.approx(min(sum(needs), room))
    assert all(
        got == need or got >= room / len(needs) - 1e-6
        for got, need in zip(given_, needs, strict=True)
    )


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="abc é-W\n", max_size=80))
def test_lines_hold_the_whole_text_and_none_is_too_wide(text: str) -> None:
    lines = wrap(text, 15, 60)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(width(line, 15) <= 60 for line in lines)
