"""Phones that scan, and phones that hold a pass."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from loyalty.entry import CardId

Role: TypeAlias = Literal["till", "owner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A phone that was paired: a till, or the owner's."""

    id: str
    program: str
    role: Role
    shop: str
    name: str
    active: bool
    paired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a till counted of a day: ``milliseconds`` are scans by how long each took, bucketed."""

    day: date
    till: str
    scans: int
    errors: int
    milliseconds: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A single-use permission to pair one phone, known to its holder by a code."""

    program: str
    role: Role
    shop: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An Apple device that wants to hear of changes of one card.

    ``generation`` is that of its newest pass of the card. ``retired``: that one was replaced, and
    the phone has heard of it: it hears of nothing else.
    """

    device: str
    push_token: str
    at: datetime
    generation: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDevice:
    """A pass that an Apple device holds, and when it registered for it, where that is known."""

    program: str
    card: CardId
    at: datetime | None
    generation: int = 0
