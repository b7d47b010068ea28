"""What is said to whoever comes in, before anything else: one sentence, or none."""

from dataclasses import dataclass

from loyalty.entry import Entry
from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.wording.money import NARROW

_BIRTHDAY: Words = {"fr": "Bon anniversaire", "en": "Happy birthday"}
_WELCOME: Words = {"fr": "Bienvenue", "en": "Welcome"}
_BACK: Words = {"fr": "Quel plaisir de vous revoir", "en": "Lovely to see you again"}
_CALLED: Words = {"fr": f"{NARROW}!", "en": "!"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who stands at the counter: ``away_days`` since the visit before, where that is known."""

    name: str | None = None
    birthday: bool = False
    away_days: int | None = None


def welcome(program: Program, entry: Entry, guest: Guest, language: Language) -> str:
    """To whoever comes in for the first time that day; a birthday is more than a first visit.

    Away for long is half of the days after which the shop counts a customer as lost.
    """
    if not entry.kind.is_visit or guest.away_days == 0:
        return ""
    if guest.birthday:
        return _called(_BIRTHDAY, guest, language)
    if entry.visit == 1:
        return _called(_WELCOME, guest, language)
    is_back = guest.away_days is not None and guest.away_days >= program.active_days / 2
    return _called(_BACK, guest, language) if is_back else ""


def _called(words: Words, guest: Guest, language: Language) -> str:
    name = f", {guest.name}" if guest.name else ""
    return f"{words[language]}{name}{_CALLED[language]}"
