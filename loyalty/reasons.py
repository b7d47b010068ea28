"""Why a model is recommended, in words, with the figures of its plan (A17, B9, A21)."""

from fractions import Fraction

from loyalty.chooser import Advice
from loyalty.comparison import COMPARED
from loyalty.language import Language
from loyalty.program import Program
from loyalty.viability.plan import plan, time_to_first_reward
from loyalty.wording.money import decimal, money

NARROW = "\u202f"


def reasons(advice: Advice, language: Language) -> list[str]:
    """What speaks for it, what it costs, when the first reward comes; one sentence each."""
    told = [COMPARED[advice.model].good_for[language]]
    if advice.refused:
        told.append(_refused(advice.refused, language))
    told += costs(advice.program, language)
    told += _reach(advice.program, language)
    return told


def costs(program: Program, language: Language) -> list[str]:
    """What the program costs of what is spent, from the dearest way to something."""
    rates = [path.cost_rate for path in plan(program) if path.cost_rate is not None]
    if not rates:
        return []
    rate = rate_text(max(rates), language)
    if language == "fr":
        return [f"Il coûte {rate} de ce qui est dépensé\u202f; entre 1 et 5{NARROW}%, c’est sain."]
    return [f"It costs {rate} of what is spent; between 1 and 5% is sound."]


def rate_text(rate: Fraction, language: Language) -> str:
    """As in "1,5 %" or "1.5%"; below 0 where the shop earns by it."""
    sign = "\u2212" if rate < 0 else ""
    text = sign + decimal(abs(rate) * 100, 1, language)
    return f"{text}{NARROW}%" if language == "fr" else f"{text}%"


def _refused(program: Program, language: Language) -> str:
    """Why the sector's usual program cannot be made sound in this shop."""
    assumed = program.assumptions
    assert assumed is not None
    name = COMPARED[program.model].name[language]
    basket = money(assumed.basket_minor, program.currency, language)
    if language == "fr":
        return (
            f"La formule habituelle du secteur ({name}) ne tient pas ici\u202f: avec {basket} tous "
            f"les {assumed.rhythm_days} jours, aucun réglage ne la garde entre 1 et 5{NARROW}% et "
            "à portée."
        )
    return (
        f"What is usual for the sector ({name}) does not hold here: with {basket} every "
        f"{assumed.rhythm_days} days, no setting keeps it between 1 and 5% and within reach."
    )


def _reach(program: Program, language: Language) -> list[str]:
    days = time_to_first_reward(program)
    if days is None:
        return []
    if language == "fr":
        return [f"La première récompense vient en {days} jours environ."]
    return [f"The first reward comes within about {days} days."]
