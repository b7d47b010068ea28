"""The counter in a real Chromium, slowed four times: how fast a card is confirmed, what is read.

From the first picture with a card in it to the confirmation on the screen: the camera's picture,
the decoder, what is written down on the phone, a server that answers in 120 ms, and the page.
Slowing does not reach workers: the one that reads the codes, and the one that plays the camera.

Beside it, of twenty-eight difficult views of one code, how many are read: most of five pictures
each. Needs Chromium; two minutes, on a machine that does nothing else: whatever else it does is
measured too. ``make bench-till``; figures in ``out/bench-till.json``.
"""

import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from playwright.sync_api import Page

from bench.code_pictures import CODE, FRAMES, VARIANTS, frames
from bench.reading import read
from bench.till_stage import CARDS, picture, site, till

APPEARANCES = 60
SLOWED = 4
AWAY_MS = 1000
CONFIRM_BAR_MS = 500
DECODED_BAR = 24
Figure = tuple[str, float, str]


def figures() -> Iterator[Figure]:
    """Name, value and unit of each figure."""
    with site() as address, till(address) as page:
        times = sorted(_appearances(page))
        yield "till_confirm_median_ms", statistics.median(times), "ms"
        yield "till_confirm_p95_ms", times[round(0.95 * len(times)) - 1], "ms"
    with site() as address, till(address) as page:
        decoded, wrong = _variants(page)
        yield f"till_decoded_of_{len(VARIANTS)}", decoded, "views"
        yield "till_read_wrong", wrong, "pictures"


def _appearances(page: Page) -> Iterator[float]:
    """Two cards in turn, each out of sight before the other comes; the first is not counted."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    random, cards = Random(1), list(CARDS.items())
    images = [page.evaluate_handle("address => load(address)", picture(code)) for code in CARDS]
    for number in range(APPEARANCES + 1):
        page.evaluate("hide()")
        page.wait_for_timeout(AWAY_MS + random.uniform(0, 100))
        shown = {"image": images[number % 2], "name": cards[number % 2][1]}
        took = page.evaluate("({ image, name }) => show(image, name)", shown)
        _progress(f"{number} of {APPEARANCES} cards: {took:.0f} ms")
        if number:
            yield took


def _variants(page: Page) -> tuple[int, int]:
    """How many are read in most of their pictures, and how many pictures are read as another."""
    decoded = wrong = 0
    for number, variant in enumerate(VARIANTS, 1):
        found = read(page, frames(variant))
        right = found.count(CODE)
        decoded += right > FRAMES / 2
        wrong += FRAMES - right - found.count(None)
        _progress(f"{number} of {len(VARIANTS)} views: {variant.name}, {right} of {FRAMES} read")
    return decoded, wrong


def _progress(text: str) -> None:
    print(f"# {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure, print, keep; not zero where a bar is missed."""
    kept: dict[str, dict[str, float | str]] = {}
    for name, value, unit in figures():
        print(f"{name} {value:.4g} {unit}", flush=True)
        kept[name] = {"value": value, "unit": unit}
    out = Path("out/bench-till.json")
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    value = {name: float(figure["value"]) for name, figure in kept.items()}
    good = (
        value["till_confirm_p95_ms"] <= CONFIRM_BAR_MS
        and value[f"till_decoded_of_{len(VARIANTS)}"] >= DECODED_BAR
        and value["till_read_wrong"] == 0
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
