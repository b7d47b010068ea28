"""What comes next for a card: what already waits, or the nearest reward and what is missing."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from loyalty import offers, promises
from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import CLUB, POINTS, donation_account
from loyalty.gifts.coupons import Coupon
from loyalty.messages import ALMOST, Event
from loyalty.offers import CREDIT_KEY
from loyalty.program import Program
from loyalty.rewards import Reward
from loyalty.wording.stamps import stamps_towards


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The nearest reward: ``left`` are stamps or points, ``purchases`` where that is known."""

    reward: Reward
    left: int
    purchases: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A reward that waits on the card until its last day, perhaps as a coupon."""

    reward: Reward
    ends: date | None
    coupon: Coupon | None = None


def earned(program: Program, card: Card) -> list[Waiting]:
    """Rewards that the card has earned."""
    return [
        Waiting(reward=offer.reward, ends=offer.ends)
        for offer in offers.offers(program, card)
        if offer.earned and offer.reward
    ]


def vouchers(program: Program, card: Card) -> list[Waiting]:
    """Rewards that its coupons are for."""
    return [
        Waiting(reward=offer.reward, ends=offer.ends, coupon=offer.coupon)
        for offer in offers.offers(program, card)
        if offer.coupon and offer.reward
    ]


def affordable(program: Program, card: Card) -> list[tuple[Reward, int]]:
    """Rewards that its points can buy, with their price."""
    return [
        (offer.reward, offer.price)
        for offer in offers.offers(program, card)
        if offer.price and offer.reward
    ]


def event(program: Program, card: Card) -> Event:
    """Which of the shop's messages fits the card now (C2, C4, C7)."""
    if any(offer.key != CREDIT_KEY for offer in offers.offers(program, card)):
        return "ready"
    if not (card.visits or held(program, card)):
        return "welcome"
    goal = next_goal(program, card)
    return "almost" if goal and goal.purchases and goal.purchases <= ALMOST else "progress"


def held(program: Program, card: Card) -> int:
    """Units of what the card counts first: stamps, points, cents, or 1 for a member."""
    if account := counted_account(program):
        return card.balance(account)
    return card.balance(CLUB) if program.club else donated(program, card)


def donated(program: Program, card: Card) -> int:
    """Cents that the card's purchases have given to today's cause."""
    return card.balance(donation_account(program.donation.cause_id)) if program.donation else 0


def next_goal(program: Program, card: Card) -> Goal | None:
    """The nearest reward not reached yet; ``None`` for models without one."""
    return _next_stamps(program, card) or _next_points(program, card)


def _next_stamps(program: Program, card: Card) -> Goal | None:
    rule = promises.stamp_rule(program, card)
    if rule is None:
        return None
    towards = stamps_towards(program, card)
    at, reward = min(
        [(rule.threshold, rule.reward), *((s.at, s.reward) for s in rule.ladder if s.at > towards)]
    )
    left = at - towards
    purchases = _baskets(program, left * rule.spend_minor) if rule.spend_minor else left
    return Goal(reward=program.reward(reward), left=left, purchases=purchases)


def _next_points(program: Program, card: Card) -> Goal | None:
    found = offers.next_reward(program, card)
    if found is None or program.points is None:
        return None
    reward, price = found
    left = price - card.balance(POINTS)
    spend = Fraction(left * program.points.per_minor, program.points.points)
    return Goal(reward=reward, left=left, purchases=_baskets(program, spend))


def _baskets(program: Program, minor: Fraction | int) -> int | None:
    """Usual purchases that come to that amount; ``None`` where nobody knows the usual one."""
    basket = program.assumptions.basket_minor if program.assumptions else 0
    return int(-(-minor // basket)) if basket else None
