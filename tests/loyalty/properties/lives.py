"""Any program, and any life of a card under it: what hypothesis makes up for the properties."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from hypothesis import settings
from hypothesis import strategies as st

from loyalty.calendar import local_date
from loyalty.card import Card
from loyalty.entry import CardId, Entry, Kind
from loyalty.errors import (
    AlreadyUsed,
    AmountMissing,
    BelowMinimum,
    CapReached,
    CorrectionBelowZero,
    CorrectionTooLarge,
    DailyCapReached,
    LoyaltyError,
    NotEnoughBalance,
    NothingToCorrect,
    NotOffered,
    RedemptionCapReached,
    RefundRefused,
    RewardReady,
    TooManyUnits,
    TooSoon,
    UndoRefused,
    UndoTooLate,
    UnknownEntry,
    UnknownReward,
)
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.missions import PERIODS, Mission
from loyalty.gifts.referral import ReferralRule
from loyalty.gifts.welcome import Launch, Welcome
from loyalty.granting import decide_grant, grants
from loyalty.holder import Holder
from loyalty.language import Words
from loyalty.models.donation import DonationRule
from loyalty.models.stamps import Step as OnTheWay
from loyalty.models.tiers import Tier, TierRule
from loyalty.models.windows import Window
from loyalty.offers import offers
from loyalty.program import Limits, Program
from loyalty.rewards import Gift
from loyalty.scan import Scan, happened_at
from tests import programs
from tests.builders import at, scan
from tests.programs import COFFEE, COOKIE, PRESENT, TEN_PERCENT, Customer

quick = settings(deadline=None, max_examples=25)
OPENED = at("2026-10-12 09:00")
"""Two weeks before the clocks go back."""
LIMITS = Limits(cooldown_minutes=20, daily_cap=4, redemptions_per_card_day=2, max_units_per_scan=12)

Doing = Literal["buy", "use", "undo", "return", "grant", "correct", "sleep", "publish"]
_WAITS = [0, 1, 5, 14, 19, 20, 21, 60, 300, 719, 1440, 2881, 8640, 30_000, 60_000]
_DELAYS = [0, 0, 0, 0, 0, 1, 20, 45, 600, 1441, 5000, 10_080]
"""In minutes: around the cooldown (20), the undo window (15), a day, a month, the week's clamp."""
_AMOUNTS = [0, 1, 99, 100, 250, 999, 1299, 3000, 5001, 12_000]


REFUSALS: dict[Doing, tuple[type[LoyaltyError], ...]] = {
    "buy": (AmountMissing, BelowMinimum, DailyCapReached, RewardReady, TooManyUnits, TooSoon),
    "use": (
        BelowMinimum,
        NotEnoughBalance,
        NotOffered,
        RedemptionCapReached,
        UnknownReward,
    ),
    "undo": (UndoRefused, UndoTooLate),
    "return": (AlreadyUsed, RefundRefused, UnknownEntry),
    "grant": (CapReached, NotOffered),
    "correct": (CorrectionBelowZero, CorrectionTooLarge, NothingToCorrect),
    "sleep": (),
    "publish": (),
}
"""What the rules may say no with; anything else is a mistake of theirs."""


@dataclass(frozen=True)
class Step:
    """What happens next, how long after the step before, how late it arrives, and how much."""

    does: Doing
    wait: timedelta
    delay: timedelta
    units: int
    amount: int
    pick: int


@dataclass
class Life:
    """A customer, and the card before each of the entries."""

    customer: Customer
    cards: list[Card] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return self.customer.entries

    @property
    def after(self) -> list[Card]:
        """The card after each of the entries."""
        return [*self.cards, self.customer.card][1:]


def _minutes(numbers: list[int]) -> st.SearchStrategy[timedelta]:
    return st.sampled_from([timedelta(minutes=number) for number in numbers])


def steps(*doing: Doing, most: int = 14) -> st.SearchStrategy[list[Step]]:
    """Any sequence of these, purchases above all."""
    return st.lists(
        st.builds(
            Step,
            does=st.sampled_from(["buy", "buy", *doing]),
            wait=_minutes(_WAITS),
            delay=_minutes(_DELAYS),
            units=st.sampled_from([1, 1, 2, 3, 7, 12]),
            amount=st.sampled_from(_AMOUNTS),
            pick=st.integers(0, 11),
        ),
        min_size=5,
        max_size=most,
    )


