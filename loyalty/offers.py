"""What a card can be given now: rewards it has earned or can pay for, coupons, credit."""

from dataclasses import dataclass
from datetime import date

from loyalty import promises
from loyalty.card import Card
from loyalty.entry import COUPON, CREDIT, POINTS, coupon_account, reward_account
from loyalty.gifts.coupons import Coupon
from loyalty.program import Program
from loyalty.rewards import Reward

CREDIT_KEY = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """``key`` is what a till sends to give it; ``count`` how often the card could have it.

    Exactly one of ``earned`` (a reward that waits), ``price`` (points) and ``coupon`` says what
    it costs the card; credit has none of them, and ``minor`` of value. ``ends`` is the last day.
    """

    key: str
    count: int
    reward: Reward | None = None
    earned: bool = False
    price: int = 0
    coupon: Coupon | None = None
    minor: int = 0
    ends: date | None = None


def offers(program: Program, card: Card) -> tuple[Offer, ...]:
    """Everything that this card, as it stands today, can be given; earned rewards first."""
    earned = (_earned(card, reward) for reward in program.rewards)
    coupons = (_coupon(program, card, coupon) for coupon in program.coupons)
    bought = (_bought(program, card, reward) for reward in program.rewards)
    return tuple(offer for offer in (*earned, *coupons, *bought, _credit(card)) if offer)


def handed_out(program: Program) -> tuple[Offer, ...]:
    """What a full card, or points, come to be given for, whoever's they are."""
    rule = program.stamps
    named = {rule.reward, *(step.reward for step in rule.ladder)} if rule else set()
    filled = [
        Offer(key=r.id, count=1, reward=r, earned=True) for r in program.rewards if r.id in named
    ]
    priced = [
        Offer(key=r.id, count=1, reward=r, price=r.points)
        for r in program.rewards
        if program.points and r.points is not None
    ]
    return (*filled, *priced)


def next_reward(program: Program, card: Card) -> tuple[Reward, int] | None:
    """The cheapest reward that the card's points do not buy yet, and its price; ``None``: none."""
    prices = [(promises.price(program, card, reward), reward) for reward in program.rewards]
    held = card.balance(POINTS)
    ahead = [(points, reward) for points, reward in prices if points and points > held]
    if not program.points or not ahead:
        return None
    points, reward = min(ahead, key=lambda pair: pair[0])
    return reward, points


def coupon_of(program: Program, key: str) -> Coupon | None:
    """The coupon that an offer's key names, ``None`` for a key of anything else."""
    return next((coupon for coupon in program.coupons if coupon_key(coupon.id) == key), None)


def reward_of(program: Program, key: str) -> Reward:
    """The reward behind an offer's key, a coupon's too; raises ``UnknownReward``."""
    coupon = coupon_of(program, key)
    return program.reward(coupon.reward if coupon else key)


def coupon_key(coupon: str) -> str:
    """How a till names a coupon."""
    return f"{COUPON}{coupon}"


def _earned(card: Card, reward: Reward) -> Offer | None:
    account = reward_account(reward.id)
    if not (count := card.balance(account)):
        return None
    return Offer(key=reward.id, count=count, reward=reward, earned=True, ends=card.ends(account))


def _bought(program: Program, card: Card, reward: Reward) -> Offer | None:
    price = promises.price(program, card, reward) if program.points else None
    if price is None or card.balance(reward_account(reward.id)):
        return None
    count = card.balance(POINTS) // price
    return Offer(key=reward.id, count=count, reward=reward, price=price) if count else None


def _coupon(program: Program, card: Card, coupon: Coupon) -> Offer | None:
    account = coupon_account(coupon.id)
    if not (count := card.balance(account)):
        return None
    reward = program.reward(coupon.reward)
    ends = card.ends(account)
    return Offer(key=coupon_key(coupon.id), count=count, reward=reward, coupon=coupon, ends=ends)


def _credit(card: Card) -> Offer | None:
    minor = card.balance(CREDIT)
    return Offer(key=CREDIT_KEY, count=1, minor=minor, ends=card.ends(CREDIT)) if minor else None
