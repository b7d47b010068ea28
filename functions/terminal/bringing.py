"""A file that is brought in: read as a whole, then written customer by customer, and told."""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from functions.journeys.bring import Brought, R
from functions.journeys.face import card_url
from functions.ports import Services
from functions.records import HeldCard
from functions.spreadsheet import safe
from functions.terminal.progress import Progress
from functions.terminal.refusals import Refusals, list_of, private, writing
from functions.terminal.sentences import sentence
from functions.terminal.table import Row, Table, read, unusable
from loyalty.errors import LoyaltyError
from loyalty.program import Program
from passes import short_code

Handed = Callable[[str, HeldCard], None]
"""Takes a customer, as the file says it, with their card."""


@dataclass(slots=True)
class Tally:
    """What became of the rows so far."""

    accepted: int = 0
    already: int = 0
    cards: int = 0

    def add(self, brought: Brought[R]) -> None:
        """One more customer."""
        self.accepted += brought.accepted
        self.already += brought.already
        self.cards += brought.is_new


def register(parser: argparse.ArgumentParser) -> None:
    """What files of sales and of paper cards take."""
    cards = "write every customer of the file with their card, to hand it out"
    parser.add_argument("--cards", type=Path, metavar="OUT.csv", help=cards)
    earn = "sales earn by the rules of their day; without it they are history alone"
    parser.add_argument("--earn", action="store_true", help=earn)


def bring_file(
    file: Path,
    columns: tuple[Sequence[str], Sequence[str]],
    meaning: Callable[[Row], R],
    bring: Callable[[Sequence[R]], Iterator[Brought[R]]],
    cards: AbstractContextManager[Handed],
) -> int:
    """Bring a file in; 0 when all of it is in, 1 when rows were refused, 2 when it stopped.

    ``columns`` are those that it must have and may have. Raises ``BadConfiguration`` for a file
    that cannot be used, before anything is written.
    """
    began, tally = time.monotonic(), Tally()
    try:
        with Refusals(file) as refusals, cards as handed:
            rows = _read(file, columns, meaning, refusals)
            _write(rows, bring, tally, refusals, handed)
    except Exception as stopped:
        said = sentence(stopped)
        if said is None or (isinstance(stopped, LoyaltyError) and not tally.accepted):
            raise
        sys.stderr.write(f"{said}\n{tally.accepted:,} rows are in. Run it again.\n")
        return 2
    _say(file, tally, refusals, time.monotonic() - began)
    return 1 if refusals.count else 0


@contextmanager
def card_list(
    path: Path | None, file: Path, services: Services, program: Program
) -> Iterator[Handed]:
    """Writes each customer with their card, where somebody asked for it; all of them or none."""
    if path is None:
        yield lambda _customer, _card: None
        return
    draft = path.with_name(f"{path.name}.part")
    taken = {file.resolve(), list_of(file).resolve()}
    if path.is_dir() or taken & {path.resolve(), draft.resolve()}:
        raise unusable(path, "cannot be written over", "a file of its own for the cards")
    try:
        with private(draft) as stream:
            sheet = csv.writer(stream)
            sheet.writerow(["customer", "short_code", "card_url"])

            def hand(customer: str, held: HeldCard) -> None:
                url = card_url(services, held)
                with writing(path):
                    sheet.writerow([safe(customer), short_code.shown(held.short_code), url])

            yield hand
            with writing(path):
                stream.close()
                draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _read(
    file: Path,
    columns: tuple[Sequence[str], Sequence[str]],
    meaning: Callable[[Row], R],
    refusals: Refusals,
) -> list[R]:
    try:
        with file.open("rb") as stream:
            table = Table(file, stream, *columns)
            refusals.begin()
            if table.ignored:
                named = ", ".join(repr(name)[:60] for name in table.ignored[:20])
                sys.stderr.write(f"Columns that are not read: {named}\n")
            with Progress("rows read") as progress:
                return read(file, _counted(table.rows(), progress), meaning, refusals.add)
    except OSError as error:
        raise unusable(file, f"cannot be read: {error.strerror}", "a file (CSV)") from None


def _counted(rows: Iterable[Row], progress: Progress) -> Iterator[Row]:
    for row in rows:
        yield row
        progress.step()


def _write(
    rows: Sequence[R],
    bring: Callable[[Sequence[R]], Iterator[Brought[R]]],
    tally: Tally,
    refusals: Refusals,
    handed: Handed,
) -> None:
    with Progress("rows", len(rows)) as progress:
        for brought in bring(rows):
            tally.add(brought)
            for row, reason in brought.refused:
                refusals.add(row.line, row.text, reason)
            if brought.card:
                handed(brought.customer, brought.card)
            progress.step(brought.accepted + brought.already + len(brought.refused))


def _say(file: Path, tally: Tally, refusals: Refusals, seconds: float) -> None:
    sys.stdout.write(
        f"{file.name}: {tally.accepted:,} accepted, {tally.already:,} already in, "
        f"{refusals.count:,} refused, {tally.cards:,} new cards, {seconds:.1f} seconds.\n"
    )
    if refusals.count:
        sys.stdout.write(f"What was refused, and why: {refusals.path}\n")
