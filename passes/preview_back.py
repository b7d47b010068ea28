"""The back of a pass as an iPhone lists it: labels and values, one under the other, as one SVG."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from passes.content import Field, PassContent
from passes.lettering import Fitted, wrap
from passes.marks import fmt
from passes.preview import FAMILY, WIDTH, clean, text

_PAPER, _INK, _SOFT, _LINK, _LINE = "#ffffff", "#000000", "#3c3c43", "#0040dd", "#c6c6c8"
_EDGE, _SIZE, _LEADING, _BETWEEN = 20, 15.0, 20, 14


def back(content: PassContent) -> str:
    """The back as SVG, ``WIDTH`` wide and as high as it takes."""
    y, parts = _BETWEEN / 2, list[str]()
    for number, field in enumerate(content.back):
        if number:
            parts.append(_rule(y))
        lines = list(_lines(field))
        y += _BETWEEN + _LEADING - 5
        for line, paint in lines:
            parts.append(text(Fitted(line, _SIZE, True), _EDGE, y, paint))
            y += _LEADING
        y += _BETWEEN - _LEADING + 5
    high = fmt(y + _BETWEEN / 2)
    box = f'viewBox="0 0 {WIDTH} {high}" width="{WIDTH}" height="{high}"'
    named = f'role="img" aria-label="{clean(said(content))}" font-family="{FAMILY}"'
    ground = f'<rect width="{WIDTH}" height="{high}" rx="14" fill="{_PAPER}"/>'
    body = "".join([ground, *parts])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {named}>{body}</svg>'


def said(content: PassContent) -> str:
    """The back in one line of text."""
    return ", ".join(f"{field.label} {field.value}" for field in content.back)


def shown(field: Field) -> str:
    """A value as the back shows it: of an address, what is there, else where it leads."""
    value = str(field.value)
    return field.link or urlsplit(value).hostname or value if _is_link(value) else value


def _lines(field: Field) -> Iterator[tuple[str, str]]:
    room = WIDTH - 2 * _EDGE
    for line in wrap(field.label, _SIZE * 1.05, room):
        yield line, f'font-weight="600" fill="{_INK}"'
    colour = _LINK if _is_link(str(field.value)) else _SOFT
    for line in wrap(shown(field), _SIZE, room):
        yield line, f'fill="{colour}"'


def _is_link(value: str) -> bool:
    return value.startswith("https://") and not any(sign.isspace() for sign in value)


def _rule(y: float) -> str:
    end = WIDTH - _EDGE
    return f'<path d="M{_EDGE} {fmt(y)}H{end}" stroke="{_LINE}" stroke-width=".5" fill="none"/>'
