"""The wallets' pictures: sizes in pixels and in bytes, exact colours, and every file's name."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from math import cos, sin

import pytest
from PIL import Image, ImageChops

from loyalty.brand import ICONS, Brand
from passes.content import Progress, Style
from passes.raster import (
    _drawn,
    badge_images,
    hero_image,
    image_set,
    inked,
    program_logo,
    strip_images,
)

pytestmark = pytest.mark.long

YELLOW = Brand(background="#f2c230", foreground="#000000", label="#000000", icon="bread")
DARK = Brand(background="#101014", foreground="#ffffff", label="#c9a25e", icon="scissors")

MOST_STRIP_BYTES = 20_000


def progress(filled: int, places: int = 9, ready: int = 0) -> Progress:
    return Progress(filled=filled, places=places, ready=ready)


def picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def test_a_strip_comes_in_three_densities() -> None:
    sizes = {name: picture(data).size for name, data in strip_images(progress(6), DARK).items()}

    assert sizes == {
        "strip.png": (375, 144),
        "strip@2x.png": (750, 288),
        "strip@3x.png": (1125, 432),
    }


@pytest.mark.parametrize("icon", ICONS)
def test_a_strip_in_all_densities_takes_no_more_than_20_kb(icon: str) -> None:
    images = strip_images(progress(1), replace(DARK, icon=icon))

    assert sum(map(len, images.values())) <= MOST_STRIP_BYTES


@pytest.mark.parametrize(
    "stamps", [progress(9, ready=1), progress(6, 14), progress(13, 15), progress(25, 50)]
)
def test_full_crowded_and_long_cards_stay_as_small(stamps: Progress) -> None:
    assert sum(map(len, strip_images(stamps, DARK).values())) <= MOST_STRIP_BYTES


@pytest.mark.parametrize("brand", [YELLOW, DARK])
def test_the_background_is_exactly_the_brands(brand: Brand) -> None:
    strip = picture(strip_images(progress(3), brand)["strip@2x.png"])
    wanted = tuple(bytes.fromhex(brand.background[1:]))

    corners = {strip.getpixel((x, y)) for x in (0, 749) for y in (0, 287)}

    assert corners == {wanted}


def test_each_stamp_changes_the_strip() -> None:
    strips = [strip_images(p, DARK)["strip.png"] for p in Progress.every(9)]

    assert len(set(strips)) == 10


@pytest.mark.long
@pytest.mark.parametrize(
    ("places", "style"),
    [(2, "stamps"), (9, "stamps"), (14, "stamps"), (15, "stamps"), (20, "gauge"), (1, "mark")],
)
def test_every_stamp_can_be_seen_from_an_arms_length(places: int, style: Style) -> None:
    strips = [picture(strip_images(p, DARK)["strip.png"]) for p in Progress.every(places, style)]

    for before, after in pairwise(strips):
        lights = ImageChops.difference(before, after).convert("L").histogram()
        assert sum(lights[64:]) > 0.005 * 375 * 144


def test_a_reward_that_is_ready_is_lit_in_the_labels_colour() -> None:
    strips = [picture(strip_images(p, DARK)["strip.png"]) for p in Progress.every(9)]
    label = tuple(bytes.fromhex(DARK.label[1:]))

    *before, ready = (dict(map(reversed, strip.getcolors())).get(label, 0) for strip in strips)

    assert ready > 3 * max(before)


def test_another_looks_colours_are_exactly_its_own_though_drawn_at_once() -> None:
    gold = DARK.on("#5b4520")

    at_once = [strip_images(progress(4), brand)["strip@2x.png"] for brand in (DARK, gold)]
    _drawn.cache_clear()

    assert at_once[1] == strip_images(progress(4), gold)["strip@2x.png"]
    assert picture(at_once[1]).getpixel((0, 0)) == tuple(bytes.fromhex("5b4520"))


def test_a_silhouette_is_measured_inside_its_box_and_around_it() -> None:
    inside, around = inked("M0 0h12v24H0zM30 30h12v12h-12z")

    assert inside == pytest.approx(0.5, abs=0.01)
    assert around == pytest.approx(0.25, abs=0.01)


def test_a_hole_in_a_silhouette_runs_the_other_way_round() -> None:
    hole, _ = inked("M0 0h24v24H0zM6 6v12h12V6z")
    filled, _ = inked("M0 0h24v24H0zM6 6h12v12H6z")

    assert (round(hole, 2), round(filled, 2)) == (0.75, 1.0)


def test_a_shops_own_silhouette_is_punched_within_the_rim() -> None:
    corners = replace(DARK, icon="M0 0h24v24H0z", foreground="#ffffff")

    icon = picture(program_logo(corners))

    ring = [icon.getpixel((330 + round(225 * cos(a)), 330 + round(225 * sin(a)))) for a in range(7)]
    assert set(ring) == {(255, 255, 255)}
    assert icon.getpixel((330, 330)) == tuple(bytes.fromhex(DARK.background[1:]))


def test_badges_have_apples_sizes() -> None:
    sizes = {name: picture(data).size for name, data in badge_images(YELLOW).items()}

    assert sizes == {
        "icon.png": (38, 38),
        "icon@2x.png": (76, 76),
        "icon@3x.png": (114, 114),
        "logo.png": (50, 50),
        "logo@2x.png": (100, 100),
        "logo@3x.png": (150, 150),
    }


def test_google_gets_a_hero_of_its_size() -> None:
    assert picture(hero_image(progress(4), DARK)).size == (1032, 336)


def test_the_program_logo_keeps_15_percent_free_for_the_mask() -> None:
    logo = picture(program_logo(DARK))
    ink = logo.point(lambda channel: 255 if channel > 64 else 0).getbbox()

    assert logo.size == (660, 660)
    assert ink == (99, 99, 561, 561)


def test_a_program_of_two_stamps_needs_these_files() -> None:
    names = set(image_set(DARK, Progress.every(2)))

    badges = {f"badge/{kind}{x}.png" for kind in ("icon", "logo") for x in ("", "@2x", "@3x")}
    drawings = ("stamps-2-00", "stamps-2-01", "stamps-2-ready")
    strips = {f"strip/{image}/strip{x}.png" for image in drawings for x in ("", "@2x", "@3x")}
    heroes = {f"google/hero-{image}.png" for image in drawings}
    assert names == badges | strips | heroes | {"google/logo.png"}


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert strip_images(progress(5), YELLOW) == strip_images(progress(5), YELLOW)
