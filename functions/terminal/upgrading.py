"""``poincon upgrade``: brings a store that an older Poinçon wrote to the present item design."""

import argparse
import sys

from functions import wiring
from functions.terminal.progress import Progress


def register(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    only = "say how many items it would write, and write none"
    parser.add_argument("--dry-run", action="store_true", help=only)


def upgrade(house: wiring.House, *, dry: bool) -> None:
    """Say where the store is, do what is missing, say what was done."""
    design = house.services.design
    found = design.version()
    if found == design.present:
        sys.stdout.write(f"The store is of item design {found}, the present one.\n")
        return
    with Progress("cards looked at") as progress:
        items = design.upgrade(dry=dry, step=progress.step)
    which = "1 item" if items == 1 else f"{items:,} items"
    if dry:
        would = f"An upgrade to {design.present} would write {which}; nothing was written."
        sys.stdout.write(f"The store is of item design {found}. {would}\n")
    else:
        sys.stdout.write(f"Wrote {which}: the store is of item design {design.version()}.\n")
