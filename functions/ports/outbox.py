"""What the wallets are still to be told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from functions.records import HeldCard, Mark, Wallet
from loyalty.entry import CardId


class Outbox(Protocol):
    """Cards whose wallets are behind: due, being told, or given up for the day."""

    def due(self, now: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards whose wallets are to be told by now, the longest waiting first."""
        ...

    def dead(self, program: str, until: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards that were given up, and whose daily try is due by then."""
        ...

    def claim(self, held: HeldCard, now: datetime) -> HeldCard | None:
        """Take the card's mark for a minute; ``None`` when somebody else has it."""
        ...

    def woken(
        self, program: str, card: CardId, until: datetime | None, now: datetime
    ) -> HeldCard | None:
        """The card for which somebody was woken, if it is theirs to tell.

        It is if the claim that ends at ``until`` was made for them, stands, and leaves them time;
        or if it is due, and they can claim it. A card that is not known is nobody's.
        """
        ...

    def told(self, held: HeldCard, *wallets: Wallet, later: Mark | None = None) -> HeldCard:
        """Note in one write which wallets were told of ``held.want``, and when to try the others.

        Gives the card with that noted. Where it got an entry meanwhile and the claim still stands,
        nothing is noted, and it is given as it is now: to be told again. Where the claim is over or
        the card has changed otherwise, those wallets are told once more, by whoever claims it next.
        """
        ...

    def postpone(self, held: HeldCard, mark: Mark) -> None:
        """Leave what the wallets must be told until later, if it is still ours to tell."""
        ...

    def revive(self, program: str, now: datetime, limit: int) -> tuple[int, bool]:
        """Make cards that were given up due at once; gives how many, and if there may be more."""
        ...

    def arrive(self, held: HeldCard, wallet: Wallet) -> None:
        """Note that the card is in such a wallet, which may show anything: it is told at once.

        The card is read afresh, as in ``attach``.
        """
        ...

    def tell_later(self, held: HeldCard, at: datetime) -> bool:
        """Have its wallets told at that time, whatever they know; ``False`` if it has moved on."""
        ...

    def attach(self, held: HeldCard, wallet: Wallet, *, attached: bool) -> None:
        """Note that the card is, or is no longer, in such a wallet, which has it as it was read.

        The card is read afresh: another phone may have come or gone meanwhile.
        """
        ...
