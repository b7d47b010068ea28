"""A silhouette as SVG path data: whether a text is one that any reader draws alike.

https://www.w3.org/TR/SVG2/paths.html#PathDataBNF. Written without exponents; a silhouette is
filled with the nonzero rule, so that a path left open is closed.
"""

import re

MOST_CHARACTERS = 2000
LOW, HIGH = -24.0, 48.0
"""Between which every number lies: the box is 0 to 24, and what is relative may go back."""

_WRITTEN = re.compile(r"[Mm][MLHVCSQTAZmlhvcsqtaz0-9.,+\- \t\r\n]*")
"""Also of the blanks those alone that XML can hold."""

_TAKEN = {
    **dict.fromkeys("MLT", "nn"),
    **dict.fromkeys("HV", "n"),
    **dict.fromkeys("SQ", "nnnn"),
    "C": "nnnnnn",
    "A": "nnnffnn",
    "Z": "",
}
"""What each letter takes: numbers, and an arc's two flags, which may stand without a space."""

_NEXT = {
    "n": re.compile(r"[\s,]*([+-]?(?:\d+\.?\d*|\.\d+))", re.ASCII),
    "f": re.compile(r"[\s,]*([01])", re.ASCII),
}
_LETTER = re.compile(r"\s*([A-Za-z])", re.ASCII)
_ANOTHER = re.compile(r"[\s,]*[-+.0-9]", re.ASCII)


def is_path_data(text: str) -> bool:
    """Whether it is whole commands that begin with M, with all their numbers in bounds."""
    if len(text) > MOST_CHARACTERS or not _WRITTEN.fullmatch(text):
        return False
    place: int | None = 0
    while place is not None and text[place:].strip():
        place = _command(text, place)
    return place is not None


def _command(text: str, place: int) -> int | None:
    """Where the command at that place ends, all its repetitions included."""
    letter = _LETTER.match(text, place)
    taken = _TAKEN.get(letter[1].upper()) if letter else None
    if letter is None or taken is None:
        return None
    end = _arguments(text, letter.end(), taken)
    while taken and end is not None and _ANOTHER.match(text, end):
        end = _arguments(text, end, taken)
    return end


def _arguments(text: str, place: int, taken: str) -> int | None:
    for kind in taken:
        found = _NEXT[kind].match(text, place)
        if found is None or not LOW <= float(found[1]) <= HIGH:
            return None
        place = found.end()
    return place
