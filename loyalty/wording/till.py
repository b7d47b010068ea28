"""What the till shows and what the staff can say: at a glance, a metre away (C25).

Said aloud are at most two sentences, the first two of these that are true:

1. a greeting, once a day: a birthday, a first visit, or back after long (see ``welcome``);
2. a reward that this purchase has earned;
3. a tier that it has opened;
4. only one stamp is missing.

Then come the facts that were not said yet: what the purchase brought, where that leaves the card,
and always what was given on top. The headline has the count and the tier, so with a greeting or a
tier the stamps are not counted again.
"""

from dataclasses import replace

from loyalty.card import Card
from loyalty.entry import Entry
from loyalty.errors import NotOffered
from loyalty.granting import CLUB_FEE, CLUB_TRIAL
from loyalty.language import Language, Words
from loyalty.news import (
    Almost,
    Collected,
    Given,
    Handed,
    Happening,
    Rose,
    Undone,
    Unlocked,
    happened,
)
from loyalty.nouns import ordinal
from loyalty.offers import Offer
from loyalty.program import Program
from loyalty.wording import goals, history, holds, rewards, stamps, units
from loyalty.wording.gift_words import gift_sentence, gift_units, left_sentence
from loyalty.wording.holds import advantages
from loyalty.wording.level_terms import visit
from loyalty.wording.money import days, money
from loyalty.wording.moves import moved
from loyalty.wording.sentences import listed, said_of, sentence
from loyalty.wording.standing import next_sentence, plain_sentence
from loyalty.wording.welcome import Guest, welcome

__all__ = [
    "action_label",
    "advantages",
    "offer_label",
    "offer_name",
    "till_headline",
    "till_says",
]

_UNDONE: Words = {"fr": "Annulé.", "en": "Undone."}
_TAKEN_OFF: Words = {"fr": "Retiré de la carte", "en": "Taken off the card"}
_PUT_BACK: Words = {"fr": "Rendu à la carte", "en": "Put back on the card"}
_NO_VISIT: Words = {
    "fr": "Annulé. Ce passage ne compte plus.",
    "en": "Undone. This visit does not count any more.",
}
_WON: Words = {"fr": "C’est gagné", "en": "You have earned it"}
_ONE_TO_GO: Words = {"fr": "Plus qu’un tampon et", "en": "Just one more stamp and"}
_CREDIT: Words = {"fr": "avoir", "en": "credit"}
_NO_GIFT = Given(units=0, coupons=())
_ALOUD = 2


def till_headline(program: Program, card: Card, name: str | None, language: Language) -> str:
    """As in "Paul · 8e visite · 8 sur 9": who it is, how often, what they have."""
    parts = [name or ""]
    if card.visits:
        this = visit(language)
        parts.append(f"{ordinal(card.visits, this)} {this.name}")
    parts.append(_has(program, card, language))
    parts.append(holds.tier_name(program, card, language))
    return listed(parts)


def till_says(
    program: Program,
    card: Card,
    entry: Entry | None,
    language: Language,
    guest: Guest | None = None,
) -> str:
    """What the staff can say after an entry; without one, where the card stands."""
    if entry is None:
        return plain_sentence(program, card, language)
    news = happened(program, card, entry)
    greeting = welcome(program, entry, guest, language) if guest else ""
    match news:
        case (Rose() | Unlocked() | Almost() | Collected(), *_):
            return _after_purchase(program, card, entry, news, language, greeting)
        case (Handed() as handing, *_):
            told = sentence(history.handed(program, entry, language))
            return _spoken([greeting, told, left_sentence(program, card, handing, language)])
        case (Undone(), *_):
            return _undone(program, entry, language)
    return sentence(history.history_line(program, entry, language))


def offer_label(program: Program, offer: Offer, language: Language) -> str:
    """What is pressed at the till to give it, with what it costs the card."""
    if offer.reward is None:
        amount = units.credit(program, offer.minor, language)
        return f"Utiliser {amount}" if language == "fr" else f"Use {amount}"
    label = rewards.handing(offer.reward, language)
    if offer.price:
        return f"{label} ({units.points(offer.price, language)})"
    if offer.coupon:
        return f"{label} ({'bon' if language == 'fr' else 'voucher'})"
    return label


def offer_name(program: Program, offer: Offer, language: Language) -> str:
    """The thing alone, without its article: "café"."""
    return rewards.noun(offer.reward, language).name if offer.reward else _CREDIT[language]


