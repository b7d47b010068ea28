"""What the front of a card says: its count, and under the stamps a row of short things.

Apple Wallet shows a store card's secondary and auxiliary fields side by side, in one row of some
forty characters, and shrinks, then cuts, what is longer. So nothing here is a sentence: those are
on the back. Which fields there are depends on the program alone as far as it can, because Google
gives all cards of a program one layout.
"""

from collections.abc import Callable, Iterator, Mapping

from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import CLUB, CREDIT, POINTS, Account, coupon_account, reward_account
from loyalty.language import Language, Words
from loyalty.program import Model, Program
from loyalty.wording import goals, holds, promise, stamps, standing, units
from loyalty.wording.money import day, money, number, percent
from loyalty.wording.rewards import named, when
from loyalty.wording.sentences import capital, listed
from passes.content import Field

LONGEST = 30
"""So many characters does the longest value of the row have, if it can be helped."""

MOST_BESIDE = 2

_Said = tuple[str, str, str]
"""Key, label, value."""

_ANY_TIME: Words = {"fr": "sans limite", "en": "any time"}
_NO: Words = {"fr": "Non", "en": "No"}
_LABELS: Mapping[str, Words] = {
    "member": {"fr": "MEMBRE", "en": "MEMBER"},
    "reward": {"fr": "VOTRE RÉCOMPENSE", "en": "YOUR REWARD"},
    "rewards": {"fr": "VOS RÉCOMPENSES", "en": "YOUR REWARDS"},
    "choice": {"fr": "À VOTRE CHOIX", "en": "YOURS TO CHOOSE"},
    "price": {"fr": "POUR", "en": "FOR"},
    "goal": {"fr": "PROCHAINE RÉCOMPENSE", "en": "NEXT REWARD"},
    "left": {"fr": "ENCORE", "en": "TO GO"},
    "when": {"fr": "VALABLE", "en": "VALID"},
    "each": {"fr": "À CHAQUE ACHAT", "en": "EACH PURCHASE"},
    "perks": {"fr": "VOS AVANTAGES", "en": "YOUR ADVANTAGES"},
    "members": {"fr": "POUR LES MEMBRES", "en": "FOR MEMBERS"},
    "fee": {"fr": "LE CLUB", "en": "THE CLUB"},
    "cause": {"fr": "LA CAUSE", "en": "THE CAUSE"},
    "tier": {"fr": "STATUT", "en": "STATUS"},
    "club": {"fr": "CLUB JUSQU’AU", "en": "CLUB UNTIL"},
    "donated": {"fr": "DONNÉS", "en": "GIVEN"},
    "vouchers": {"fr": "BONS", "en": "VOUCHERS"},
    "visits": {"fr": "VISITES", "en": "VISITS"},
}


def header(program: Program, card: Card, language: Language) -> Field:
    """The count: all that is seen of a card in a stack of them."""
    label = standing.label(program, language)
    value = standing.balance(program, card, language)
    if program.model == "club" and not card.balance(CLUB):
        label, value = _LABELS["member"][language], _NO[language]
    return Field(key=program.model, label=label, value=value)


def goal(program: Program, card: Card, language: Language) -> tuple[Field, ...]:
    """What waits, or what comes next; and how far it is, or until when."""
    return _fields(_goal(program, card, language), language)


def beside(program: Program, card: Card, language: Language) -> tuple[Field, ...]:
    """What the program has beside its count; its visits, where that is nothing."""
    told = list(_beside(program, card, language))[:MOST_BESIDE]
    visits = ("visits", "visits", number(card.visits, language))
    return _fields(told or [visits], language)


def _fields(told: list[_Said], language: Language) -> tuple[Field, ...]:
    return tuple(
        Field(key=key, label=_LABELS[label][language], value=capital(value))
        for key, label, value in told
        if value
    )


