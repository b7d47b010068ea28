"""``poincon import sales``: purchases from before, or from another till system."""

import argparse
from pathlib import Path

from functions import wiring
from functions.journeys.bring import this_moment
from functions.journeys.bring_sales import bring_sales
from functions.terminal.bringing import bring_file, card_list
from functions.terminal.sales_file import MAY, NEEDED, SalesFile


def run(asked: argparse.Namespace, house: wiring.House, program: str, file: Path) -> int:
    """Bring the file in; the exit code says whether all of it is in."""
    services, of = house.services, house.services.programs.current(program)
    reading = SalesFile(of, this_moment(services))
    return bring_file(
        file,
        (NEEDED, MAY),
        reading.sale,
        lambda sales: bring_sales(services, of, sales, earn=asked.earn),
        card_list(asked.cards, file, services, of),
    )
