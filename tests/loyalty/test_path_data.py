"""Path data of a shop's own icon: what every reader draws alike, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.path_data import MOST_CHARACTERS, is_path_data

HEART = (
    "M12 21.35l-1.45-1.32C5.4 15.36 2 12.28 2 8.5 2 5.42 4.42 3 7.5 3c1.74 0 3.41.81 4.5 2.09"
    "C13.09 3.81 14.76 3 16.5 3 19.58 3 22 5.42 22 8.5c0 3.78-3.4 6.86-8.55 11.54L12 21.35z"
)


@pytest.mark.parametrize(
    "text",
    [
        HEART,
        "M2 2h20v20H2z",
        "M2,2 L22,2 22,22 Z m4 4 h12 v12 h-12 z",
        "M4 12a8 8 0 1 0 16 0a8 8 0 1 0-16 0z",
        "M4 12a8 8 0 1016 0a8 8 0 10-16 0z",
        "M0 0q5 5 10 0t10 0s1 1 2 2 3 3 4 4z",
        "M+1.5-2.5L.5.5-.5 0z",
        "M-24 48L0 0z",
        "M2 2h20v20z ",
        "m2 2h20v20z",
        "M2 2\r\n\th20\nv20z\r\n",
    ],
)
def test_whole_commands_are_path_data(text: str) -> None:
    assert is_path_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cup",
        " M2 2h20v20z",
        "M",
        "M2",
        "M2 2 3",
        "M2 2h",
        "M2 2z5",
        "M2 2L5",
        "M2 2h20v20zz9",
        "M2 2a8 8 0 2 0 16 0z",
        "M2 2h1e1z",
        "M2 2h48.1z",
        "M2 2h-24.1z",
        "M2 2h1--1z",
        "M2 2b4 4z",
        "M2 2l٣ ٣z",
        *(f"M2 2{blank}h20v20z{blank}" for blank in "\x0b\x0c\x1c\x1f\x85\xa0\u2028\u3000"),
        *(f"M2 2h20v20z{blank}" for blank in "\x0b\x0c\x1c\x1f\x85\xa0\u2028\u3000"),
        'M2 2z"/><script/>',
        "M2 2;fill:url(x)",
        "M2 2 L3 3 e",
        "M" + "2 2 " * (MOST_CHARACTERS // 4) + "z",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_path_data(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="MmLlHhVvCcSsQqTtAaZz0123456789.,+- ", max_size=60).map("M".__add__))
def test_what_is_path_data_can_stand_in_an_attribute_and_every_prefix_is_answered(
    text: str,
) -> None:
    answers = [is_path_data(text[:end]) for end in range(len(text) + 1)]

    assert answers[0] is False
    assert answers[-1] is is_path_data(text + " ")
