"""A program without a mistake, to make one mistake at a time in."""

from typing import Any

from loyalty.mistakes import Mistake, Row, check
from loyalty.program import Program
from tests.loyalty.viability.shops import reward, shop, stamps

ALMOST = {
    "on": "almost",
    "text": {"fr": "{prénom}, plus que {reste}.", "en": "{first_name}, {left} to go."},
}
LAPSED = {
    "on": "progress",
    "to": "lapsed",
    "text": {"fr": "{prénom}, il reste {reste}.", "en": "{first_name}, {left} to go."},
}
LAUNCH = {
    "at": "2026-03-02 09:00",
    "announced": ["poster", "script", "staff"],
    "asked": 10,
    "reminder_days": 45,
}
GOAL = {"kpi": "frequency", "baseline": "1.5", "target": "2", "due": "2026-12-31"}
ASSUMED = {
    "basket_minor": 500,
    "margin_percent": 65,
    "rhythm_days": 7,
    "best_sellers": ["Un café", "a tea"],
}


def sensible(**tables: Any) -> Program:
    """Nine coffees of 5.00, a tenth that costs 1.00; ``None`` leaves a table out."""
    rest = {"messages": [ALMOST, LAPSED], "launch": LAUNCH, "goal": GOAL, "assumptions": ASSUMED}
    usual = {"stamps": stamps(), "rewards": [reward("coffee", 100)], **rest}
    return shop(**usual | tables)


def by_points(*rewards: dict[str, Any], **tables: Any) -> Program:
    """The same with points instead of stamps, for these rewards."""
    return sensible(**{"stamps": None, "points": {}, "rewards": list(rewards), **tables})


def rows(program: Program) -> list[tuple[Row, str]]:
    """What is found, and where."""
    return [(mistake.row, mistake.path) for mistake in check(program, "fr")]


def only(program: Program, language: Any = "en") -> Mistake:
    """The one mistake of a program."""
    (mistake,) = check(program, language)
    return mistake


def plain(text: str) -> str:
    """Narrow spaces made ordinary, to be read in a test."""
    return text.replace("\u202f", " ")
