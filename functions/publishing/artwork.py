"""A program's pictures, all of them, drawn once when it is published."""

from collections.abc import Iterator, Mapping

from loyalty.program import Program
from passes.artwork import stamps_svg
from passes.content import GAUGE_STEPS, Progress
from passes.raster import image_set


def draw(program: Program) -> Mapping[str, bytes]:
    """Every picture by name: PNG for the wallets, ``<image>.svg`` for pages and till."""
    every = tuple(drawings(program))
    pages = {
        f"{progress.image}.svg": stamps_svg(
            progress, program.brand, title=f"{progress.filled}/{progress.places}"
        ).encode()
        for progress in every
    }
    return {**image_set(program.brand, every), **pages}


def drawings(program: Program) -> Iterator[Progress]:
    """Whatever a card of this program can look like, also one that keeps an older promise."""
    if program.stamps:
        terms = (*program.earlier, program.terms)
        for places in sorted({known.stamps.threshold for known in terms if known.stamps}):
            yield from Progress.every(places)
    elif program.points:
        yield from Progress.every(GAUGE_STEPS, "gauge")
    else:
        yield from Progress.every(1, "mark")
