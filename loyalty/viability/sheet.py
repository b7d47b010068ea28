"""What a program costs, on one sheet: planned from assumptions, counted from the ledger.

The two stand side by side and are never mixed: a plan says what the shop expects, a count what
has happened. What cannot be told is a dash, with the reason.
"""

from dataclasses import dataclass
from fractions import Fraction

from loyalty.language import Language, Words
from loyalty.program import Program
from loyalty.report_words import share
from loyalty.viability.gauge import given_cost, liability, live_cost_rate, live_paths
from loyalty.viability.live import LiveFigures
from loyalty.viability.path import EARNED, Path
from loyalty.viability.plan import plan, time_to_first_reward
from loyalty.wording.money import decimal, money, number

NOTHING = "–"
_BAND: Words = {
    "fr": "Repère\u202f: de 1 à 5\u202f%.",
    "en": "Rule of thumb: 1 to 5%.",
}
_LABELS: dict[str, Words] = {
    "rate": {"fr": "Coût rapporté aux ventes", "en": "Cost as a share of sales"},
    "first": {"fr": "Premier avantage au bout de", "en": "First reward after"},
    "back": {"fr": "Visites en plus pour l’amortir", "en": "Extra visits that pay for it"},
    "given": {"fr": "Coût de ce qui est donné", "en": "Cost of what was given"},
    "owed": {"fr": "Dû aux clients aujourd’hui", "en": "Owed to customers today"},
    "lost": {"fr": "Périmé sans avoir servi", "en": "Ended without being used"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One figure: what was planned, what was counted, and what it rests on."""

    key: str
    label: str
    planned: str
    counted: str
    note: str = ""


def sheet(program: Program, live: LiveFigures, language: Language) -> tuple[SheetLine, ...]:
    """The lines in the order in which an owner asks; ``live`` are figures of today."""
    paths = plan(program) if program.assumptions else ()
    dearest = _dearest(paths)
    return (
        _rate(program, live, dearest, language),
        _first(program, live, language),
        _line("back", language, planned=_visits(dearest, language)),
        _given(program, live, language),
        _owed(program, live, language),
        _lost(program, live, language),
    )


def _dearest(paths: tuple[Path, ...]) -> Path | None:
    """The way that costs the largest share; one by which customers collect, if there is any."""
    rated = [path for path in paths if path.cost_rate is not None and path.verdict is not None]
    collecting = [path for path in rated if path.way in EARNED] or rated
    return max(collecting, key=lambda path: path.cost_rate or 0, default=None)


def _rate(
    program: Program, live: LiveFigures, dearest: Path | None, language: Language
) -> SheetLine:
    counted = live_cost_rate(program, live)
    missing = {
        "fr": f"Compté dès que la caisse saisit des montants. {_BAND['fr']}",
        "en": f"Counted once the till is given amounts. {_BAND['en']}",
    }
    return _line(
        "rate",
        language,
        planned=share(dearest.cost_rate, language) if dearest else NOTHING,
        counted=share(counted, language),
        note=(missing if counted is None else _BAND)[language],
    )


def _first(program: Program, live: LiveFigures, language: Language) -> SheetLine:
    cards = live.waits.total()
    many = {"fr": "s" if cards > 1 else "", "en": "s" if cards != 1 else ""}[language]
    note = {"fr": f"Compté sur {cards} carte{many}.", "en": f"Counted on {cards} card{many}."}
    return _line(
        "first",
        language,
        planned=_days(time_to_first_reward(program), language),
        counted=_days(live.median_wait_days, language),
        note=note[language] if cards else "",
    )


def _given(program: Program, live: LiveFigures, language: Language) -> SheetLine:
    cost = given_cost(program, live)
    unknown = {
        "fr": f"Sans ce dont l’achat n’est pas connu ({cost.unknown}).",
        "en": f"Without what was given on unknown purchases ({cost.unknown}).",
    }
    return _line(
        "given",
        language,
        counted=_money(cost.minor, program, language),
        note=unknown[language] if cost.unknown else "",
    )


def _owed(program: Program, live: LiveFigures, language: Language) -> SheetLine:
    said = {
        "fr": "Si toutes les cartes venaient aujourd’hui, au coût réel.",
        "en": "If every card came today, at true cost.",
    }
    return _line(
        "owed",
        language,
        counted=_money(liability(program, live).minor, program, language),
        note=said[language],
    )


def _lost(program: Program, live: LiveFigures, language: Language) -> SheetLine:
    shares = [path.breakage for path in live_paths(program, live) if path.breakage is not None]
    return _line("lost", language, counted=share(max(shares, default=None), language))


def _line(
    key: str, language: Language, *, planned: str = NOTHING, counted: str = NOTHING, note: str = ""
) -> SheetLine:
    label = _LABELS[key][language]
    return SheetLine(key=key, label=label, planned=planned, counted=counted, note=note)


def _visits(path: Path | None, language: Language) -> str:
    extra = path.break_even_visits if path else None
    return NOTHING if extra is None else decimal(extra, 1, language)


def _days(days: int | Fraction | None, language: Language) -> str:
    if days is None:
        return NOTHING
    whole = round(days)
    unit = {"fr": "jour" if whole < 2 else "jours", "en": "day" if whole == 1 else "days"}
    return f"{number(whole, language)} {unit[language]}"


def _money(minor: Fraction, program: Program, language: Language) -> str:
    return money(round(minor), program.currency, language)
