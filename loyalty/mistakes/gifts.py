"""Gifts that no purchase pays for: too much of them, and the shop works for its welcome (B9).

Weighed by what a regular spends in a year, or in a mission's period: presents have no band of
their own, but beyond the largest share that a reward may take they cost more than loyalty brings.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from loyalty.language import Words
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.price import limit, share_of
from loyalty.mistakes.voice import Voice
from loyalty.program import Assumptions, Program
from loyalty.viability.path import PRESENTS, Path, Way
from loyalty.viability.plan import plan

_NAMES: Mapping[Way, Words] = {
    "welcome": {"fr": "le cadeau de bienvenue", "en": "the welcome"},
    "launch": {"fr": "le cadeau du lancement", "en": "the launch gift"},
    "birthday": {"fr": "l’anniversaire", "en": "the birthday"},
    "mission": {"fr": "la mission", "en": "the mission"},
    "referral": {"fr": "le parrainage", "en": "the referral"},
}


def too_dear(program: Program, assumed: Assumptions, voice: Voice) -> Iterator[Finding]:
    """A present costs more than 5 %, or the margin, of what is spent in its period."""
    most = limit(assumed)
    for path in plan(program):
        if path.way in PRESENTS and share_of(path) > most:
            yield _finding(program, voice, path, most)


def _finding(program: Program, voice: Voice, path: Path, most: Fraction) -> Finding:
    name = voice(fr=_NAMES[path.way]["fr"], en=_NAMES[path.way]["en"])
    allowed = int(most * path.spend_minor)
    return Finding(
        path=_place(program, path),
        figure=voice(
            fr=f"{name} coûte {voice.money(round(path.cost_minor))} pour "
            f"{voice.money(path.spend_minor)} d’achats : {voice.percent(share_of(path), most)}, "
            f"{voice.percent(most)} au plus.",
            en=f"{name} costs {voice.money(round(path.cost_minor))} for "
            f"{voice.money(path.spend_minor)} spent: {voice.percent(share_of(path), most)}, "
            f"{voice.percent(most)} at most.",
        ),
        cure=voice(
            fr=f"Donnez ce qui vous coûte {voice.money(allowed)} au plus.",
            en=f"Give what costs you {voice.money(allowed)} at most.",
        ),
    )


def _place(program: Program, path: Path) -> str:
    if path.way != "mission":
        return path.way
    ids = [mission.id for mission in program.missions]
    return f"missions[{ids.index(path.key)}]"
