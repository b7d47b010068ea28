"""Cards of customers whose history is brought in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from functions.records import HeldCard
from loyalty.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A card that an import made before, with all that it has."""

    held: HeldCard
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Entries of one card that are written together; without ``before`` the card is new."""

    before: HeldCard | None
    held: HeldCard
    entries: Sequence[Entry]

    @property
    def operations(self) -> int:
        """How many items it writes: a new card comes with its two pointers."""
        return len(self.entries) + (1 if self.before else 3)

    @property
    def bytes(self) -> int:
        """About how much it writes, rather too much than too little."""
        card = self.held.card
        return 2000 * (len(self.entries) + 1) + 60 * (len(card.lots) + len(card.recent))


class Imports(Protocol):
    """Cards by a customer's reference, and writing whole parts of their history."""

    def find(self, program: str, references: Sequence[str]) -> Imported | None:
        """The card of the first of these references that has one."""
        ...

    def write(self, parts: Sequence[Part]) -> None:
        """Write all of them, each of another card, or none.

        At most 100 operations together. Raises ``CardChanged`` where a card is not as it was read.
        """
        ...
