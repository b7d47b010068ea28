"""Numbers, amounts, days and times as each language writes them."""

from datetime import date
from fractions import Fraction

import pytest

from loyalty.nouns import Noun
from loyalty.wording.money import (
    clock_time,
    counted,
    day,
    days,
    decimal,
    money,
    months,
    number,
    percent,
    round_money,
)
from tests.builders import at, program

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("minor", "currency", "french", "english"),
    [
        (0, "EUR", f"0{NARROW}€", "€0"),
        (420, "EUR", f"4,20{NARROW}€", "€4.20"),
        (3000, "EUR", f"30{NARROW}€", "€30"),
        (5, "EUR", f"0,05{NARROW}€", "€0.05"),
        (123450, "EUR", f"1{NARROW}234,50{NARROW}€", "€1,234.50"),
        (420, "GBP", f"4,20{NARROW}£", "£4.20"),
        (420, "CHF", f"4,20{NARROW}CHF", "CHF\u00a04.20"),
        (420, "XOF", f"420{NARROW}XOF", "XOF\u00a0420"),
        (4200, "TND", f"4,200{NARROW}TND", "TND\u00a04.200"),
    ],
)
def test_an_amount_has_its_currencys_decimals_or_none(
    minor: int, currency: str, french: str, english: str
) -> None:
    assert money(minor, currency, "fr") == french
    assert money(minor, currency, "en") == english


@pytest.mark.parametrize(("minor", "text"), [(Fraction(30000), "€300"), (Fraction(30001), "€301")])
def test_an_amount_to_be_reached_is_rounded_up(minor: Fraction, text: str) -> None:
    assert round_money(minor, "EUR", "en") == text


def test_numbers_percentages_and_counts() -> None:
    visit = Noun("visite", True, "fr")

    assert (number(1234567, "fr"), number(1234, "en")) == (f"1{NARROW}234{NARROW}567", "1,234")
    assert (percent(5, "fr"), percent(5, "en")) == (f"5{NARROW}%", "5%")
    assert counted(1200, visit) == f"1{NARROW}200 visites"


@pytest.mark.parametrize(
    ("value", "places", "french", "english"),
    [
        (Fraction(5, 4), 2, "1,25", "1.25"),
        (Fraction(2), 2, "2", "2"),
        (Fraction(1, 20), 2, "0,05", "0.05"),
        (Fraction(2, 3), 1, "0,7", "0.7"),
    ],
)
def test_a_decimal_has_all_its_places_or_none(
    value: Fraction, places: int, french: str, english: str
) -> None:
    assert decimal(value, places, "fr") == french
    assert decimal(value, places, "en") == english


def test_days_and_months() -> None:
    assert [day(date(2027, 11, 30), language) for language in ("fr", "en")] == ["30/11/2027"] * 2
    assert (days(1, "fr"), days(30, "fr"), days(30, "en")) == ("1 jour", "30 jours", "30 days")
    assert (months(12, "fr"), months(1, "en")) == ("12 mois", "1 month")


def test_a_time_is_the_one_on_the_shops_wall() -> None:
    assert clock_time(at("2026-07-01 10:32"), program()) == "10:32"
