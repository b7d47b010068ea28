"""The card's face as SVG: one drawing for strip, hero image, web card, till, mail and poster.

Standard library only, and no font in what is drawn: ``raster.py`` makes the wallets' pictures
from the very string that stands in a page.

A stamp is a punched mark. Full: a disc with the shop's icon cut out of it. Empty: a fine ring
with its number; the next one is a little stronger. The reward's place comes last, has the
scalloped shape of a hallmark, and is filled when ready.
"""

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from loyalty.brand import Brand
from passes import marks
from passes.content import Progress
from passes.glyphs import silhouette
from passes.marks import RADIUS, State, fmt

MOST_STAMPS = 15
"""With more places than these, the reward's included, stamps are too small: a bar instead."""

ONE_ROW = 5
"""So many places, the reward's included, still stand in one row."""

_BIG_REWARD = 1.5
"""How much larger the reward is where it stands beside two full rows."""


class _Spot(NamedTuple):
    """Where a mark sits: its centre and its radius."""

    x: float
    y: float
    radius: float


def stamps_svg(
    progress: Progress,
    brand: Brand,
    *,
    title: str,
    width: float = 375,
    height: float = 144,
    ground: bool = True,
) -> str:
    """Draw how far the card is; each mark is a group with ``data-place`` and ``data-state``.

    ``data-place`` counts from 1, or is ``reward``; the states are full, next, empty. The layout
    follows the proportion of width to height. Without ``ground`` nothing is painted behind the
    marks: they must then stand on the brand's background. A screen reader says ``title``.
    """
    many = progress.places + 1 > MOST_STAMPS
    draw = {"stamps": _bar if many else _grid, "gauge": _gauge, "mark": _mark}[progress.style]
    ground_svg = _rect(0, 0, width, height, f'fill="{brand.background}"') if ground else ""
    return _svg(width, height, title, ground_svg + "".join(draw(progress, brand, width, height)))


def icon_svg(name: str, colour: str, size: float, *, title: str = "") -> str:
    """Draw a brand's icon alone in a square; without title it is decoration."""
    path = f'<path fill="{colour}" transform="scale({fmt(size / 24)})" d="{silhouette(name)}"/>'
    return _svg(size, size, title, path)


def mark_svg(brand: Brand, size: float, *, title: str = "", margin: float = 0.1) -> str:
    """Draw the shop's mark in a square: one full stamp, the background bled to the edges.

    ``margin`` is the part of the side left free on each side of the stamp.
    """
    square = _rect(0, 0, size, size, f'fill="{brand.background}"')
    spot = _Spot(size / 2, size / 2, size * (0.5 - margin))
    return _svg(size, size, title, square + _move(spot, marks.full(brand)))


def _grid(progress: Progress, brand: Brand, width: float, height: float) -> Iterator[str]:
    *spots, last = _spots(progress.places, width, height)
    for number, spot in enumerate(spots, start=1):
        state = _state(number, progress)
        mark = marks.full(brand) if state == "full" else marks.empty(number, brand, state)
        yield _place(number, state, spot, mark)
    yield _reward(progress, brand, last)


def _spots(places: int, width: float, height: float) -> Iterator[_Spot]:
    """Every place in order, the reward's last.

    An even total breaks into two even rows, the reward at the end of the second; an odd one
    gives two even rows of stamps with the reward, larger, beside both.
    """
    total = places + 1
    rows = 1 if total <= ONE_ROW else 2
    beside = rows == 2 and total % 2 == 1
    columns = (places if beside else total) // rows
    across = columns + (_BIG_REWARD * 1.08 if beside else 0)
    # Whole points: equal stamps are then equal pixels at every density, crisp and small in PNG.
    down = int(min(height * 0.92 / rows, width * 0.93 / across))
    right = int(min(width * 0.93 / across, down * 1.22))
    left, top = round((width - right * across) / 2), round((height - down * rows) / 2)
    radius = min(down * 0.43, right * 0.43, height * 0.27)
    for place in range(places if beside else total):
        row, column = divmod(place, columns)
        yield _Spot(left + (column + 0.5) * right, top + (row + 0.5) * down, radius)
    if beside:
        yield _Spot(left + (columns + _BIG_REWARD * 0.55) * right, height / 2, radius * _BIG_REWARD)


