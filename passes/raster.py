"""The wallets' pictures: the drawings of ``artwork`` as small PNG files.

With ``logo.py`` the only module with Pillow, with ``preview_png.py`` with resvg, so that they are
carried by the publishing job alone.
Nothing of a person is in a picture or in its name, so there are few drawings per design (one
more than there are stamps) and they can be made once, when the program is published.

Names, as ``image_set`` gives them::

    badge/icon.png  badge/icon@2x.png  badge/icon@3x.png
    badge/logo.png  badge/logo@2x.png  badge/logo@3x.png
    strip/<image>/strip.png  strip/<image>/strip@2x.png  strip/<image>/strip@3x.png
    google/hero-<image>.png
    google/logo.png
    page/logo.png

where ``<image>`` is ``Progress.image``: ``stamps-9-00``, ``stamps-9-01`` ... ``stamps-9-ready``.
``page/logo.png`` is there where a brand has a logo.

How a drawing gets its colours, as a printer does it:

1. The SVG is drawn in false inks (``_FALSE``): a black ground, red for the foreground, green for
   the label. So each pixel says how much of which ink lies on it, and nothing of a brand.
2. ``_drawn`` notes for each pixel its place in a short list of such mixtures (a palette image).
3. ``_png`` puts a brand's own mixtures (``_mixtures``) at those places, in the same order.

Drawing is what takes the time. The looks of a program (a tier's colours) share steps 1 and 2.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from io import BytesIO

import resvg_py
from PIL import Image, ImageColor

from loyalty.brand import Brand
from passes import logo
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

_FALSE = Brand(background="#000000", foreground="#ff0000", label="#00ff00", icon="")
_BOX = 120
"""Pixels a side, to see how much an icon covers."""

_LEAST_COLOURS = 17
"""With fewer, PNG packs two pixels in a byte; equal stamps then compress worse, not better."""


def strip_images(progress: Progress, brand: Brand) -> dict[str, bytes]:
    """Draw ``strip.png``, ``strip@2x.png`` and ``strip@3x.png``, 375 by 144 points.

    https://developer.apple.com/design/human-interface-guidelines/wallet
    """
    width, height = STRIP
    svg = stamps_svg(progress, _in_false_inks(brand), title="", width=width, height=height)
    return _densities("strip", svg, brand)


def badge_images(brand: Brand, own: bytes | None = None) -> dict[str, bytes]:
    """Draw the notification's ``icon*.png`` (38 points) and the card's ``logo*.png``.

    The logo is the shop's ``own``, a master of ``logo.py``, within 160 by 50 points; else the
    mark, 50 points square. A line of writing makes no icon: that is then the mark too.
    https://developer.apple.com/design/human-interface-guidelines/wallet
    """
    icon = _densities("icon", mark_svg(_in_false_inks(brand), ICON, margin=0.06), brand)
    if own is None:
        return icon | _densities("logo", mark_svg(_in_false_inks(brand), LOGO, margin=0.04), brand)
    if not logo.is_wide(own):
        icon = logo.icon_images(own, brand.background)
    return icon | logo.logo_images(own)


def hero_image(progress: Progress, brand: Brand) -> bytes:
    """Draw Google's hero image, 1032 by 336.

    https://developers.google.com/wallet/retail/loyalty-cards/resources/brand-guidelines
    """
    width, height = HERO
    svg = stamps_svg(progress, _in_false_inks(brand), title="", width=width, height=height)
    return _png(svg, brand)


def program_logo(brand: Brand, own: bytes | None = None) -> bytes:
    """Draw Google's program logo, 660 square: it is masked to a circle, so 15 % stay free.

    The shop's ``own`` where it is no line of writing.
    https://developers.google.com/wallet/retail/loyalty-cards/resources/brand-guidelines
    """
    if own is not None and not logo.is_wide(own):
        return logo.round_image(own, brand.background)
    return _png(mark_svg(_in_false_inks(brand), PROGRAM_LOGO, margin=0.15), brand)


def image_set(
    brand: Brand, drawings: Iterable[Progress], own: bytes | None = None
) -> dict[str, bytes]:
    """Draw every file that a program with these drawings needs, under the names given above."""
    files = brand_images(brand, own)
    for progress in drawings:
        files |= progress_images(progress, brand)
    return files


def brand_images(brand: Brand, own: bytes | None = None) -> dict[str, bytes]:
    """Draw what is the same on every card.

    Where the master of a brand's logo is not at hand, the mark stands in for it everywhere.
    """
    files = {f"badge/{name}": data for name, data in badge_images(brand, own).items()}
    files["google/logo.png"] = program_logo(brand, own)
    if brand.logo:
        files["page/logo.png"] = files["badge/logo@3x.png"]
    return files


def progress_images(progress: Progress, brand: Brand) -> dict[str, bytes]:
    """Draw what shows how far a card is. In another brand's colours at once it is cheap."""
    files = {f"google/hero-{progress.image}.png": hero_image(progress, brand)}
    for name, data in strip_images(progress, brand).items():
        files[f"strip/{progress.image}/{name}"] = data
    return files


def inked(icon: str) -> tuple[float, float]:
    """How much of its box of 24 by 24 a silhouette covers, and of what is around the box."""
    size = 3 * _BOX
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-24 -24 72 72" width="{size}" '
        f'height="{size}"><path d="{icon}"/></svg>'
    )
    drawn = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)
    with Image.open(BytesIO(drawn)) as image:
        cover = image.getchannel("A")
    box = cover.crop((_BOX, _BOX, 2 * _BOX, 2 * _BOX))
    inside, everything = (sum(n * v for v, n in enumerate(p.histogram())) for p in (box, cover))
    return inside / 255 / _BOX**2, (everything - inside) / 255 / _BOX**2


def _densities(name: str, svg: str, brand: Brand) -> dict[str, bytes]:
    suffixes = ((1, ""), (2, "@2x"), (3, "@3x"))
    return {f"{name}{suffix}.png": _png(svg, brand, zoom) for zoom, suffix in suffixes}


def _in_false_inks(brand: Brand) -> Brand:
    """Its own silhouette in colours that tell the inks apart."""
    return replace(_FALSE, icon=brand.icon)


def _png(svg: str, brand: Brand, zoom: int = 1) -> bytes:
    """What is drawn in false inks, printed in the brand's."""
    picture = _drawn(svg, zoom).copy()
    picture.putpalette(_mixtures(brand, zoom))
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


@lru_cache(maxsize=8)
def _drawn(svg: str, zoom: int) -> Image.Image:
    """For each pixel, which of the mixtures of false inks is nearest to it.

    Remembered for the next look of a card, which differs in its colours alone.
    """
    drawn = resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, skip_system_fonts=True)
    palette = Image.new("P", (1, 1))
    palette.putpalette(_mixtures(_FALSE, zoom))
    with Image.open(BytesIO(drawn)) as image:
        return image.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)


def _mixtures(brand: Brand, zoom: int) -> list[int]:
    """The ground, then either ink over it from thin to full: the same order for every brand."""
    ground = ImageColor.getrgb(brand.background)
    colours: list[tuple[int, ...]] = [ground]
    for ink in (ImageColor.getrgb(brand.foreground), ImageColor.getrgb(brand.label)):
        colours += [_mixed(ground, ink, shade) for shade in (_FINE if zoom == 1 else _COARSE)]
    colours += [ground] * (_LEAST_COLOURS - len(colours))
    return [channel for colour in colours for channel in colour]


def _mixed(ground: tuple[int, ...], ink: tuple[int, ...], shade: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * shade) for a, b in zip(ground, ink, strict=True))
