"""Previews as PNG, in the project's own typeface: the same picture on every machine.

With ``raster.py`` the only module with resvg; for the terminal and the documents.
"""

from collections.abc import Sequence
from pathlib import Path

import resvg_py

from passes.marks import fmt
from passes.preview import HEIGHT, WIDTH

_FONTS = [str(Path(__file__).parent / "fonts" / name) for name in ("regular.ttf", "semibold.ttf")]
_AROUND = 24
_TABLE = "#e5e5ea"


def png(svg: str, zoom: float = 2) -> bytes:
    """The picture at that density."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=_FONTS,
            font_family="Inter",
        )
    )


def sheet(fronts: Sequence[str], columns: int) -> str:
    """Fronts side by side on a table, as one SVG."""
    rows = -(-len(fronts) // columns)
    wide, high = (n * (side + _AROUND) + _AROUND for n, side in ((columns, WIDTH), (rows, HEIGHT)))
    placed = (
        front.replace("<svg ", f'<svg x="{fmt(x)}" y="{fmt(y)}" ', 1)
        for number, front in enumerate(fronts)
        for x, y in [_place(number, columns)]
    )
    box = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    ground = f'<rect width="{wide}" height="{high}" fill="{_TABLE}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{ground}{"".join(placed)}</svg>'


def _place(number: int, columns: int) -> tuple[int, int]:
    row, column = divmod(number, columns)
    return _AROUND + column * (WIDTH + _AROUND), _AROUND + row * (HEIGHT + _AROUND)
