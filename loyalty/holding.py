"""What a card has under one version of the rules: what it may have now, how far the rest is."""

from collections.abc import Mapping
from dataclasses import dataclass

from loyalty import promises
from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import CLUB, CREDIT, POINTS, STAMPS
from loyalty.models.stamps import StampRule
from loyalty.models.tiers import Tier
from loyalty.offers import offers
from loyalty.program import Program
from loyalty.rewards import Perk

UNIT_OF_CREDIT = 100
"""Cents of credit that count as one step of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """What is missing to something: ``units`` of what the card counts, or what must be spent.

    ``minor`` is ``None`` where a unit is an item and not an amount.
    """

    units: int
    minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a card has under one version of the rules.

    ``collected`` is what it counts now, ``may_have`` what it can be given and how often,
    ``missing`` how far each reward is, ``next_tier`` a tier and what is missing to it, ``rate``
    what it earns, in hundredths.
    """

    collected: int
    may_have: Mapping[str, int]
    missing: Mapping[str, Distance]
    tier: Tier | None
    next_tier: tuple[Tier, int] | None
    rate: int
    perks: tuple[Perk, ...]


def holding(program: Program, card: Card) -> Holding:
    """What a card, as it stands today, has under these rules and their promises."""
    account = counted_account(program)
    rule = program.tiers
    tier = rule.held(card) if rule else None
    club = program.club.perks if program.club and card.balance(CLUB) else ()
    return Holding(
        collected=card.balance(account) if account else 0,
        may_have={offer.key: offer.count for offer in offers(program, card)},
        missing=_distances(program, card),
        tier=tier,
        next_tier=rule.next(card) if rule else None,
        rate=tier.multiplier if tier else 100,
        perks=(*(tier.perks if tier else ()), *club),
    )


def _distances(program: Program, card: Card) -> dict[str, Distance]:
    """How far everything is that purchases lead to; credit: as to the next whole unit of it."""
    if promised := promises.stamp_rule(program, card):
        return _stamp_distances(promised, card)
    if rule := program.points:
        prices = {reward.id: promises.price(program, card, reward) for reward in program.rewards}
        far = {key: price - card.balance(POINTS) for key, price in prices.items() if price}
        return {
            key: Distance(units=left, minor=-(-left * rule.per_minor // rule.points))
            for key, left in far.items()
            if left > 0
        }
    if program.cashback:
        minor = -(-UNIT_OF_CREDIT * 100 // program.cashback.percent)
        return {CREDIT: Distance(units=UNIT_OF_CREDIT, minor=minor)}
    return {}


def _stamp_distances(rule: StampRule, card: Card) -> dict[str, Distance]:
    held = min(card.balance(STAMPS), rule.threshold - 1)
    steps = [(step.at, step.reward) for step in rule.ladder] + [(rule.threshold, rule.reward)]
    found: dict[str, Distance] = {}
    for at, reward in steps:
        left = at - held
        if left > 0:
            minor = left * rule.spend_minor if rule.spend_minor else None
            found.setdefault(reward, Distance(units=left, minor=minor))
    return found
