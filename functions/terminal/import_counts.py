"""``poincon import counts``: what customers had collected on paper cards."""

import argparse
from pathlib import Path

from functions import wiring
from functions.journeys.bring_counts import Count, bring_counts
from functions.terminal.bringing import bring_file, card_list
from functions.terminal.cells import MOST_UNITS, customer, whole_number
from functions.terminal.table import Row, unusable
from loyalty.bringing import takes_counts

COLUMNS = ("customer", "units")


def run(asked: argparse.Namespace, house: wiring.House, program: str, file: Path) -> int:
    """Bring the file in; the exit code says whether all of it is in."""
    services, of = house.services, house.services.programs.current(program)
    if asked.earn:
        raise unusable(file, "earns nothing: --earn is for sales", "the command without --earn")
    if not takes_counts(of):
        hint = "a program that counts stamps or points"
        raise unusable(file, f"holds counts, and {of.id} counts neither stamps nor points", hint)
    return bring_file(
        file,
        (COLUMNS, ()),
        _count,
        lambda counts: bring_counts(services, of, counts),
        card_list(asked.cards, file, services, of),
    )


def _count(row: Row) -> Count:
    return Count(
        line=row.line,
        text=row.text,
        customer=customer(row.cells["customer"]),
        units=whole_number("units", row.cells["units"], MOST_UNITS),
    )
