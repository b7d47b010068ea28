"""The states of a program's card that look different, each reached by a life of its own.

Deterministic: the same program and moment give the same entries.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import POINTS, STAMPS, tier_account
from loyalty.errors import LoyaltyError
from loyalty.granting import CLUB_FEE, CLUB_TRIAL, decide_coupon, decide_grant
from loyalty.offers import CREDIT_KEY, next_reward, offers
from loyalty.program import Program
from loyalty.sample.life import LONGEST, Decide, Life, usual_minor
from loyalty.wording.goals import event
from loyalty.wording.stamps import is_full

Reached = Callable[[Program, Card], bool]

MOST_VISITS = 60
_A_FEW = 3
_GIVEN_AGO = timedelta(hours=1)


def lives(program: Program, now: datetime) -> Mapping[str, Life]:
    """By key: ``new`` first, then ``begun``, ``almost``, ``step``, ``ready``, ``tier-<id>``,
    ``all`` (of a catalogue), ``trial``, ``member``, ``coupon-<id>``, as far as the program has
    them and they differ.
    """
    found = {"new": Life.begun(program, 0, now)}
    for key, reached in _goals(program):
        if life := _shortest(program, now, reached):
            found.setdefault(key, life)
    found |= _given(program, now)
    return _different(found)


def _different(found: Mapping[str, Life]) -> dict[str, Life]:
    """Each card once, under the first of its keys."""
    kept: dict[str, Life] = {}
    for key, life in found.items():
        looks = ((one.card.balances, one.card.visits) for one in kept.values())
        if (life.card.balances, life.card.visits) not in looks:
            kept[key] = life
    return kept


def _goals(program: Program) -> Iterator[tuple[str, Reached]]:
    """What purchases lead to."""
    if program.stamps or program.points:
        yield "begun", _is_half_way
        yield "almost", lambda program, card: event(program, card) == "almost"
        has_steps = program.stamps and program.stamps.ladder
        yield "step" if has_steps else "ready", _is_ready
    else:
        yield "begun", lambda _, card: card.visits >= _A_FEW
    if program.stamps and program.stamps.ladder:
        yield "ready", is_full
    for tier in program.tiers.tiers if program.tiers else ():
        if tier.at:
            yield f"tier-{tier.id}", partial(_holds, tier.id)
    if program.points:
        yield "all", lambda program, card: next_reward(program, card) is None


def _holds(tier: str, program: Program, card: Card) -> bool:
    return card.balance(tier_account(tier)) > 0


def _is_half_way(program: Program, card: Card) -> bool:
    """Half-way to the first reward that there is."""
    if rule := program.stamps:
        first = min([step.at for step in rule.ladder], default=rule.threshold)
        return card.balance(STAMPS) * 2 >= first
    following = next_reward(program, card)
    return following is None or card.balance(POINTS) * 2 >= following[1]


def _is_ready(program: Program, card: Card) -> bool:
    return any(offer.key != CREDIT_KEY for offer in offers(program, card))


def _shortest(program: Program, now: datetime, reached: Reached) -> Life | None:
    """The shortest life that gets there; with larger purchases where the usual do not do."""
    today, amount = local_date(now, program.time_zone), usual_minor(program)
    while amount <= program.limits.max_amount_minor:
        for visits in _guesses(program, now, amount, reached):
            life = Life.of(program, amount, visits, now)
            if reached(program, life.card.on(today)):
                return life
        amount *= 3
    return None


def _guesses(program: Program, now: datetime, amount: int, reached: Reached) -> range:
    """How many visits it took in one try, and a few more: some hours earn more than others."""
    apart = LONGEST / MOST_VISITS
    life = Life.begun(program, amount, now - LONGEST)
    for visits in range(1, MOST_VISITS + 1):
        life = life.buying(life.began_at + apart * visits)
        if reached(program, life.card):
            return range(visits, visits + _A_FEW)
    return range(0)


def _given(program: Program, now: datetime) -> dict[str, Life]:
    """What a till gives by hand: a trial, a membership, each coupon."""
    wanted: dict[str, tuple[int, Decide]] = {}
    if program.club:
        wanted["trial"] = (0, partial(decide_grant, what=CLUB_TRIAL))
        wanted["member"] = (_A_FEW - 1, partial(decide_grant, what=CLUB_FEE))
    for coupon in program.coupons:
        wanted[f"coupon-{coupon.id}"] = (1, partial(decide_coupon, coupon=coupon.id))
    found = {}
    for key, (visits, decide) in wanted.items():
        life = Life.of(program, usual_minor(program), visits, now)
        try:
            found[key] = life.living(decide, now - _GIVEN_AGO)
        except LoyaltyError:
            continue  # the rules do not give it to such a card now
    return found
