"""A shop's logo and icon: looked at before anything is published, and named by what they are."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from functions.publishing.own_artwork import Prepared, prepare
from loyalty.errors import BadConfiguration
from loyalty.path_data import is_path_data
from passes.raster import inked
from tests.builders import at, program_data
from tests.passes.pictures import badge, file_of, opened

pytestmark = pytest.mark.long

NOW = at("2026-03-02 09:00")
TWO_RINGS = "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM12 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10z"


def with_logo(folder: Path, picture: Image.Image, name: str = "logo.png") -> dict[str, Any]:
    (folder / name).write_bytes(file_of(picture, Path(name).suffix))
    return program_data(brand__logo=name)


def refused(data: dict[str, Any], folder: Path) -> dict[str, str]:
    with pytest.raises(BadConfiguration) as wrong:
        prepare(data, folder, NOW)
    (error,) = wrong.value.facts["errors"]  # type: ignore[misc]
    return error


def test_a_program_without_a_logo_is_published_as_it_is(tmp_path: Path) -> None:
    data = program_data()

    assert prepare(data, tmp_path, NOW) == Prepared(data=data)


def test_a_logo_is_named_by_its_digest_whatever_its_file_is_called(tmp_path: Path) -> None:
    one = prepare(with_logo(tmp_path, badge()), tmp_path, NOW)
    same = prepare(with_logo(tmp_path, badge(), "Enseigne.png"), tmp_path, NOW)
    other = prepare(with_logo(tmp_path, badge(620)), tmp_path, NOW)

    assert one.data == same.data != other.data
    assert len(one.data["brand"]["logo"]) == len("0123456789abcdef.png")
    assert one.logo and opened(one.logo).size == (481, 481)


def test_the_program_file_itself_is_left_as_it_is(tmp_path: Path) -> None:
    data = with_logo(tmp_path, badge())

    prepare(data, tmp_path, NOW)

    assert data["brand"]["logo"] == "logo.png"


def test_data_that_was_published_already_names_its_master(tmp_path: Path) -> None:
    prepared = prepare(with_logo(tmp_path, badge()), tmp_path, NOW)

    again = prepare(prepared.data, tmp_path / "elsewhere", NOW)

    assert again == Prepared(data=prepared.data)


def test_a_logo_that_is_not_there_says_where_it_is_looked_for(tmp_path: Path) -> None:
    error = refused(program_data(brand__logo="logo.png"), tmp_path)

    assert error["path"] == "brand.logo"
    assert str(tmp_path / "logo.png") in error["hint"]


def test_a_folder_is_no_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.png").mkdir()

    assert refused(program_data(brand__logo="logo.png"), tmp_path)["path"] == "brand.logo"


def test_a_small_logo_is_refused_by_its_name(tmp_path: Path) -> None:
    error = refused(with_logo(tmp_path, badge(100)), tmp_path)

    assert error["reason"].startswith("logo.png 81 by 81 pixels")
    assert "160" in error["hint"]


def test_a_logo_that_cannot_be_seen_on_the_card_is_refused(tmp_path: Path) -> None:
    data = program_data()
    data = with_logo(tmp_path, badge(ink=data["brand"]["background"]))

    error = refused(data, tmp_path)

    assert "can hardly be seen on brand.background" in error["reason"]


def test_a_logo_must_be_seen_in_every_look(tmp_path: Path) -> None:
    level = {"id": "or", "name": {"fr": "Or", "en": "Gold"}, "at": 0, "colour": "#5b2a10"}
    data = with_logo(tmp_path, badge(ink="#602c12"))
    data["brand"] |= {"background": "#000000", "foreground": "#ffffff", "label": "#ffffff"}
    data["tiers"] = {"measure": "visits", "levels": [level]}

    error = refused(data, tmp_path)

    assert "the level 'or'" in error["reason"]


def test_what_else_is_wrong_with_a_program_is_told_first(tmp_path: Path) -> None:
    error = refused(program_data(brand__logo="logo.png", currency="euro"), tmp_path)

    assert error["path"] == "currency"


def test_a_silhouette_of_the_shops_own_is_taken(tmp_path: Path) -> None:
    data = program_data(brand__icon=TWO_RINGS)

    assert prepare(data, tmp_path, NOW).data == data


@pytest.mark.parametrize(
    ("icon", "reason"),
    [
        ("M2 2z", "covers 0%"),
        ("M12 2V22", "covers 0%"),
        ("M11 11h2v2h-2z", "covers 1%"),
        ("M0 0h24v24H0z", "covers 100%"),
        ("M2 2h20v20h-20zM8 8v8h8v-8z" + "M-8 2h9v9h-9z", "reaches out"),
        ("M30 30h9v9h-9z", "reaches out"),
    ],
)
def test_a_silhouette_that_shows_nothing_or_everything_is_refused(
    tmp_path: Path, icon: str, reason: str
) -> None:
    error = refused(program_data(brand__icon=icon), tmp_path)

    assert (error["path"], reason in error["reason"]) == ("brand.icon", True)


COMMANDS = st.lists(
    st.tuples(
        st.sampled_from("MmLlHhVvCcSsQqTtAaZz"),
        st.lists(st.sampled_from(["0", "1", "-2.5", ".5", "24", "48", "-24"]), max_size=7),
        st.sampled_from([" ", ",", "\r\n", "\t", "\x0b", "\x0c", "\u2028", "\x1c"]),
    ),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(COMMANDS)
def test_whatever_is_path_data_can_be_drawn(commands: list[tuple[str, list[str], str]]) -> None:
    path = "M2 2" + "".join(f"{letter}{blank.join(given)}" for letter, given, blank in commands)

    measured = [inked(each) for each in (path, f"{path}\x1f", f"{path}\x85") if is_path_data(each)]

    assert all(0 <= ink <= 9 for both in measured for ink in both)
