"""A week's figures in words: the same lines for the owner's page, the mail and the CSV (I1).

At most five lines (G18). A line says the figure, the one before, and what it was counted on;
where too few customers stand behind a rate, it says so instead of pretending.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from loyalty.figures import Comparison, WeekFigures
from loyalty.nouns import Noun
from loyalty.program import Language, Program, Words
from loyalty.retention import Cohort

FEWEST = 10
"""Customers under which a rate says nothing yet."""

_NARROW = "\u202f"
_DAYS: Words = {"fr": "lun. mar. mer. jeu. ven. sam. dim.", "en": "Mon Tue Wed Thu Fri Sat Sun"}
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
    gift = Noun.of(program.reward(program.stamps.reward).item[language], language)
    given = week.rewards_redeemed.total()
    if language == "fr":
        visits = _counted(week.visits, Noun("passage", False, "fr"))
        new = _counted(week.members_joined, Noun("nouveau", False, "fr"))
        plural = "s" if given > 1 else ""
        offered = f"{_counted(given, gift)} {gift.agree('offert')}{plural}"
        return f"Semaine {week.week.number}{_NARROW}: {visits}, {new}, {offered}"
    visits = _counted(week.visits, Noun("visit", False, "en"))
    new = f"{number(week.members_joined, 'en')} new"
    return f"Week {week.week.number}: {visits}, {new}, {_counted(given, gift)} given"


def chart_sentence(program: Program, week: WeekFigures, language: Language) -> str:
    """What the bars of visits per day show, in one sentence."""
    if not week.visits:
        return "Aucun passage cette semaine." if language == "fr" else "No visit this week."
    count = max(week.visits_by_day.values())
    best = [day for day in week.week.days if week.visits_by_day[day] == count]
    name = _long_day(best[0], language)
    if language == "fr":
        visits = _counted(count, Noun("passage", False, "fr"))
        if len(best) > 1:
            return f"Les {len(best)} jours les plus forts comptent chacun {visits}."
        return f"Le jour le plus fort est {name}, avec {visits}."
    visits = _counted(count, Noun("visit", False, "en"))
    if len(best) > 1:
        return f"The {len(best)} busiest days have {visits} each."
    return f"The busiest day is {name}, with {visits}."


def day_label(day: date, language: Language) -> str:
    """As in "lun. 16" or "Mon 16"."""
    return f"{_DAYS[language].split()[day.weekday()]} {day.day}"


def number(value: int, language: Language) -> str:
    """A whole number with its thousands parted: "1 234" (narrow space) or "1,234"."""
    return f"{value:,}".replace(",", _NARROW) if language == "fr" else f"{value:,}"


def share(value: Fraction | None, language: Language) -> str:
    """A share as a percentage to one decimal at most; a dash where there is none."""
    if value is None:
        return "–"
    tenths = round(value * 1000)
    text = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return f"{text.replace('.', ',')}{_NARROW}%" if language == "fr" else f"{text}%"


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
            _counted(count, Noun(word, False, "fr"))
            for count, word in (
                (cohort.kept, "gardé"),
                (cohort.lost, "perdu de vue"),
                (cohort.new, "nouveau"),
                (cohort.returned, "revenu"),
            )
        )
        start, end = number(cohort.start, "fr"), number(cohort.end, "fr")
        return f"{kept} sur {start}{_NARROW}; {lost}, {new}, {returned}, {end} à la fin."
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
        return f"Semaine {name} corrigée{_NARROW}: {told} dans le message, {now} à présent."
    return f"Week {name} corrected: {told} reported, {now} now."


def _total(week: WeekFigures, language: Language) -> str:
    if language == "fr":
        return f"{_counted(week.members_total, Noun('carte', True, 'fr'))} en tout."
    return f"{_counted(week.members_total, Noun('card', False, 'en'))} in all."


def _window(program: Program, week: WeekFigures, language: Language) -> str:
    if language == "fr":
        seen = _counted(week.end, Noun("venu", False, "fr"))
        return f"{seen} ces {program.active_days} derniers jours."
    return f"{number(week.end, language)} seen in the last {program.active_days} days."


def _earned(week: WeekFigures, language: Language) -> str:
    earned = week.rewards_earned.total()
    if language == "fr":
        return f"{_counted(earned, Noun('gagnée', True, 'fr'))} cette semaine."
    return f"{number(earned, language)} earned this week."


def _counted(count: int, noun: Noun) -> str:
    return f"{number(count, noun.language)} {noun.of_so_many(count)}"


def _long_day(day: date, language: Language) -> str:
    names: Words = {
        "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    }
    return names[language].split()[day.weekday()]
