"""Cells that files of sales and of paper cards have in common."""

import re
import unicodedata

from functions.terminal.table import RowRefused

MOST_CUSTOMER = 200
MOST_UNITS = 10_000

_WHOLE = re.compile(r"\d{1,9}", re.A)


def customer(text: str) -> str:
    """Who it is, in one way of writing accents; raises ``RowRefused``."""
    name = unicodedata.normalize("NFC", text)
    if not name:
        raise RowRefused("customer is empty")
    if len(name) > MOST_CUSTOMER:
        raise RowRefused(f"customer is longer than {MOST_CUSTOMER} characters")
    return name


def whole_number(name: str, text: str, most: int) -> int:
    """An integer from 1 on; raises ``RowRefused``."""
    number = int(text) if _WHOLE.fullmatch(text) else 0
    if not 1 <= number <= most:
        raise RowRefused(f"{name} {shown(text)} is no whole number from 1 to {most:,}")
    return number


def shown(text: str) -> str:
    """What stood there, as a terminal can show it."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
