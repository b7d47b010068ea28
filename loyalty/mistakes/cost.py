"""Rewards that cost too much, or too little, for what is spent to get them (B8, B9).

What a program gives as a whole is M8's, one thing among several B9's: nothing is named twice.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from loyalty.mistakes import gifts
from loyalty.mistakes.cures import Cure, Curing
from loyalty.mistakes.mistake import Finding
from loyalty.mistakes.price import COLLECTED, given_to_all, limit, share_of
from loyalty.mistakes.voice import Voice
from loyalty.program import Program
from loyalty.rewards import RewardKind
from loyalty.viability.cost import LEAST
from loyalty.viability.path import Path, Way
from loyalty.viability.plan import plan

GOODS: tuple[RewardKind, ...] = ("free_item", "discount", "percent", "partner")
"""Kinds that are weighed by what they are worth; an evening or an early access is not (B14)."""


def loses_money(program: Program, voice: Voice) -> Iterator[Finding]:
    """All that a regular is given, taken at its least, is more than 5 % or than the margin (M8).

    What is collected by its least costly reward, with the donation and the discount of the
    tier that everybody has; a club on its own, less its fee.
    """
    assumed = program.assumptions
    if assumed is None:
        return
    curing, most = Curing(program, assumed, voice), limit(assumed)
    given = given_to_all(program)
    total = sum(map(share_of, given), Fraction(0))
    if total > most:
        worst = max(given, key=share_of)
        allowed = most - (total - share_of(worst))
        cure = curing.slower if worst.way == "points" else partial(curing.cheaper, worst)
        yield _finding(cure(allowed), _too_much(program, voice, given, most))
    for path in plan(program):
        if path.way == "club" and share_of(path) > most:
            yield _finding(curing.cheaper(path, most), _too_much(program, voice, [path], most))


def one_too_dear(program: Program, voice: Voice) -> Iterator[Finding]:
    """One thing among several takes more than 5 % or than the margin (B9).

    A reward for points or a step of a ladder, where not all that is collected does (M8); the
    discount of a higher tier; a present that no purchase pays for.
    """
    assumed = program.assumptions
    if assumed is None:
        return
    curing, most = Curing(program, assumed, voice), limit(assumed)
    given = given_to_all(program)
    is_whole = any(path.way in COLLECTED and share_of(path) > most for path in given)
    ways = ("tier",) if is_whole else ("points", "ladder", "tier")
    for path in plan(program):
        if path.way in ways and path not in given and share_of(path) > most:
            yield _finding(curing.cheaper(path, most), _too_much(program, voice, [path], most))
    yield from gifts.too_dear(program, assumed, voice)


def seems_cheap(program: Program, voice: Voice) -> Iterator[Finding]:
    """A reward is below 1 % of what it takes (M3): too mean for the band (B9) as well.

    A round with all its steps, each reward for points, a club after its fee. Not so what
    customers hold for worth 1 % (``perceived_minor``), nor what no price is put on.
    """
    assumed = program.assumptions
    if assumed is None:
        return
    curing = Curing(program, assumed, voice)
    for path in _rounds(program):
        if path.verdict == "too_mean" and not _is_valued(program, path):
            name, share = _name(program, voice, path), voice.percent(share_of(path))
            least = voice.percent(LEAST)
            told = voice(
                fr=f"{name} : {share} des achats, {least} au moins.",
                en=f"{name}: {share} of what is spent, {least} at least.",
            )
            yield _finding(curing.dearer(path), told)


def seems_worthless(program: Program, voice: Voice) -> Iterator[Finding]:
    """Customers would give less for a reward than it costs the shop (M3, B14)."""
    assumed = program.assumptions
    for place, reward in enumerate(program.rewards):
        cost = reward.true_cost_minor(assumed.basket_minor if assumed else 0)
        worth = reward.perceived_minor
        if worth is not None and worth < cost:
            name = voice.quote(reward.item[voice.spoken(program)])
            yield Finding(
                path=f"rewards[{place}]",
                figure=voice(
                    fr=f"{name} vaut {voice.money(worth)} pour vos clients et vous coûte "
                    f"{voice.money(cost)}.",
                    en=f"{name} is worth {voice.money(worth)} to your customers and costs you "
                    f"{voice.money(cost)}.",
                ),
                cure=voice(
                    fr=f"Choisissez une récompense qui vous coûte {voice.money(worth)} au plus, ou "
                    f"à laquelle ils tiennent davantage.",
                    en=f"Choose a reward that costs you {voice.money(worth)} at most, or one that "
                    f"they value more.",
                ),
            )


def _finding(cure: Cure, figure: str) -> Finding:
    path, told = cure
    return Finding(path=path, figure=figure, cure=told)


def _rounds(program: Program) -> list[Path]:
    """What is weighed as a whole: a round rather than its steps."""
    ways = ("points", "club", "round" if program.stamps and program.stamps.ladder else "stamps")
    return [path for path in plan(program) if path.way in ways]


def _is_valued(program: Program, path: Path) -> bool:
    """Whether a reward seems worth 1 %, or has no price by which it could seem cheap."""
    if path.way == "club":
        return False
    reward = program.reward(path.key)
    seems = reward.perceived_minor
    return reward.kind not in GOODS or (seems is not None and seems >= LEAST * path.spend_minor)


def _too_much(program: Program, voice: Voice, given: Sequence[Path], most: Fraction) -> str:
    """As in "« un café » 4 % + don 2 % = 6 % des achats, 5 % au plus."."""
    named = [(_name(program, voice, path), share_of(path)) for path in given]
    total = voice.percent(sum(map(share_of, given), Fraction(0)), most)
    told = " + ".join(f"{name} {voice.percent(share, most)}" for name, share in named)
    whole, end = f"{told} = {total}", voice.percent(most)
    if len(named) == 1:
        whole = voice(fr=f"{named[0][0]} : {total}", en=f"{named[0][0]}: {total}")
    return voice(
        fr=f"{whole} des achats, {end} au plus.", en=f"{whole} of what is spent, {end} at most."
    )


def _name(program: Program, voice: Voice, path: Path) -> str:
    plain: dict[Way, str] = {
        "cashback": voice(fr="avoir", en="credit"),
        "donation": voice(fr="don", en="donation"),
        "club": voice(fr="club", en="club"),
    }
    if path.way in plain:
        return plain[path.way]
    if path.way == "tier":
        levels = program.tiers.tiers if program.tiers else ()
        words = next(tier.name for tier in levels if tier.id == path.key)
    else:
        words = program.reward(path.key).item
    return voice.quote(words[voice.spoken(program)])
