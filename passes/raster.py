"""The wallets' pictures: the drawings of ``artwork`` as small PNG files.

The only module with Pillow and resvg, so that they are carried by the publishing job alone.
Nothing of a person is in a picture or in its name, so there are few drawings per design (one
more than there are stamps) and they can be made once, when the program is published.

Names, as ``image_set`` gives them::

    badge/icon.png  badge/icon@2x.png  badge/icon@3x.png
    badge/logo.png  badge/logo@2x.png  badge/logo@3x.png
    strip/<image>/strip.png  strip/<image>/strip@2x.png  strip/<image>/strip@3x.png
    google/hero-<image>.png
    google/logo.png

where ``<image>`` is ``Progress.image``: ``stamps-9-00``, ``stamps-9-01`` ... ``stamps-9-ready``.
"""

from collections.abc import Iterable
from io import BytesIO

import resvg_py
from PIL import Image, ImageColor

from loyalty.brand import Brand
from passes.artwork import mark_svg, stamps_svg
from passes.content import Progress

STRIP = (375, 144)
ICON = 38
LOGO = 50
HERO = (1032, 336)
PROGRAM_LOGO = 660

_FINE = (0.15, 0.31, 0.46, 0.62, 0.81, 1)
_COARSE = (0.31, 0.62, 1)
"""How much of an ink over the background, for edges; dense pixels need fewer steps.

The colours stay exactly the brand's. A palette of the picture's own would move the background
off the pass's, and show a seam.
"""

_LEAST_COLOURS = 17
"""With fewer, PNG packs two pixels in a byte; equal stamps then compress worse, not better."""


def strip_images(progress: Progress, brand: Brand) -> dict[str, bytes]:
    """Draw ``strip.png``, ``strip@2x.png`` and ``strip@3x.png``, 375 by 144 points.

    https://developer.apple.com/design/human-interface-guidelines/wallet
    """
    width, height = STRIP
    svg = stamps_svg(progress, brand, title="", width=width, height=height)
    return _densities("strip", svg, brand)


def badge_images(brand: Brand) -> dict[str, bytes]:
    """Draw the notification's ``icon*.png`` (38 points) and the card's ``logo*.png`` (50 points).

    https://developer.apple.com/design/human-interface-guidelines/wallet
    """
    icon = mark_svg(brand, ICON, margin=0.06)
    logo = mark_svg(brand, LOGO, margin=0.04)
    return _densities("icon", icon, brand) | _densities("logo", logo, brand)


def hero_image(progress: Progress, brand: Brand) -> bytes:
    """Draw Google's hero image, 1032 by 336.

    https://developers.google.com/wallet/retail/loyalty-cards/resources/brand-guidelines
    """
    width, height = HERO
    return _png(stamps_svg(progress, brand, title="", width=width, height=height), brand)


def program_logo(brand: Brand) -> bytes:
    """Draw Google's program logo, 660 square: it is masked to a circle, so 15 % stay free.

    https://developers.google.com/wallet/retail/loyalty-cards/resources/brand-guidelines
    """
    return _png(mark_svg(brand, PROGRAM_LOGO, margin=0.15), brand)


def image_set(brand: Brand, drawings: Iterable[Progress]) -> dict[str, bytes]:
    """Draw every file that a program with these drawings needs, under the names given above."""
    files = {f"badge/{name}": data for name, data in badge_images(brand).items()}
    files["google/logo.png"] = program_logo(brand)
    for progress in drawings:
        files[f"google/hero-{progress.image}.png"] = hero_image(progress, brand)
        for name, data in strip_images(progress, brand).items():
            files[f"strip/{progress.image}/{name}"] = data
    return files


def _densities(name: str, svg: str, brand: Brand) -> dict[str, bytes]:
    suffixes = ((1, ""), (2, "@2x"), (3, "@3x"))
    return {f"{name}{suffix}.png": _png(svg, brand, zoom) for zoom, suffix in suffixes}


def _png(svg: str, brand: Brand, zoom: int = 1) -> bytes:
    drawn = resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, skip_system_fonts=True)
    with Image.open(BytesIO(drawn)) as image:
        flat = image.convert("RGB").quantize(
            palette=_palette(brand, _FINE if zoom == 1 else _COARSE), dither=Image.Dither.NONE
        )
    file = BytesIO()
    flat.save(file, "PNG", optimize=True)
    return file.getvalue()


def _palette(brand: Brand, shades: tuple[float, ...]) -> Image.Image:
    ground = ImageColor.getrgb(brand.background)
    colours: list[tuple[int, ...]] = [ground]
    for ink in (ImageColor.getrgb(brand.foreground), ImageColor.getrgb(brand.label)):
        colours += [_mixed(ground, ink, shade) for shade in shades]
    colours += [ground] * (_LEAST_COLOURS - len(colours))
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in colours for channel in colour])
    return palette


def _mixed(ground: tuple[int, ...], ink: tuple[int, ...], shade: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * shade) for a, b in zip(ground, ink, strict=True))
