"""Auditing: every card as it is found, and what an audit may do about it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from functions.records import AuditRun, LastAudit
from loyalty.audit import Story
from loyalty.card import Card
from loyalty.entry import CardId


class Audits(Protocol):
    """Cards as they are found, and the state of the nightly audit."""

    def stories(
        self, program: str, *, segment: int = 0, segments: int = 1, after: str | None = None
    ) -> Iterator[tuple[Story, str]]:
        """Every card of a segment with the place behind it; ``after`` such a place it goes on.

        A scan may be under way on it: what differs is to be read again.
        """
        ...

    def story(self, program: str, card: CardId) -> Story:
        """One card, read while nobody wrote it."""
        ...

    def freeze(self, story: Story, why: str) -> None:
        """Withhold the card's rewards, for that code."""
        ...

    def thaw(self, story: Story) -> None:
        """Give them free again."""
        ...

    def rebuild(self, story: Story, card: Card, now: datetime) -> bool:
        """Write the stored card anew and tell its wallets; ``False``: it was written meanwhile."""
        ...

    def begin(
        self, program: str, night: str, now: datetime, instants: Iterable[str]
    ) -> AuditRun | None:
        """Claim that night's audit, or what is left of it; ``None`` if it is done or another's."""
        ...

    def keep(self, program: str, run: AuditRun, now: datetime) -> bool:
        """Note how far it has come; ``False`` when the claim has been lost meanwhile."""
        ...

    def pause(self, program: str, run: AuditRun, now: datetime) -> None:
        """Note how far it has come, and leave the rest to whoever comes next."""
        ...

    def finish(self, program: str, run: AuditRun, now: datetime) -> None:
        """Note what it found, for the owner to see."""
        ...

    def last(self, program: str) -> LastAudit | None:
        """The last one that was finished."""
        ...
