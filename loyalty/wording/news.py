"""What an event says to the customer: on a lock screen, on the back of the pass (C2, C4, C5)."""

from datetime import datetime

from loyalty.card import Card
from loyalty.entry import Entry
from loyalty.language import Language
from loyalty.program import Program
from loyalty.wording.standing import standing_sentence


def news_sentence(
    program: Program,
    card: Card,
    entry: Entry | None,
    language: Language,
    first_name: str = "",
    *,
    now: datetime,
) -> str:
    """What the card's latest entry says to whoever holds it; ``None``: the card is new."""
    return standing_sentence(program, card, language, first_name, now=now)
