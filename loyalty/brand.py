"""A shop's colours and its mark, checked so that a card can be read.

Contrast is WCAG 2.2's: relative luminance of sRGB, ratio from 1 to 21
(https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

import re
from dataclasses import dataclass, replace
from typing import Self

ICONS = ("cup", "bread", "scissors", "book", "car", "plate", "paw", "star", "flower")
READABLE = 4.5
"""The least contrast for text (WCAG 1.4.3, level AA)."""

_HEX = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether it is ``#rrggbb`` in lower case, the one form that both wallets share."""
    return _HEX.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[n : n + 2], 16) / 255) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(background: str) -> str:
    """Black or white, whichever reads better on that colour."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, background))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What makes a card look like this shop's: three colours, a logo, the mark that is punched.

    ``icon`` is one of ``ICONS``, or the shop's own as path data in a box of 24 by 24. ``logo`` is
    a picture's file name; ``logo_says_name``: it is written there already.
    """

    background: str
    foreground: str
    label: str
    icon: str
    logo: str | None = None
    logo_says_name: bool = False

    def on(self, background: str | None) -> Self:
        """The same on another ground; ``None``: as it is."""
        return replace(self, background=background) if background else self
