"""Rewards that are too far away: from a first one that takes a season to one that nobody gets."""

from collections.abc import Iterator
from fractions import Fraction

from loyalty.mistakes.cures import Curing
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.price import Price, limit, priced
from loyalty.mistakes.voice import Voice
from loyalty.program import Assumptions, Program
from loyalty.viability.path import EARNED, Path
from loyalty.viability.plan import head_start, plan
from loyalty.viability.reach import out_of_reach, visits_within_reach, within_reach

_MONTH_DAYS = 30
_WEEK_DAYS = 7


def far(program: Program, voice: Voice) -> Iterator[Finding]:
    """The first reward is beyond a season and five visits, though not out of reach (A21)."""
    yield from _first(program, voice, is_out=False)


def unreachable(program: Program, voice: Voice) -> Iterator[Finding]:
    """Nobody gets there: the first reward is far off, what leads to it ends, no basket counts.

    What is named here is not named as merely far (A21); its cure brings it within reach.
    """
    yield from _first(program, voice, is_out=True)
    yield from _ends_before(program, voice)
    yield from _below_minimum(program, voice)


def _first(program: Program, voice: Voice, *, is_out: bool) -> Iterator[Finding]:
    assumed = program.assumptions
    near = [(p.days_to_reward, p) for p in _earned(program) if p.days_to_reward is not None]
    if assumed is None or not near:
        return
    days, first = min(near, key=lambda pair: pair[0])
    if not within_reach(assumed, days) and out_of_reach(assumed, days) is is_out:
        price = priced(program, first)
        path, cure = _nearer(program, voice, assumed, first, price)
        yield Finding(path=path, figure=_waits(voice, assumed, days), cure=cure)


def _waits(voice: Voice, assumed: Assumptions, days: int) -> str:
    visits = voice.count(days // assumed.rhythm_days, fr="une visite", en="a visit")
    weeks = voice.count(-(-days // _WEEK_DAYS), fr="une semaine", en="a week")
    most = visits_within_reach(assumed)
    return voice(
        fr=f"Première récompense après {visits}, soit {weeks} ; {most} visites au plus.",
        en=f"First reward after {visits}, that is {weeks}; {most} visits at most.",
    )


def _nearer(
    program: Program, voice: Voice, assumed: Assumptions, first: Path, price: Price
) -> tuple[str, str]:
    """Where to change what, so that the first reward is within reach and no dearer than allowed."""
    spend = Fraction(visits_within_reach(assumed) * assumed.basket_minor)
    start = head_start(program)
    units = price.at_most(spend + start * price.each_minor)
    unit = voice.words(price.unit)
    if units is None:
        each = voice.money(spend / (price.units - start))
        cure = voice(
            fr=f"Donnez {unit} tous les {each} au plus", en=f"Give {unit} for every {each}"
        )
        return price.rate_path, f"{cure}."
    asked, before = voice.count_of(units, price.unit), voice.number(price.units)
    cure = voice(
        fr=f"Demandez {asked} au lieu de {before}",
        en=f"Ask for {asked} instead of {before}",
    )
    most = int(limit(assumed) * units * price.each_minor)
    if first.reward and first.cost_minor > most:
        curing = Curing(program, assumed, voice)
        cheaper = curing.costing(program.reward(first.reward), most, is_most=True)
        cure += voice(fr=f", et {cheaper}", en=f", and {cheaper}")
    return price.path, f"{cure}."


def _ends_before(program: Program, voice: Voice) -> Iterator[Finding]:
    rule = program.stamps or program.points
    last = max((p.days_to_reward or 0 for p in _earned(program) if p.reward), default=0)
    if rule is None or rule.expires_months is None or last <= rule.expires_months * _MONTH_DAYS:
        return
    lasts = voice.count(rule.expires_months, fr="un mois", en="a month")
    takes = voice.count(-(-last // _MONTH_DAYS), fr="un mois", en="a month")
    what = "stamps" if program.stamps else "points"
    yield Finding(
        path=f"{what}.expires_months",
        figure=voice(
            fr=f"Il faut {takes}, et ce qui est gagné finit après {lasts}.",
            en=f"It takes {takes}, and what is earned ends after {lasts}.",
        ),
        cure=voice(fr=f"Laissez {takes} au moins.", en=f"Let it last {takes} at least."),
    )


def _below_minimum(program: Program, voice: Voice) -> Iterator[Finding]:
    assumed = program.assumptions
    rule = program.stamps or program.points or program.cashback
    if assumed is None or rule is None or rule.minimum_minor <= assumed.basket_minor:
        return
    basket, least = voice.money(assumed.basket_minor), voice.money(rule.minimum_minor)
    yield Finding(
        path=f"{program.model}.minimum_minor",
        figure=voice(
            fr=f"Panier moyen {basket}, et les achats comptent à partir de {least}.",
            en=f"Average basket {basket}, and purchases count from {least}.",
        ),
        cure=voice(
            fr=f"Comptez les achats à partir de {basket} au plus.",
            en=f"Count purchases from {basket} at most.",
        ),
    )


def _earned(program: Program) -> list[Path]:
    return [path for path in plan(program) if path.way in EARNED]
