"""A mistake in a program, with the figure that shows it and the smallest change that cures it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from loyalty.mistakes.voice import Voice
from loyalty.program import Program

Row: TypeAlias = Literal[
    "M1",
    "M2",
    "M3",
    "M4",
    "M5",
    "M6",
    "M7",
    "M8",
    "M9",
    "M10",
    "M11",
    "M12",
    "M13",
    "A21",
    "A22",
    "B9",
    "B13",
]
"""Which of the known mistakes it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where a rule found something: a dotted path in the program file, the figure, the cure."""

    path: str
    figure: str
    cure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """``what`` is wrong, in a sentence; ``figure`` shows it in this program; ``cure`` mends it."""

    row: Row
    path: str
    what: str
    figure: str
    cure: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to go wrong, said in each language, and the function that finds it in a program."""

    row: Row
    fr: str
    en: str
    find: Callable[[Program, Voice], Iterable[Finding]]
