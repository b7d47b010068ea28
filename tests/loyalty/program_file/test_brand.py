"""``[brand]`` in a program file: the shop's own icon and logo, and the colours of its tiers."""

import pytest

from loyalty.brand import Brand
from tests.builders import program_data
from tests.loyalty.program_file.files import LEVEL, paths, put, read, refused, stamps_data

OWN = "M2 2h20v20H2z"


def levels(*colours: str) -> dict[str, object]:
    rows = [LEVEL | {"id": f"n{n}", "at": n, "colour": c} for n, c in enumerate(colours)]
    return stamps_data(tiers={"measure": "visits", "levels": rows})


def test_a_brand_has_no_logo_where_nothing_is_said() -> None:
    brand = read(program_data()).brand

    assert (brand.logo, brand.logo_says_name) == (None, False)


@pytest.mark.parametrize("name", ["logo.png", "Mon logo.JPG", "a-b_c.jpeg", "é.webp", "0f1e.png"])
def test_a_logo_is_a_file_beside_the_program(name: str) -> None:
    data = put(put(program_data(), "brand.logo", name), "brand.logo_says_name", True)

    brand = read(data).brand

    assert (brand.logo, brand.logo_says_name) == (name, True)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "logo",
        "logo.svg",
        ".png",
        "../logo.png",
        "images/logo.png",
        "images\\logo.png",
        "C:logo.png",
        "https://example.org/logo.png",
        "logo\n.png",
        f"{'l' * 101}.png",
        7,
    ],
)
def test_anything_but_the_plain_name_of_a_picture_is_refused(name: object) -> None:
    (error,) = refused(put(program_data(), "brand.logo", name))

    assert error["path"] == "brand.logo"
    assert '"logo.png"' in error["hint"]


def test_a_logo_that_says_the_name_must_be_there() -> None:
    assert paths(put(program_data(), "brand.logo_says_name", True)) == ["brand.logo_says_name"]


def test_an_icon_may_be_the_shops_own() -> None:
    assert read(put(program_data(), "brand.icon", OWN)).brand.icon == OWN


@pytest.mark.parametrize("icon", ["M2 2h20v20H2z\"/><path d='", "M2 2h99z", "n2 2h20z", ""])
def test_an_icon_that_is_no_path_is_refused_and_says_what_one_is(icon: str) -> None:
    (error,) = refused(put(program_data(), "brand.icon", icon))

    assert error["path"] == "brand.icon"
    assert "24 by 24" in error["hint"]


def test_a_level_may_have_a_colour_of_its_own() -> None:
    rule = read(levels("#3a2a10", "#102a3a")).tiers

    assert rule and [level.colour for level in rule.tiers] == ["#3a2a10", "#102a3a"]


def test_a_level_without_a_colour_wears_the_brands() -> None:
    rule = read(stamps_data(tiers={"measure": "visits", "levels": [LEVEL]})).tiers
    brand = Brand(background="#1f4d3f", foreground="#ffffff", label="#eeeeee", icon="cup")

    assert rule and rule.tiers[0].colour is None
    assert brand.on(rule.tiers[0].colour) is brand


def test_a_colour_on_which_the_texts_cannot_be_read_is_refused() -> None:
    (error,) = refused(levels("#102a3a", "#ffffff"))

    assert error["path"] == "tiers.levels[1].colour"
    assert "contrast" in error["reason"]
    assert "4.5" in error["hint"]


@pytest.mark.parametrize("colour", ["gold", "#FFF000", "#fff", 7])
def test_a_colour_is_written_as_both_wallets_take_it(colour: object) -> None:
    data = stamps_data(tiers={"measure": "visits", "levels": [LEVEL | {"colour": colour}]})

    assert paths(data) == ["tiers.levels[0].colour"]
