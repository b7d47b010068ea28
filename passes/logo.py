"""A shop's own logo: looked at, cleaned, and fitted wherever a wallet or a page shows it.

With ``raster.py`` the only module that needs Pillow. What is kept is the master: the picture
alone, without what a camera or a program wrote into it, cut to what can be seen.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image, ImageChops, ImageCms, ImageColor, ImageOps, ImageStat

from loyalty.brand import contrast

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
MOST_BYTES = 5_000_000
MOST_MEGAPIXELS = {"PNG": 16, "JPEG": 16, "WEBP": 8}
"""So that 200 MB are enough to look at one; a WebP is decoded in four copies."""

LEAST_SIDES = (160, 50)
"""Of the longer and the shorter side: what a phone shows at once or twice that density."""

LONGEST = 12
"""How many times its shorter side; beyond that hardly a line of it is left in a logo's place."""

MASTER_SIDE = 1200
LEAST_CONTRAST = 1.5
WIDE = 2.2
"""A picture longer than this times its height is a line of writing: no icon can be made of it."""

LOGO = (160, 50)
ICON = 38
ROUND = 660

_ICON_MARGIN = 0.06
_IN_CIRCLE = 0.9
"""Of the circle's diameter that Google cuts, how much the logo's diagonal takes."""

_SEEN = 16
"""The least opacity, of 255, at which a pixel is part of the picture."""

_HEAVY = 60_000
_ALIKE = 2.0
"""With 256 colours a drawing looks the same, to that error of 255, and is a quarter as large. A
photograph does not: it keeps its colours up to so many bytes.
"""


class UnfitLogo(ValueError):
    """A picture that cannot be a logo: why, and what to do."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(f"{reason} ({hint})")
        self.reason = reason
        self.hint = hint


def master(data: bytes, suffix: str) -> bytes:
    """The picture as it is kept: PNG, 1200 pixels at most. Raises ``UnfitLogo``."""
    if len(data) > MOST_BYTES:
        raise UnfitLogo("is larger than 5 MB", "save it smaller")
    picture = _cut(_opened(data, FORMATS[suffix.lower()]))
    longer, shorter = sorted(picture.size, reverse=True)
    if longer < LEAST_SIDES[0] or shorter < LEAST_SIDES[1]:
        size = f"{picture.width} by {picture.height} pixels can be seen"
        raise UnfitLogo(size, "at least 160 on the longer side and 50 on the shorter one")
    if longer > LONGEST * shorter:
        size = f"is a line of {picture.width} by {picture.height} pixels"
        raise UnfitLogo(size, f"the longer side at most {LONGEST} times the shorter one")
    picture.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS)
    return _png(picture)


def seen_on(kept: bytes, background: str) -> float:
    """How far a master stands out: the mean contrast of its opaque pixels on that colour."""
    with Image.open(BytesIO(kept)) as picture:
        pixels = iter(picture.convert("RGBA").resize((96, 96), Image.Resampling.NEAREST).tobytes())
    colours: Counter[str] = Counter()
    for red, green, blue, opacity in zip(pixels, pixels, pixels, pixels, strict=True):
        if opacity >= 128:
            colours[f"#{red & 0xF8:02x}{green & 0xF8:02x}{blue & 0xF8:02x}"] += 1
    total = colours.total()
    return sum(contrast(c, background) * n for c, n in colours.items()) / total if total else 1.0


def is_wide(kept: bytes) -> bool:
    """Whether it is a line of writing, too wide for a square."""
    with Image.open(BytesIO(kept)) as picture:
        return picture.width > WIDE * picture.height


def logo_images(kept: bytes) -> dict[str, bytes]:
    """``logo.png``, ``logo@2x.png``, ``logo@3x.png``: within 160 by 50 points, transparent."""
    with Image.open(BytesIO(kept)) as picture:
        points = min(LOGO[0] / picture.width, LOGO[1] / picture.height)
        return _densities(
            "logo",
            lambda zoom: _sized(
                picture, picture.width * points * zoom, picture.height * points * zoom
            ),
        )


def icon_images(kept: bytes, background: str) -> dict[str, bytes]:
    """``icon*.png``, 38 points square: the logo with a margin on that colour."""
    with Image.open(BytesIO(kept)) as picture:
        share = 1 - 2 * _ICON_MARGIN
        return _densities(
            "icon",
            lambda zoom: _centred(picture, ICON * zoom, background, share / max(picture.size)),
        )


def round_image(kept: bytes, background: str) -> bytes:
    """660 square, the logo small enough that the circle which Google cuts leaves it whole."""
    with Image.open(BytesIO(kept)) as picture:
        diagonal = (picture.width**2 + picture.height**2) ** 0.5
        return _light(_centred(picture, ROUND, background, _IN_CIRCLE / diagonal))


def _opened(data: bytes, wanted: str) -> Image.Image:
    """Decoded, upright, in sRGB, with an alpha channel and nothing else.

    In place where Pillow can: each copy of a large picture is 64 MB.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            picture = Image.open(BytesIO(data), formats=[wanted])
            _refuse_if_large(picture, wanted)
            picture.load()
            _stand_up(picture)
            return _srgb(picture)
    except Image.DecompressionBombError:
        raise UnfitLogo("has too many pixels", _too_large(wanted)) from None
    except UnfitLogo:
        raise
    except (OSError, SyntaxError, ValueError, EOFError):
        raise UnfitLogo(
            f"is no {wanted} picture that can be read", f"save it anew as {wanted}"
        ) from None


