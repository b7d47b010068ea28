"""Stamps: so many earn a reward, and counting starts again (A3-A7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.entry import STAMPS
from loyalty.language import Words
from loyalty.models.lots import lot_end
from loyalty.posting import Posting
from loyalty.rewards import RewardId


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A reward on the way: at so many stamps, which stay on the card."""

    at: int
    reward: RewardId

    def passed(self, before: int, rounds: int, after: int) -> int:
        """How often counting passes it, from ``before`` to ``after`` with whole rounds between.

        A card that began above it has had it. It is the same number on the way back.
        """
        return rounds + (after >= self.at) - (before >= self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StampRule:
    """So many stamps earn one reward; counting then starts again.

    ``item`` is what one stamp stands for, with its article: "un café", "a coffee". ``ladder``
    are rewards before the last one, in order. What is over the threshold stays (``carry_over``)
    or is lost. A stamp is for an item, or for ``spend_minor`` spent; below ``minimum_minor`` a
    purchase earns none. Stamps end ``expires_months`` after the month of their purchase.
    """

    threshold: int
    item: Words
    reward: RewardId
    ladder: tuple[Step, ...] = ()
    carry_over: bool = True
    spend_minor: int | None = None
    minimum_minor: int = 0
    expires_months: int | None = None

    def worth(self, items: int, amount_minor: int, multiplier: int) -> tuple[int, int]:
        """Stamps as a numerator and a denominator: by item, or by what was spent."""
        if self.spend_minor:
            return amount_minor * multiplier, self.spend_minor * 100
        return items * multiplier, 100


def add_stamps(
    posting: Posting, rule: StampRule, stamps: int, day: date
) -> Sequence[tuple[RewardId, int]]:
    """Add stamps; gives the rewards that they earn, with how many, ladder first (O4, O7).

    A card that holds more than a threshold that was lowered completes with its next stamp. The
    facts say what a refund needs to open a completed round again: see ``rounds``.
    """
    before = posting.balance(STAMPS)
    until = lot_end(day, rule.expires_months)
    posting.add(STAMPS, stamps, until)
    rounds = (before + stamps) // rule.threshold
    if rounds:
        _complete(posting, rule, rounds, until)
    after = posting.balance(STAMPS)
    earned = [(step.reward, step.passed(before, rounds, after)) for step in rule.ladder]
    return [(reward, times) for reward, times in (*earned, (rule.reward, rounds)) if times]


def _complete(posting: Posting, rule: StampRule, rounds: int, until: date | None) -> None:
    posting.take(STAMPS, rounds * rule.threshold)
    posting.count("rounds", rounds)
    posting.facts |= {"goal": rule.threshold, "reward": rule.reward}
    if until:
        posting.facts["until"] = until.isoformat()
    if not rule.carry_over:
        posting.count("lost", posting.take_all(STAMPS))
