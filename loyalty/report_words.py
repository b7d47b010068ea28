"""A week's figures in words: the same lines for the owner's page, the mail and the CSV (I1).

At most five lines (G18). A line says the figure, the one before, and what it was counted on;
where too few customers stand behind a rate, it says so instead of pretending.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from loyalty.figures import Comparison, WeekFigures
from loyalty.language import Language, Words
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.retention import Cohort
from loyalty.wording.money import NARROW, counted, decimal, number
from loyalty.wording.rewards import noun

__all__ = [
    "FEWEST",
    "Line",
    "chart_sentence",
    "day_label",
    "day_words",
    "lines",
    "number",
    "share",
    "subject",
]

FEWEST = 10
"""Customers under which a rate says nothing yet."""

_DAYS: Words = {"fr": "lun. mar. mer. jeu. ven. sam. dim.", "en": "Mon Tue Wed Thu Fri Sat Sun"}
_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_LABELS: dict[str, Words] = {
    "visits": {"fr": "Passages", "en": "Visits"},
    "joined": {"fr": "Nouvelles cartes", "en": "New cards"},
    "active": {"fr": "Clients venus", "en": "Customers seen"},
    "redeemed": {"fr": "Récompenses offertes", "en": "Rewards given"},
    "retention": {"fr": "Clients gardés", "en": "Customers kept"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure: its label, its value now and the week before, and what it rests on.

    ``number`` is the exact value (a share as a fraction 0 to 1), ``None`` where nothing can
    be said.
    """

    key: str
    label: str
    value: str
    previous: str
    note: str
    number: int | Fraction | None
    number_before: int | Fraction | None


def lines(program: Program, figures: Comparison, language: Language) -> list[Line]:
    """The five figures of a week, beside those of the week before."""
    week, before = figures.week, figures.before
    counts = {
        "visits": (week.visits, before.visits, _restated(figures, language)),
        "joined": (week.members_joined, before.members_joined, _total(week, language)),
        "active": (week.members_active, before.members_active, _window(program, week, language)),
        "redeemed": (
            week.rewards_redeemed.total(),
            before.rewards_redeemed.total(),
            _earned(week, language),
        ),
    }
    counted = [
        _line(key, language, now, then, number(now, language), number(then, language), note)
        for key, (now, then, note) in counts.items()
    ]
    return [*counted, _retention(week.cohort, before.cohort, language)]


def subject(program: Program, week: WeekFigures, language: Language) -> str:
    """The mail's subject: the three numbers that matter, in words."""
    visit = Noun("passage", False, "fr") if language == "fr" else Noun("visit", False, "en")
    numbers = [counted(week.visits, visit), _joined(week, language)]
    if program.rewards:
        numbers.append(_given(program, week.rewards_redeemed.total(), language))
    told = ", ".join(numbers)
    if language == "fr":
        return f"Semaine {week.week.number}{NARROW}: {told}"
    return f"Week {week.week.number}: {told}"


def chart_sentence(program: Program, week: WeekFigures, language: Language) -> str:
    """What the bars of visits per day show, in one sentence."""
    if not week.visits:
        return "Aucun passage cette semaine." if language == "fr" else "No visit this week."
    count = max(week.visits_by_day.values())
    best = [day for day in week.week.days if week.visits_by_day[day] == count]
    name = _long_day(best[0], language)
    if language == "fr":
        visits = counted(count, Noun("passage", False, "fr"))
        if len(best) > 1:
            return f"Les {len(best)} jours les plus forts comptent chacun {visits}."
        return f"Le jour le plus fort est {name}, avec {visits}."
    visits = counted(count, Noun("visit", False, "en"))
    if len(best) > 1:
        return f"The {len(best)} busiest days have {visits} each."
    return f"The busiest day is {name}, with {visits}."


def day_label(day: date, language: Language) -> str:
    """As in "lun. 16" or "Mon 16"."""
    return f"{_DAYS[language].split()[day.weekday()]} {day.day}"


def day_words(day: date, language: Language) -> str:
    """The day and its month, as a sentence names them."""
    if language == "fr":
        return f"{'1er' if day.day == 1 else day.day} {_MONTHS.split()[day.month - 1]}"
    return f"{day.day} {day:%B}"


