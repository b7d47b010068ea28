"""What was bought, and how much of it counts."""

import pytest

from loyalty.entry import Money
from loyalty.purchase import ONE_ITEM, Purchase
from tests import programs

NO_TOBACCO = programs.points(excluded=("tabac",))


@pytest.mark.parametrize(
    ("amount", "parts", "counted"),
    [
        (2000, {}, 2000),
        (2000, {"tabac": 700}, 1300),
        (2000, {"tabac": 700, "presse": 300}, 1300),
        (2000, {"tabac": 2000}, 0),
        (2000, {"tabac": 2001}, 0),
        (None, {}, 0),
    ],
)
def test_what_counts_is_the_amount_without_what_is_excluded(
    amount: int | None, parts: dict[str, int], counted: int
) -> None:
    assert Purchase(amount_minor=amount, parts=parts).counted_minor(NO_TOBACCO) == counted


def test_a_program_without_exclusions_counts_everything() -> None:
    bought = Purchase(amount_minor=2000, parts={"tabac": 700})

    for of in (programs.points(), programs.stamps(), programs.club()):
        assert bought.counted_minor(of) == 2000


def test_an_amount_of_nothing_is_known_and_one_that_nobody_asked_for_is_not() -> None:
    assert Purchase(amount_minor=0).money("EUR") == Money(minor=0, currency="EUR")
    assert (ONE_ITEM.money("EUR"), ONE_ITEM.units) == (None, 1)
