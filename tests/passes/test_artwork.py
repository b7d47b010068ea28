"""The card's face: where the marks stand, what state they are in, what the SVG may hold."""

import re
import subprocess
import sys
from itertools import combinations
from math import hypot
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from loyalty import brand as brands
from loyalty.brand import Brand
from passes import glyphs
from passes.artwork import icon_svg, mark_svg, stamps_svg
from passes.content import GAUGE_STEPS, Progress, Style
from passes.marks import RADIUS

BRAND = Brand(background="#1f3d36", foreground="#f4ecd8", label="#e8b04a", icon="cup")
SVG = "{http://www.w3.org/2000/svg}"


class Mark(NamedTuple):
    place: str
    state: str
    x: float
    y: float
    radius: float


def drawn(places: int, filled: int = 0, ready: int = 0, **options: float) -> str:
    progress = Progress(filled=filled, places=places, ready=ready)
    return stamps_svg(progress, BRAND, title="6 tampons sur 9", **options)


def marks(svg: str) -> list[Mark]:
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        place = group.get("data-place")
        if place is not None:
            x, y, scale = map(float, re.findall(r"[\d.]+", group.get("transform", "")))
            found.append(Mark(place, group.get("data-state", ""), x, y, scale * RADIUS))
    return found


def rows(found: list[Mark]) -> list[int]:
    heights = [mark.y for mark in found]
    return [heights.count(y) for y in sorted(set(heights))]


def test_nine_stamps_and_the_reward_stand_in_two_rows_of_five() -> None:
    found = marks(drawn(9))

    assert [mark.place for mark in found] == [*map(str, range(1, 10)), "reward"]
    assert rows(found) == [5, 5]
    assert len({mark.x for mark in found}) == 5


@pytest.mark.parametrize(
    ("places", "broken"),
    [(2, [3]), (3, [4]), (4, [5]), (5, [3, 3]), (7, [4, 4]), (11, [6, 6]), (13, [7, 7])],
)
def test_rows_break_evenly_with_the_reward_as_the_last_place(
    places: int, broken: list[int]
) -> None:
    found = marks(drawn(places))

    assert rows(found) == broken
    assert len({mark.radius for mark in found}) == 1


