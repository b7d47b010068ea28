"""The benchmark's views of a code, as the till's own decoder reads them: right, or not at all."""

import io
from itertools import islice

import pytest
from PIL import Image

from bench.code_pictures import CODE, FRAMES, SIZE, VARIANTS, frames
from bench.reading import read
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

VIEWS = {variant.name: variant for variant in VARIANTS}


@pytest.mark.parametrize("name", ["turned 200, small", "dim and noisy", "tilted 50, turned"])
def test_a_code_is_read_however_it_is_held(open_page: OpenPage, name: str) -> None:
    page = open_page()
    page.goto("/till/")

    assert read(page, frames(VIEWS[name])) == [CODE] * FRAMES


def test_no_view_is_read_as_another_code(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/till/")
    found = {v.name: read(page, islice(frames(v), 1))[0] for v in VARIANTS}

    assert set(found.values()) <= {CODE, None}
    assert len(found) == 28
    assert list(found.values()).count(CODE) >= 24


def test_a_view_is_the_same_at_each_run_and_each_picture_another_one() -> None:
    first, second = ([*islice(frames(VIEWS["noisy"]), 2)] for _ in range(2))

    assert first == second
    assert first[0] != first[1]
    assert Image.open(io.BytesIO(first[0])).size == SIZE
