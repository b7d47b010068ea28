"""The folder of an export: a file of JSON Lines for each kind, two sheets, a manifest.

It is written beside its place, under the same name with ``.part`` behind it, and takes its place
when all of it is on the disk. A folder that is there already, and empty, is written as it stands:
it may be somebody's working directory, or a disk. Either is whole once it has its manifest.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from functions.exporting.sheets import SHEETS
from functions.ports.archive import OF_A_CARD, OF_THE_SHOP, Record, Records
from functions.ports.exports import Leaving
from loyalty.entry import instant_text
from loyalty.errors import BadConfiguration
from loyalty.figures import Anchor

FORMAT, VERSION = "poincon-export", 1
MANIFEST = "manifest.json"
LINES = tuple(f"{kind}.jsonl" for kind in (*OF_THE_SHOP, *OF_A_CARD))
NAMES = (*LINES, *SHEETS, MANIFEST)
_UNFINISHED = f"{MANIFEST}.part"
AGAIN = "copy the folder again from where it was exported"
_FREE = "name a new or empty folder"


def wrong(place: str, reason: str, hint: str = AGAIN) -> BadConfiguration:
    """One place that is wrong."""
    return BadConfiguration(errors=[{"path": place, "reason": reason, "hint": hint}])


@dataclass(slots=True)
class File:
    """One file while it is written: how many records, and the digest of what is in it."""

    out: BinaryIO
    records: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes, records: int = 1) -> None:
        """Append, and count."""
        self.out.write(data)
        self.digest.update(data)
        self.records += records


@dataclass(slots=True)
class Folder:
    """All files of an export while they are written."""

    files: Mapping[str, File]

    def write(self, records: Records, sound: Records) -> None:
        """The records of one card, or of the shop; sheets have those that are sound."""
        for kind, of_kind in records.items():
            for record in of_kind:
                self.files[f"{kind}.jsonl"].write(line(record))
        for name, sheet in SHEETS.items():
            for row in sheet.rows(sound):
                self.files[name].write(row)

    def manifest(self, program: str, at: datetime, anchor: Anchor) -> dict[str, Any]:
        """What is in the folder, and what its ledger adds up to."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "program": program,
            "exported_at": instant_text(at),
            "files": {
                name: {"records": file.records, "sha256": file.digest.hexdigest()}
                for name, file in self.files.items()
            },
            "entries": anchor.entries,
            "digest": anchor.digest,
        }


def line(record: Record) -> bytes:
    """A record as one line of JSON; half a character stays an escape, as in its store."""
    return f"{json.dumps(record, ensure_ascii=False)}\n".encode(errors="backslashreplace")


def write(
    leaving: Leaving, begun: datetime, draft: Path, step: Callable[[int], None]
) -> dict[str, Any]:
    """Write all files but the manifest, which is given; ``step`` hears of so many more cards."""
    every = leaving.records()
    with writing(draft) as folder:
        for records, sound in every:
            folder.write(records, sound)
            step(len(records.get("cards", ())))
    return folder.manifest(leaving.program, begun, leaving.anchor)


def write_whole(leaving: Leaving, begun: datetime, place: Path) -> None:
    """Write a folder with its manifest where nobody looks before it is whole."""
    finish(place, place, write(leaving, begun, place, lambda cards: None))


def refuse_occupied(place: Path) -> None:
    """Raise ``BadConfiguration`` unless the place is free.

    Nothing is there, or an empty folder, or what an interrupted export has left.
    """
    if place.is_dir():
        found = {path.name for path in place.iterdir()}
        if found and not (_UNFINISHED in found and found <= {*LINES, *SHEETS, _UNFINISHED}):
            raise wrong(str(place), "is not empty", _FREE)
        return
    if place.exists() or place.is_symlink():
        raise wrong(str(place), "is not empty", _FREE)
    draft, known = draft_of(place), {*NAMES, _UNFINISHED}
    if draft.exists() and not (draft.is_dir() and {p.name for p in draft.iterdir()} <= known):
        raise wrong(str(draft), "is not empty", _FREE)


def draft_of(place: Path) -> Path:
    """Where the folder is written before it is whole."""
    return place if place.is_dir() else place.with_name(f"{place.name}.part")


@contextmanager
def writing(draft: Path) -> Iterator[Folder]:
    """The files, open; what an interrupted export left there is written over."""
    draft.mkdir(mode=0o700, parents=True, exist_ok=True)
    _open(draft / _UNFINISHED).close()
    files = {name: File(_open(draft / name)) for name in (*LINES, *SHEETS)}
    try:
        for name, sheet in SHEETS.items():
            files[name].write(sheet.head, records=0)
        yield Folder(files)
        for file in files.values():
            _to_disk(file.out)
    finally:
        for file in files.values():
            file.out.close()


def finish(draft: Path, place: Path, manifest: Mapping[str, Any]) -> None:
    """Add the manifest, and put the folder into its place."""
    with _open(draft / _UNFINISHED) as out:
        out.write(f"{json.dumps(manifest, indent=2, ensure_ascii=False)}\n".encode())
        _to_disk(out)
    (draft / _UNFINISHED).rename(draft / MANIFEST)
    if draft != place:
        draft.rename(place)


def _open(path: Path) -> BinaryIO:
    """For the owner's eyes only: there are names in it."""
    path.touch(mode=0o600)
    return path.open("wb")


def _to_disk(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())
