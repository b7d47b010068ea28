"""Everything of a program, going out as records and coming back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from loyalty.entry import CardId

Record: TypeAlias = dict[str, Any]
"""One item as plain values of JSON; ``docs/export.md`` describes its fields."""

Records: TypeAlias = Mapping[str, Sequence[Record]]
"""Records by kind, of one card or of the shop."""

OF_A_CARD = ("cards", "members", "entries", "consents", "wallets")
OF_THE_SHOP = ("programs", "reports", "phones", "forgotten", "notices", "staff")


class Archive(Protocol):
    """A program's items as records. A key, a token or a pointer is never among them."""

    def cards(self, program: str) -> Iterator[Records]:
        """Each card with all that belongs to it, one in memory at a time.

        What is there without its card comes as well, and so does what is damaged.
        A card that a till writes meanwhile is read again, until its entries are all there.
        """
        ...

    def shop(self, program: str) -> Records:
        """What belongs to the program and to no card."""
        ...

    def is_here(self, program: str) -> bool:
        """Whether the program is in the list of programs."""
        ...

    def forgotten(self, program: str) -> Collection[CardId]:
        """Cards whose person was forgotten."""
        ...

    def mistake(self, kind: str, record: Record) -> str | None:
        """Why no store could keep that record, in a few words; ``None`` for a sound one."""
        ...

    def place(self, kind: str, record: Record) -> str:
        """Where a sound record is kept: no two of an export may have the same place."""
        ...

    def begin(self, program: str) -> None:
        """Shut the program until it is opened; raises ``BadConfiguration`` if it is in the list."""
        ...

    def bring(self, records: Sequence[Records]) -> None:
        """Write what is not here yet, each card with its pointers.

        What is here already is left alone; raises ``BadConfiguration`` where it is another.
        """
        ...

    def forget(self, program: str, card: CardId, at: datetime) -> None:
        """Note that the card's person was forgotten, unless that is noted already."""
        ...

    def open(self, program: str) -> None:
        """Put the program into the list; cards whose wallets are behind are told from now on."""
        ...
