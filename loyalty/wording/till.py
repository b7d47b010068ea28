"""What the till shows and what the staff can say: at a glance, a metre away (C25)."""

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
from loyalty.wording.sentences import listed, said_of, sentence
from loyalty.wording.standing import next_sentence, plain_sentence

__all__ = [
    "action_label",
    "advantages",
    "offer_label",
    "offer_name",
    "till_headline",
    "till_says",
]

_UNDONE: Words = {"fr": "Annulé. Rien n’est perdu.", "en": "Undone. Nothing is lost."}
_NEW_STATUS: Words = {"fr": "Nouveau statut", "en": "New status"}
_CREDIT: Words = {"fr": "avoir", "en": "credit"}
_NO_GIFT = Given(units=0, coupons=())


def till_headline(program: Program, card: Card, name: str | None, language: Language) -> str:
    """As in "Paul · 8e visite · 8 sur 9": who it is, how often, what they have."""
    parts = [name or ""]
    if card.visits:
        this = visit(language)
        parts.append(f"{ordinal(card.visits, this)} {this.name}")
    parts.append(_has(program, card, language))
    parts.append(holds.tier_name(program, card, language))
    return listed(parts)


def till_says(program: Program, card: Card, entry: Entry | None, language: Language) -> str:
    """What the staff can say after an entry; without one, where the card stands."""
    if entry is None:
        return plain_sentence(program, card, language)
    news = happened(program, card, entry)
    match news:
        case (Rose() | Unlocked() | Almost() | Collected(), *_):
            return _after_purchase(program, card, entry, news, language)
        case (Handed() as handing, *_):
            told = sentence(history.handed(program, entry, language))
            return f"{told} {left_sentence(program, card, handing, language)}".strip()
        case (Undone(), *_):
            return _UNDONE[language]
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


def _has(program: Program, card: Card, language: Language) -> str:
    if program.model != "stamps":
        return holds.collected(program, card, language)
    held, needed = stamps.count(program, card).split("/")
    return f"{held} sur {needed}" if language == "fr" else f"{held} of {needed}"


def _after_purchase(
    program: Program, card: Card, entry: Entry, news: tuple[Happening, ...], language: Language
) -> str:
    """What it brought and where the card stands, then what was given on top."""
    gift = next((each for each in news if isinstance(each, Given)), _NO_GIFT)
    tiers = [each.tier for each in news if isinstance(each, Rose)]
    if program.model == "stamps":
        told = _stamped(program, card, language)
    elif brought := history.brought(program, entry, language):
        of_which = _of_which(gift_units(program, gift, language), language)
        told = [sentence(brought + of_which), next_sentence(program, card, language)]
        gift = replace(gift, units=0)
    else:
        told = [plain_sentence(program, card, language)]
        gift = replace(gift, units=0)
    told += [f"{said_of(_NEW_STATUS[language], t.name[language], language)}." for t in tiers]
    return " ".join([*told, gift_sentence(program, gift, language)]).strip()


def _stamped(program: Program, card: Card, language: Language) -> list[str]:
    """How many stamps there are, unless a reward waits: that is said alone."""
    ahead = next_sentence(program, card, language)
    if goals.earned(program, card):
        return [ahead]
    return [sentence(holds.collected(program, card, language)), ahead]


def _of_which(gift: str, language: Language) -> str:
    if not gift:
        return ""
    return f", dont {gift} en cadeau" if language == "fr" else f", {gift} of it as a gift"