@pytest.mark.parametrize("places", [6, 8, 10, 12, 14])
def test_an_odd_total_puts_a_larger_reward_beside_two_even_rows(places: int) -> None:
    *stamps, reward = marks(drawn(places))

    assert rows(stamps) == [places // 2, places // 2]
    assert reward.radius > 1.4 * stamps[0].radius
    assert reward.y == 72


@pytest.mark.parametrize("size", [(375, 144), (1032, 336), (320, 123), (600, 400)])
def test_marks_never_touch_each_other_nor_the_edge(size: tuple[int, int]) -> None:
    width, height = size
    for places in range(2, 15):
        found = marks(drawn(places, width=width, height=height))
        for mark in found:
            assert min(mark.x, width - mark.x) > mark.radius * 1.05
            assert min(mark.y, height - mark.y) > mark.radius * 1.05
        for one, other in combinations(found, 2):
            apart = hypot(one.x - other.x, one.y - other.y)
            assert apart > (one.radius + other.radius) * 1.05


def test_given_stamps_are_full_and_the_one_after_is_next() -> None:
    states = {mark.place: mark.state for mark in marks(drawn(9, filled=6))}

    assert [place for place, state in states.items() if state == "full"] == list("123456")
    assert [place for place, state in states.items() if state == "next"] == ["7"]
    assert states["reward"] == "empty"


def test_a_ready_reward_is_lit_and_every_stamp_is_full() -> None:
    states = {mark.state for mark in marks(drawn(9, filled=2, ready=1))}

    assert states == {"full"}


def test_a_full_card_whose_reward_is_not_ready_points_at_it() -> None:
    assert marks(drawn(9, filled=9))[-1].state == "next"


def test_empty_places_show_their_number_in_strokes() -> None:
    eleventh = drawn(11, filled=10)

    assert eleventh.count(f'd="{glyphs.DIGITS[1][1]}"') == 2
    assert "<text" not in eleventh


@pytest.mark.parametrize("places", [15, 30, 50])
def test_more_places_than_can_be_read_are_a_bar_with_ticks(places: int) -> None:
    found = marks(drawn(places, filled=places - 3))

    assert [mark.place for mark in found] == [str(places - 3), "reward"]
    assert drawn(places).count('stroke-width="1.08"') == places - 1
    assert found[0].x + found[0].radius < found[1].x - found[1].radius


def test_a_bar_begins_without_a_stamp_and_ends_with_all() -> None:
    assert [mark.place for mark in marks(drawn(20))] == ["reward"]
    assert [mark.state for mark in marks(drawn(20, ready=1))] == ["full", "full"]


def gauge(filled: int, ready: int = 0) -> str:
    progress = Progress(filled=filled, places=GAUGE_STEPS, ready=ready, style="gauge")
    return stamps_svg(progress, BRAND, title="340 points")


def test_a_gauge_counts_nothing_and_moves_towards_the_reward() -> None:
    steps = [marks(gauge(filled))[0].x for filled in range(1, GAUGE_STEPS + 1)]

    assert steps == sorted(set(steps))
    assert not any(path in gauge(7) for _, path in glyphs.DIGITS)
    last, reward = marks(gauge(GAUGE_STEPS))
    assert last.x + last.radius < reward.x - reward.radius


def test_an_empty_gauge_has_no_stamp_and_a_full_one_is_lit() -> None:
    assert [mark.place for mark in marks(gauge(0))] == ["reward"]
    assert [mark.state for mark in marks(gauge(GAUGE_STEPS, ready=1))] == ["full", "full"]


@pytest.mark.parametrize(("filled", "state"), [(0, "next"), (1, "full")])
def test_the_shops_mark_alone_is_punched_or_vacant(filled: int, state: str) -> None:
    progress = Progress(filled=filled, places=1, ready=0, style="mark")

    (mark,) = marks(stamps_svg(progress, BRAND, title="4,20 €"))

    assert (mark.state, mark.x, mark.y) == (state, 187.5, 72)


@pytest.mark.parametrize(
    ("style", "places", "drawings"), [("stamps", 9, 10), ("gauge", 20, 21), ("mark", 1, 2)]
)
def test_every_drawing_that_a_style_needs_has_a_name_of_its_own(
    style: Style, places: int, drawings: int
) -> None:
    names = {progress.image for progress in Progress.every(places, style)}

    assert len(names) == drawings
    assert all(name.startswith(f"{style}-{places}-") for name in names)


def test_the_title_is_read_out_and_cannot_leave_its_place() -> None:
    progress = Progress(filled=0, places=9, ready=0)

    root = ElementTree.fromstring(stamps_svg(progress, BRAND, title='"><script>7 & 9'))

    assert root.get("role") == "img"
    assert root.get("aria-label") == '"><script>7 & 9'
    assert root.findtext(f"{SVG}title") == '"><script>7 & 9'


def test_a_picture_without_a_title_is_decoration() -> None:
    root = ElementTree.fromstring(icon_svg("star", "#000000", 24))

    assert root.get("aria-hidden") == "true"
    assert root.get("role") is None


def test_nothing_in_a_drawing_needs_a_font_a_style_or_an_id() -> None:
    for svg in (drawn(9, filled=4), drawn(30, filled=12), mark_svg(BRAND, 50)):
        assert not re.search(r"<text|font|style=|class=| id=|href|url\(", svg)


def test_only_the_brands_colours_are_used() -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}", drawn(9, filled=4)))

    assert colours == {BRAND.background, BRAND.foreground, BRAND.label}


def test_without_ground_nothing_is_painted_behind_the_marks() -> None:
    assert drawn(9).count("<rect") == 1
    assert drawn(9, ground=False).count("<rect") == 0


def test_every_icon_that_a_shop_can_choose_is_drawn() -> None:
    assert set(glyphs.ICONS) == set(brands.ICONS)
    for name in brands.ICONS:
        assert glyphs.ICONS[name] in icon_svg(name, "#000000", 24)


def test_the_mark_is_one_stamp_on_the_brand() -> None:
    root = ElementTree.fromstring(mark_svg(BRAND, 50, title="Café des Halles"))

    assert root.get("viewBox") == "0 0 50 50"
    assert glyphs.ICONS["cup"] in {path.get("d") for path in root.iter(f"{SVG}path")}


@pytest.mark.server
def test_drawing_needs_nothing_but_the_standard_library() -> None:
    program = "import sys, passes.artwork; print(*{n.split('.')[0] for n in sys.modules})"
    run = [sys.executable, "-c", program]

    loaded = set(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())

    assert not loaded & {"PIL", "resvg_py", "cryptography", "httpx", "flask", "boto3"}