def _bar(progress: Progress, brand: Brand, width: float, height: float) -> Iterator[str]:
    """Many places: a track with a tick for each, and the last stamp punched where it ends."""
    y, filled = height * 0.43, _filled(progress)
    head, reward = height * 0.19, _Spot(width * 0.94 - height * 0.25, y, height * 0.25)
    start = _Spot(width * 0.09, y, height * 0.075)
    step = (reward.x - reward.radius - head * 1.2 - start.x) / progress.places
    yield _track(start, step * progress.places, f'fill="{brand.foreground}" fill-opacity=".31"')
    yield _track(start, step * filled, f'fill="{brand.foreground}"')
    for number in range(1, progress.places):
        spot = _Spot(start.x + step * number, y, start.radius)
        yield _tick(
            spot, number % 5 == 0, brand.background if number < filled else brand.foreground
        )
    if filled:
        spot = _Spot(start.x + step * filled, y, head)
        yield _place(filled, "full", spot, marks.standing(brand))
    label = _Spot(start.x + step * filled, height * 0.8, height * 0.17)
    yield _move(label, marks.count(filled, brand))
    yield _reward(progress, brand, reward)


def _gauge(progress: Progress, brand: Brand, width: float, height: float) -> Iterator[str]:
    """A track without ticks, punched as far as it is filled: for points, which nobody counts."""
    y, filled = height * 0.5, _filled(progress)
    reward = _Spot(width * 0.94 - height * 0.27, y, height * 0.27)
    start = _Spot(width * 0.1, y, height * 0.09)
    head = height * 0.2
    length = reward.x - reward.radius - head * 1.15 - start.x
    yield _track(start, length, f'fill="{brand.foreground}" fill-opacity=".31"')
    reached = length * filled / progress.places
    yield _track(start, reached, f'fill="{brand.foreground}"')
    if filled:
        yield _place(filled, "full", _Spot(start.x + reached, y, head), marks.standing(brand))
    yield _reward(progress, brand, reward)


def _mark(progress: Progress, brand: Brand, width: float, height: float) -> Iterator[str]:
    """The shop's mark alone, large: punched, or its place."""
    spot = _Spot(width / 2, height / 2, height * 0.38)
    state: State = "full" if progress.filled else "next"
    mark = marks.full(brand) if progress.filled else marks.vacant(brand)
    yield _place(1, state, spot, mark)


def _track(start: _Spot, length: float, paint: str) -> str:
    thick = start.radius * 2
    return _rect(start.x, start.y - start.radius, length, thick, f'rx="{fmt(thick / 2)}" {paint}')


def _tick(spot: _Spot, is_long: bool, colour: str) -> str:
    reach = spot.radius * (1 if is_long else 0.45)
    line = f"M{fmt(spot.x)} {fmt(spot.y - reach)}V{fmt(spot.y + reach)}"
    return f'<path d="{line}" stroke="{colour}" stroke-width="{fmt(spot.radius * 0.1)}"/>'


def _filled(progress: Progress) -> int:
    return progress.places if progress.ready else min(progress.filled, progress.places)


def _state(number: int, progress: Progress) -> State:
    filled = _filled(progress)
    return "full" if number <= filled else "next" if number == filled + 1 else "empty"


def _reward(progress: Progress, brand: Brand, spot: _Spot) -> str:
    state = "full" if progress.ready else _state(progress.places + 1, progress)
    return _place("reward", state, spot, marks.reward(brand, state))


def _place(name: int | str, state: State, spot: _Spot, mark: str) -> str:
    return _move(spot, mark, f'data-place="{name}" data-state="{state}" ')


def _move(spot: _Spot, mark: str, data: str = "") -> str:
    move = f"translate({fmt(spot.x)} {fmt(spot.y)}) scale({round(spot.radius / RADIUS, 4):g})"
    return f'<g {data}transform="{move}">{mark}</g>'


def _rect(x: float, y: float, width: float, height: float, paint: str) -> str:
    corner, size = f'x="{fmt(x)}" y="{fmt(y)}"', f'width="{fmt(width)}" height="{fmt(height)}"'
    return f"<rect {corner} {size} {paint}/>"


def _svg(width: float, height: float, title: str, content: str) -> str:
    box = f'viewBox="0 0 {fmt(width)} {fmt(height)}" width="{fmt(width)}" height="{fmt(height)}"'
    named = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    label = f"<title>{escape(title)}</title>" if title else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {named}>{label}{content}</svg>'
