"""Steering without a compass: no goal, or nothing known of the shop."""

from collections.abc import Iterator
from fractions import Fraction

from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.voice import Voice
from loyalty.program import Program
from loyalty.wording.money import decimal

_MONTH_DAYS = Fraction(365, 12)
_MORE = Fraction(4, 3)
"""From 1.5 to 2 visits a month, as in the articles' example (O10)."""


def blind(program: Program, voice: Voice) -> Iterator[Finding]:
    """No goal with a baseline, or no assumptions to plan with."""
    if program.goal is None:
        yield Finding(
            path="goal",
            figure=voice(
                fr="Ni valeur de départ, ni cible, ni date.", en="No baseline, no target, no day."
            ),
            cure=_goal(program, voice),
        )
    if program.assumptions is None:
        yield Finding(
            path="assumptions",
            figure=voice(
                fr="Panier moyen, marge et rythme des visites : inconnus.",
                en="Average basket, margin and rhythm of visits: unknown.",
            ),
            cure=voice(
                fr="Écrivez le panier moyen, la marge et les jours entre deux visites, "
                "même devinés.",
                en="Write the average basket, the margin and the days between visits, "
                "even if guessed.",
            ),
        )


def _goal(program: Program, voice: Voice) -> str:
    """A third more visits than the shop assumes, where it does."""
    visits = Fraction(3, 2)
    if program.assumptions:
        visits = _MONTH_DAYS / program.assumptions.rhythm_days
    now, then = (decimal(number, 2, voice.language) for number in (visits, visits * _MORE))
    return voice(
        fr=f"Fixez un objectif : de {now} à {then} visites par mois en six mois, par exemple.",
        en=f"Set a goal: from {now} to {then} visits a month within six months, for example.",
    )
