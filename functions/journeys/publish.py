"""Publishing a program: its pictures, then the version, then its pages.

Pictures first, so that no pass and no page ever shows a drawing that is not there yet.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from functions.ports import Services
from functions.ports.outside import LOGOS
from loyalty.entry import digest
from loyalty.program import Program

DRAWN = "drawn.txt"
"""Written after the last picture, with the digest of what was drawn: else it is drawn again."""

DRAWINGS = 3
"""The version of how pictures are drawn and named: another one draws published programs anew."""

Draw = Callable[[Program, bytes | None], Mapping[str, bytes]]
"""Every picture of a program; with the master of its logo, where there is one."""

Build = Callable[[Sequence[Program]], None]

log = logging.getLogger("poincon")


def publish(
    services: Services,
    data: Mapping[str, Any],
    draw: Draw,
    build: Build,
    logo: bytes | None = None,
) -> Program:
    """Publish; the same data again draws nothing anew. Raises ``BadConfiguration``.

    ``logo`` is the master that the data names; without it, the one that is kept already.
    """
    draft = services.programs.draft(data, services.clock())
    if logo and draft.brand.logo:
        services.images.write(draft.id, LOGOS, draft.brand.logo, logo)
    master = _master(services, draft)
    drawn = f"{digest(data)} {DRAWINGS} {_stands_in(draft, master)}".rstrip()
    _draw(services, draft, drawn, draw, master)
    program = services.programs.publish(data, services.clock())
    build(services.programs.every())
    return program


def _draw(services: Services, draft: Program, drawn: str, draw: Draw, master: bytes | None) -> None:
    design = str(draft.version)
    if services.images.read(draft.id, design, DRAWN) == drawn.encode():
        return
    if _stands_in(draft, master):
        log.warning(
            "logo-missing", extra={"facts": {"program": draft.id, "logo": draft.brand.logo}}
        )
    for name, picture in draw(draft, master).items():
        services.images.write(draft.id, design, name, picture)
    services.images.write(draft.id, design, DRAWN, drawn.encode())


def _master(services: Services, draft: Program) -> bytes | None:
    """Of a program that came in by an import the master may be elsewhere."""
    name = draft.brand.logo
    return services.images.read(draft.id, LOGOS, name) if name else None


def _stands_in(draft: Program, master: bytes | None) -> str:
    return "mark" if draft.brand.logo and master is None else ""