def _refuse_if_large(picture: Image.Image, wanted: str) -> None:
    """Or if it moves; the second picture of a photograph (a preview, its light) is left alone."""
    if picture.width * picture.height > MOST_MEGAPIXELS[wanted] * 1_000_000:
        raise UnfitLogo(f"has {picture.width} by {picture.height} pixels", _too_large(wanted))
    if wanted != "JPEG" and getattr(picture, "n_frames", 1) > 1:
        raise UnfitLogo("moves: it holds several pictures", "one still picture")


def _too_large(wanted: str) -> str:
    return f"{MOST_MEGAPIXELS[wanted]} megapixels at most: save it smaller"


def _stand_up(picture: Image.Image) -> None:
    try:
        ImageOps.exif_transpose(picture, in_place=True)
    except Exception:
        return  # What a camera wrote badly, in whatever way, says nothing of how it was held.


def _srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGB" if picture.mode == "CMYK" else picture.mode
        try:
            made = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
                inPlace=mode == picture.mode,
            )
            picture = made or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # A profile that cannot be read says nothing of the colours.
    if picture.mode.startswith("I"):
        picture = _in_8_bits(picture)
    if picture.mode != "RGBA":
        picture = picture.convert("RGBA")
    picture.info.clear()
    return picture


def _in_8_bits(grey: Image.Image) -> Image.Image:
    """Sixteen bits are never scaled by themselves: nearly all of them would be white."""
    shown = grey.point(lambda light: light * (1 / 256)).convert("L")
    if "transparency" in shown.info:
        shown.info["transparency"] //= 256
    return shown


def _cut(picture: Image.Image) -> Image.Image:
    """Without its transparent border: it would make the logo smaller than it could be."""
    shown = picture.getchannel("A").point([0] * _SEEN + [255] * (256 - _SEEN)).getbbox()
    if shown is None:
        raise UnfitLogo("is transparent all over", "a picture in which something can be seen")
    return picture.crop(shown)


def _centred(picture: Image.Image, side: int, background: str, scale: float) -> Image.Image:
    fitted = _sized(picture, picture.width * scale * side, picture.height * scale * side)
    square = Image.new("RGBA", (side, side), (*ImageColor.getrgb(background)[:3], 255))
    place = ((side - fitted.width) // 2, (side - fitted.height) // 2)
    square.alpha_composite(fitted.convert("RGBA"), place)
    return square.convert("RGB")


def _sized(picture: Image.Image, width: float, height: float) -> Image.Image:
    size = (max(1, round(width)), max(1, round(height)))
    sized = picture.resize(size, Image.Resampling.LANCZOS)
    return sized.convert("RGB") if sized.getchannel("A").getextrema() == (255, 255) else sized


def _densities(name: str, draw: Callable[[int], Image.Image]) -> dict[str, bytes]:
    suffixes: Sequence[tuple[int, str]] = ((1, ""), (2, "@2x"), (3, "@3x"))
    return {f"{name}{suffix}.png": _light(draw(zoom)) for zoom, suffix in suffixes}


def _light(picture: Image.Image) -> bytes:
    """As PNG; every phone that holds a card fetches it anew with each stamp."""
    few = _in_256_colours(picture)
    if max(ImageStat.Stat(ImageChops.difference(_on_grey(few), _on_grey(picture))).rms) <= _ALIKE:
        return _png(few)
    whole = _png(picture)
    return whole if len(whole) <= _HEAVY else _png(few)


def _in_256_colours(picture: Image.Image) -> Image.Image:
    """The corner, which is the ground, stays exactly the brand's, or an edge would be seen."""
    if picture.mode != "RGB":
        return picture.quantize(256, Image.Quantize.FASTOCTREE)
    few = picture.quantize(256, Image.Quantize.MEDIANCUT, kmeans=1)
    palette, corner = few.getpalette() or [], few.tobytes()[0]
    palette[3 * corner : 3 * corner + 3] = picture.tobytes()[:3]
    few.putpalette(palette)
    return few


def _on_grey(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", picture.size, (128, 128, 128, 255))
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")


def _png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
