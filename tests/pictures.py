"""Draws the pictures of the docs anew: ``python -m tests.pictures``."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from functions.journeys.face import faces
from functions.journeys.samples import samples, showcase
from passes.preview import front
from passes.preview_png import png, sheet
from tests.builders import at
from tests.ready_made import preset

PASSES = Path(__file__).parents[1] / "docs" / "images" / "passes.png"
NOW = at("2026-11-22 11:00")
CARDS = (
    ("cafe", "begun"),
    ("hairdresser", "begun"),
    ("car-wash", "ready"),
    ("consultant", "almost"),
    ("bakery", "begun"),
    ("boutique", "tier-argent"),
    ("boutique", "tier-or"),
    ("bookshop-club", "member"),
    ("restaurant", "begun"),
    ("pet-shop", "begun"),
)


def passes() -> Image.Image:
    """A card of every preset, side by side, in as many colours as a small file holds."""
    drawn = png(sheet([_front(*card) for card in CARDS], columns=5), zoom=0.75)
    return Image.open(BytesIO(drawn)).convert("RGB").quantize(256)


def _front(name: str, state: str) -> str:
    program = preset(name)
    sample = next(one for one in samples(program, NOW) if one.key == state)
    return front(faces(showcase(NOW), program, sample.held, sample.entries)[0])


if __name__ == "__main__":
    passes().save(PASSES, optimize=True)
