"""The folder of an export, read back: every file as it was written, every line a sound record.

All files of cards are in one order, card after card, so that they are read side by side. In memory
are a card with all that belongs to it, and the names by which the cards so far are found.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from functions.exporting.folder import AGAIN, FORMAT, LINES, MANIFEST, VERSION, wrong
from functions.journeys.archive import Pointers, incomplete, out_of_turn, unfounded
from functions.ports import Archive
from functions.ports.archive import OF_A_CARD, OF_THE_SHOP, Record, Records
from loyalty.errors import BadConfiguration
from loyalty.program_file.reader import is_id

MOST_BYTES = 1_000_000
"""Of a line: no store has an item that long."""
_AUDIT = "run poincon audit where it was exported, and export again once nothing differs"
_FIELDS: Mapping[str, type] = {"program": str, "files": dict, "entries": int, "digest": str}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the folder is said to hold. ``files`` has the lines and the digest of each."""

    program: str
    files: Mapping[str, tuple[int, str]]
    entries: int
    digest: str

    @property
    def cards(self) -> int:
        """How many cards there are."""
        return self.files["cards.jsonl"][0]


@dataclass(frozen=True, slots=True)
class Line:
    """A record, and where it stands."""

    file: str
    number: int
    record: Record


def read_manifest(folder: Path) -> Manifest:
    """What the folder holds; raises ``BadConfiguration`` for none that this version reads."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        if data["format"] != FORMAT:
            raise wrong(MANIFEST, "is of another program", "a folder that poincon export wrote")
        if data["version"] != VERSION:
            found = f"is of format {data['version']}, and this Poinçon reads {VERSION}"
            raise wrong(MANIFEST, found, "import it with the Poinçon that wrote it, or a newer one")
        if not all(isinstance(data[name], kind) for name, kind in _FIELDS.items()):
            raise TypeError
        if not is_id(data["program"]):
            raise wrong(MANIFEST, "names no program")
        files = {name: _said_of(data["files"][name]) for name in LINES}
    except OSError as error:
        raise wrong(str(folder / MANIFEST), f"cannot be read: {error.strerror}") from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise wrong(MANIFEST, "is not a manifest") from None
    return Manifest(
        program=data["program"], files=files, entries=data["entries"], digest=data["digest"]
    )


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise ``BadConfiguration`` naming every file that is not as it was exported."""
    errors = [
        {"path": name, "reason": reason, "hint": AGAIN}
        for name, said in manifest.files.items()
        if (reason := _difference(folder / name, *said))
    ]
    if errors:
        raise BadConfiguration(errors=errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Records of a folder whose files are as they were exported."""

    folder: Path
    program: str
    archive: Archive

    def shop(self) -> Records:
        """Versions, reports, phones and the forgotten, each sound; raises on the first mistake."""
        lines = {kind: list(self._lines(kind)) for kind in OF_THE_SHOP}
        for of_kind in lines.values():
            self._refuse_doubles(of_kind, set())
        if reason := incomplete([line.record for line in lines["programs"]]):
            raise wrong("programs.jsonl", reason, _AUDIT)
        return {kind: [line.record for line in of_kind] for kind, of_kind in lines.items()}

    def check_cards(self, versions: set[int]) -> Iterator[Record]:
        """Look at every card and all that belongs to it; raises on the first mistake."""
        places: set[str] = set()
        pointers = Pointers()
        for card, lines in self._together(checked=True):
            self._refuse_doubles([card], places)
            if reason := pointers.mistake(card.record):
                raise _at(card, reason)
            self._check(card, lines, versions)
            yield card.record

    def cards(self) -> Iterator[Records]:
        """Each card with all that belongs to it, once they have been looked at."""
        for card, lines in self._together(checked=False):
            found = {kind: [line.record for line in of_kind] for kind, of_kind in lines.items()}
            yield {"cards": [card.record], **found}

    def _check(self, card: Line, lines: Mapping[str, list[Line]], versions: set[int]) -> None:
        before = None
        for line in lines["entries"]:
            if reason := out_of_turn(before, line.record):
                raise _at(line, reason)
            before = line.record
        if reason := unfounded(card.record, [one.record for one in lines["entries"]], versions):
            raise _at(card, reason)
        for of_kind in lines.values():
            self._refuse_doubles(of_kind, set())

    def _refuse_doubles(self, lines: list[Line], places: set[str]) -> None:
        for line in lines:
            place = self.archive.place(Path(line.file).stem, line.record)
            if place in places:
                raise _at(line, "is there twice")
            places.add(place)

    def _together(self, *, checked: bool) -> Iterator[tuple[Line, dict[str, list[Line]]]]:
        """Each card's line with the lines of the other files that are its own."""
        _, *others = OF_A_CARD
        streams = {kind: _Ahead(self._lines(kind, checked=checked)) for kind in others}
        for card in self._lines("cards", checked=checked):
            yield card, {k: list(s.of(card.record["card"])) for k, s in streams.items()}
        for stream in streams.values():
            if stream.following:
                raise _at(stream.following, "is of no card that comes here in cards.jsonl")

    def _lines(self, kind: str, *, checked: bool = True) -> Iterator[Line]:
        archive = self.archive if checked else None
        return read_lines(self.folder / f"{kind}.jsonl", kind, self.program, archive)


def read_lines(path: Path, kind: str, program: str, archive: Archive | None) -> Iterator[Line]:
    """The records of a file, each of that kind and program; raises at the first that is not.

    Without an archive to ask, they have been looked at before.
    """
    try:
        with path.open("rb") as file:
            for number, text in enumerate(_lines(file), start=1):
                line = Line(path.name, number, _record(path.name, number, text))
                if archive and (reason := _mistake(archive, kind, line.record, program)):
                    raise _at(line, reason)
                yield line
    except OSError as error:
        raise wrong(str(path), f"cannot be read: {error.strerror}") from None


def _mistake(archive: Archive, kind: str, record: Record, program: str) -> str | None:
    if mistake := archive.mistake(kind, record):
        return mistake
    is_ours = record["program"] == program
    return None if is_ours else f"is of the program {record['program']!r}, and not of {program!r}"


class _Ahead:
    """Lines of one file, of which the next one is known."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.following = next(lines, None)

    def of(self, card: str) -> Iterator[Line]:
        """The lines that come now and are of that card."""
        while self.following and self.following.record["card"] == card:
            yield self.following
            self.following = next(self._lines, None)


def _said_of(file: Any) -> tuple[int, str]:
    if not (isinstance(file["records"], int) and isinstance(file["sha256"], str)):
        raise TypeError
    return file["records"], file["sha256"]


def _difference(path: Path, records: int, sha256: str) -> str | None:
    """How a file differs from what the manifest says of it."""
    digest, number, broken = hashlib.sha256(), 0, ""
    try:
        with path.open("rb") as file:
            for number, text in enumerate(_lines(file), start=1):
                digest.update(text)
                if not broken and not _is_record(text):
                    broken = f"; line {number} is no record"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if number != records:
        return f"has {number} lines and was exported with {records}{broken}"
    return None if digest.hexdigest() == sha256 else f"was changed since the export{broken}"


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Its lines; what is longer than any comes in pieces, none of which is a record."""
    return iter(partial(file.readline, MOST_BYTES), b"")


def _record(name: str, number: int, text: bytes) -> Record:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise wrong(f"{name} line {number}", "is no record: a line is one object of JSON")
    return record


def _is_record(text: bytes) -> bool:
    return text.startswith(b"{") and text.endswith(b"}\n")


def _at(line: Line, reason: str) -> BadConfiguration:
    return wrong(f"{line.file} line {line.number}", reason, _AUDIT)
