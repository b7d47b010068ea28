"""The languages that a program speaks, and how the same thing is said in each."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]
Words: TypeAlias = Mapping[Language, str]
"""The same thing said in each language of the program."""

LANGUAGES: tuple[Language, ...] = ("fr", "en")
