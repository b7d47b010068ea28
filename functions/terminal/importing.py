"""``poincon import``: an export back into a store, past sales, or counts of paper cards."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from functions import wiring
from functions.exporting.folder import MANIFEST, wrong
from functions.failures import OutsideError
from functions.journeys.archive import bring_back, refuse_what_is_here
from functions.terminal import bringing, import_counts, import_sales
from functions.terminal.import_folder import Manifest, Reader, check_files, read_manifest
from functions.terminal.progress import Progress
from functions.terminal.sales_file import MAY, NEEDED
from functions.terminal.sentences import sentence
from loyalty.figures import Anchor

_OF_FILES = {"counts": import_counts.run, "sales": import_sales.run}
EPILOG = f"""\
sales FILE   CSV, a purchase a row. Columns: {", ".join(NEEDED)};
             may have: {", ".join(MAY)}.
counts FILE  CSV, a paper card a row. Columns: {", ".join(import_counts.COLUMNS)}.

The first line names the columns, in any order; the separator is a comma, a semicolon or a tab.

It leaves with 0 when all of it is in, with 1 when rows were refused (they are in
FILE.refused.csv, with the reason), and with 2 when it could not go on: what is in stays, and the
same command goes on from there.
"""


def register(parser: argparse.ArgumentParser) -> None:
    """Add what ``poincon import`` takes."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "what",
        nargs="+",
        metavar="FOLDER | sales FILE | counts FILE",
        help="a folder that poincon export wrote, or a file of past sales or of paper cards",
    )
    bringing.register(parser)


def is_folder(asked: argparse.Namespace) -> bool:
    """Whether an export is brought back, which may begin a store; files go into one."""
    return asked.what[0] not in _OF_FILES


def bring(
    asked: argparse.Namespace, house: Callable[[], wiring.House], program: Callable[[], str]
) -> int:
    """Do the import that was asked for; ``program`` names the one that files are for.

    The house is opened once it is known that there is something to bring.
    """
    first, *files = asked.what
    if first in _OF_FILES and len(files) == 1:
        return _OF_FILES[first](asked, house(), program(), Path(files[0]))
    if files or first in _OF_FILES:
        raise wrong(" ".join(asked.what), "cannot be imported", _HINT)
    if asked.earn or asked.cards:
        raise wrong(first, "has its cards and entries: --earn and --cards are for files", _HINT)
    manifest = _sound(Path(first))
    try:
        return bring_folder(house(), Path(first), manifest)
    except OutsideError as stopped:
        sys.stderr.write(f"{sentence(stopped)}\nGive the same command again: it goes on.\n")
        return 2


_HINT = "poincon import FOLDER, poincon import sales FILE, poincon import counts FILE"


def _sound(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    return manifest


def bring_folder(house: wiring.House, folder: Path, checked: Manifest | None = None) -> int:
    """Look at everything, and only then write."""
    services, manifest = house.services, checked or _sound(folder)
    refuse_what_is_here(services, manifest.program)
    reader = Reader(folder=folder, program=manifest.program, archive=services.archive)
    shop = reader.shop()
    _check_cards(reader, manifest, {record["version"] for record in shop["programs"]})
    with Progress("cards", manifest.cards) as progress:
        anchor = bring_back(services, shop, reader.cards(), manifest.digest, progress.step)
    counted = f"cards={manifest.cards} entries={anchor.entries}"
    sys.stdout.write(f"imported {counted} digest={anchor.digest} (as exported)\n")
    sys.stdout.write(_AFTERWARDS)
    return 0


def _check_cards(reader: Reader, manifest: Manifest, versions: set[int]) -> None:
    """Look at every card, and add the ledger up as the manifest has it."""
    anchor = Anchor()
    with Progress("cards looked at", manifest.cards) as progress:
        for card in reader.check_cards(versions):
            anchor.add(card["card"], card["seq"], card["head"])
            progress.step()
    if (anchor.entries, anchor.digest) != (manifest.entries, manifest.digest):
        raise wrong(MANIFEST, f"names another ledger than the files', {anchor.digest}")


_AFTERWARDS = (
    "Derive every card anew before anybody uses it: poincon audit.\n"
    "Pair every phone again: those that were paired are listed, and shut out.\n"
    "Take the secrets along (POINCON_SECRETS), or no card that was issued can be read.\n"
)
