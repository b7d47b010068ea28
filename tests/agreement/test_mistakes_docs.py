"""``docs/mistakes.md``: every mistake with its threshold, every formula with its result."""

import re
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from loyalty.language import Language
from loyalty.mistakes import RULES, Row
from loyalty.mistakes.clarity import MOST_NUMBERS
from loyalty.mistakes.launching import LEAST_ASKED, LEAST_PREPARED, MOST_DAYS
from loyalty.reasons import rate_text
from loyalty.rewards import REWARD_KINDS
from loyalty.viability.cost import LEAST, allowed_cost, break_even_visits, cost_rate, spend_for
from loyalty.viability.gauge import liability
from loyalty.viability.live import LiveFigures
from loyalty.viability.plan import time_to_first_reward
from loyalty.viability.reach import FAR_DAYS, FAR_VISITS, REACH_DAYS, REACH_VISITS
from loyalty.wording import money
from loyalty.wording.rules import MOST_WORDS
from tests.agreement.documents import Document
from tests.loyalty.viability.shops import reward, shop, stamps

PAGE = Document("mistakes.md")
MISTAKES = {line[0]: line[1:] for line in PAGE.rows("Les erreurs · The mistakes")}
ROWS = list(dict.fromkeys(rule.row for rule in RULES))
COFFEES = shop(stamps=stamps(9), rewards=[reward("coffee", 90)])

THRESHOLDS: dict[Row, tuple[int, ...]] = {
    "M1": (MOST_WORDS, MOST_NUMBERS),
    "M3": (int(LEAST * 100), FAR_DAYS // 7, FAR_VISITS),
    "M5": (MOST_DAYS,),
    "M7": (LEAST_ASKED,),
    "M9": (LEAST_PREPARED,),
    "A21": (REACH_DAYS // 7, REACH_VISITS),
}


def euros(*minor: int | Fraction) -> str:
    return " – ".join(money.money(int(amount), "EUR", "fr") for amount in minor)


def formulas() -> list[str]:
    """The examples of all formulas, computed."""
    live = LiveFigures(
        today=date(2026, 1, 1),
        held=Counter({"stamps": 8}),
        used=Counter({"reward:coffee": 3}),
        ended=Counter({"reward:coffee": 1}),
    )
    band = allowed_cost(4500) or ()
    extra = money.decimal(break_even_visits(100, 500, 65) or Fraction(0), 2, "fr")
    owed = euros(liability(COFFEES, live).minor)
    lost = rate_text(live.breakage(["reward:coffee"]) or Fraction(0), "fr")
    return [
        f"{euros(100)} ÷ {euros(5000)} = {rate_text(cost_rate(100, 5000) or Fraction(0), 'fr')}",
        f"{euros(4500)}\u202f: {euros(*band)}",
        f"{euros(100)}\u202f: {euros(*spend_for(100))}",
        f"{euros(100)} ÷ ({euros(500)} × 65\u202f%) = {extra}",
        f"9 × 7 = {time_to_first_reward(COFFEES)}",
        f"8 ÷ 9 × {euros(90)} = {owed}",
        f"1 ÷ (1 + 3) = {lost}",
    ]


def test_every_mistake_has_its_line_and_no_other() -> None:
    assert [line[0] for line in PAGE.rows("Les erreurs · The mistakes")] == ROWS


@pytest.mark.parametrize(("language", "column"), [("fr", 0), ("en", 1)])
def test_a_mistake_is_said_as_the_check_says_it(language: Language, column: int) -> None:
    said = {row: " ".join(getattr(r, language) for r in RULES if r.row == row) for row in ROWS}

    assert {row: cells[column] for row, cells in MISTAKES.items()} == said


@pytest.mark.parametrize("row", ROWS)
def test_a_line_has_a_measure_and_a_cure_in_both_languages(row: Row) -> None:
    cells = MISTAKES[row]

    assert len(cells) == 6
    assert all(cells)


@pytest.mark.parametrize(("row", "thresholds"), THRESHOLDS.items())
@pytest.mark.parametrize("column", [2, 3])
def test_a_threshold_is_the_one_that_is_measured_by(
    row: Row, thresholds: tuple[int, ...], column: int
) -> None:
    numbers = [int(text) for text in re.findall(r"\d+", MISTAKES[row][column])]

    assert set(thresholds) <= set(numbers)


def test_every_kind_of_reward_has_its_true_cost() -> None:
    cells = [line[0] for line in PAGE.rows("Le coût réel · The true cost")]

    assert sorted(re.findall(r"`(\w+)`", " ".join(cells))) == sorted(REWARD_KINDS)


def test_the_examples_are_what_the_formulas_give() -> None:
    assert [line[-1] for line in PAGE.rows("Les formules · The formulas")] == formulas()
