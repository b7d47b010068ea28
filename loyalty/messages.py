"""The shop's own words for what its customers' lock screens say (C2, C4, C5, C7).

A message belongs to an event and to a segment; without one, ``wording`` has a plain sentence.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from loyalty.gifts.segments import EVERYONE
from loyalty.language import Words

Event: TypeAlias = Literal["welcome", "progress", "almost", "ready", "tier"]
EVENTS: tuple[Event, ...] = ("welcome", "progress", "almost", "ready", "tier")

VARIABLES = {
    "fr": ("prénom", "solde", "reste", "récompense", "statut"),
    "en": ("first_name", "balance", "left", "reward", "status"),
}
"""What a message may hold in braces, in each language."""

LONGEST = 150
"""A lock screen shows little more."""

ALMOST = 2
"""From so many purchases before a reward on, a card is almost there (O15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said when: ``text`` with variables in braces, to cards of that segment."""

    on: Event
    text: Words
    to: str = EVERYONE
