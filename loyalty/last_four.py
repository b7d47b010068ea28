"""The last four digits of a mobile: enough to find a lost card again, too few to call anybody."""

import unicodedata


def last_four(typed: str) -> str | None:
    """``56 78`` is ``5678``, in whatever script it is typed; ``None`` for anything else."""
    digits = "".join(typed.split())
    if len(digits) != 4 or not digits.isdecimal():
        return None
    return "".join(str(unicodedata.decimal(digit)) for digit in digits)
