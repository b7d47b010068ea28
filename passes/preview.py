"""A pass as an iPhone shows it: the front of a store card as one SVG, drawn as far as text tells.

For whoever wants to see a card without holding a phone: widths are estimated, so a phone may
set a line a little differently. What it would cut is named by ``cut``. No styles and no scripts
are in the picture: it can stand under a strict content policy.
"""

import base64
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import segno

from passes.artwork import mark_svg, stamps_svg
from passes.content import Field, PassContent
from passes.lettering import SMALLEST, Fitted, fit, share, width
from passes.marks import fmt

WIDTH = 375
HEIGHT = 490

FAMILY = "-apple-system, 'SF Pro Text', Inter, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"

_EDGE = 14
_LOGO_WIDE, _LOGO_HIGH = 160.0, 50.0
_STRIP_TOP, _STRIP_HIGH = 68, 144
_ROW_TOP = _STRIP_TOP + _STRIP_HIGH + 22
_LABEL, _VALUE, _NAME, _HEADER = 11.0, 17.0, 18.0, 21.0
_GAP = 14
_CODE, _QUIET = 148, 4
_SIZES = tuple(percent / 100 for percent in range(100, int(SMALLEST * 100) - 1, -1))
_GREY = "#e5e5ea"
"""What a phone lays over a card that is no longer good."""

_HEADER_MOST = 0.5
"""How much of the top line the header field may take from the shop's name."""


class _Size(NamedTuple):
    wide: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A field where it stands: its left edge, and its two lines as they fit."""

    key: str
    x: float
    label: Fitted
    value: Fitted

    @property
    def whole(self) -> bool:
        return self.label.whole and self.value.whole


def front(content: PassContent, logo: bytes | None = None) -> str:
    """The front as SVG, ``WIDTH`` by ``HEIGHT``; ``logo`` is the shop's own as PNG.

    A screen reader is told every field.
    """
    sheet = f'<rect width="{WIDTH}" height="{HEIGHT}" rx="14" fill='
    ground = f'{sheet}"{content.brand.background}"/>'
    parts = [ground, *_top(content, logo), _strip(content), *_row(content), *_code(content)]
    if content.voided:
        parts.append(f'{sheet}"{_GREY}" fill-opacity=".65"/>')
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    told = clean(said(content))
    named = f'role="img" aria-label="{told}" font-family="{FAMILY}"'
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {named}>{body}</svg>'


def said(content: PassContent) -> str:
    """The front in one line of text: what is seen, for whoever does not see it."""
    fields = (content.header, *content.secondary, *content.auxiliary)
    told = (f"{field.label} {field.value}" for field in fields)
    return ", ".join([content.program_name, *told, content.short_code])


def cut(content: PassContent, logo: bytes | None = None) -> list[str]:
    """Keys of what a phone would not show whole on the front; ``name`` is the shop's."""
    header, name = _head(content, _size(logo))
    fields = (header, *_fields(content))
    named = [] if name is None or name.whole else ["name"]
    return [*named, *(field.key for field in fields if not field.whole)]


def _top(content: PassContent, logo: bytes | None) -> Iterator[str]:
    brand, size = content.brand, _size(logo)
    header, name = _head(content, size)
    if logo:
        yield _image(logo, _EDGE, 9 + (_LOGO_HIGH - size.high) / 2, size)
    else:
        yield _placed(mark_svg(brand, _LOGO_HIGH, margin=0.04), _EDGE - 3, 9)
    if name:
        paint = f'font-weight="600" fill="{brand.foreground}"'
        yield text(name, _name_left(size), 40, paint)
    right = f'text-anchor="end" fill="{brand.label}"'
    yield text(header.label, WIDTH - _EDGE, 26, right)
    yield text(header.value, WIDTH - _EDGE, 50, f'text-anchor="end" fill="{brand.foreground}"')


def _head(content: PassContent, logo: _Size) -> tuple[_Shown, Fitted | None]:
    """The header field, and the shop's name in what it leaves; ``None`` where the logo says it."""
    left = _name_left(logo)
    room, field = WIDTH - _EDGE - left, content.header
    most = max(room * _HEADER_MOST, room - _name_wide(content) - _GAP)
    label, value = fit(field.label, _LABEL, most), fit(str(field.value), _HEADER, most)
    shown = _Shown(key=field.key, x=0, label=label, value=value)
    if content.brand.logo_says_name:
        return shown, None
    took = max(_wide(shown.label), _wide(shown.value))
    return shown, fit(content.program_name, _NAME, room - took - _GAP, semibold=True)


def _name_left(logo: _Size) -> float:
    return _EDGE - 3 + logo.wide + 9


def _name_wide(content: PassContent) -> float:
    says = content.brand.logo_says_name
    return 0 if says else width(content.program_name, _NAME, semibold=True)


