"""Rates of points that need no calculator: so many for 1 €, or one for so many euros."""

from fractions import Fraction

from loyalty.mistakes.voice import Voice
from loyalty.program import Program
from loyalty.wording.money import unit_minor

_FEW = 10
_STEP = 5


def points_for_one(program: Program) -> Fraction:
    """Points for one unit of the currency; 0 without points."""
    rule = program.points
    return (
        Fraction(rule.points * unit_minor(program.currency), rule.per_minor)
        if rule
        else Fraction(0)
    )


def nearest(rate: Fraction) -> tuple[int, int]:
    """The nearest plain rate: points, for so many units of the currency."""
    return (_nearest(rate), 1) if rate >= 1 else (1, _nearest(1 / rate))


def not_above(rate: Fraction) -> tuple[int, int]:
    """The highest plain rate that gives no more."""
    return (_down(rate), 1) if rate >= 1 else (1, _up(1 / rate))


def told(program: Program, voice: Voice, points: int, units: Fraction | int) -> str:
    """As in "2 points pour 1 €"."""
    number = voice.count(points, fr="un point", en="a point")
    spent = voice.money(units * unit_minor(program.currency))
    return voice(fr=f"{number} pour {spent}", en=f"{number} for {spent}")


def _nearest(number: Fraction) -> int:
    """To the nearest of 1 to 10, or of 15, 20, 25 and so on."""
    return round(number) if number <= _FEW else _STEP * round(number / _STEP)


def _down(number: Fraction) -> int:
    return number // 1 if number <= _FEW else number // _STEP * _STEP


def _up(number: Fraction) -> int:
    return -(-number // 1) if number <= _FEW else -(-number // _STEP) * _STEP
