"""How a reward is said: a free item is "offert", anything else is yours by its own name.

A shop names its discounts and invitations in its own words, with or without an article, so a
sentence about them never bends those words.
"""

from collections.abc import Set
from datetime import date

from loyalty.language import Language, Words
from loyalty.nouns import Noun, as_said, the
from loyalty.program import Program
from loyalty.rewards import Reward
from loyalty.wording.money import day, percent
from loyalty.wording.sentences import said_of, sentence

WHENEVER: Words = {"fr": "quand vous voulez", "en": "whenever you like"}
YOURS: Words = {"fr": "À vous", "en": "Yours"}


def noun(reward: Reward, language: Language) -> Noun:
    """The thing itself."""
    return Noun.of(reward.item[language], language)


def named(reward: Reward, language: Language) -> str:
    """As in "un café", "10 % sur tous les livres", "un bouquet (Fleurs Odette)"."""
    return _with_partner(reward, as_said(reward.item[language]))


def definite(reward: Reward, language: Language) -> str:
    """As in "le café", "la remise de 5 €", "10 % sur tous les livres"."""
    if reward.kind == "free_item":
        return noun(reward, language).definite
    return _with_partner(reward, the(reward.item[language], language))


def promised(reward: Reward, language: Language) -> str:
    """What a rule says one gets: "le café est offert", "vous avez une remise de 5 €"."""
    if reward.kind == "free_item" and language == "en":
        return f"{noun(reward, language).definite} is free"
    return coming(reward, language)


def coming(reward: Reward, language: Language) -> str:
    """What a card is told it will get; in English a free item is then "on us"."""
    if reward.kind != "free_item":
        said = named(reward, language)
        return f"vous avez {said}" if language == "fr" else f"you get {said}"
    gift = noun(reward, language)
    if language == "fr":
        return f"{gift.definite} est {gift.agree('offert')}"
    return f"{gift.definite} is on us"


def waiting(reward: Reward, language: Language, when: str = "") -> str:
    """A reward waits and nothing presses, unless there is a ``when``: "jusqu’au 31/12/2026"."""
    if reward.kind == "free_item":
        gift = noun(reward, language)
        head = (
            f"Votre {gift.name} est {gift.agree('offert')}"
            if language == "fr"
            else f"Your {gift.name} is on us"
        )
        return f"{head} {when}." if when else f"{head}. {sentence(WHENEVER[language])}"
    head = f"{YOURS[language]} {when}" if when else YOURS[language]
    told = said_of(head, named(reward, language), language)
    return f"{told}." if when else f"{told}. {sentence(WHENEVER[language])}"


def when(ends: Set[date | None], language: Language, whenever: Words = WHENEVER) -> str:
    """Until the day that is the last one of all of it; ``whenever`` where none of it ends.

    Nothing where it ends on several days: no one day is true of all.
    """
    if len(ends) > 1:
        return ""
    return until(next(iter(ends), None), language) or whenever[language]


def until(ends: date | None, language: Language) -> str:
    """As in "jusqu’au 31/12/2026"; nothing for what does not end."""
    if ends is None:
        return ""
    return f"jusqu’au {day(ends, language)}" if language == "fr" else f"until {day(ends, language)}"


def given(reward: Reward, language: Language) -> str:
    """It was handed over: "café offert", "utilisé : une remise de 5 €"."""
    if reward.kind != "free_item":
        used = "utilisé" if language == "fr" else "used"
        return said_of(used, named(reward, language), language)
    gift = noun(reward, language)
    return f"{gift.name} {gift.agree('offert')}" if language == "fr" else f"{gift.name} given"


def handing(reward: Reward, language: Language) -> str:
    """What is pressed at the till to give it."""
    what = definite(reward, language)
    if reward.kind == "percent":
        what = percent(reward.percent, language)
    if reward.kind == "free_item":
        return f"Offrir {what}" if language == "fr" else f"Give {what}"
    if reward.kind in ("discount", "percent"):
        return f"Appliquer {what}" if language == "fr" else f"Apply {what}"
    return f"Remettre {what}" if language == "fr" else f"Hand over {what}"


def voucher(program: Program, coupon: str, language: Language) -> str:
    """A coupon of that id: "un bon pour un café"; one that is no longer known is "un bon"."""
    known = program.coupon(coupon)
    bare = "un bon" if language == "fr" else "a voucher"
    if known is None:
        return bare
    thing = named(program.reward(known.reward), language)
    return f"{bare} pour {thing}" if language == "fr" else f"{bare} for {thing}"


def _with_partner(reward: Reward, said: str) -> str:
    return f"{said} ({reward.partner})" if reward.partner else said
