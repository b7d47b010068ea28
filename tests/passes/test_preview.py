"""A pass as a phone shows it: what stands where, what is cut, and what the SVG may hold."""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions import presets
from functions.journeys.face import faces
from functions.journeys.samples import samples, showcase
from loyalty.language import Language
from loyalty.program import Program
from passes.content import Field, PassContent
from passes.preview import HEIGHT, WIDTH, cut, front, said
from passes.preview_back import back, shown
from tests.builders import at, program
from tests.ready_made import preset

SVG = "{http://www.w3.org/2000/svg}"
NOW = at("2026-11-23 11:00")


def cards(of: Program) -> Iterator[tuple[str, PassContent]]:
    """Every state in every language."""
    for sample in samples(of, NOW):
        for content in faces(showcase(NOW), of, sample.held, sample.entries):
            yield f"{sample.key} {content.language}", content


def card(state: str = "begun", language: Language = "fr") -> PassContent:
    """The café's."""
    return dict(cards(program()))[f"{state} {language}"]


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def png(wide: int, high: int) -> bytes:
    """As much of a picture as says its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(wide) for _ in range(high)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_the_front_shows_every_field_once_and_the_code_to_type() -> None:
    content = card()

    seen = texts(front(content))

    fields = (content.header, *content.secondary, *content.auxiliary)
    wanted = [part for field in fields for part in (field.label, str(field.value))]
    assert sorted(seen) == sorted([*wanted, content.program_name, "7K3M-9QXT"])


def test_the_stamps_are_the_ones_of_the_pass() -> None:
    svg = front(card("begun"))

    states = [node.get("data-state") for node in ElementTree.fromstring(svg).iter(f"{SVG}g")]
    assert states.count("full") == 5
    assert 'data-place="reward"' in svg


def test_the_code_has_its_quiet_zone_on_white() -> None:
    content = card()
    root = ElementTree.fromstring(front(content))

    drawn = next(node for node in root.iter(f"{SVG}path") if node.get("data-code"))

    assert drawn.get("data-code") == content.scan_code
    starts = re.findall(r"M(\d+) (\d+)h(\d+)", drawn.get("d", ""))
    assert min(int(x) for x, _, _ in starts) == min(int(y) for _, y, _ in starts) == 4
    assert max(int(x) + int(run) for x, _, run in starts) == 4 + 29
    assert 'fill="#ffffff"' in front(content)


def test_a_logo_of_its_own_stands_where_the_mark_would_and_leaves_its_room_to_the_name() -> None:
    content = card()

    own = front(content, png(480, 150))

    assert 'width="160" height="50" href="data:image/png;base64,' in own
    left = {svg: _left(svg, content.program_name) for svg in (front(content), own)}
    assert left[own] == left[front(content)] + 110


def test_a_logo_that_says_the_name_stands_alone() -> None:
    content = card()
    brand = replace(content.brand, logo="logo.png", logo_says_name=True)

    svg = front(replace(content, brand=brand), png(480, 150))

    assert content.program_name not in texts(svg)


def test_a_card_that_is_no_longer_good_lies_under_a_grey_sheet() -> None:
    good, void = (
        ElementTree.fromstring(front(replace(card(), voided=voided))) for voided in (False, True)
    )

    assert len(void) == len(good) + 1
    assert (void[-1].get("height"), void[-1].get("fill-opacity")) == (str(HEIGHT), ".65")


def test_whoever_does_not_see_the_card_is_told_every_field() -> None:
    content = card("ready")

    told = ElementTree.fromstring(front(content)).get("aria-label") or ""

    assert told == said(content)
    assert all(str(field.value) in told for field in (content.header, *content.secondary))


@pytest.mark.parametrize("name", presets.NAMES)
def test_a_phone_cuts_nothing_of_any_preset_in_any_state_and_language(name: str) -> None:
    found = {key: cut(content) for key, content in cards(preset(name))}

    assert {key: keys for key, keys in found.items() if keys} == {}


def test_what_a_phone_cuts_is_named_and_ends_in_dots() -> None:
    long = Field(key="next", label="VOTRE RÉCOMPENSE", value="Une très longue récompense " * 4)
    content = replace(card(), secondary=(long,))

    assert cut(content) == ["next"]
    assert any(text.endswith("…") for text in texts(front(content)))


def test_a_name_that_is_too_long_is_named_too() -> None:
    content = replace(card(), program_name="La grande boulangerie pâtisserie du marché couvert")

    assert cut(content) == ["name"]


def test_values_of_one_row_shrink_together_and_their_labels_do_not() -> None:
    wide = Field(key="next", label="LABEL", value="Un massage des épaules au choix")
    short = Field(key="left", label="ENCORE", value="10 tampons")
    content = replace(card(), secondary=(wide,), auxiliary=(short,))
    root = ElementTree.fromstring(front(content))
    sizes = {"".join(node.itertext()): node.get("font-size") for node in root.iter(f"{SVG}text")}

    assert cut(content) == []
    assert sizes["LABEL"] == "11"
    assert len({sizes[str(field.value)] for field in (wide, *content.auxiliary)}) == 1
    assert float(sizes[str(wide.value)] or 0) < 17


def test_the_back_lists_every_field_and_shows_an_address_by_what_is_there() -> None:
    content = card()

    lines = texts(back(content))

    assert all(field.label in lines for field in content.back)
    assert {"Ouvrir ma carte", "Lire les conditions"} <= set(lines)
    assert not any(line.startswith("https://") for line in lines)
    assert shown(Field(key="a", label="", value="https://x.example/a")) == "x.example"
    assert shown(Field(key="a", label="", value="https://x.example/a b")) == "https://x.example/a b"


@settings(deadline=None, max_examples=40)
@given(
    st.text(max_size=80), st.text(max_size=60), st.integers(0, 4), st.sampled_from(["new", "ready"])
)
def test_whatever_a_field_says_the_picture_is_sound_and_nothing_leaves_it(
    value: str, name: str, fields: int, state: str
) -> None:
    many = tuple(Field(key=str(n), label=name, value=value) for n in range(fields))
    content = replace(card(state), program_name=name, secondary=many, auxiliary=(), back=many)

    for svg in (front(content), back(content)):
        root = ElementTree.fromstring(svg)
        assert all(0 <= float(node.get("x", 0)) <= WIDTH for node in root.iter(f"{SVG}text"))
        assert not re.search(r"<(style|script|foreignObject)|\sstyle=|\son\w+=", svg)


def test_the_picture_has_the_size_of_a_card() -> None:
    root = ElementTree.fromstring(front(card()))

    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))


def _left(svg: str, text: str) -> float:
    nodes = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return next(float(node.get("x", 0)) for node in nodes if "".join(node.itertext()) == text)
