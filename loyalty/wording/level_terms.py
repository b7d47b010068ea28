"""Windows and tiers in words: when a purchase earns more, and what opens with time."""

from collections.abc import Sequence
from datetime import time
from fractions import Fraction

from loyalty.language import Language, Words
from loyalty.models.tiers import Measure, Tier, TierRule
from loyalty.models.windows import Window
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.wording.money import counted, day, days, decimal, money, months
from loyalty.wording.sentences import joined, listed, said_of
from loyalty.wording.units import points

_PLAIN = 100
_TIMES: dict[int, Words] = {
    150: {"fr": "une fois et demie", "en": "one and a half times"},
    200: {"fr": "double", "en": "double"},
    300: {"fr": "triple", "en": "triple"},
}
_WEEK = 7
_FEWEST_IN_A_ROW = 3
_CLOCK: dict[Language, tuple[str, str, str]] = {
    "fr": ("de {} à {}", "à partir de {}", "jusqu’à {}"),
    "en": ("from {} to {}", "from {}", "until {}"),
}
_DATES: dict[Language, tuple[str, str, str]] = {
    "fr": ("du {} au {}", "à partir du {}", "jusqu’au {}"),
    "en": ("from {} to {}", "from {}", "until {}"),
}
_WEEKDAYS: Words = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}


def weekday(number: int, language: Language) -> str:
    """As in "lundi" for 0."""
    return _WEEKDAYS[language].split()[number]


def windows(program: Program, language: Language) -> list[str]:
    """Each time at which a purchase earns more."""
    return [
        f"{said_of(window.name[language], _more(window.multiplier, language), language)}"
        f"{_when(window, language)}."
        for window in program.windows
    ]


def tiers(program: Program, language: Language) -> list[str]:
    """Each tier: from when on, and with which advantages; how long a lost one is kept."""
    rule = program.tiers
    if rule is None:
        return []
    told = [_tier(program, rule, tier, language) for tier in rule.tiers]
    if rule.months and rule.grace_days:
        grace = days(rule.grace_days, language)
        told.append(
            f"Un statut qui prend fin se garde encore {grace}."
            if language == "fr"
            else f"A status that comes to its end is kept for {grace} more."
        )
    return told


def measured(program: Program, measure: Measure, units: int, language: Language) -> str:
    """What counts towards a tier: "120 €", "120 points", "3 visites"."""
    if measure == "spend":
        return money(units, program.currency, language)
    return points(units, language) if measure == "points" else counted(units, visit(language))


def visit(language: Language) -> Noun:
    """What a passage at the counter is called."""
    return Noun("visite", True, "fr") if language == "fr" else Noun("visit", False, "en")


def _tier(program: Program, rule: TierRule, tier: Tier, language: Language) -> str:
    opened = [perk.words[language] for perk in tier.perks]
    if tier.multiplier != _PLAIN:
        opened.append(_more(tier.multiplier, language))
    head = f"{tier.name[language]}, {_entry(program, rule, tier, language)}"
    return f"{said_of(head, listed(opened), language) if opened else head}."


def _entry(program: Program, rule: TierRule, tier: Tier, language: Language) -> str:
    if not tier.at:
        return "pour tous" if language == "fr" else "for everyone"
    reached = measured(program, rule.measure, tier.at, language)
    if rule.measure == "spend":
        reached += " d’achats" if language == "fr" else " spent"
    if rule.months:
        reached += f" {'en' if language == 'fr' else 'in'} {months(rule.months, language)}"
    return f"{'dès' if language == 'fr' else 'from'} {reached}"


def _more(multiplier: int, language: Language) -> str:
    """As in "les achats comptent double"."""
    known = _TIMES.get(multiplier)
    times = known[language] if known else _so_many_times(multiplier, language)
    return f"les achats comptent {times}" if language == "fr" else f"purchases count {times}"


def _so_many_times(multiplier: int, language: Language) -> str:
    places = 1 if multiplier % 10 == 0 else 2
    factor = decimal(Fraction(multiplier, _PLAIN), places, language)
    return f"{factor} fois" if language == "fr" else f"{factor} times"


def _when(window: Window, language: Language) -> str:
    begins = f"{window.begins:%H:%M}" if window.begins != time.min else ""
    ends = f"{window.ends:%H:%M}" if window.ends != time.max else ""
    first = day(window.first_day, language) if window.first_day else ""
    last = day(window.last_day, language) if window.last_day else ""
    parts = (
        _weekdays(sorted(window.days), language),
        _span(_CLOCK[language], begins, ends),
        _span(_DATES[language], first, last),
    )
    told = ", ".join(part for part in parts if part)
    return f" {told}" if told else ""


def _weekdays(days: Sequence[int], language: Language) -> str:
    """As in "le mardi et le jeudi", "du lundi au vendredi"; nothing for the whole week."""
    names = [weekday(number, language) for number in days]
    if len(names) == _WEEK:
        return ""
    if len(names) >= _FEWEST_IN_A_ROW and days[-1] - days[0] == len(days) - 1:
        return _span(_DATES[language], names[0], names[-1])
    if language == "fr":
        return joined([f"le {name}" for name in names], "fr")
    return f"on {joined([f'{name}s' for name in names], 'en')}"


def _span(forms: tuple[str, str, str], begin: str, end: str) -> str:
    """From one to the other, from one on, or until the other; nothing for neither."""
    whole, since, until = forms
    if begin and end:
        return whole.format(begin, end)
    if begin:
        return since.format(begin)
    return until.format(end) if end else ""
