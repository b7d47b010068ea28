"""``poincon export``: everything of a program as open files in a folder of its own."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from functions import wiring
from functions.journeys.archive import Export
from functions.terminal.export_folder import draft_of, finish, refuse_occupied, writing, wrong
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
        manifest = _write(walk, draft, begun)
        finish(draft, place, manifest)
    except OSError as error:
        left = f"; what is there of it, with names, is in {draft}" if draft.exists() else ""
        reason = f"cannot be written: {error.strerror}{left}"
        raise wrong(str(place), reason, "make room, or name another place") from None
    cards = manifest["files"]["cards.jsonl"]["records"]
    summary = f"exported cards={cards} entries={walk.anchor.entries} digest={walk.anchor.digest}"
    sys.stdout.write(f"{summary}\n{place}: keep it as you keep the store, there are names in it.\n")
    return _warn(walk.damaged)


def _write(walk: Export, draft: Path, begun: datetime) -> dict[str, Any]:
    every = walk.records()
    with writing(draft) as folder, Progress("cards") as progress:
        for records, sound in every:
            folder.write(records, sound)
            progress.step(len(records.get("cards", ())))
    return folder.manifest(walk.program, begun, walk.anchor)


def _warn(damaged: list[tuple[str, str]]) -> int:
    """Name what no import will take as it is."""
    for name, reason in damaged:
        sys.stderr.write(f"{name}: {reason}\n")
    if damaged:
        sys.stderr.write("It is in the folder as it is, and no import takes that: poincon audit.\n")
    return 1 if damaged else 0
