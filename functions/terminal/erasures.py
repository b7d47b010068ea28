"""``poincon forget`` and ``forgotten``: erasing a member, and again after a restore.

The list of who was forgotten has cards and dates and nothing of a person. It is kept outside the
store, because a backup of the store is older than the erasures that came after it.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from functions import wiring
from functions.exporting.folder import line, wrong
from functions.journeys.forget import forget, forget_again
from functions.ports.archive import Record
from functions.terminal.import_folder import read_lines
from loyalty.entry import CardId, instant


def erase(house: wiring.House, program: str, code: str) -> None:
    """Forget the member who asks; raises ``UnknownCard``."""
    if before := forget(house.services, program, code):
        sys.stdout.write(f"{program}: was forgotten on {before:%Y-%m-%d}; nothing was left.\n")
        return
    sys.stdout.write(f"{program}: forgotten. Name and birthday are deleted, figures stay true.\n")


def erase_again(house: wiring.House, program: str, path: Path) -> None:
    """Forget everybody on the list; raises ``BadConfiguration``, and then nobody is forgotten."""
    listed = [(CardId(one["card"]), _at(one)) for one in _read(house, program, path)]
    again = sum(forget_again(house.services, program, card, at) for card, at in listed)
    sys.stdout.write(f"{program}: {len(listed)} on the list, {again} of them were still known.\n")


def list_forgotten(house: wiring.House, program: str, path: Path) -> None:
    """Write the list, in the form of an export's ``forgotten.jsonl``.

    Nobody who is on it already is taken off: a store that was restored knows of fewer.
    """
    house.services.programs.current(program)
    noted = house.services.archive.shop(program)["forgotten"]
    kept = _read(house, program, path) if path.exists() else []
    records = _together([*kept, *noted])
    _write(path, records)
    sys.stdout.write(f"{program}: {len(records)} forgotten, in {path}\n")
    if more := len(records) - len(noted):
        sys.stdout.write(f"The store does not know of {more}: poincon forget --again {path}\n")


def _read(house: wiring.House, program: str, path: Path) -> list[Record]:
    lines = read_lines(path, "forgotten", program, house.services.archive)
    return [one.record for one in lines]


def _together(records: Iterable[Record]) -> Sequence[Record]:
    """Each card once, with its earliest date."""
    cards: dict[str, Record] = {}
    for record in sorted(records, key=_at):
        cards.setdefault(record["card"], record)
    return [cards[card] for card in sorted(cards)]


def _at(record: Record) -> datetime:
    return instant(record["forgotten_at"])


def _write(path: Path, records: Iterable[Record]) -> None:
    """On the disk before it takes the older list's place; for the eyes of whoever keeps it."""
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.unlink(missing_ok=True)
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as out:
            out.writelines(line(record) for record in records)
            out.flush()
            os.fsync(number)
        draft.replace(path)
    except OSError as error:
        raise wrong(str(path), f"cannot be written: {error.strerror}", "a file") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