def action_label(program: Program, action: str, language: Language) -> str:
    """What is pressed to give something by hand, by its key: see ``granting.grants``.

    Raises ``NotOffered`` for what this program does not have.
    """
    kind, _, name = action.partition(":")
    mission = next((m for m in program.missions if kind == "mission" and m.id == name), None)
    if mission:
        return mission.name[language]
    if kind == "coupon" and program.coupon(name):
        voucher = rewards.voucher(program, name, language)
        return f"Donner {voucher}" if language == "fr" else f"Give {voucher}"
    if program.club and action == CLUB_FEE:
        fee = money(program.club.fee_minor, program.currency, language)
        return said_of(
            "Encaisser le club" if language == "fr" else "Take the club fee", fee, language
        )
    if program.club and action == CLUB_TRIAL:
        trial = days(program.club.trial_days, language)
        return said_of("Essai du club" if language == "fr" else "Club trial", trial, language)
    raise NotOffered(what=action)


def _undone(program: Program, entry: Entry, language: Language) -> str:
    """What the card has no more of, and what it has again; of neither, that nobody was there."""
    moves = moved(program, entry)
    told = [
        f"{said_of(head[language], what, language)}."
        for head, sign in ((_TAKEN_OFF, -1), (_PUT_BACK, 1))
        if (what := units.listed(program, moves, sign, language))
    ]
    return _spoken([_UNDONE[language], *told]) if told else _NO_VISIT[language]


def _has(program: Program, card: Card, language: Language) -> str:
    if program.model != "stamps":
        return holds.collected(program, card, language)
    held, needed = stamps.count(program, card).split("/")
    return f"{held} sur {needed}" if language == "fr" else f"{held} of {needed}"


def _after_purchase(
    program: Program,
    card: Card,
    entry: Entry,
    news: tuple[Happening, ...],
    language: Language,
    greeting: str,
) -> str:
    """What can be said aloud, then the facts that it leaves out, then what was given on top."""
    won, near = _won(news, language), _one_to_go(program, card, language)
    tiers = [sentence(units.risen(each.tier, language)) for each in news if isinstance(each, Rose)]
    aloud = [told for told in (greeting, won, *tiers, near) if told][:_ALOUD]
    gift = next((each for each in news if isinstance(each, Given)), _NO_GIFT)
    brought, counted = "", bool(aloud)
    if program.model != "stamps":
        brought = _brought(program, entry, gift, language)
        gift, counted = replace(gift, units=0), bool(brought)
    tells_all = won or near or len(aloud) == _ALOUD
    stands = [] if tells_all else _stands(program, card, language, counted=counted)
    return _spoken([*aloud, brought, *stands, gift_sentence(program, gift, language)])


def _won(news: tuple[Happening, ...], language: Language) -> str:
    """The reward that this purchase has earned; what points could buy is only a choice."""
    unlocked = [offer for each in news if isinstance(each, Unlocked) for offer in each.offers]
    for offer in unlocked:
        if offer.earned and offer.reward:
            told = rewards.coming(offer.reward, language)
            ends = rewards.until(offer.ends, language)
            return f"{said_of(_WON[language], f'{told}, {ends}' if ends else told, language)}."
    return ""


def _one_to_go(program: Program, card: Card, language: Language) -> str:
    """Of stamps alone: nobody knows what an amount will be."""
    goal = goals.next_goal(program, card) if program.model == "stamps" else None
    if goal is None or goal.left > 1 or goals.earned(program, card):
        return ""
    return f"{_ONE_TO_GO[language]} {rewards.coming(goal.reward, language)}."


def _brought(program: Program, entry: Entry, gift: Given, language: Language) -> str:
    told = history.brought(program, entry, language)
    return sentence(told + _of_which(gift_units(program, gift, language), language)) if told else ""


def _stands(program: Program, card: Card, language: Language, *, counted: bool) -> list[str]:
    """``counted``: what it has by now is said, or in the headline beside what is said aloud."""
    ahead = next_sentence(program, card, language)
    if program.model != "stamps":
        return [ahead if counted else plain_sentence(program, card, language)]
    if counted or goals.earned(program, card):
        return [ahead]
    return [sentence(holds.collected(program, card, language)), ahead]


def _spoken(parts: list[str]) -> str:
    return " ".join(part for part in parts if part)


def _of_which(gift: str, language: Language) -> str:
    if not gift:
        return ""
    return f", dont {gift} en cadeau" if language == "fr" else f", {gift} of it as a gift"
