"""Tiers: what a card has done opens levels, each with its advantages (A8-A10).

What counts towards a tier is an account of its own, ``qualifying``, whose lots end when they
leave the window; a tier that was reached is a lot too, ``tier:<id>``, that ends when the card no
longer qualifies, plus grace. So a tier is never lost without a date known beforehand, and a
change of rules takes nobody's tier away before that date.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from loyalty.card import Card
from loyalty.entry import QUALIFYING, tier_account
from loyalty.language import Words
from loyalty.models.lots import lot_end
from loyalty.posting import Posting
from loyalty.rewards import Perk

Measure: TypeAlias = Literal["spend", "points", "visits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A level: reached at ``at`` units of the measure (cents for spend); 0 is everybody's.

    ``multiplier`` is in hundredths: 150 earns half as much again. ``colour`` is the background of
    a card that holds it; ``None``: the brand's.
    """

    id: str
    name: Words
    at: int
    multiplier: int = 100
    perks: tuple[Perk, ...] = ()
    colour: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRule:
    """Tiers in rising order, by what was done in the last ``months``, or ever (``None``).

    A card that no longer qualifies keeps its tier for ``grace_days``, and is told
    ``notice_days`` before.
    """

    measure: Measure
    tiers: tuple[Tier, ...]
    months: int | None = 12
    grace_days: int = 30
    notice_days: int = 30

    def held(self, card: Card) -> Tier | None:
        """The highest tier of a card, as it stands today; ``None`` below all of them."""
        accounts = {lot.account for lot in card.lots}
        reached = [t for t in self.tiers if not t.at or tier_account(t.id) in accounts]
        return reached[-1] if reached else None

    def next(self, card: Card) -> tuple[Tier, int] | None:
        """The tier after the one that is held, and what is missing; ``None`` at the top."""
        held, done = self.held(card), card.balance(QUALIFYING)
        above = [t for t in self.tiers if t.at > (held.at if held else -1) and t.at > done]
        return (above[0], above[0].at - done) if above else None


def qualify(posting: Posting, rule: TierRule, units: int) -> None:
    """Count units towards the tiers, and open or prolong those that they reach."""
    posting.add(QUALIFYING, units, lot_end(posting.day, rule.months))
    for tier in rule.tiers:
        if tier.at and posting.balance(QUALIFYING) >= tier.at:
            _hold(posting, tier, _drops_after(posting, tier.at, rule.grace_days))


def disqualify(posting: Posting, rule: TierRule, units: int, day: date, before: Card) -> None:
    """Take back what counted on that day; a tier ends as it would have without it.

    ``before`` is the card as it was then. What has left the window since changes nothing.
    """
    own = lot_end(day, rule.months)
    if not units or (own is not None and own < posting.day):
        return
    there = min(units, posting.balance(QUALIFYING))
    posting.take(QUALIFYING, there, first=[own])
    for tier in rule.tiers:
        if tier.at and posting.take_all(tier_account(tier.id)):
            for lot in before.on(posting.day).lots:
                if lot.account == tier_account(tier.id):
                    _hold(posting, tier, lot.expires_on)
            if posting.balance(QUALIFYING) >= tier.at:
                _hold(posting, tier, _drops_after(posting, tier.at, rule.grace_days))


def _hold(posting: Posting, tier: Tier, ends: date | None) -> None:
    account = tier_account(tier.id)
    held = [known for known, _ in posting.lots(account)]
    if not held or (held[0] is not None and (ends is None or ends > held[0])):
        posting.take_all(account)
        posting.add(account, 1, ends)


def _drops_after(posting: Posting, at: int, grace_days: int) -> date | None:
    """The last day of a tier if nothing more is done: window and grace; ``None``: for good."""
    left = posting.balance(QUALIFYING)
    for ends, units in posting.lots(QUALIFYING):
        left -= units
        if ends is not None and left < at:
            return ends + timedelta(days=grace_days)
    return None
