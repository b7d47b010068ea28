"""Whom something is for: a word in the program file, decided from the card alone."""

from datetime import datetime, timedelta

from loyalty.card import Card
from loyalty.entry import CLUB, tier_account

EVERYONE = "everyone"
SEGMENTS = (EVERYONE, "new", "regular", "lapsed", "club")
"""Beside these, ``tier:<id>`` is who holds that tier."""

REGULAR_VISITS = 5


def belongs(segment: str, card: Card, now: datetime, active_days: int) -> bool:
    """Whether a card, as it stands today, is one of them.

    ``new``: not a second visit yet. ``regular``: five visits or more, and seen within the
    program's window. ``lapsed``: seen, but not within it. ``club``: a paid member.
    """
    if segment.startswith("tier:"):
        return bool(card.balance(tier_account(segment.removeprefix("tier:"))))
    oldest = now - timedelta(days=active_days)
    is_recent = card.last_visit_at is not None and card.last_visit_at >= oldest
    return {
        EVERYONE: True,
        "new": card.visits < 2,
        "regular": card.visits >= REGULAR_VISITS and is_recent,
        "lapsed": card.last_visit_at is not None and not is_recent,
        "club": bool(card.balance(CLUB)),
    }.get(segment, False)
