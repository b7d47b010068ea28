"""The rule sentence of each model.

Numbers that the shop's own names hold ("une remise de 5 €") are names, not numbers to compute
with; neither is the 1 of "1 € = 1 point".
"""

from collections.abc import Sequence
from fractions import Fraction

from loyalty.language import Language, Words
from loyalty.models.cashback import CashbackRule
from loyalty.models.club import ClubRule
from loyalty.models.donation import DonationRule
from loyalty.models.points import PointRule
from loyalty.models.stamps import StampRule
from loyalty.nouns import Noun, ordinal
from loyalty.program import Program
from loyalty.rewards import Perk, Reward
from loyalty.wording import units
from loyalty.wording.money import counted, money, percent, round_money, unit_minor
from loyalty.wording.rewards import named, noun, promised
from loyalty.wording.sentences import joined, listed, said_of

MOST_WORDS = 18
"""What is read in five seconds, at 200 to 238 words a minute (O17)."""

_PERIODS: dict[int, Words] = {
    1: {"fr": "par mois", "en": "a month"},
    12: {"fr": "par an", "en": "a year"},
}
_THE_CLUB: Words = {"fr": "Le club", "en": "The club"}
_OF_EACH: dict[bool, Words] = {
    True: {"fr": "de chaque achat", "en": "of every purchase"},
    False: {"fr": "à chaque achat", "en": "with every purchase"},
}
_CAUSE: Words = {"fr": "La cause", "en": "The cause"}


def stamps(program: Program, rule: StampRule, language: Language) -> str:
    """The last reward of the card; those on the way where there are words left for them."""
    last = program.reward(rule.reward)
    told = _by_spend if rule.spend_minor else _by_item
    short = told(program, rule, last, language)
    way = joined([named(program.reward(step.reward), language) for step in rule.ladder], language)
    head = "En chemin" if language == "fr" else "On the way"
    return _fitting(f"{short} {said_of(head, way, language)}.", short) if way else short


def points(program: Program, rule: PointRule, language: Language) -> str:
    """At a point a euro its price in points; else what must be spent, so that nobody divides."""
    reward = cheapest(program)
    cost = reward.points or 0
    if is_plain(program, rule):
        told = price(cost, reward, language)
        return _fitting(f"{rate_of(program, rule, language)} {told}", told)
    spend = round_money(Fraction(cost * rule.per_minor, rule.points), program.currency, language)
    outcome = promised(reward, language)
    if language == "fr":
        return f"Chaque achat rapporte des points. Dès {spend}, {outcome}."
    return f"Every purchase earns points. Spend {spend} and {outcome}."


def price(cost: int, reward: Reward, language: Language) -> str:
    """As in "Dès 100 points, le café est offert."."""
    goal, outcome = units.points(cost, language), promised(reward, language)
    return f"Dès {goal}, {outcome}." if language == "fr" else f"{goal} and {outcome}."


def cheapest(program: Program) -> Reward:
    """What few points buy; a program with points has something that they buy."""
    return min(
        (reward for reward in program.rewards if reward.points is not None),
        key=lambda reward: reward.points or 0,
    )


def is_plain(program: Program, rule: PointRule) -> bool:
    """Whether a euro is a point."""
    return rule.points == 1 and rule.per_minor == unit_minor(program.currency)


def rate_of(program: Program, rule: PointRule, language: Language) -> str:
    """As in "1 € = 1 point."."""
    spent = money(rule.per_minor, program.currency, language)
    return f"{spent} = {units.points(rule.points, language)}."


def cashback(rule: CashbackRule, language: Language) -> str:
    """What comes back of every purchase."""
    share = percent(rule.percent, language)
    if language == "fr":
        return f"À chaque achat, {share} vous {_back(rule.percent)} en avoir."
    return f"{share} of every purchase comes back as credit."


def club(program: Program, rule: ClubRule, language: Language) -> str:
    """The fee, and the first thing that it opens."""
    return _fitting(
        club_with(program, rule, language, rule.perks[:1]),
        f"{_club_head(program, rule, language)}.",
    )


def club_with(program: Program, rule: ClubRule, language: Language, perks: Sequence[Perk]) -> str:
    """As in "Le club, 30 € par an : 10 % sur tous les livres."."""
    opened = listed([perk.words[language] for perk in perks])
    return f"{said_of(_club_head(program, rule, language), opened, language)}."


def _club_head(program: Program, rule: ClubRule, language: Language) -> str:
    return f"{_THE_CLUB[language]}, {fee(program, rule, language)}"


def fee(program: Program, rule: ClubRule, language: Language) -> str:
    """As in "30 € par an"."""
    asked = money(rule.fee_minor, program.currency, language)
    return f"{asked} {_period(rule.months, language)}"


def _period(months: int, language: Language) -> str:
    """How long a fee lasts: "par an", "pour 6 mois"."""
    if months in _PERIODS:
        return _PERIODS[months][language]
    return f"pour {months} mois" if language == "fr" else f"for {months} months"


def donation(program: Program, rule: DonationRule, language: Language) -> str:
    """What is given, and the cause by its bare name: "à la", "au" or "aux" would be a guess."""
    part = (
        percent(rule.percent, language)
        if rule.percent
        else money(rule.fixed_minor, program.currency, language)
    )
    of = _OF_EACH[bool(rule.percent)][language]
    give = "Nous donnons" if language == "fr" else "We give"
    told = f"{give} {part} {of}."
    return _fitting(f"{told} {cause_sentence(rule, language)}", told)


def cause_sentence(rule: DonationRule, language: Language) -> str:
    """As in "La cause : Refuge de Nantes."."""
    return f"{said_of(_CAUSE[language], rule.cause[language], language)}."


def _fitting(whole: str, short: str) -> str:
    """The whole of it where it can be read in five seconds."""
    return whole if len(whole.split()) <= MOST_WORDS else short


def _back(share: int) -> str:
    return "revient" if share == 1 else "reviennent"


def _by_spend(program: Program, rule: StampRule, last: Reward, language: Language) -> str:
    each = money(rule.spend_minor or 0, program.currency, language)
    outcome = promised(last, language)
    if language == "fr":
        return f"Un tampon tous les {each}. {said_of('Carte pleine', outcome, language)}."
    return f"One stamp for every {each}. {said_of('Full card', outcome, language)}."


def _by_item(program: Program, rule: StampRule, last: Reward, language: Language) -> str:
    bought = Noun.of(rule.item[language], language)
    if last.kind == "free_item" and bought == noun(last, language):
        return _nth(rule.threshold + 1, bought)
    items = counted(rule.threshold, bought)
    return f"{'Après' if language == 'fr' else 'After'} {items}, {promised(last, language)}."


def _nth(number: int, bought: Noun) -> str:
    nth = ordinal(number, bought)
    if bought.language == "en":
        return f"Your {nth} {bought.name} is free."
    article = "La" if bought.feminine else "Le"
    return f"{article} {nth} {bought.name} est {bought.agree('offert')}."
