"""A program's pictures, all of them, drawn once when it is published."""

from collections.abc import Iterator, Mapping

from functions.publishing.looks import looks
from loyalty.brand import Brand
from loyalty.program import Program
from passes.artwork import stamps_svg
from passes.content import GAUGE_STEPS, Progress, picture_name
from passes.raster import brand_images, progress_images


def draw(program: Program, logo: bytes | None = None) -> Mapping[str, bytes]:
    """Every picture by name, in each look: PNG for the wallets, ``<image>.svg`` for pages and till.

    ``logo`` is the master of the brand's logo; without it the mark stands in.
    """
    named = looks(program).items()
    pictures = {
        picture_name(look, name): picture
        for look, brand in named
        for name, picture in brand_images(brand, logo).items()
    }
    for progress in drawings(program):
        for look, brand in named:
            for name, picture in _of(progress, brand).items():
                pictures[picture_name(look, name)] = picture
    return pictures


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


def _of(progress: Progress, brand: Brand) -> dict[str, bytes]:
    svg = stamps_svg(progress, brand, title=f"{progress.filled}/{progress.places}")
    return {**progress_images(progress, brand), f"{progress.image}.svg": svg.encode()}