def words(text: str) -> Words:
    """The same in every language."""
    return {"fr": text, "en": text}


_LADDERS: list[tuple[OnTheWay, ...]] = [
    (),
    (),
    (OnTheWay(at=1, reward=COOKIE.id),),
    (OnTheWay(at=2, reward=COOKIE.id),),
]
_gifts = st.builds(Gift, units=st.integers(0, 4), coupon=st.sampled_from([None, PRESENT.id]))
_expiry = st.sampled_from([None, None, 1, 2])
_excluded = st.sampled_from([(), ("tabac",)])
_minimum = st.sampled_from([0, 0, 100])
_double = Window(name=words("Double"), multiplier=200, begins=time(12), ends=time(23))
_half_more = Window(
    name=words("Novembre"), multiplier=150, first_day=date(2026, 11, 1), last_day=date(2026, 12, 5)
)


@st.composite
def any_program(draw: st.DrawFn) -> Program:
    """A program of any model, with any of what can come with it."""
    model = draw(st.sampled_from(["items", "spend", "points", "cashback", "club", "donation"]))
    base = _MODELS[model](draw)
    if model not in ("club", "donation"):
        base = replace(base, **draw(_around(model)))
    return replace(
        base,
        limits=LIMITS,
        coupons=(replace(PRESENT, days=draw(st.sampled_from([None, 1, 30]))),),
        donation=base.donation or draw(st.sampled_from([None, None, *_DONATIONS])),
        birthday=draw(st.sampled_from([None, BirthdayRule(coupon=PRESENT.id)])),
    )


def _stamped(draw: st.DrawFn, **fixed: Any) -> Program:
    return programs.stamps(
        threshold=draw(st.integers(3, 6)),
        ladder=draw(st.sampled_from(_LADDERS)),
        carry_over=draw(st.sampled_from([True, True, False])),
        expires_months=draw(_expiry),
        rewards=_catalogue(draw),
        **fixed,
    )


def _with_points(draw: st.DrawFn) -> Program:
    return programs.points(
        points=draw(st.sampled_from([1, 1, 5, 3])),
        per_minor=draw(st.sampled_from([100, 300])),
        excluded=draw(_excluded),
        minimum_minor=draw(_minimum),
        expires_months=draw(_expiry),
        rewards=_catalogue(draw),
    )


def _with_credit(draw: st.DrawFn) -> Program:
    return programs.cashback(
        percent=draw(st.integers(1, 50)), excluded=draw(_excluded), expires_months=draw(_expiry)
    )


_MODELS: dict[str, Any] = {
    "items": _stamped,
    "spend": lambda draw: _stamped(draw, spend_minor=draw(st.sampled_from([500, 700]))),
    "points": _with_points,
    "cashback": _with_credit,
    "club": lambda draw: programs.club(months=1, trial_days=draw(st.sampled_from([0, 7]))),
    "donation": lambda draw: programs.donation(percent=draw(st.integers(1, 9))),
}
_CAUSE: dict[str, Any] = {"cause_id": "refuge", "cause": words("Refuge")}
_DONATIONS = [DonationRule(percent=3, **_CAUSE), DonationRule(fixed_minor=20, **_CAUSE)]


def _catalogue(draw: st.DrawFn) -> tuple[Any, ...]:
    days, price = draw(st.sampled_from([None, None, 5, 40])), draw(st.integers(2, 30))
    return (replace(COFFEE, expires_days=days, points=price), COOKIE, TEN_PERCENT)


@st.composite
def _around(draw: st.DrawFn, model: str) -> dict[str, Any]:
    """What gives units of what the card counts, and tiers."""
    mission = Mission(
        id="cup",
        name=words("Gobelet"),
        proof="staff",
        gift=draw(_gifts),
        cap=draw(st.integers(1, 2)),
        period=draw(st.sampled_from(PERIODS)),
    )
    windows = [(), (_double,)] + ([] if model == "items" else [(_half_more,)])
    return {
        "windows": draw(st.sampled_from(windows)),
        "missions": draw(st.sampled_from([(), (mission,)])),
        "welcome": draw(st.none() | st.builds(Welcome, gift=_gifts)),
        "launch": draw(st.sampled_from([None, Launch(at=OPENED, first_week=2, first_day=3)])),
        "referral": draw(st.none() | st.builds(ReferralRule, friend=_gifts, referrer=_gifts)),
        "tiers": draw(st.none() | _tiers(draw(st.sampled_from(["spend", "visits"])), model)),
    }