def share(value: Fraction | None, language: Language) -> str:
    """A share as a percentage to one decimal at most; a dash where there is none."""
    if value is None:
        return "–"
    text = decimal(value * 100, 1, language)
    return f"{text}{NARROW}%" if language == "fr" else f"{text}%"


def _joined(week: WeekFigures, language: Language) -> str:
    if language == "fr":
        return counted(week.members_joined, Noun("nouveau", False, "fr"))
    return f"{number(week.members_joined, 'en')} new"


def _given(program: Program, count: int, language: Language) -> str:
    """By its name where there is one thing to give: "9 cafés offerts", "9 récompenses données"."""
    first, *others = program.rewards
    if others or first.kind != "free_item":
        gift = Noun("récompense", True, "fr") if language == "fr" else Noun("reward", False, "en")
        verb = gift.agree("donné")
    else:
        gift = noun(first, language)
        verb = gift.agree("offert")
    if language == "en":
        return f"{counted(count, gift)} given"
    return f"{counted(count, gift)} {verb}{'s' if count > 1 else ''}"


def _line(
    key: str,
    language: Language,
    now: int | Fraction | None,
    then: int | Fraction | None,
    value: str,
    previous: str,
    note: str,
) -> Line:
    return Line(
        key=key,
        label=_LABELS[key][language],
        value=value,
        previous=previous,
        note=note,
        number=now,
        number_before=then,
    )


def _retention(now: Cohort, then: Cohort, language: Language) -> Line:
    return _line(
        "retention",
        language,
        _sayable(now),
        _sayable(then),
        share(_sayable(now), language),
        share(_sayable(then), language),
        _counted_on(now, language),
    )


def _sayable(cohort: Cohort) -> Fraction | None:
    return cohort.retention if cohort.start >= FEWEST else None


def _counted_on(cohort: Cohort, language: Language) -> str:
    if cohort.start < FEWEST:
        if language == "fr":
            return f"Trop peu de clients pour conclure ({cohort.start} au début de la semaine)."
        return f"Too few customers to say ({cohort.start} at the start of the week)."
    if language == "fr":
        kept, lost, new, returned = (
            counted(count, Noun(word, False, "fr"))
            for count, word in (
                (cohort.kept, "gardé"),
                (cohort.lost, "perdu de vue"),
                (cohort.new, "nouveau"),
                (cohort.returned, "revenu"),
            )
        )
        start, end = number(cohort.start, "fr"), number(cohort.end, "fr")
        return f"{kept} sur {start}{NARROW}; {lost}, {new}, {returned}, {end} à la fin."
    return (
        f"{cohort.kept:,} kept of {cohort.start:,}; {cohort.lost:,} lost from sight, "
        f"{cohort.new:,} new, {cohort.returned:,} back, {cohort.end:,} at the end."
    )


def _restated(figures: Comparison, language: Language) -> str:
    """What has changed in the week before since its mail; nothing when nothing has."""
    if not figures.restated:
        return ""
    told = number(figures.told_before or 0, language)
    now, name = number(figures.before.visits, language), figures.before.week.number
    if language == "fr":
        return f"Semaine {name} corrigée{NARROW}: {told} dans le message, {now} à présent."
    return f"Week {name} corrected: {told} reported, {now} now."


def _total(week: WeekFigures, language: Language) -> str:
    if language == "fr":
        return f"{counted(week.members_total, Noun('carte', True, 'fr'))} en tout."
    return f"{counted(week.members_total, Noun('card', False, 'en'))} in all."


def _window(program: Program, week: WeekFigures, language: Language) -> str:
    if language == "fr":
        seen = counted(week.end, Noun("venu", False, "fr"))
        return f"{seen} ces {program.active_days} derniers jours."
    return f"{number(week.end, language)} seen in the last {program.active_days} days."


def _earned(week: WeekFigures, language: Language) -> str:
    earned = week.rewards_earned.total()
    if language == "fr":
        return f"{counted(earned, Noun('gagnée', True, 'fr'))} cette semaine."
    return f"{number(earned, language)} earned this week."


def _long_day(day: date, language: Language) -> str:
    names: Words = {
        "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    }
    return names[language].split()[day.weekday()]
