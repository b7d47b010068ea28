"""A card's code as a counter's camera may see it: twenty-eight ways, five pictures each.

All in one: drawn, turned, tilted and laid on a counter, then lit, blurred and made noisy. Every
picture is the same at each run. ``module`` is the width of one of the code's squares, in pixels of
a camera's picture of 1280 by 720.
"""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

CODE = "K4RDQ7ZMNBV2XCLJH6FDSAPOIUYT3REWQ5MNBVC"
SIZE = (1280, 720)
FRAMES = 5

_FOCAL_PX = 900.0
_SPREAD = 255 / math.sqrt(24)
"""The standard deviation of the mean of two bytes at random."""

_Matrix = Sequence[Sequence[float]]
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is special about one of them."""

    name: str
    module: float = 8.0
    turned: float = 0.0
    tilted: float = 0.0
    dark: Colour = (0, 0, 0)
    light: Colour = (255, 255, 255)
    border: int = 4
    at: tuple[float, float] = (640, 360)
    blur: float = 0.0
    motion: int = 0
    lit: float = 1.0
    noise: float = 4.0
    glare: bool = False


VARIANTS = (
    Variant(name="plain"),
    Variant(name="turned 15", turned=15),
    Variant(name="turned 45", turned=45),
    Variant(name="turned 90", turned=90),
    Variant(name="turned 137", turned=137),
    Variant(name="turned 200, small", turned=200, module=3.5),
    Variant(name="small 4", module=4),
    Variant(name="small 3", module=3),
    Variant(name="small 2.4", module=2.4),
    Variant(name="near", module=18),
    Variant(name="low contrast", dark=(90, 90, 90), light=(150, 150, 150)),
    Variant(name="very low contrast", dark=(112, 112, 112), light=(140, 140, 140)),
    Variant(name="dim", lit=0.25),
    Variant(name="dim and noisy", lit=0.2, noise=10),
    Variant(name="noisy", noise=20),
    Variant(name="very noisy", noise=35),
    Variant(name="blurred", blur=2.5),
    Variant(name="very blurred", blur=4),
    Variant(name="tilted 35", tilted=35),
    Variant(name="tilted 50, turned", tilted=50, turned=20),
    Variant(name="inverted", dark=(240, 240, 240), light=(20, 20, 20)),
    Variant(name="pale brand", dark=(201, 162, 39), light=(255, 252, 240)),
    Variant(name="on yellow", dark=(70, 40, 20), light=(242, 194, 48)),
    Variant(name="in a corner", at=(1080, 540), turned=8),
    Variant(name="at the edge", at=(152, 152), module=7),
    Variant(name="glare", glare=True),
    Variant(name="no quiet zone", border=0),
    Variant(name="in motion", motion=13),
)


def frames(variant: Variant) -> Iterator[bytes]:
    """Five pictures of it by a hand that is not quite still, as JPEG."""
    random = Random(variant.name)
    for _ in range(FRAMES):
        frame = _seen(variant, random)
        data = io.BytesIO()
        frame.save(data, "jpeg", quality=88)
        yield data.getvalue()


def _seen(variant: Variant, random: Random) -> Image.Image:
    frame = _laid(variant, _counter(random), random)
    if variant.glare:
        frame = _under_a_lamp(frame, variant.at)
    if variant.blur:
        frame = frame.filter(ImageFilter.GaussianBlur(variant.blur))
    if variant.motion:
        frame = _moved(frame, variant.motion)
    frame = frame.point(lambda value: int(value * variant.lit))
    return _noisy(frame, variant.noise, random)


def _counter(random: Random) -> Image.Image:
    """Dark wood, and things on it."""
    grain = Image.frombytes("L", (64, 36), random.randbytes(64 * 36)).resize(SIZE)
    return ImageOps.colorize(grain, (30, 24, 18), (120, 100, 80))


def _laid(variant: Variant, counter: Image.Image, random: Random) -> Image.Image:
    """The code on the counter, drawn at twice the size so that small ones are not jagged."""
    scale = max(2, round(variant.module * 2))
    card = _card(variant, scale)
    at = tuple(value + random.uniform(-2, 2) for value in variant.at)
    turned = variant.turned + random.uniform(-1, 1)
    terms = _terms(card.size, at, turned, variant.tilted, scale / variant.module)
    double = (SIZE[0] * 2, SIZE[1] * 2)
    layers = (card, Image.new("L", card.size, 255))
    on_screen = [
        layer.transform(
            double, Image.Transform.PERSPECTIVE, terms, Image.Resampling.BICUBIC
        ).reduce(2)
        for layer in layers
    ]
    return Image.composite(on_screen[0], counter, on_screen[1])


def _card(variant: Variant, scale: int) -> Image.Image:
    code = segno.make(CODE, micro=False, error="m")
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=scale, border=variant.border)
    bits = Image.open(drawn).convert("L")
    return ImageOps.colorize(bits, variant.dark, variant.light)


def _terms(
    card: tuple[int, int], at: Sequence[float], turned: float, tilted: float, zoom: float
) -> list[float]:
    """Where in the card each point of a picture of twice the size comes from."""
    turn, tilt = math.radians(turned), math.radians(tilted)
    steps: list[_Matrix] = [
        [[1, 0, card[0] / 2], [0, 1, card[1] / 2], [0, 0, 1]],
        [[zoom, 0, 0], [0, zoom, 0], [0, 0, 1]],
        [[1 / math.cos(tilt), 0, 0], [0, 1, 0], [-math.tan(tilt) / _FOCAL_PX, 0, 1]],
        [[math.cos(turn), math.sin(turn), 0], [-math.sin(turn), math.cos(turn), 0], [0, 0, 1]],
        [[0.5, 0, -at[0]], [0, 0.5, -at[1]], [0, 0, 1]],
    ]
    whole = steps[0]
    for step in steps[1:]:
        whole = _product(whole, step)
    flat = [value / whole[2][2] for row in whole for value in row]
    return flat[:8]


def _product(one: _Matrix, other: _Matrix) -> _Matrix:
    columns = [*zip(*other, strict=True)]
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in one
    ]


def _under_a_lamp(frame: Image.Image, at: tuple[float, float]) -> Image.Image:
    light = Image.new("L", SIZE)
    x, y = at
    ImageDraw.Draw(light).ellipse((x - 20, y, x + 50, y + 50), fill=255)
    glare = light.filter(ImageFilter.GaussianBlur(18))
    return ImageChops.screen(frame, Image.merge("RGB", (glare, glare, glare)))


def _moved(frame: Image.Image, pixels: int) -> Image.Image:
    """The mean of the picture at each place on its way."""
    mean = frame
    for step in range(1, pixels):
        mean = Image.blend(mean, ImageChops.offset(frame, step, 0), 1 / (step + 1))
    return mean


def _noisy(frame: Image.Image, spread: float, random: Random) -> Image.Image:
    bytes_ = SIZE[0] * SIZE[1]
    bands = []
    for band in frame.split():
        one, other = (Image.frombytes("L", SIZE, random.randbytes(bytes_)) for _ in range(2))
        grain = Image.blend(one, other, 0.5)
        grain = grain.point(lambda value: round(128 + (value - 127.5) * spread / _SPREAD))
        bands.append(ImageChops.add(band, grain, 1, -128))
    return Image.merge("RGB", bands)