def _strip(content: PassContent) -> str:
    drawn = stamps_svg(content.progress, content.brand, title="", width=WIDTH, height=_STRIP_HIGH)
    return _placed(drawn, 0, _STRIP_TOP)


def _row(content: PassContent) -> Iterator[str]:
    brand = content.brand
    for field in _fields(content):
        yield text(field.label, field.x, _ROW_TOP, f'fill="{brand.label}"')
        yield text(field.value, field.x, _ROW_TOP + 22, f'fill="{brand.foreground}"')


def _fields(content: PassContent) -> list[_Shown]:
    """Secondary and auxiliary fields share one row of a store card; their values shrink alike."""
    fields = (*content.secondary, *content.auxiliary)
    room = WIDTH - 2 * _EDGE - _GAP * (len(fields) - 1)
    scale = next((size for size in _SIZES if sum(_needs(fields, size)) <= room), SMALLEST)
    rooms = share(_needs(fields, scale), room)
    spare = (room - sum(rooms)) / max(len(fields) - 1, 1)
    shown, x = [], float(_EDGE)
    for field, given in zip(fields, rooms, strict=True):
        label = fit(field.label, _LABEL, given, smallest=1)
        value = fit(str(field.value), _VALUE * scale, given, smallest=1)
        shown.append(_Shown(key=field.key, x=x, label=label, value=value))
        x += given + _GAP + spare
    return shown


def _needs(fields: Sequence[Field], scale: float) -> list[float]:
    """Room for each with values of that size; labels keep theirs."""
    return [
        max(width(field.label, _LABEL), width(str(field.value), _VALUE * scale)) for field in fields
    ]


def _code(content: PassContent) -> Iterator[str]:
    """The QR code with its quiet zone, and below it what can be typed instead."""
    rows = segno.make(content.scan_code, error="m", micro=False).matrix
    side = len(rows) + 2 * _QUIET
    wide = _CODE + 16
    left, top = (WIDTH - wide) / 2, HEIGHT - wide - 14 - 18
    yield (
        f'<rect x="{fmt(left)}" y="{fmt(top)}" width="{wide}" height="{wide + 18}" rx="6" '
        'fill="#ffffff"/>'
    )
    move = f"translate({fmt(left)} {fmt(top)}) scale({wide / side:.5g})"
    path = "".join(_modules(rows))
    yield (
        f'<path transform="{move}" fill="#000000" shape-rendering="crispEdges" '
        f'data-code="{clean(content.scan_code)}" d="{path}"/>'
    )
    typed = Fitted(content.short_code, 13, True)
    yield text(typed, WIDTH / 2, top + wide + 8, 'text-anchor="middle" fill="#000000"')


def _modules(rows: Sequence[Sequence[int]]) -> Iterator[str]:
    """Dark modules as runs, one row after the other."""
    for y, row in enumerate(rows, start=_QUIET):
        x = 0
        while x < len(row):
            run = next((n for n in range(x, len(row)) if row[n] != row[x]), len(row)) - x
            if row[x]:
                yield f"M{x + _QUIET} {y}h{run}v1h-{run}z"
            x += run


def _size(logo: bytes | None) -> _Size:
    """How large a logo is shown: within 160 by 50; without one, the square of the mark."""
    if not logo:
        return _Size(_LOGO_HIGH, _LOGO_HIGH)
    wide, high = (int.from_bytes(logo[n : n + 4], "big") for n in (16, 20))
    scale = min(_LOGO_WIDE / wide, _LOGO_HIGH / high)
    return _Size(wide * scale, high * scale)


def _image(png: bytes, x: float, y: float, size: _Size) -> str:
    place = f'x="{fmt(x)}" y="{fmt(y)}" width="{fmt(size.wide)}" height="{fmt(size.high)}"'
    return f'<image {place} href="data:image/png;base64,{base64.b64encode(png).decode()}"/>'


def _placed(svg: str, x: float, y: float) -> str:
    """A whole drawing inside another."""
    return svg.replace("<svg ", f'<svg x="{fmt(x)}" y="{fmt(y)}" ', 1)


def text(shown: Fitted, x: float, y: float, paint: str) -> str:
    """One line of text; its left end or its middle, as ``paint`` says, is at ``x``."""
    place = f'x="{fmt(x)}" y="{fmt(y)}" font-size="{fmt(shown.size)}"'
    return f"<text {place} {paint}>{clean(shown.text)}</text>"


def _wide(shown: Fitted) -> float:
    return width(shown.text, shown.size)


def clean(text: str) -> str:
    """A text as it may stand in SVG: escaped, and without what XML cannot hold."""
    kept = (sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
    return escape("".join(kept))
