"""A signal: what was seen, how often, when, and on whose till or card."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from loyalty.entry import CardId

Key: TypeAlias = Literal[
    "given",
    "filled",
    "most",
    "backdated",
    "again",
    "often",
    "share",
    "presents",
    "replaced",
    "pins",
    "burst",
    "unbought",
    "rewards",
    "undone_late",
    "undone",
    "refunds",
    "grants",
    "replacements",
    "hours",
    "night",
    "limit",
    "old",
    "late",
]
KEYS: tuple[Key, ...] = get_args(Key)
"""In the order in which they are shown: what tells most comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """``count`` of what the key names, beside ``of`` (what it is measured by), within a week.

    ``staff`` are the ids of whoever was known to do it; ``cards`` the ones it is about, a few.
    """

    key: Key
    count: int
    first: datetime
    last: datetime
    of: int = 0
    tills: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    cards: tuple[CardId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How tills, staff and cards are called where signals are shown.

    A card has its short code, and a first name where it may be shown.
    """

    tills: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)
    cards: Mapping[CardId, str] = field(default_factory=dict)
    people: Mapping[CardId, str] = field(default_factory=dict)

    @property
    def without_people(self) -> "Names":
        """For what leaves the house: cards by their codes alone."""
        return replace(self, people={})


NAMELESS = Names()
