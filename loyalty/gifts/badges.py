"""Badges (A16): what a card has become, computed from what it did, with nothing to redeem."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from loyalty.card import Card
from loyalty.entry import REFERRALS
from loyalty.language import Words

BadgeMeasure: TypeAlias = Literal["visits", "years", "referrals"]
BADGE_MEASURES: tuple[BadgeMeasure, ...] = ("visits", "years", "referrals")


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """Worn from ``at`` visits, whole years since joining, or friends brought."""

    id: str
    name: Words
    of: BadgeMeasure
    at: int


def badges(
    offered: Sequence[Badge], card: Card, joined_on: date | None, day: date
) -> tuple[Badge, ...]:
    """The badges that a card wears on that day, in the program's order."""
    reached = {
        "visits": card.visits,
        "years": _whole_years(joined_on, day) if joined_on else 0,
        "referrals": card.balance(REFERRALS),
    }
    return tuple(badge for badge in offered if reached[badge.of] >= badge.at)


def _whole_years(begin: date, day: date) -> int:
    return day.year - begin.year - ((day.month, day.day) < (begin.month, begin.day))
