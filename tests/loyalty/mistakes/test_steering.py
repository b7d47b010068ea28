"""A goal and assumptions: without them nobody knows where the program goes."""

from loyalty.mistakes import check
from tests.loyalty.mistakes.sensible import ASSUMED, only, rows, sensible
from tests.loyalty.viability.shops import stamps


def test_without_a_goal_the_shop_is_blind() -> None:
    found = only(sensible(goal=None))

    assert (found.row, found.path) == ("M13", "goal")
    assert found.cure == (
        "Set a goal: from 4.35 to 5.79 visits a month within six months, for example."
    )


def test_without_assumptions_the_shop_is_blind_too() -> None:
    both = sensible(goal=None, assumptions=None)

    assert rows(both) == [("M13", "goal"), ("M13", "assumptions")]
    assert only(sensible(assumptions=None)).path == "assumptions"


def test_o10_without_assumptions_the_goal_is_1_5_to_2_visits() -> None:
    told = check(sensible(goal=None, assumptions=None), "fr")[0].cure

    assert "de 1,50 à 2 visites" in told


def test_a_rare_rhythm_is_not_rounded_to_nothing() -> None:
    rare = ASSUMED | {"rhythm_days": 60}

    found = only(sensible(goal=None, assumptions=rare, stamps=stamps(5)), "fr")

    assert "de 0,51 à 0,68 visites" in found.cure
