"""A program's colours as a stylesheet, because the pages allow no style in their markup.

A brand's background may be pale yellow or nearly black, and the page around it paper or warm
black. What is drawn on the page in the brand's colour (a link, a button's edge, a focus ring)
is therefore moved towards ink or paper until it can be seen there.
"""

from loyalty.brand import Brand, contrast, ink_on

PAPER = "#faf8f4"
NIGHT = "#16130f"
VISIBLE = 3.0
"""The least contrast for the edge of a thing that is pressed (WCAG 1.4.11)."""

COMFORTABLE = 6.0
"""Links are small and stand alone: more than the 4.5 that text must have."""

_STEPS = 50


def brand_sheet(brand: Brand) -> str:
    """Custom properties of one brand, for the light scheme and for the dark one."""
    fixed = {
        "--brand": brand.background,
        "--brand-ink": brand.foreground,
        "--brand-label": brand.label,
        "--brand-edge": _mix(brand.background, brand.foreground, 0.28),
    }
    light, dark = _on(brand, PAPER), _on(brand, NIGHT)
    return (
        f":root {{\n{_lines(fixed | light, 2)}}}\n"
        f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{_lines(dark, 4)}  }}\n}}\n"
    )


def readable_on(ground: str, colour: str, ratio: float) -> str:
    """That colour, moved no further from itself than it takes to reach the ratio on a ground."""
    end = ink_on(ground)
    for step in range(_STEPS):
        moved = _mix(colour, end, step / _STEPS)
        if contrast(moved, ground) >= ratio:
            return moved
    return end


def _on(brand: Brand, ground: str) -> dict[str, str]:
    return {
        "--brand-line": readable_on(ground, brand.background, VISIBLE),
        "--brand-text": readable_on(ground, brand.background, COMFORTABLE),
    }


def _mix(one: str, other: str, share: float) -> str:
    """``share`` of the other colour in the one, channel by channel."""
    pairs = ((int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _lines(properties: dict[str, str], indent: int) -> str:
    return "".join(f"{' ' * indent}{name}: {value};\n" for name, value in properties.items())
