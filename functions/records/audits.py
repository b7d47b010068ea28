"""What the audit of a night has found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.anchors import Anchors


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a night's audit has found of one program so far.

    ``codes`` counts the cards that differ by their first code; ``new`` are those that the audit
    before did not know. ``named`` has the codes of so many of them as an alarm can use.
    """

    anchors: Anchors
    cards: int = 0
    entries: int = 0
    differences: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    new: int = 0
    named: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class AuditRun:
    """The audit of one night, so far: one walk for all programs.

    ``cursor`` is the place behind the last whole partition; ``claim`` tells it from another's run.
    """

    night: str
    claim: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAudit:
    """What the last whole audit found of a program, and when; of it, ``new`` since the one before.

    ``codes`` counts cards by their first code, and mails. ``named`` has codes by card or week.
    """

    at: datetime
    differences: int
    new: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
