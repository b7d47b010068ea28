"""Publishing a program: a version is written, then its pictures and its pages.

Pictures first, so that no page ever shows a drawing that is not there yet.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from functions.ports import Services
from loyalty.program import Program

DRAWN = "drawn.txt"
"""Written after the last picture of a design: without it, drawing was cut short."""

Draw = Callable[[Program], Mapping[str, bytes]]
Build = Callable[[Sequence[Program]], None]


def publish(services: Services, data: Mapping[str, Any], draw: Draw, build: Build) -> Program:
    """Publish; the same data again draws nothing anew. Raises ``BadConfiguration``."""
    program = services.programs.publish(data, services.clock())
    design = str(program.version)
    if services.images.read(program.id, design, DRAWN) is None:
        for name, picture in draw(program).items():
            services.images.write(program.id, design, name, picture)
        services.images.write(program.id, design, DRAWN, b"")
    build(services.programs.every())
    return program
