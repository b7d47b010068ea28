"""How wide a text stands, near enough to say whether a phone shows it whole.

Widths are those of a humanist sans in hundredths of an em, a little wider than the phone's own;
a letter that is not listed counts as a wide one.
"""

from collections.abc import Sequence
from typing import NamedTuple

SMALLEST = 0.6
"""A phone shrinks a text that is too wide to this part of its size, and cuts it then."""

ELLIPSIS = "…"

_HAIR = 0.01
_SEMIBOLD = 1.05
_WIDE = 100
_BY_WIDTH = {
    20: "\u202f\u2009",
    25: "ijlîïìí",
    28: " !',.:I’‘·\xa0Î",
    33: ";`t|",
    37: "()/[\\]fr",
    42: "1-‑",
    46: "_{}",
    48: '"^–',
    53: "*?s“”",
    57: "7JLackvxyzàâçáäãåÿ",
    60: "2358EFbdeghnopquéèêëôóòöõùûúüñÉÈÊ«»",
    64: "#$&0469BPRSTZß",
    68: "+<=>AKVXY~ÀÂÁÄ€×",
    72: "CDÇ",
    76: "GHNOQUÔÖÓÙÛÜÚÑ",
    80: "w",
    89: "m…",
    93: "M",
    97: "@",
    100: "%WœŒæÆ—",
}
_WIDTHS = {letter: width for width, letters in _BY_WIDTH.items() for letter in letters}


class Fitted(NamedTuple):
    """A text as it is shown: at which size, and whether all of it."""

    text: str
    size: float
    whole: bool


def width(text: str, size: float, *, semibold: bool = False) -> float:
    """How wide it stands on one line."""
    ems = sum(_WIDTHS.get(letter, _WIDE) for letter in text) / 100
    return ems * size * (_SEMIBOLD if semibold else 1)


def fit(
    text: str, size: float, room: float, *, semibold: bool = False, smallest: float = SMALLEST
) -> Fitted:
    """The text on one line of that room: as it is, else smaller, else cut."""
    line = kept = " ".join(text.split("\n"))
    wide = width(line, size, semibold=semibold)
    if wide <= room + _HAIR:
        return Fitted(line, size, True)
    if wide * smallest <= room + _HAIR:
        return Fitted(line, size * room / wide, True)
    least = size * smallest
    while kept and width(kept + ELLIPSIS, least, semibold=semibold) > room:
        kept = kept[:-1]
    return Fitted(kept.rstrip() + ELLIPSIS, least, False)


def share(needs: Sequence[float], room: float) -> list[float]:
    """Room for each on one row: all that it needs, or a fair part of what the others leave."""
    given, left = [0.0] * len(needs), room
    order = sorted(range(len(needs)), key=lambda place: needs[place])
    for done, place in enumerate(order):
        given[place] = min(needs[place], left / (len(needs) - done))
        left -= given[place]
    return given


def wrap(text: str, size: float, room: float) -> list[str]:
    """The text on as many lines as it takes; a word that is too long is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width(longer, size) <= room:
                line = longer
                continue
            lines += [line] if line else []
            line = word
            while width(line, size) > room and len(line) > 1:
                head = _most(line, size, room)
                lines.append(line[:head])
                line = line[head:]
        lines.append(line)
    return lines


def _most(word: str, size: float, room: float) -> int:
    """How many letters of it fit; at least one."""
    count = 1
    while count < len(word) and width(word[: count + 1], size) <= room:
        count += 1
    return count
