"""Colours that can be read."""

import pytest

from loyalty.brand import READABLE, contrast, ink_on, is_colour, luminance


@pytest.mark.parametrize("text", ["#000000", "#1f4d3f", "#ffffff"])
def test_a_colour_is_six_lower_case_digits(text: str) -> None:
    assert is_colour(text)


@pytest.mark.parametrize("text", ["", "#fff", "#FFFFFF", "1f4d3f", "#1f4d3g", "#1f4d3f\n", "red"])
def test_any_other_form_of_colour_is_none(text: str) -> None:
    assert not is_colour(text)


@pytest.mark.parametrize(
    ("colour", "light"),
    [("#000000", 0), ("#ffffff", 1), ("#ff0000", 0.2126), ("#00ff00", 0.7152), ("#0000ff", 0.0722)],
)
def test_luminance_weighs_the_three_lights_as_wcag_does(colour: str, light: float) -> None:
    assert luminance(colour) == pytest.approx(light)


def test_near_black_is_linear() -> None:
    assert luminance("#0a0a0a") == pytest.approx(10 / 255 / 12.92)


def test_contrast_runs_from_1_to_21_either_way() -> None:
    assert contrast("#1f4d3f", "#1f4d3f") == 1
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)


def test_the_greys_on_either_side_of_readable_are_told_apart() -> None:
    """#767676 is the lightest grey that WCAG lets stand on white."""
    assert contrast("#777777", "#ffffff") < READABLE <= contrast("#767676", "#ffffff")


@pytest.mark.parametrize(
    ("background", "ink"), [("#ffd400", "#000000"), ("#1f4d3f", "#ffffff"), ("#16130f", "#ffffff")]
)
def test_ink_is_whichever_reads_better(background: str, ink: str) -> None:
    assert ink_on(background) == ink
