"""Publishing a program: its pictures, then the version, then its pages.

Pictures first, so that no pass and no page ever shows a drawing that is not there yet.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from functions.ports import Services
from loyalty.entry import digest
from loyalty.program import Program

DRAWN = "drawn.txt"
"""Written after the last picture, with the digest of what was drawn: else it is drawn again."""

DRAWINGS = 2
"""The version of how pictures are drawn and named: another one draws published programs anew."""

Draw = Callable[[Program], Mapping[str, bytes]]
Build = Callable[[Sequence[Program]], None]


def publish(services: Services, data: Mapping[str, Any], draw: Draw, build: Build) -> Program:
    """Publish; the same data again draws nothing anew. Raises ``BadConfiguration``."""
    draft = services.programs.draft(data, services.clock())
    design = str(draft.version)
    drawn = f"{digest(data)} {DRAWINGS}".encode()
    if services.images.read(draft.id, design, DRAWN) != drawn:
        for name, picture in draw(draft).items():
            services.images.write(draft.id, design, name, picture)
        services.images.write(draft.id, design, DRAWN, drawn)
    program = services.programs.publish(data, services.clock())
    build(services.programs.every())
    return program
