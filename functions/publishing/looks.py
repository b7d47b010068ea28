"""In whose colours a program's cards are shown: the shop's own, or those of a tier."""

from collections.abc import Mapping

from loyalty.brand import Brand
from loyalty.program import Program


def looks(program: Program) -> Mapping[str, Brand]:
    """The shop's own colours under the empty name, and those of each tier that has one."""
    levels = program.tiers.tiers if program.tiers else ()
    return {"": program.brand} | {
        level.id: program.brand.on(level.colour) for level in levels if level.colour
    }
