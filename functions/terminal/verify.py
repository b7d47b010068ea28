"""``poincon program check``: the rule as customers read it, what it costs, and its mistakes."""

import sys
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from functions.terminal.files import read
from loyalty.language import Language, Words
from loyalty.mistakes import Mistake, check
from loyalty.program import Program
from loyalty.reasons import rate_text
from loyalty.viability.path import Path as Way
from loyalty.viability.plan import plan
from loyalty.wording.money import decimal, number
from loyalty.wording.rewards import named
from loyalty.wording.rules import rule_sentence

_HEADINGS: tuple[Words, ...] = (
    {"fr": "ce qui est donné", "en": "what is given"},
    {"fr": "coût", "en": "cost"},
    {"fr": "jours d’attente", "en": "days to wait"},
    {"fr": "visites en plus pour l’amortir", "en": "extra visits to pay for it"},
)
_WAYS: dict[str, Words] = {
    "cashback": {"fr": "l’avoir", "en": "the credit"},
    "donation": {"fr": "le don", "en": "the donation"},
    "club": {"fr": "le club", "en": "the club"},
    "tier": {"fr": "le niveau", "en": "the tier"},
    "round": {"fr": "une carte entière", "en": "a whole card"},
    "welcome": {"fr": "la bienvenue", "en": "the welcome"},
    "launch": {"fr": "le lancement", "en": "the launch"},
    "birthday": {"fr": "l’anniversaire", "en": "the birthday"},
    "mission": {"fr": "la mission", "en": "the mission"},
    "referral": {"fr": "le parrainage", "en": "the referral"},
}
_CLEAN: Words = {"fr": "Aucune erreur connue.", "en": "No known mistake."}
_NOTHING = "–"


def verify(file: Path, strict: bool, given: Language | None, now: datetime) -> int:
    """Print all of it: 0, or 1 where ``strict`` and anything is found.

    Raises ``BadConfiguration`` for a file that is no program.
    """
    program = read(file, now)
    language = given or program.language
    found = findings(program, language)
    told = [*_rules(program), "", *_table(program, language), "", *(found or [_CLEAN[language]])]
    sys.stdout.writelines(f"{line}\n" for line in told)
    return 1 if strict and found else 0


def findings(program: Program, language: Language) -> list[str]:
    """Each mistake as a block: its row and where, what it is, the figure, the cure."""
    return [line for mistake in check(program, language) for line in _block(mistake)]


def _block(mistake: Mistake) -> Iterator[str]:
    yield f"{mistake.row}  {mistake.path}  {mistake.what}"
    yield f"    {mistake.figure}"
    yield f"    {mistake.cure}"


def _rules(program: Program) -> Iterator[str]:
    for language in program.languages:
        yield rule_sentence(program, language)


def _table(program: Program, language: Language) -> Iterator[str]:
    rows = [[heading[language] for heading in _HEADINGS]]
    rows += [_row(program, way, language) for way in plan(program)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows if len(rows) > 1 else ():
        yield "  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip()


def _row(program: Program, way: Way, language: Language) -> list[str]:
    return [
        _label(program, way, language),
        _NOTHING if way.cost_rate is None else rate_text(way.cost_rate, language),
        _NOTHING if way.days_to_reward is None else number(way.days_to_reward, language),
        _visits(way.break_even_visits, language),
    ]


def _label(program: Program, way: Way, language: Language) -> str:
    if way.reward:
        return named(program.reward(way.reward), language)
    return _WAYS[way.way][language]


def _visits(visits: Fraction | None, language: Language) -> str:
    if visits is None or visits < 0:
        return _NOTHING
    return decimal(visits, 2, language)
