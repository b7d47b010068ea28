"""Cards, their members, and their ledger."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from functions.records import Consent, DayLimit, HeldCard, Notice
from loyalty.card import Card
from loyalty.entry import CardId, Entry, OperationId
from loyalty.figures import Ledger
from passes.card_code import Presented


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

    def by_short_code(self, program: str, code: str) -> Presented:
        """The card with that short code, now or before it was replaced; raises ``UnknownCard``."""
        ...

    def named(
        self, program: str, name: str, birthday: tuple[int, int] | None, at_most: int
    ) -> tuple[Sequence[CardId], bool]:
        """Cards of members whose first name begins so, however it is written, short names first.

        Where four digits were typed, of those whose mobile ends so. And whether there are more
        than these. ``birthday`` is day and month.
        """
        ...

    def entry(self, program: str, card: CardId, operation: OperationId) -> Entry | None:
        """One entry of the card, or ``None``."""
        ...

    def history(self, program: str, card: CardId) -> list[Entry]:
        """All entries of the card in order of ``seq``."""
        ...

    def append(
        self,
        before: HeldCard,
        entry: Entry,
        after: Card,
        *,
        scans_per_hour: int | None,
        acts_per_hour: int | None = None,
        corrections: DayLimit | None = None,
        woken_at: datetime | None = None,
    ) -> HeldCard:
        """Write entry and card in one transaction, if the till may and nothing moved.

        Without ``scans_per_hour`` no till is asked: it is the house's own entry. With
        ``acts_per_hour`` its ``staff`` answers for it, and must still work there. Raises
        ``Repeated``, ``CardChanged``, ``DeviceRevoked``, ``TooManyScans`` (``TooManyLateScans``
        for what waited), ``StaffNeeded``, ``TooManyActs`` or, with ``corrections``,
        ``TooManyCorrections``.

        ``woken_at``: somebody is woken then who tells the wallets, and has the card until the
        ``due_at`` that is given back; where that is not a new one, somebody else may have it
        already, and nobody is to be woken. Without it, the next sweep tells them.
        """
        ...

    def replace(
        self,
        before: HeldCard,
        after: HeldCard,
        notice: Notice,
        *,
        scans_per_hour: int,
        acts_per_hour: int = 0,
    ) -> HeldCard:
        """Write its next generation with its notice, if the till may and the card has not moved.

        ``staff`` of the notice answers for it, and must still work there. Wallets that hold it are
        told. Raises
        ``CardChanged``, ``ShortCodeTaken``, ``NotAllowed``, ``DeviceRevoked``, ``TooManyScans``,
        ``StaffNeeded`` or ``TooManyActs``.
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

    def whole(
        self, program: str, left_out: set[CardId], passing: Callable[[], None] | None = None
    ) -> Iterator[tuple[HeldCard | None, Ledger | None]]:
        """What ``every`` and what ``ledgers`` say of each card, read once; ``None``: nothing.

        ``left_out`` has those of which either cannot be read. ``passing`` is called at each item
        of the table that the walk reads, other programs' too.
        """
        ...
