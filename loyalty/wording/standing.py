"""Where a card stands: what it has, what is missing, what waits (C2, C4, C7)."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import CLUB, CREDIT, POINTS
from loyalty.language import Language, Words
from loyalty.program import Model, Program
from loyalty.rewards import Reward
from loyalty.wording import goals, holds, own_words, stamps, units
from loyalty.wording.beside import Line, more
from loyalty.wording.gift_terms import least
from loyalty.wording.goals import Waiting, event
from loyalty.wording.money import day, money, number
from loyalty.wording.promise import cause_sentence
from loyalty.wording.rewards import coming, until, waiting, when
from loyalty.wording.rules import rule_sentence
from loyalty.wording.sentences import listed, said_of, sentence

__all__ = [
    "Line",
    "balance",
    "event",
    "label",
    "more",
    "next_sentence",
    "plain_sentence",
    "ready_sentences",
    "standing_sentence",
]

_NOTHING = "–"
_LABELS: dict[Model, Words] = {
    "stamps": {"fr": "TAMPONS", "en": "STAMPS"},
    "points": {"fr": "POINTS", "en": "POINTS"},
    "cashback": {"fr": "AVOIR", "en": "CREDIT"},
    "club": {"fr": "MEMBRE JUSQU’AU", "en": "MEMBER UNTIL"},
    "donation": {"fr": "DONNÉS", "en": "GIVEN"},
}
_TO_USE: Words = {"fr": "à utiliser", "en": "to use"}
_NO_MEMBER: Words = {"fr": "Pas membre pour le moment.", "en": "Not a member at the moment."}
_THANKS_TO_YOU: Words = {"fr": "grâce à vous", "en": "thanks to you"}


def label(program: Program, language: Language) -> str:
    """What stands over the balance, on the face of a pass."""
    return _LABELS[program.model][language]


def balance(program: Program, card: Card, language: Language) -> str:
    """What the card has, as short as can be: "8/9", "340", "4,20 €", "31/12/2027"."""
    if program.stamps:
        return stamps.count(program, card)
    if program.points:
        return number(card.balance(POINTS), language)
    if program.cashback:
        return money(card.balance(CREDIT), program.currency, language)
    if program.club:
        ends = card.ends(CLUB)
        return day(ends, language) if ends else _NOTHING
    return money(goals.donated(program, card), program.currency, language)


def standing_sentence(
    program: Program,
    card: Card,
    language: Language,
    first_name: str = "",
    *,
    now: datetime | None = None,
) -> str:
    """Where the card stands, for lock screen, web card and customer.

    The shop's own message for the card's event, else the plain sentence. Without ``now`` only
    messages to everyone count.
    """
    own = own_words.own_sentence(program, card, language, first_name, now)
    return own or plain_sentence(program, card, language)


def plain_sentence(
    program: Program, card: Card, language: Language, *, follows: bool = False
) -> str:
    """Where the card stands, without the shop's own messages.

    ``follows``: what happened was said before it, so "2 tampons" is "Vous avez 2 tampons".
    """
    if earned := goals.earned(program, card):
        return _waiting(program, earned[0], language)
    has = bool(goals.held(program, card))
    told = sentence((holds.owned if follows else holds.collected)(program, card, language))
    if vouchers := goals.vouchers(program, card):
        voucher = _waiting(program, vouchers[0], language)
        return f"{told} {voucher}" if has else voucher
    if choice := goals.affordable(program, card):
        return f"{told} {_choice(card, choice, language)}"
    if has or (follows and counted_account(program)):
        return _in_progress(program, card, told, language)
    return _nothing(program, card, language)


def next_sentence(program: Program, card: Card, language: Language) -> str:
    """What is missing or what waits, for where the balance is already shown."""
    if earned := goals.earned(program, card):
        return _waiting(program, earned[0], language)
    if choice := goals.affordable(program, card):
        return _choice(card, choice, language)
    if goal := goals.next_goal(program, card):
        left, then = number(goal.left, language), coming(goal.reward, language)
        return f"Encore {left} et {then}." if language == "fr" else f"{left} more and {then}."
    if program.model == "cashback" and (to_use := _to_use(card, language)):
        return sentence(to_use)
    if program.model == "club" and (perks := holds.advantages(program, card, language)):
        return sentence(listed(perks))
    if program.model == "donation" and program.donation:
        return cause_sentence(program.donation, language)
    return rule_sentence(program, language)


def ready_sentences(program: Program, card: Card, language: Language) -> list[str]:
    """One for each reward that waits, then one for each coupon."""
    ready = [*goals.earned(program, card), *goals.vouchers(program, card)]
    return [_waiting(program, offer, language) for offer in ready]


def _waiting(program: Program, ready: Waiting, language: Language) -> str:
    conditions = least(program, ready.coupon, language) if ready.coupon else ""
    terms = (until(ready.ends, language), conditions)
    return waiting(ready.reward, language, ", ".join(part for part in terms if part))


def _choice(card: Card, choice: Sequence[tuple[Reward, int]], language: Language) -> str:
    """What points can buy: by its name, or how many things there are to choose from."""
    until_when = when(card.last_days(POINTS), language)
    end = f" {sentence(until_when)}" if until_when else ""
    if len(choice) > 1:
        things = "récompenses au choix" if language == "fr" else "rewards to choose from"
        return f"{len(choice)} {things}.{end}"
    reward, price = choice[0]
    head = "Pour" if language == "fr" else "For"
    return f"{head} {units.points(price, language)}, {coming(reward, language)}.{end}"


def _to_use(card: Card, language: Language) -> str:
    """Of credit: until it ends, or whenever one likes; nothing where no one day is true."""
    until_when = when(card.last_days(CREDIT), language) if card.balance(CREDIT) else ""
    return f"{_TO_USE[language]} {until_when}" if until_when else ""


def _in_progress(program: Program, card: Card, told: str, language: Language) -> str:
    """``told`` is the sentence of what it has."""
    if program.model in ("stamps", "points") or not goals.held(program, card):
        return f"{told} {next_sentence(program, card, language)}"
    if to_use := _to_use(card, language):
        return f"{told[:-1]}, {to_use}."
    if program.donation and program.model == "donation":
        thanks = f"{told[:-1]} {_THANKS_TO_YOU[language]}"
        return f"{said_of(thanks, program.donation.cause[language], language)}."
    return told


def _nothing(program: Program, card: Card, language: Language) -> str:
    """The rule; somebody who comes without being in the club knows it."""
    if program.model == "club" and card.visits:
        return _NO_MEMBER[language]
    return rule_sentence(program, language)
