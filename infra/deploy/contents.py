"""What each function is made of: an allow-list of packages, and of our own files.

boto3 is Lambda's own, and is left to it. Nothing that draws pictures is deployed: they are drawn
when a program is published.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

_WEB = {
    "blinker",
    "click",
    "flask",
    "itsdangerous",
    "jinja2",
    "markupsafe",
    "werkzeug",
}
_CHECKED = {"attrs", "jsonschema", "jsonschema-specifications", "referencing", "rpds-py"}
_CHECKED_BEFORE_3_13 = {"typing-extensions"}
_SIGNED = {"cffi", "cryptography", "pycparser", "pyjwt"}
_ADAPTER = {"durationpy", "zappa"}
_EVERY = _WEB | _CHECKED | _CHECKED_BEFORE_3_13 | _SIGNED | _ADAPTER | {"segno", "tzdata"}
_WALLETS = {
    "anyio",
    "certifi",
    "h11",
    "h2",
    "hpack",
    "httpcore",
    "httpx",
    "hyperframe",
    "idna",
}

PACKAGES: Mapping[str, frozenset[str]] = {
    "public": frozenset(_EVERY | _WALLETS),
    "till": frozenset(_EVERY),
    "owner": frozenset(_EVERY),
    "jobs": frozenset(_EVERY | _WALLETS),
}
"""Distributions by function, as the lock file names them."""

_ROOMS = ("functions", "loyalty", "passes", "site")
_NOT_DEPLOYED = {
    "functions/cli.py",
    "functions/local",
    "functions/presets",
    "functions/publishing/artwork.py",
    "functions/publishing/own_artwork.py",
    "functions/terminal",
    "functions/tour",
    "passes/logo.py",
    "passes/preview_png.py",
    "passes/raster.py",
}
"""The terminal's rooms, and whatever draws pictures."""

_LEFT_OUT = {".md", ".pyc"}
_ALONE = ("LICENSE", "package-lock.json")
"""Our licence, and what says which decoder of codes the pages load."""


def own_files(root: Path) -> Iterator[Path]:
    """Every file of ours that is deployed, seen from ``root``, in order."""
    for room in _ROOMS:
        for path in sorted((root / room).rglob("*")):
            inside = path.relative_to(root)
            if path.is_file() and path.suffix not in _LEFT_OUT and not _is_left_out(inside):
                yield inside
    yield from (Path(name) for name in _ALONE)


def _is_left_out(path: Path) -> bool:
    return any(str(one) in _NOT_DEPLOYED for one in (path, *path.parents))
