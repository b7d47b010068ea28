"""Cells for a spreadsheet."""

import unicodedata

_CONTROL = ("\t", "\r", "\n", "\0")
_FORMULA = ("=", "+", "-", "@", "\0")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10).

    Some read a full-width sign as the plain one, and skip spaces before it.
    """
    if cell.isascii() and cell.isalnum():
        return cell
    read = unicodedata.normalize("NFKC", cell)
    is_risky = read.startswith(_CONTROL) or read.lstrip().startswith(_FORMULA)
    return f"'{cell}" if is_risky else cell
