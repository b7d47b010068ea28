"""What a shop draws itself: its logo, beside the program file, and its icon, within it.

Looked at before anything is published. The program's data then names the master by its digest,
so that another picture makes another version, and the same one makes none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from functions.publishing.looks import looks
from loyalty.brand import ICONS
from loyalty.errors import BadConfiguration
from loyalty.program import Program
from loyalty.program_file import parse
from passes import logo
from passes.raster import inked

_MASTER = re.compile(r"[0-9a-f]{16}\.png")
"""What data names that was published already: the picture is kept, or missing since an import."""

LEAST_INK, MOST_INK = 0.02, 0.95
_STRAY = 0.005
"""Of the box: so much ink around it is no more than a rounded edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A program's data as it is published, and its logo's master where there is a new one."""

    data: Mapping[str, Any]
    logo: bytes | None = None


def prepare(data: Mapping[str, Any], folder: Path, now: datetime) -> Prepared:
    """Look at icon and logo; ``folder`` is the program file's. Raises ``BadConfiguration``."""
    program = parse(data, version=1, valid_from=now)
    _check_icon(program.brand.icon)
    name = program.brand.logo
    if name is None or (_MASTER.fullmatch(name) and not (folder / name).exists()):
        return Prepared(data=data)
    try:
        source = _read(folder / name)
        kept = logo.master(source, Path(name).suffix)
        _check_seen(program, kept)
    except logo.UnfitLogo as unfit:
        raise _wrong("brand.logo", f"{name} {unfit.reason}", unfit.hint) from None
    named = f"{sha256(source).hexdigest()[:16]}.png"
    return Prepared(data={**data, "brand": {**data["brand"], "logo": named}}, logo=kept)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(logo.MOST_BYTES + 1)
    except OSError:
        raise logo.UnfitLogo("cannot be read", f"put the picture beside it: {path}") from None


def _check_icon(icon: str) -> None:
    if icon in ICONS:
        return
    inside, around = inked(icon)
    if around > _STRAY:
        raise _wrong("brand.icon", "reaches out of its box", "draw it between 0 and 24")
    if not LEAST_INK <= inside <= MOST_INK:
        reason = f"covers {inside:.0%} of its box"
        raise _wrong("brand.icon", reason, "a filled silhouette: 2 % at least, 95 % at most")


def _check_seen(program: Program, kept: bytes) -> None:
    for look, brand in looks(program).items():
        ratio = logo.seen_on(kept, brand.background)
        if ratio < logo.LEAST_CONTRAST:
            ground = f"the colour of the level {look!r}" if look else "brand.background"
            raise logo.UnfitLogo(
                f"can hardly be seen on {ground}: a contrast of {ratio:.2f}",
                f"at least {logo.LEAST_CONTRAST}: a lighter or darker logo, or another colour",
            )


def _wrong(path: str, reason: str, hint: str) -> BadConfiguration:
    return BadConfiguration(errors=[{"path": path, "reason": reason, "hint": hint}])
