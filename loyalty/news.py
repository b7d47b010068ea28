"""What happened on a card, as far as somebody wants to hear of it: decided once, here.

Lock screen, till and mail all speak of the same things, and each in its own words:
``wording.news`` to the customer, ``wording.till`` to the staff. What they may speak of is the
closed list ``Happening``. A new occasion (a birthday that comes, a card that is missed, a year of
membership) is added in three places: a value here that holds what its words need; the kind of
entry that brings it, in ``_TOLD``, or a decision of its own beside ``happened`` where no entry
does; and its words in ``wording.news``. mypy names every place that does not know it yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from loyalty.card import Card
from loyalty.collecting import counted_account
from loyalty.entry import COUPON, CREDIT, POINTS, Account, Entry, Kind, reward_account
from loyalty.granting import THANKED
from loyalty.models.tiers import Tier
from loyalty.offers import CREDIT_KEY, Offer, offers
from loyalty.program import Program
from loyalty.wording import goals, history, units
from loyalty.wording.goals import Goal
from loyalty.wording.moves import moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The card is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A purchase, on the way to whatever comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Almost:
    """A purchase after which the next reward is one or two away."""

    goal: Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """Rewards that are there to use since then: earned, or within what its points can buy."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rose:
    """A tier opened that was not held."""

    tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A gift, with a purchase or without one: units of what the card counts, and coupons."""

    units: int
    coupons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A reward, a coupon or credit was used: ``account`` is what it was taken from."""

    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Goods came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The entry before was a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The shop has put the card right by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Something on the card came to its end."""


Bought: TypeAlias = Collected | Almost | Unlocked
Happening: TypeAlias = (
    Joined | Bought | Rose | Given | Handed | Returned | Undone | Corrected | Ended
)


def happened(program: Program, card: Card, entry: Entry | None) -> tuple[Happening, ...]:
    """What an entry brought, most important first; nothing where it is nobody's business.

    ``card`` is as it stands after the entry, on that day. ``None``: the card has no entry yet.
    """
    if entry is None:
        return (Joined(),)
    return _TOLD[entry.kind](program, card, entry) if is_told(program, entry) else ()


def is_told(program: Program, entry: Entry) -> bool:
    """Whether anybody is told of it: not of the house's own notes, nor of marks that end."""
    if entry.kind is Kind.EXPIRE:
        return bool(units.listed(program, entry.deltas, -1, program.language))
    return entry.reason != THANKED


def _bought(program: Program, card: Card, entry: Entry) -> tuple[Happening, ...]:
    tier = history.new_tier(program, entry)
    gift = _gift(program, entry)
    return (
        *((Rose(tier=tier),) if tier else ()),
        _progress(program, card, entry),
        *((gift,) if gift.units or gift.coupons else ()),
    )


def _given(program: Program, card: Card, entry: Entry) -> tuple[Happening, ...]:
    """The gift, and what it may have completed."""
    unlocked = _unlocked(program, card, entry)
    return (_gift(program, entry), *((unlocked,) if unlocked else ()))


def _corrected(program: Program, card: Card, entry: Entry) -> tuple[Happening, ...]:
    """The correction, and what it may have completed."""
    unlocked = _unlocked(program, card, entry)
    return (Corrected(), *((unlocked,) if unlocked else ()))


def _progress(program: Program, card: Card, entry: Entry) -> Bought:
    """How far a purchase has brought the card: one of three."""
    if unlocked := _unlocked(program, card, entry):
        return unlocked
    goal = goals.next_goal(program, card)
    if goal and goals.event(program, card) == "almost":
        return Almost(goal=goal)
    return Collected()


def _unlocked(program: Program, card: Card, entry: Entry) -> Unlocked | None:
    """Rewards that the card could not have had before; coupons are gifts."""
    moves = moved(program, entry)
    before = card.balance(POINTS) - moves.get(POINTS, 0)
    new = tuple(
        offer
        for offer in offers(program, card)
        if (offer.earned and moves.get(reward_account(offer.key), 0) > 0)
        or (offer.price and before < offer.price)
    )
    return Unlocked(offers=new) if new else None


def _gift(program: Program, entry: Entry) -> Given:
    coupons = (
        account.removeprefix(COUPON)
        for account, count in moved(program, entry).items()
        if account.startswith(COUPON) and count > 0
    )
    counted = int(entry.facts.get("gift", 0)) if counted_account(program) else 0
    return Given(units=counted, coupons=tuple(coupons))


def _paid_from(entry: Entry) -> Account:
    """Which account a redemption took from: a coupon's key is its account."""
    key = entry.given or ""
    if key == CREDIT_KEY:
        return CREDIT
    if key.startswith(COUPON):
        return Account(key)
    return POINTS if "price" in entry.facts else reward_account(key)


_TOLD: Mapping[Kind, Callable[[Program, Card, Entry], tuple[Happening, ...]]] = {
    Kind.EARN: _bought,
    Kind.REDEEM: lambda _program, _card, entry: (Handed(account=_paid_from(entry)),),
    Kind.REVERSE: lambda _program, _card, _entry: (Undone(),),
    Kind.REFUND: lambda _program, _card, _entry: (Returned(),),
    Kind.GRANT: _given,
    Kind.EXPIRE: lambda _program, _card, _entry: (Ended(),),
    Kind.ADJUST: _corrected,
}
