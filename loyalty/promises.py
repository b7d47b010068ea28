"""What a card in progress was promised: a change of rules costs it nothing (fact 6, U7).

A card remembers the version under which it began to collect. Until that round is completed it
has the reward and the steps that it began with, the lowest threshold at which a version since
then gave that reward, and the lowest prices.
"""

from dataclasses import replace

from loyalty.card import Card
from loyalty.models.stamps import StampRule, Step
from loyalty.posting import Posting
from loyalty.program import Program, Terms
from loyalty.rewards import Reward


def stamp_rule(program: Program, card: Card) -> StampRule | None:
    """The stamp rule as it holds for this card; ``None`` for a program without stamps."""
    current = program.stamps
    earlier = [terms.stamps for terms in _earlier(program, card) if terms.stamps]
    if current is None or not earlier:
        return current
    rules = [*earlier, current]
    promised = rules[0].reward
    threshold = min(rule.threshold for rule in rules if rule.reward == promised)
    ladder = tuple(step for step in _first_steps(rules) if step.at < threshold)
    return replace(current, threshold=threshold, reward=promised, ladder=ladder)


def price(program: Program, card: Card, reward: Reward) -> int | None:
    """What a reward costs this card in points; ``None``: it cannot be bought with points."""
    prices = [terms.prices.get(reward.id) for terms in _earlier(program, card)]
    known = [points for points in (reward.points, *prices) if points is not None]
    return min(known, default=None)


def remember(posting: Posting, program: Program, card: Card) -> None:
    """A round ends: under which version it began is kept, for it may have to go on again."""
    if (began := _began(program, card)) != program.version:
        posting.facts["since"] = began


def _began(program: Program, card: Card) -> int:
    """Under which version it began to collect: under this one where it holds nothing yet."""
    return min(card.since, program.version) if card.in_progress else program.version


def _earlier(program: Program, card: Card) -> list[Terms]:
    if not program.earlier:
        return []
    began = _began(program, card)
    return [terms for terms in program.earlier if terms.version >= began]


def _first_steps(rules: list[StampRule]) -> list[Step]:
    """Each reward on the way where the version that promised it first has it."""
    steps: list[Step] = []
    for rule in rules:
        known = {step.reward for step in steps}
        steps += [step for step in rule.ladder if step.reward not in known]
    return sorted(steps, key=lambda step: step.at)
