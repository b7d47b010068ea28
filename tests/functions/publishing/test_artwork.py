"""Which pictures a program has: all that a card of it can show, and no more."""

from dataclasses import replace

import pytest

from functions import presets
from functions.local.development import read_program
from functions.publishing.artwork import draw, drawings
from loyalty.program import Program
from loyalty.program_file import parse
from passes.content import Progress, picture_name
from passes.raster import hero_image, strip_images
from tests.builders import at, program

pytestmark = pytest.mark.long

MOST_STRIP_BYTES = 20_000
GOLD = {"id": "or", "name": {"fr": "Or", "en": "Gold"}, "at": 5, "colour": "#5b2a10"}
PLAIN = {"id": "bronze", "name": {"fr": "Bronze", "en": "Bronze"}, "at": 0}


def preset_program(name: str) -> Program:
    return parse(read_program(presets.path(name)), version=1, valid_from=at("2026-01-01 00:00"))


def names(preset: str) -> set[str]:
    return {progress.image for progress in drawings(preset_program(preset))}


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


def test_each_level_with_a_colour_has_every_picture_in_it() -> None:
    of = program(stamps__threshold=2, tiers={"measure": "visits", "levels": [PLAIN, GOLD]})

    files = draw(of)

    own = {name for name in files if not name.startswith("look-")}
    assert set(files) == own | {picture_name("or", name) for name in own}
    progress = Progress(filled=1, places=2, ready=0)
    gold = of.brand.on("#5b2a10")
    assert files["google/hero-stamps-2-01.png"] == hero_image(progress, of.brand)
    assert files["look-or/google/hero-stamps-2-01.png"] == hero_image(progress, gold)
    assert b"#5b2a10" in files["look-or/stamps-2-01.svg"]


def test_a_logo_that_is_missing_is_the_mark_under_the_same_names() -> None:
    of = program(stamps__threshold=2, brand__logo="0123456789abcdef.png")

    assert "page/logo.png" in draw(of)


@pytest.mark.long
@pytest.mark.parametrize("name", presets.NAMES)
def test_no_strip_of_any_preset_is_larger_than_20_kb_in_all_densities(name: str) -> None:
    of = preset_program(name)

    heavy = {
        progress.image: size
        for progress in drawings(of)
        if (size := sum(map(len, strip_images(progress, of.brand).values()))) > MOST_STRIP_BYTES
    }

    assert heavy == {}
