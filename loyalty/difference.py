"""Who gains and who loses by new rules (A20), before they are published.

Each card is looked at under both versions: what it may have now, how far it is from every
reward, its tier and its lasting advantages. One thing that gets worse makes a loser, whatever
gets better; a reward that another of at least its worth replaces does not. The rules themselves
are compared by ``rule_changes``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import CREDIT
from loyalty.holding import UNIT_OF_CREDIT, Distance, Holding, holding
from loyalty.program import Program
from loyalty.rewards import Perk

Verdict: TypeAlias = Literal["gain", "same", "lose"]
VERDICTS: tuple[Verdict, ...] = ("gain", "same", "lose")

Change: TypeAlias = Literal[
    "offer", "reward", "distance", "unknown", "collected", "tier", "next-tier", "rate", "perk"
]
"""What is different: see ``Reason``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that gets better or worse, and how it was and will be.

    ``offer``: something that can be given now. ``reward``: one that can be earned. ``distance``:
    a reward gets nearer or further; ``unknown``: by how much cannot be told without a basket.
    ``collected``: what was collected counts for nothing. ``tier``, ``next-tier``, ``rate``,
    ``perk``: as they are called.
    """

    change: Change
    better: bool
    what: str = ""
    before: Distance | int | None = None
    after: Distance | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What new rules do to one card."""

    before: Holding
    after: Holding
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        """``lose`` as soon as one thing gets worse."""
        if not self.reasons:
            return "same"
        return "gain" if all(reason.better for reason in self.reasons) else "lose"


def fate(old: Program, new: Program, card: Card) -> Fate:
    """What becomes of a card, as it stands today, when ``new`` follows ``old``.

    ``new`` knows what was promised: it is the next version, as ``new.following(old)``.
    """
    before, after = holding(old, card), holding(new, card)
    planned = new.assumptions or old.assumptions
    basket = planned.basket_minor if planned else 0
    reasons = (
        *_collected(old, new, before),
        *_may_have(before, after),
        *_missing(old, new, before, after, basket),
        *_tier(new, before, after),
        *_perks(before.perks, after.perks),
    )
    return Fate(before=before, after=after, reasons=reasons)


def _collected(old: Program, new: Program, before: Holding) -> Iterator[Reason]:
    """Stamps or points that the new rules do not count; credit is paid out whatever they say."""
    was, will = counted_account(old), counted_account(new)
    if before.collected and was != will and was != CREDIT:
        yield Reason(change="collected", better=False, before=before.collected, after=0)


def _may_have(before: Holding, after: Holding) -> Iterator[Reason]:
    for key in sorted({*before.may_have, *after.may_have}):
        had, has = before.may_have.get(key, 0), after.may_have.get(key, 0)
        if had != has:
            yield Reason(change="offer", better=has > had, what=key, before=had, after=has)


def _missing(
    old: Program, new: Program, before: Holding, after: Holding, basket: int
) -> Iterator[Reason]:
    added = {
        key: way
        for key, way in after.missing.items()
        if key not in before.missing and key not in before.may_have
    }
    for key, far in before.missing.items():
        if there := after.missing.get(key):
            yield from _nearer(key, far, there, basket)
        elif after.may_have.get(key, 0) <= before.may_have.get(key, 0):
            worth = _worth_minor(old, key, basket)
            better = any(
                _is_as_near(far, there, basket) and _worth_minor(new, other, basket) >= worth
                for other, there in added.items()
            )
            yield Reason(change="reward", better=better, what=key, before=far)
    for key, there in added.items():
        yield Reason(change="reward", better=True, what=key, after=there)


def _nearer(key: str, before: Distance, after: Distance, basket: int) -> Iterator[Reason]:
    far, there = _comparable(before, after, basket)
    if far is None or there is None:
        yield Reason(change="unknown", better=False, what=key, before=before, after=after)
    elif far != there:
        better = there < far
        yield Reason(change="distance", better=better, what=key, before=before, after=after)


def _comparable(
    before: Distance, after: Distance, basket: int
) -> tuple[int, int] | tuple[None, None]:
    """Both in items, or both in money; ``None`` where an item's price is not known."""
    if before.minor is None and after.minor is None:
        return before.units, after.units
    if not basket and (before.minor is None or after.minor is None):
        return None, None
    far, there = (way.units * basket if way.minor is None else way.minor for way in (before, after))
    return far, there


def _is_as_near(before: Distance, after: Distance, basket: int) -> bool:
    far, there = _comparable(before, after, basket)
    return far is not None and there is not None and there <= far


def _worth_minor(program: Program, key: str, basket: int) -> int:
    """What a customer takes it to be worth: else its price on the board, else what it costs."""
    if key == CREDIT:
        return UNIT_OF_CREDIT
    reward = program.reward(key)
    return reward.perceived_minor or reward.value_minor or reward.true_cost_minor(basket)


def _tier(new: Program, before: Holding, after: Holding) -> Iterator[Reason]:
    held, holds = before.tier, after.tier
    known = [tier.id for tier in new.tiers.tiers] if new.tiers else []
    if held and held.at and (holds is None or holds.id != held.id):
        rises = holds is not None and held.id in known[: known.index(holds.id)]
        yield Reason(change="tier", better=rises, what=held.id)
    elif holds and holds.at and not (held and held.at):
        yield Reason(change="tier", better=True, what=holds.id)
    if before.rate != after.rate:
        better = after.rate > before.rate
        yield Reason(change="rate", better=better, before=before.rate, after=after.rate)
    if before.next_tier and after.next_tier:
        (tier, was), (following, will) = before.next_tier, after.next_tier
        if tier.id == following.id and was != will:
            yield Reason(
                change="next-tier", better=will < was, what=tier.id, before=was, after=will
            )


def _perks(before: Iterable[Perk], after: Iterable[Perk]) -> Iterator[Reason]:
    """Discounts by their size, the largest counts; other perks by what they say."""
    had, has = (max((perk.percent for perk in perks), default=0) for perks in (before, after))
    if had != has:
        yield Reason(change="perk", better=has > had, what="percent", before=had, after=has)
    was, will = (
        [perk_name(perk) for perk in perks if not perk.percent] for perks in (before, after)
    )
    yield from (Reason(change="perk", better=False, what=w) for w in was if w not in will)
    yield from (Reason(change="perk", better=True, what=w) for w in will if w not in was)


def perk_name(perk: Perk) -> str:
    """What a lasting advantage is known by: its words in the shop's own language."""
    return next(iter(perk.words.values()))
