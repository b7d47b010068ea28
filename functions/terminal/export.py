"""``poincon export``: everything of a program as open files in a folder of its own."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from functions import wiring
from functions.journeys.archive import Export
from functions.terminal.export_folder import finish, refuse_occupied, writing, wrong
from functions.terminal.progress import Progress
from passes import short_code


def export(house: wiring.House, program: str, place: Path) -> int:
    """Write the folder; 1 where cards in the store are damaged, which are written as they are."""
    place = place.absolute()
    refuse_occupied(place)
    services = house.services
    walk = Export(services=services, program=program)
    begun = services.clock()
    try:
        manifest = _write(walk, place, begun)
    except OSError as error:
        raise wrong(str(place), f"cannot be written: {error.strerror}", "another place") from None
    cards = manifest["files"]["cards.jsonl"]["records"]
    summary = f"exported cards={cards} entries={walk.anchor.entries} digest={walk.anchor.digest}"
    sys.stdout.write(f"{summary}\n{place}: keep it as you keep the store, there are names in it.\n")
    return _warn(walk.damaged)


def _write(walk: Export, place: Path, begun: datetime) -> dict[str, Any]:
    every = walk.records()
    with writing(place) as folder, Progress("cards") as progress:
        for records in every:
            folder.write(records)
            progress.step(len(records.get("cards", ())))
    manifest = folder.manifest(walk.program, begun, walk.anchor)
    finish(place, manifest)
    return manifest


def _warn(damaged: list[str]) -> int:
    """Name cards that no import will take as they are."""
    for code in damaged:
        sys.stderr.write(f"card {short_code.shown(code)}: is not what its entries say\n")
    return 1 if damaged else 0
