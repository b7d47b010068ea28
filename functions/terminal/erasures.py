"""``poincon forget`` and ``forgotten``: erasing a member, and again after a restore.

The list of who was forgotten has cards and dates and nothing of a person. It is kept outside the
store, because a backup of the store is older than the erasures that came after it.
"""

import sys
from datetime import datetime
from pathlib import Path

from functions import wiring
from functions.journeys.forget import forget, forget_again
from functions.terminal.export_folder import line, wrong
from functions.terminal.import_folder import read_lines
from loyalty.entry import CardId, instant


def erase(house: wiring.House, program: str, code: str) -> None:
    """Forget the member who asks; raises ``UnknownCard``."""
    forget(house.services, program, code)
    sys.stdout.write(f"{program}: forgotten. Name and birthday are deleted, figures stay true.\n")


def erase_again(house: wiring.House, program: str, path: Path) -> None:
    """Forget everybody on the list; raises ``BadConfiguration``, and then nobody is forgotten."""
    listed = _read(house, program, path)
    again = sum(forget_again(house.services, program, card, at) for card, at in listed)
    sys.stdout.write(f"{program}: {len(listed)} on the list, {again} of them were still known.\n")


def list_forgotten(house: wiring.House, program: str, path: Path) -> None:
    """Write the list, in the form of an export's ``forgotten.jsonl``."""
    house.services.programs.current(program)
    records = house.services.archive.shop(program)["forgotten"]
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.write_bytes(b"".join(line(record) for record in records))
        draft.rename(path)
    except OSError as error:
        raise wrong(str(path), f"cannot be written: {error.strerror}", "a file") from None
    sys.stdout.write(f"{program}: {len(records)} forgotten, in {path}\n")


def _read(house: wiring.House, program: str, path: Path) -> list[tuple[CardId, datetime]]:
    lines = read_lines(path, "forgotten", program, house.services.archive)
    records = [one.record for one in lines]
    return [(CardId(one["card"]), instant(one["forgotten_at"])) for one in records]
