"""Putting words together: a list, a sentence, what comes after a colon."""

import re
from collections.abc import Iterable, Sequence

from loyalty.language import Language, Words
from loyalty.wording.money import NARROW, NO_BREAK

_IN_A_NUMBER = re.compile(r"(?<=\d) (?=[^\W\d]|[%€])|(?<=[+−]) (?=[\d€£$])")
_AND: Words = {"fr": "et", "en": "and"}
_COLON: Words = {"fr": f"{NARROW}:", "en": ":"}


def capital(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{capital(text)}."


def said_of(head: str, tail: str, language: Language) -> str:
    """As in "Bronze : un café", "Bronze: a coffee"."""
    return f"{head}{_COLON[language]} {tail}"


def listed(parts: Iterable[str]) -> str:
    """As in "8e visite · 8 sur 9": things side by side, each as it is, empty ones left out."""
    return " · ".join(part for part in parts if part)


def joined(parts: Sequence[str], language: Language) -> str:
    """As in "un café, un thé et un cookie"; nothing for no parts."""
    *first, last = parts or [""]
    return f"{', '.join(first)} {_AND[language]} {last}" if first else last


def unbroken(text: str) -> str:
    """No line ends between a number and what it counts, nor after its sign."""
    return _IN_A_NUMBER.sub(NO_BREAK, text)
