"""Which model suits a shop (A17), and which figures make it sound (B10, A21).

From a kind of shop, a basket and a rhythm to a program with reasons. The shop's own kind has a
preset; its figure (a threshold, a price, a percentage, a fee) is moved as little as need be until
the plan is within the band and the first reward within reach. Where no figure does, cashback
takes its place, because the first credit can be used at the second visit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from loyalty.comparison import COMPARED
from loyalty.language import Words
from loyalty.models.stamps import StampRule
from loyalty.program import Assumptions, Model, Program
from loyalty.viability.plan import plan, time_to_first_reward
from loyalty.viability.reach import within_reach

FALLBACK = "restaurant"
"""The preset with cashback, which gives nothing that only one kind of shop has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A kind of shop: its preset, and whether its purchases differ much from each other."""

    name: Words
    preset: str
    varied: bool


SECTORS: Mapping[str, Sector] = {
    "cafe": Sector(name={"fr": "café", "en": "café"}, preset="cafe", varied=False),
    "bakery": Sector(name={"fr": "boulangerie", "en": "bakery"}, preset="bakery", varied=True),
    "hairdresser": Sector(
        name={"fr": "salon de coiffure", "en": "hairdresser"}, preset="hairdresser", varied=False
    ),
    "car-wash": Sector(
        name={"fr": "station de lavage", "en": "car wash"}, preset="car-wash", varied=False
    ),
    "consultant": Sector(
        name={"fr": "conseil", "en": "consultant"}, preset="consultant", varied=False
    ),
    "bookshop": Sector(
        name={"fr": "librairie", "en": "bookshop"}, preset="bookshop-club", varied=True
    ),
    "restaurant": Sector(
        name={"fr": "restaurant", "en": "restaurant"}, preset="restaurant", varied=True
    ),
    "boutique": Sector(name={"fr": "boutique", "en": "boutique"}, preset="boutique", varied=True),
    "pet-shop": Sector(name={"fr": "animalerie", "en": "pet shop"}, preset="pet-shop", varied=True),
    "retail": Sector(
        name={"fr": "commerce de détail", "en": "retail"}, preset="boutique", varied=True
    ),
    "services": Sector(name={"fr": "services", "en": "services"}, preset="restaurant", varied=True),
    "tourism": Sector(name={"fr": "tourisme", "en": "tourism"}, preset="restaurant", varied=True),
    "b2b": Sector(
        name={"fr": "entreprises (B2B)", "en": "business (B2B)"}, preset="consultant", varied=False
    ),
    "education": Sector(
        name={"fr": "formation", "en": "education"}, preset="restaurant", varied=True
    ),
    "e-commerce": Sector(
        name={"fr": "vente en ligne", "en": "e-commerce"}, preset="boutique", varied=True
    ),
}
"""Kinds of shops that have a preset of their own, then the wider sectors (D8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What an owner knows: the kind of shop, an average purchase, days between two visits.

    ``varied`` says whether purchases differ much; ``None`` takes what is usual for the sector.
    """

    sector: str
    basket_minor: int
    rhythm_days: int
    varied: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A model, the preset nearest to it, and that preset's program with figures that fit.

    ``refused`` is the sector's own program where no figure makes it sound; ``None`` where it is
    the one that is recommended.
    """

    preset: str
    program: Program
    refused: Program | None = None

    @property
    def model(self) -> Model:
        """What the card counts."""
        return self.program.model

    @property
    def drawback(self) -> Words:
        """What to know before choosing it."""
        return COMPARED[self.model].drawback


def advise(situation: Situation, presets: Mapping[str, Program]) -> Advice:
    """The sector's own program with figures that fit, or cashback, which is sound anywhere.

    ``presets`` are the programs by name. Raises ``KeyError`` for a sector that is not known.
    """
    name = SECTORS[situation.sector].preset
    usual = _for(situation, presets[name])
    if fitted := next(filter(is_sound, chain([usual], _variants(usual))), None):
        return Advice(preset=name, program=fitted)
    return Advice(preset=FALLBACK, program=_for(situation, presets[FALLBACK]), refused=usual)


def is_sound(program: Program) -> bool:
    """Whether every cost is within the band, and the first reward within reach."""
    if any(path.verdict not in (None, "sound") for path in plan(program)):
        return False
    days, assumed = time_to_first_reward(program), program.assumptions
    return days is None or assumed is None or within_reach(assumed, days)


def first_price(program: Program) -> int:
    """Which reward points buy first: its place in the catalogue."""
    prices = [(reward.points, n) for n, reward in enumerate(program.rewards) if reward.points]
    return min(prices)[1]


def _for(situation: Situation, preset: Program) -> Program:
    """The preset in that shop; by what is spent, where purchases differ and it has stamps."""
    margin = preset.assumptions.margin_percent if preset.assumptions else 50
    sellers = preset.assumptions.best_sellers if preset.assumptions else ()
    assumed = Assumptions(
        basket_minor=situation.basket_minor,
        margin_percent=margin,
        rhythm_days=situation.rhythm_days,
        best_sellers=sellers,
    )
    there = replace(preset, assumptions=assumed)
    varied = SECTORS[situation.sector].varied if situation.varied is None else situation.varied
    if there.stamps and varied:
        spend = round_amount(situation.basket_minor)
        return replace(there, stamps=replace(there.stamps, spend_minor=spend))
    return there


def _variants(program: Program) -> Iterator[Program]:
    """The program with other figures, the nearest to its own first."""
    vary: Mapping[Model, Callable[[Program], Iterator[Program]]] = {
        "stamps": _thresholds,
        "points": _prices,
        "cashback": _percents,
        "club": _fees,
        "donation": _shares,
    }
    return vary[program.model](program)


def _thresholds(program: Program) -> Iterator[Program]:
    rule = program.stamps
    assert rule is not None
    return (
        replace(program, stamps=_up_to(rule, stamps))
        for stamps in _nearest(rule.threshold, range(2, 21))
    )


def _up_to(rule: StampRule, threshold: int) -> StampRule:
    ladder = tuple(step for step in rule.ladder if step.at < threshold)
    return replace(rule, threshold=threshold, ladder=ladder)


def _prices(program: Program) -> Iterator[Program]:
    """Other prices of what is bought first; the rest of the catalogue stays."""
    place = first_price(program)
    reward = program.rewards[place]
    before, after = program.rewards[:place], program.rewards[place + 1 :]
    return (
        replace(program, rewards=(*before, replace(reward, points=points), *after))
        for points in _nearest(reward.points or 0, range(5, 1001, 5))
    )


def _percents(program: Program) -> Iterator[Program]:
    rule = program.cashback
    assert rule is not None
    return (
        replace(program, cashback=replace(rule, percent=percent))
        for percent in _nearest(rule.percent, range(1, 6))
    )


def _fees(program: Program) -> Iterator[Program]:
    rule = program.club
    assert rule is not None
    return (
        replace(program, club=replace(rule, fee_minor=fee))
        for fee in _nearest(rule.fee_minor, range(500, 12_001, 500))
    )


def _shares(program: Program) -> Iterator[Program]:
    rule = program.donation
    assert rule is not None
    return (
        replace(program, donation=replace(rule, percent=percent, fixed_minor=0))
        for percent in _nearest(rule.percent, range(1, 6))
    )


def _nearest(usual: int, possible: Iterable[int]) -> list[int]:
    return sorted(possible, key=lambda figure: (abs(figure - usual), figure))


def round_amount(minor: int) -> int:
    """The largest of 1, 2, 5, 10, 20 … that is not above it."""
    power = int("1".ljust(len(str(minor)), "0"))
    return max(power * step for step in (1, 2, 5) if power * step <= minor)
