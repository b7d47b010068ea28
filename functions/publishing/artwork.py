"""A program's pictures, all of them, drawn once when it is published."""

from collections.abc import Mapping

from loyalty.program import Program
from passes.artwork import stamps_svg
from passes.content import Progress
from passes.raster import image_set


def draw(program: Program) -> Mapping[str, bytes]:
    """Every picture by name: PNG for the wallets, ``stamps-NN.svg`` for pages and till."""
    places = program.stamps.threshold
    drawings = {
        f"stamps-{progress.image}.svg": stamps_svg(
            progress, program.brand, title=f"{progress.filled}/{places}"
        ).encode()
        for progress in Progress.every(places)
    }
    return {**image_set(program.brand, places), **drawings}
