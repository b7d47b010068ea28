"""A week's corrections in one line, with their reasons: for the mail and the owner's page (T4)."""

from collections.abc import Mapping

from loyalty.language import Language, Words
from loyalty.nouns import Noun
from loyalty.wording.money import counted, number
from loyalty.wording.sentences import said_of, sentence

_REASONS: Mapping[str, Words] = {
    "paper-card": {"fr": "carte papier reprise", "en": "paper card taken over"},
    "till-mistake": {"fr": "erreur à la caisse", "en": "mistake at the till"},
    "gesture": {"fr": "geste commercial", "en": "gesture"},
    "miscounted": {"fr": "compté de trop", "en": "counted too much"},
}


def corrections_sentence(made: Mapping[str, int], language: Language) -> str:
    """As in "3 corrections à la main : carte papier reprise (2), …"; nothing where none was made.

    ``made`` counts them by reason.
    """
    if not (total := sum(made.values())):
        return ""
    if language == "fr":
        head = f"{counted(total, Noun('correction', True, 'fr'))} à la main"
    else:
        head = f"{counted(total, Noun('correction', False, 'en'))} by hand"
    parts = [
        f"{words[language]} ({number(made[reason], language)})"
        for reason, words in _REASONS.items()
        if made.get(reason)
    ]
    return sentence(said_of(head, ", ".join(parts), language))
