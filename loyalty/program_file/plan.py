"""What a shop plans with, in a program file: assumptions and a goal."""

import re

from loyalty.program import Assumptions, Goal
from loyalty.program_file.clock import day
from loyalty.program_file.reader import Table, line
from loyalty.program_file.sizes import MOST_MINOR

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")


def assumptions(table: Table) -> Assumptions:
    """``[assumptions]``: the shop before there is a ledger to count."""
    return Assumptions(
        basket_minor=table.whole("basket_minor", 1, MOST_MINOR),
        margin_percent=table.whole("margin_percent", 1, 100),
        rhythm_days=table.whole("rhythm_days", 1, 365),
        best_sellers=table.several(
            "best_sellers", _is_line, 'different texts of 1 to 60 characters, as in ["un café"]'
        ),
    )


def goal(table: Table) -> Goal:
    """``[goal]``: from a baseline to a target by a day (H1)."""
    return Goal(
        kpi=table.text("kpi", 40),
        baseline=_number(table, "baseline"),
        target=_number(table, "target"),
        due=day(table, "due"),
    )


def _is_line(text: str) -> bool:
    return line(text, 60) is not None


def _number(table: Table, key: str) -> str:
    hint = 'a number in quotes, as in "1.5"'
    return table.take(key, str, lambda t: t if _NUMBER.fullmatch(t) else None, hint, "0")
