"""``[brand]`` of a program file: colours that can be read, what is punched, the shop's logo."""

import re

from loyalty.brand import ICONS, READABLE, Brand, contrast, is_colour
from loyalty.path_data import MOST_CHARACTERS, is_path_data
from loyalty.program_file.reader import Table

_PICTURE = re.compile(r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,99}\.(png|jpe?g|webp)", re.IGNORECASE)
_ICON_HINT = (
    f"one of {', '.join(ICONS)}, or your own: SVG path data in a box of 24 by 24 that begins with "
    f"M or m, {MOST_CHARACTERS} characters at most, numbers from -24 to 48"
)


def brand(table: Table) -> Brand:
    """Colours, icon and logo; what is written must be readable on the background."""
    read = Brand(
        background=colour(table, "background"),
        foreground=colour(table, "foreground"),
        label=colour(table, "label"),
        icon=table.take("icon", str, _icon, _ICON_HINT, ICONS[0]),
        logo=_logo(table),
        logo_says_name=table.flag("logo_says_name", False),
    )
    for key, ratio in unreadable(read):
        table.wrong(
            key,
            f"has a contrast of {ratio:.2f} on the background",
            f"at least {READABLE}: choose a lighter or a darker one",
        )
    if read.logo_says_name and not table.has("logo"):
        table.wrong("logo_says_name", "speaks of a logo that there is not", 'logo = "logo.png"')
    return read


def colour(table: Table, key: str) -> str:
    """A colour that must be there, in the form that both wallets share."""
    hint = "a colour as #rrggbb, lower case"
    return table.take(key, str, lambda text: text if is_colour(text) else None, hint, "")


def unreadable(brand: Brand) -> list[tuple[str, float]]:
    """The inks that cannot be read on the ground, with their contrast; of what could be read."""
    inks = (("foreground", brand.foreground), ("label", brand.label))
    told = [(key, contrast(ink, brand.background)) for key, ink in inks if ink and brand.background]
    return [(key, ratio) for key, ratio in told if ratio < READABLE]


def _icon(text: str) -> str | None:
    return text if text in ICONS or is_path_data(text) else None


def _logo(table: Table) -> str | None:
    if not table.has("logo"):
        return None
    hint = 'a .png, .jpg or .webp file beside this one, by its name alone: "logo.png"'
    read = table.take(
        "logo", str, lambda text: text if _PICTURE.fullmatch(text) else None, hint, ""
    )
    return read or None
