"""First names as they are looked for: without accents, capitals, hyphens and spaces.

Nothing but letters and digits is left of a name, so that it can be part of a key.
"""

import unicodedata

LONGEST = 40
"""Letters that are kept: one character may come apart into many."""

_WHOLE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that Unicode does not take apart, as people type them who have no such key."""


def folded(name: str) -> str:
    """``Zoé`` is ``zoe``, ``Marie-Lou`` is ``marielou``; other scripts stay as they are."""
    return _bare(_bare(name).casefold()).translate(_WHOLE)[:LONGEST]


def is_enough(name: str) -> bool:
    """Whether one can look for it: two letters, or one that may be a whole name, as 葵 is."""
    letters = folded(name)
    return len(letters) > 1 or (letters != "" and not letters.isascii())


def _bare(text: str) -> str:
    """Letters and digits, with the signs that are vowels in their script, not accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if c.isalnum() or _is_vowel_sign(c))


def _is_vowel_sign(character: str) -> bool:
    return "VOWEL SIGN" in unicodedata.name(character, "")
