"""Plain questions in a terminal: asked again with the reason until the answer can be used."""

import os
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from loyalty.language import Language, Words

T = TypeVar("T")

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


class Unusable(Exception):
    """An answer that cannot be used: why, in each language."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason["en"])
        self.reason = reason


class EndOfInput(Exception):
    """Nobody answers any more."""


class Terminal(Protocol):
    """Who asks and is answered."""

    def say(self, text: str) -> None:
        """Print a line."""
        ...

    def ask(self, prompt: str) -> str:
        """Print a question and read a line; raises ``EOFError`` where there is none."""
        ...


def language_of(environment: Mapping[str, str]) -> Language:
    """French where the locale is French, else English."""
    set_to = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return "fr" if set_to.startswith("fr") else "en"


def spoken(given: Language | None) -> Language:
    """The language that was asked for, or the locale's."""
    return given or language_of(os.environ)


def ask(
    terminal: Terminal,
    language: Language,
    question: Words,
    read: Callable[[str], T],
    default: str = "",
) -> T:
    """An answer that ``read`` accepts; an empty one is the default, where there is one.

    ``read`` raises ``Unusable``. Raises ``EndOfInput``.
    """
    offered = f" [{default}]" if default else ""
    colon = "\u202f:" if language == "fr" else ":"
    while True:
        try:
            answer = terminal.ask(f"{question[language]}{offered}{colon} ").strip()
        except EOFError:
            raise EndOfInput from None
        try:
            return read(answer or default)
        except Unusable as wrong:
            terminal.say(f"  {wrong.reason[language]}")
