"""``poincon export``: everything of a program as open files in a folder of its own."""

import sys
from pathlib import Path

from functions import wiring
from functions.exporting.folder import draft_of, finish, refuse_occupied, write, wrong
from functions.journeys.archive import Export
from functions.terminal.progress import Progress


def export(house: wiring.House, program: str, place: Path) -> int:
    """Write the folder; 1 where something in the store is damaged, which is written as it is."""
    place = place.absolute()
    refuse_occupied(place)
    draft = draft_of(place)
    services = house.services
    walk = Export(services=services, program=program)
    begun = services.clock()
    try:
        with Progress("cards") as progress:
            manifest = write(walk, begun, draft, progress.step)
        finish(draft, place, manifest)
    except OSError as error:
        left = f"; what is there of it, with names, is in {draft}" if draft.exists() else ""
        reason = f"cannot be written: {error.strerror}{left}"
        raise wrong(str(place), reason, "make room, or name another place") from None
    cards = manifest["files"]["cards.jsonl"]["records"]
    summary = f"exported cards={cards} entries={walk.anchor.entries} digest={walk.anchor.digest}"
    sys.stdout.write(f"{summary}\n{place}: keep it as you keep the store, there are names in it.\n")
    return _warn(walk.damaged)


def _warn(damaged: list[tuple[str, str]]) -> int:
    """Name what no import will take as it is."""
    for name, reason in damaged:
        sys.stderr.write(f"{name}: {reason}\n")
    if damaged:
        sys.stderr.write("It is in the folder as it is, and no import takes that: poincon audit.\n")
    return 1 if damaged else 0
