"""Programs to begin with, one file for each kind of shop; nothing but finding and reading them."""

from pathlib import Path

NAMES = (
    "cafe",
    "bakery",
    "hairdresser",
    "car-wash",
    "consultant",
    "bookshop-club",
    "restaurant",
    "boutique",
    "pet-shop",
)
"""In the order in which they are listed."""


def path(name: str) -> Path:
    """The file of that preset; ``ValueError`` for a name that is none."""
    if name not in NAMES:
        raise ValueError(name)
    return Path(__file__).parent / f"{name}.toml"


def text(name: str) -> str:
    """The preset as it is written, comments and all; ``ValueError`` for a name that is none."""
    return path(name).read_text(encoding="utf-8")
