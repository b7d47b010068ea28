"""``poincon import``: an export back into a store, past sales, or counts of paper cards."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from functions import wiring
from functions.failures import OutsideError
from functions.journeys.archive import bring_back, refuse_what_is_here
from functions.terminal import bringing, import_counts, import_sales
from functions.terminal.export_folder import MANIFEST, wrong
from functions.terminal.import_folder import Manifest, Reader, check_files, read_manifest
from functions.terminal.progress import Progress
from loyalty.figures import Anchor

_OF_FILES = {"counts": import_counts.run, "sales": import_sales.run}


def register(parser: argparse.ArgumentParser) -> None:
    """Add what ``poincon import`` takes."""
    parser.add_argument(
        "what",
        nargs="+",
        metavar="FOLDER | sales FILE | counts FILE",
        help="a folder that poincon export wrote, or a file of past sales or of paper cards",
    )
    bringing.register(parser)


def bring(asked: argparse.Namespace, house: wiring.House, program: Callable[[], str]) -> int:
    """Do the import that was asked for; ``program`` names the one that files are for."""
    first, *files = asked.what
    if first in _OF_FILES and len(files) == 1:
        return _OF_FILES[first](asked, house, program(), Path(files[0]))
    if files:
        raise wrong(" ".join(asked.what), "cannot be imported", _HINT)
    try:
        return bring_folder(house, Path(first))
    except OutsideError:
        sys.stderr.write("The store did not answer. Give the same command again: it goes on.\n")
        return 1


_HINT = "poincon import FOLDER, poincon import sales FILE, poincon import counts FILE"


def bring_folder(house: wiring.House, folder: Path) -> int:
    """Look at everything, and only then write."""
    services = house.services
    manifest = read_manifest(folder)
    check_files(folder, manifest)
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
    "Pair every phone again: those that were paired are listed, and shut out.\n"
    "Take the secrets along (POINCON_SECRETS), or no card that was issued can be read.\n"
)
