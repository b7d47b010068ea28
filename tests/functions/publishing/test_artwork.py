"""Which pictures a program has: all that a card of it can show, and no more."""

from dataclasses import replace

import pytest

from functions import presets
from functions.local.development import read_program
from functions.publishing.artwork import drawings
from loyalty.program_file import parse
from tests.builders import at, program


def names(preset: str) -> set[str]:
    made = parse(read_program(presets.path(preset)), version=1, valid_from=at("2026-01-01 00:00"))
    return {progress.image for progress in drawings(made)}


@pytest.mark.parametrize(
    ("preset", "style", "count"),
    [("cafe", "stamps-9-", 10), ("boutique", "gauge-20-", 21), ("restaurant", "mark-1-", 2)],
)
def test_each_model_has_its_own_drawings(preset: str, style: str, count: int) -> None:
    found = names(preset)

    assert len(found) == count
    assert all(name.startswith(style) for name in found)


def test_a_card_that_keeps_an_older_threshold_has_its_drawing_too() -> None:
    before = program(stamps__threshold=9)
    after = replace(program(stamps__threshold=12), version=2).following(before)

    found = {progress.places for progress in drawings(after)}

    assert found == {9, 12}
