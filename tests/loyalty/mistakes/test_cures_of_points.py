"""Cures of a program with points, applied: what they say is enough."""

from typing import Any

import pytest

from loyalty.mistakes import Row, check
from loyalty.program import Program
from tests.loyalty.mistakes.sensible import ASSUMED, by_points, plain, rows
from tests.loyalty.viability.shops import DISCOUNT, PERCENT

THREE = DISCOUNT | {"id": "three", "value_minor": 300, "points": 400}
TWENTY = DISCOUNT | {"id": "twenty", "value_minor": 2000, "points": 600}
FIVE = PERCENT | {"id": "five", "percent": 5, "points": 2000}
RATE = {"points": 7, "per_minor": 300}


def boutique(*rewards: dict[str, Any], **rate: int) -> Program:
    """Baskets of 20.00; points for 3.00, and rewards that cost 1.8 %, 7.8 % and 0.1 %."""
    assumed = ASSUMED | {"basket_minor": 2000, "margin_percent": 40}
    return by_points(*(rewards or (THREE, TWENTY, FIVE)), points=RATE | rate, assumptions=assumed)


MADE: list[tuple[Row, str]] = [
    ("M2", "points"),
    ("M3", "rewards[2].points"),
    ("B9", "rewards[1].points"),
    ("B13", "rewards"),
]


@pytest.mark.parametrize(
    ("row", "told", "cured"),
    [
        ("M2", "Donnez 2 points pour 1 €", boutique(points=2, per_minor=100)),
        ("M3", "demandez 233 points", boutique(THREE, TWENTY, FIVE | {"points": 233})),
        ("M3", "43 % au moins", boutique(THREE, TWENTY, FIVE | {"percent": 43})),
        ("B9", "12,85 € au plus", boutique(THREE, TWENTY | {"value_minor": 1285}, FIVE)),
        ("B9", "demandez 934 points", boutique(THREE, TWENTY | {"points": 934}, FIVE)),
    ],
)
def test_a_cure_removes_exactly_its_mistake(row: Row, told: str, cured: Program) -> None:
    cures = [plain(mistake.cure) for mistake in check(boutique(), "fr") if mistake.row == row]

    assert rows(boutique()) == MADE
    assert told in cures[0]
    assert rows(cured) == [made for made in MADE if made[0] != row]
