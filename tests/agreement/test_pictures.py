"""The pictures of the docs show what there is."""

from PIL import Image

from functions import presets
from tests.pictures import CARDS, PASSES, passes


def test_every_preset_has_its_card_in_the_picture() -> None:
    assert {name for name, _ in CARDS} == set(presets.NAMES)


def test_the_picture_in_the_docs_is_as_large_as_it_would_be_drawn_now() -> None:
    with Image.open(PASSES) as kept:
        assert kept.size == passes().size