def _goal(program: Program, card: Card, language: Language) -> list[_Said]:
    if stamps.ready_rewards(program, card):
        return _ready(program, card, language)
    if goals.affordable(program, card):
        return _choice(program, card, language)
    coming, counted = goals.next_goal(program, card), counted_account(program)
    if coming and counted:
        left = units.said(program, counted, coming.left, language)
        return [("next", "goal", named(coming.reward, language)), ("left", "left", left)]
    return _OTHERWISE[program.model](program, card, language)


def _ready(program: Program, card: Card, language: Language) -> list[_Said]:
    waiting = stamps.ready_rewards(program, card)
    named_all = [
        units.said(program, reward_account(reward.id), count, language) for reward, count in waiting
    ]
    count = sum(number for _, number in waiting)
    told = listed(named_all)
    if len(told) > LONGEST and len(waiting) > 1:
        told = _so_many(count, language)
    valid = _valid(card, *(reward_account(reward.id) for reward, _ in waiting), language=language)
    return [("next", "rewards" if count > 1 else "reward", told), ("left", "when", valid)]


def _choice(program: Program, card: Card, language: Language) -> list[_Said]:
    """What points can buy."""
    choice = goals.affordable(program, card)
    if len(choice) > 1:
        valid = _valid(card, POINTS, language=language)
        return [("next", "choice", _so_many(len(choice), language)), ("left", "when", valid)]
    reward, price = choice[0]
    cost = units.points(price, language)
    return [("next", "reward", named(reward, language)), ("left", "price", cost)]


def _cashback(program: Program, card: Card, language: Language) -> list[_Said]:
    rule = program.cashback
    if rule is None:
        return []
    share = percent(rule.percent, language)
    back = f"{share} en avoir" if language == "fr" else f"{share} in credit"
    told = [("next", "each", back)]
    if card.balance(CREDIT):
        told.append(("left", "when", _valid(card, CREDIT, language=language)))
    return told


def _club(program: Program, card: Card, language: Language) -> list[_Said]:
    rule = program.club
    if rule is None:
        return []
    if card.balance(CLUB):
        return [("next", "perks", _fitting(holds.advantages(program, card, language)))]
    perks = _fitting([perk.words[language] for perk in rule.perks])
    fee = promise.fee(program, rule, language)
    return [("next", "members", perks), ("left", "fee", fee)]


def _donation(program: Program, _card: Card, language: Language) -> list[_Said]:
    rule = program.donation
    if rule is None:
        return []
    given = holds.gave(program, rule.fixed_minor, language)
    if rule.percent:
        share = percent(rule.percent, language)
        given = f"{share} donnés" if language == "fr" else f"{share} given"
    return [("next", "cause", rule.cause[language]), ("left", "each", given)]


_OTHERWISE: Mapping[Model, Callable[[Program, Card, Language], list[_Said]]] = {
    "stamps": lambda *_: [],
    "points": lambda *_: [],
    "cashback": _cashback,
    "club": _club,
    "donation": _donation,
}


def _beside(program: Program, card: Card, language: Language) -> Iterator[_Said]:
    if program.tiers and (tier := holds.tier_name(program, card, language)):
        yield "tier", "tier", tier
    if program.club and program.model != "club" and (ends := card.ends(CLUB)):
        yield "club", "club", day(ends, language)
    if program.donation and program.model != "donation":
        given = goals.donated(program, card)
        yield "donated", "donated", money(given, program.currency, language)
    if held := sum(card.balance(coupon_account(coupon.id)) for coupon in program.coupons):
        yield "vouchers", "vouchers", number(held, language)


def _valid(card: Card, *accounts: Account, language: Language) -> str:
    """Until when; nothing where no one day is true of all of it: the back tells what ends soon."""
    return when(card.last_days(*accounts), language, _ANY_TIME)


def _so_many(count: int, language: Language) -> str:
    return f"{count} récompenses" if language == "fr" else f"{count} rewards"


def _fitting(perks: list[str]) -> str:
    """As many of them as the row holds, the first one always; the back names them all."""
    shown = len(perks)
    while shown > 1 and len(listed(perks[:shown])) > LONGEST:
        shown -= 1
    return listed(perks[:shown])
