"""Near which shops a phone brings the card up, and what it says there.

Only the shops' own positions are on a pass. Where the phone is, nobody but the phone knows.
"""

from collections import Counter
from collections.abc import Iterable

from loyalty.card import Card, standing
from loyalty.entry import Entry
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.wording import goals
from loyalty.wording.standing import next_sentence, ready_sentences
from passes.content import Nearby

MOST_SHOPS = 10
"""So many does a phone watch for."""

_SHOW_IT: Words = {
    "fr": "Votre carte, prête à être présentée.",
    "en": "Your card, ready to be shown.",
}


def nearby(
    program: Program, card: Card, entries: Iterable[Entry], language: Language
) -> tuple[Nearby, ...]:
    """The shops that have a position, those that the member visits most first."""
    visits = Counter(entry.shop for entry in standing(entries) if entry.kind.is_visit)
    placed = [shop for shop in program.shops if shop.position]
    nearest = sorted(placed, key=lambda shop: -visits[shop.id])[:MOST_SHOPS]
    text = _text(program, card, language)
    return tuple(Nearby(place=shop.position, text=text) for shop in nearest if shop.position)


def _text(program: Program, card: Card, language: Language) -> str:
    """What waits on the card, if anything does."""
    if ready := ready_sentences(program, card, language):
        return ready[0]
    if goals.affordable(program, card):
        return next_sentence(program, card, language)
    return _SHOW_IT[language]
