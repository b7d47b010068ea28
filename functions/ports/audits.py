"""Auditing: every card as it is found, and what an audit may do about it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from functions.records import AuditRun, LastAudit
from loyalty.audit import Story
from loyalty.card import Card
from loyalty.entry import CardId


class Audits(Protocol):
    """Cards as they are found, and the state of the nightly audit."""

    def stories(self, program: str, *, segment: int = 0, segments: int = 1) -> Iterator[Story]:
        """Every card of a segment.

        A scan may be under way on it: what differs is to be read again.
        """
        ...

    def walk(self, after: str | None) -> Iterator[tuple[Story | None, str]]:
        """The whole table, every program's cards; ``None`` for what is no card.

        Each comes with the place behind it, ``after`` which another walk goes on.
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

    def begin(self, night: str, now: datetime) -> AuditRun | None:
        """Claim that night's audit, or what is left of an earlier one.

        ``None`` if that night's is done, or somebody else is at it.
        """
        ...

    def keep(self, run: AuditRun, now: datetime) -> bool:
        """Note how far it has come; ``False`` when the claim has been lost meanwhile."""
        ...

    def pause(self, run: AuditRun, now: datetime) -> None:
        """Note how far it has come, and leave the rest to whoever comes next."""
        ...

    def finish(self, run: AuditRun, now: datetime) -> None:
        """Note that nothing is left of it."""
        ...

    def note(self, program: str, found: LastAudit) -> None:
        """Note what it found of a program, for the owner to see."""
        ...

    def last(self, program: str) -> LastAudit | None:
        """What the last one that was finished found of it."""
        ...