def _tiers(measure: Any, model: str) -> st.SearchStrategy[TierRule]:
    unit = 1 if measure == "visits" else 2000
    levels = tuple(
        Tier(id=name, name=words(name), at=at * unit, multiplier=multiplier)
        for name, at, multiplier in (
            ("bronze", 0, 100),
            ("silver", 2, 200 if model == "items" else 150),
            ("gold", 4, 200),
        )
    )
    return st.builds(
        TierRule,
        measure=st.just(measure),
        tiers=st.just(levels),
        months=st.sampled_from([None, 1, 2]),
        grace_days=st.sampled_from([0, 30]),
    )


def lived(program: Program, todo: list[Step], *, on_time: bool = False) -> Life:
    """Every step in turn; what the rules refuse leaves no trace."""
    holder = Holder(joined_at=OPENED, birthday=(20, 10), referred_by=CardId("ada"))
    life, now = Life(Customer(program=program, holder=holder)), OPENED
    for step in todo:
        now += step.wait
        delay = timedelta(0) if on_time else step.delay
        asked = replace(scan(now), happened_at=happened_at(now, now - delay, now))
        before, number = life.customer.card, len(life.entries)
        try:
            _does(life, step, asked)
        except REFUSALS[step.does]:
            assert life.customer.card == before
        if len(life.entries) > number:
            life.cards.append(before)
    return life


def _does(life: Life, step: Step, asked: Scan) -> None:
    ada = life.customer
    if step.does == "buy":
        parts = {"tabac": step.amount // 3} if step.pick % 3 == 0 else {}
        ada.buys(asked, step.amount, units=step.units, over_ready=step.pick > 0, **parts)
    elif step.does == "use":
        _uses(ada, step, asked)
    elif step.does == "undo" and ada.entries:
        ada.undoes(asked)
    elif step.does == "return" and ada.entries:
        _returns(ada, step, asked)
    elif step.does == "grant":
        keys = [*grants(ada.program, ada.card), "coupon:present"]
        ada.does(asked, decide_grant, what=keys[step.pick % len(keys)])
    elif step.does in ("correct", "sleep"):
        _without_a_till(ada, step, replace(asked, happened_at=asked.recorded_at))
    elif step.does == "publish":
        ada.program = changed(ada.program, step.pick)


def _without_a_till(ada: Customer, step: Step, asked: Scan) -> None:
    if step.does == "sleep":
        ada.sleeps(asked)
    else:
        ada.corrects(asked, step.units - step.pick or 1)


def _uses(ada: Customer, step: Step, asked: Scan) -> None:
    today = ada.card.on(day_of(ada.program, asked.happened_at))
    keys = [offer.key for offer in offers(ada.program, today)] or ["coffee"]
    key, amount = keys[step.pick % len(keys)], step.amount if step.pick % 2 else None
    ada.uses(key, asked, amount, donate=step.pick == 11)


def _returns(ada: Customer, step: Step, asked: Scan) -> None:
    sale = ada.entries[step.pick % len(ada.entries)]
    if step.pick % 3 == 0 or sale.kind is Kind.REDEEM:
        ada.returns(sale, asked)
    elif sale.amount:
        ada.returns(sale, asked, step.amount, units=step.units % 3)
    else:
        ada.returns(sale, asked, units=step.units)


def changed(before: Program, pick: int) -> Program:
    """The next version: threshold and ladder, or prices, are other ones."""
    after = replace(before, version=before.version + 1)
    if before.stamps:
        rule = replace(before.stamps, threshold=3 + pick % 5, ladder=_LADDERS[pick % 4])
        after = replace(after, stamps=rule)
    if before.points:
        coffee, *others = before.rewards
        after = replace(after, rewards=(replace(coffee, points=2 + pick * 3), *others))
    return after.following(before)


def day_of(program: Program, moment: datetime) -> date:
    """The local day."""
    return local_date(moment, program.time_zone)


lives = st.builds(
    lived,
    any_program(),
    steps("use", "undo", "return", "grant", "correct", "sleep", "publish"),
)
