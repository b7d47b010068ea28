"""Cards, their members, and their ledger."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from functions.records import Consent, HeldCard
from loyalty.card import Card
from loyalty.entry import CardId, Entry, OperationId
from loyalty.figures import Ledger


class Cards(Protocol):
    """Cards with their members and their ledger."""

    def create(
        self,
        held: HeldCard,
        consents: Sequence[Consent],
        key: tuple[str, str] | None,
        *,
        joins_per_hour: int | None = None,
    ) -> CardId:
        """Write a new card; the same key again gives the card that it made first.

        ``key`` is the form's idempotency key with the hash of what was sent under it. Raises
        ``ShortCodeTaken``, ``TooManyJoins``, or ``KeyReused`` for the same key with another body.
        """
        ...

    def head(self, program: str, card: CardId) -> HeldCard:
        """The card with its member, without its entries; raises ``UnknownCard`` or ``Damaged``."""
        ...

    def by_short_code(self, program: str, code: str) -> CardId:
        """The card with that short code; raises ``UnknownCard``."""
        ...

    def entry(self, program: str, card: CardId, operation: OperationId) -> Entry | None:
        """One entry of the card, or ``None``."""
        ...

    def history(self, program: str, card: CardId) -> list[Entry]:
        """All entries of the card in order of ``seq``."""
        ...

    def append(
        self, before: HeldCard, entry: Entry, after: Card, *, scans_per_hour: int | None
    ) -> HeldCard:
        """Write entry and card in one transaction, if the till may and nothing moved.

        Without ``scans_per_hour`` no till is asked: it is the house's own entry. Raises
        ``Repeated``, ``CardChanged``, ``DeviceRevoked`` or ``TooManyScans``.
        """
        ...

    def forget(self, held: HeldCard, now: datetime) -> None:
        """Delete the person behind the card; its ledger stays, without a name."""
        ...

    def forget_unread(self, program: str, card: CardId, now: datetime) -> bool:
        """The same where the card cannot be read, or is gone: ``False`` if nobody was there."""
        ...

    def ledgers(self, program: str, left_out: set[CardId] | None = None) -> Iterator[Ledger]:
        """Every card's story, one card in memory at a time.

        A card of which anything cannot be read is left out, and added to ``left_out``.
        """
        ...

    def every(self, program: str, left_out: set[CardId] | None = None) -> Iterator[HeldCard]:
        """Every card's head with its member, in no particular order; ``left_out`` as above."""
        ...
