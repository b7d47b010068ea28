"""Single marks as SVG fragments, each drawn around (0, 0) with a radius of ``RADIUS``.

No ids and no styles: a fragment can stand in a page under a strict content policy, any number
of times. ``artwork.py`` says where the marks go.
"""

from math import cos, pi, sin, sqrt
from typing import Literal, TypeAlias

from loyalty.brand import Brand
from passes.glyphs import DIGITS, GIFT, ICONS, silhouette

State: TypeAlias = Literal["full", "next", "empty"]

RADIUS = 24

_LOBES = 12
_ROUND = 0.62
"""A lobe's radius in parts of its chord: 0.5 would be half a circle."""

_ICON, _OWN_ICON = 1.36, 1.2
"""How large icons stand in the rim: a shop's own may reach into the corners of its box."""

_DIGIT_GAP = 1.9
_FAINT = 0.62


def full(brand: Brand) -> str:
    """A stamp that was given: the icon cut out of a disc, with a fine edge inside the rim."""
    disc = f'<circle r="{RADIUS}" fill="{brand.foreground}"/>'
    edge = f'<circle r="21.4" fill="none" stroke="{brand.background}" stroke-width=".8"/>'
    return disc + edge + icon(silhouette(brand.icon), brand.background, _scale(brand))


def empty(number: int, brand: Brand, state: State) -> str:
    """A place still free: a fine ring with its number, both stronger on the next one."""
    width, opacity = (2.2, 1.0) if state == "next" else (1.1, _FAINT)
    ring = f'<circle r="{fmt(RADIUS - width / 2)}" stroke-width="{width}"/>'
    digits = figure(number, 14, 1.5 if state == "next" else 1.2)
    return _lines(brand.foreground, opacity, ring + digits)


def reward(brand: Brand, state: State) -> str:
    """The reward's place: a gift in a scalloped hallmark, filled when it is ready."""
    if state == "full":
        body = f'<path d="{_scallop(RADIUS + 1)}" fill="{brand.label}"/>'
        edge = f'<circle r="20" fill="none" stroke="{brand.background}" stroke-width=".8"/>'
        return body + edge + icon(GIFT, brand.background, 1.24)
    width = 2.2 if state == "next" else 1.4
    outline = f'<path d="{_scallop(RADIUS + 0.4)}" stroke-width="{width}"/>'
    return _lines(brand.label, 1, outline) + icon(GIFT, brand.label, 1.24)


def vacant(brand: Brand) -> str:
    """The place of a mark that is not punched yet: its ring and its outline."""
    ring = f'<circle r="{fmt(RADIUS - 1.1)}" stroke-width="2.2"/>'
    move = f"scale({_scale(brand)}) translate(-12 -12)"
    shape = f'<path transform="{move}" d="{silhouette(brand.icon)}"/>'
    return _lines(brand.foreground, _FAINT, ring + shape)


def standing(brand: Brand) -> str:
    """A full stamp that stands on something: a rim of the background sets it off."""
    return f'<circle r="27.4" fill="{brand.background}"/>' + full(brand)


def count(number: int, brand: Brand) -> str:
    """A number alone, as high as it is readable from an arm's length."""
    return _lines(brand.foreground, 1, figure(number, 26, 2.2))


def icon(path: str, colour: str, scale: float) -> str:
    """One silhouette of 24 by 24, centred and scaled."""
    move = f"scale({fmt(scale)}) translate(-12 -12)"
    return f'<path transform="{move}" fill="{colour}" d="{path}"/>'


def figure(number: int, height: float, weight: float) -> str:
    """A number centred on (0, 0) as strokes that inherit their colour."""
    digits = [DIGITS[int(digit)] for digit in str(number)]
    x, scale = 0.0, height / 8
    total = sum(width for width, _ in digits) + _DIGIT_GAP * (len(digits) - 1)
    strokes = []
    for width, path in digits:
        strokes.append(f'<path transform="translate({fmt(x)})" d="{path}"/>')
        x += width + _DIGIT_GAP
    move = f"scale({fmt(scale)}) translate({fmt(-total / 2)} -4)"
    return f'<g transform="{move}" stroke-width="{fmt(weight / scale)}">{"".join(strokes)}</g>'


def fmt(value: float) -> str:
    """A coordinate with no more digits than an eye can tell."""
    return f"{round(value, 2):g}"


def _scale(brand: Brand) -> float:
    return _ICON if brand.icon in ICONS else _OWN_ICON


def _lines(colour: str, opacity: float, content: str) -> str:
    return (
        f'<g fill="none" stroke="{colour}" stroke-opacity="{opacity:g}" '
        f'stroke-linecap="round" stroke-linejoin="round">{content}</g>'
    )


def _scallop(radius: float) -> str:
    """A closed ring of shallow lobes, the frame of a hallmark; no point is farther out."""
    half = sin(pi / _LOBES)
    rise = 2 * half * (_ROUND - sqrt(_ROUND**2 - 0.25))
    dip = radius / (cos(pi / _LOBES) + rise)
    angles = [2 * pi * (step + 0.5) / _LOBES - pi / 2 for step in range(_LOBES + 1)]
    start, *ends = (f"{fmt(dip * cos(angle))} {fmt(dip * sin(angle))}" for angle in angles)
    lobe = fmt(2 * dip * half * _ROUND)
    return f"M{start}" + "".join(f"A{lobe} {lobe} 0 0 1 {end}" for end in ends) + "z"
