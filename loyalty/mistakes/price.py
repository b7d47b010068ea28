"""What a way costs a customer, where a program file says it, and what it may cost the shop."""

from dataclasses import dataclass
from fractions import Fraction

from loyalty.language import Words
from loyalty.program import Assumptions, Program
from loyalty.viability.cost import MOST
from loyalty.viability.path import Path, Way
from loyalty.viability.plan import plan

STAMP: Words = {"fr": "un tampon", "en": "a stamp"}
POINT: Words = {"fr": "un point", "en": "a point"}
COLLECTED: tuple[Way, ...] = ("round", "stamps", "points", "cashback")
"""Ways by which purchases add up to something."""

_LEAST_THRESHOLD = 2
_MOST_THRESHOLD = 50
_MOST_POINTS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """So many ``units`` at ``path``, each for ``each_minor`` spent; ``rate_path`` says that.

    A file may say ``least`` to ``most`` units.
    """

    path: str
    units: int
    unit: Words
    each_minor: Fraction
    rate_path: str
    least: int
    most: int

    def at_most(self, spend_minor: Fraction) -> int | None:
        """The most units for that spending, ``None`` where a file cannot say so few."""
        units = spend_minor // self.each_minor
        return units if units >= self.least else None

    def at_least(self, spend_minor: Fraction) -> int | None:
        """The fewest units that take that spending, ``None`` where a file cannot say so many."""
        units = -(-spend_minor // self.each_minor)
        return units if units <= self.most else None


def priced(program: Program, path: Path) -> Price:
    """The price of a path by stamps or points."""
    assumed, points = program.assumptions, program.points
    if path.way == "points" and points:
        place = next(n for n, reward in enumerate(program.rewards) if reward.id == path.key)
        return Price(
            path=f"rewards[{place}].points",
            units=program.rewards[place].points or 0,
            unit=POINT,
            each_minor=Fraction(points.per_minor, points.points),
            rate_path="points.per_minor",
            least=1,
            most=_MOST_POINTS,
        )
    rule = program.stamps
    assert rule is not None
    assert assumed is not None
    steps = [n for n, step in enumerate(rule.ladder) if step.reward == path.key]
    is_step = path.way == "ladder"
    return Price(
        path=f"stamps.ladder[{steps[0]}].at" if is_step else "stamps.threshold",
        units=rule.ladder[steps[0]].at if is_step else rule.threshold,
        unit=STAMP,
        each_minor=Fraction(rule.spend_minor or assumed.basket_minor),
        rate_path="stamps.spend_minor",
        least=1 if is_step else _LEAST_THRESHOLD,
        most=rule.threshold - 1 if is_step else _MOST_THRESHOLD,
    )


def limit(assumed: Assumptions) -> Fraction:
    """The largest share of the spending that may be given: 5 %, or the margin if it is less."""
    return min(MOST, Fraction(assumed.margin_percent, 100))


def share_of(path: Path) -> Fraction:
    """The cost rate of a path, 0 where nothing is spent."""
    return path.cost_rate or Fraction(0)


def given_to_all(program: Program) -> list[Path]:
    """What every regular is given of what is spent, at its least.

    The round, the cheapest reward for points, or credit; then the donation, and the discount of
    the tier that everybody has.
    """
    levels = program.tiers.tiers if program.tiers else ()
    everybodys = {tier.id for tier in levels if not tier.at}
    paths = plan(program)
    collected = [p for p in paths if p.way in COLLECTED]
    rounds = [p for p in collected if p.way == "round"]
    least = rounds or sorted(collected, key=share_of)[:1]
    return least + [
        p for p in paths if p.way == "donation" or (p.way == "tier" and p.key in everybodys)
    ]
