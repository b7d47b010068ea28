"""Programs of every model, each as small as it can be, and a customer who lives with one.

``stamps(threshold=4)`` changes the rule, ``stamps(windows=(…,))`` the program: a name is the
rule's where the rule has it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from loyalty.card import Card, replay
from loyalty.correcting import decide_correction
from loyalty.earning import decide_earn
from loyalty.entry import Entry, Kind
from loyalty.expiry import decide_night
from loyalty.gifts.coupons import Coupon
from loyalty.holder import Holder
from loyalty.models.cashback import CashbackRule
from loyalty.models.club import ClubRule
from loyalty.models.donation import DonationRule
from loyalty.models.points import PointRule
from loyalty.models.stamps import StampRule, Step
from loyalty.models.tiers import Measure, Tier, TierRule
from loyalty.program import Limits, Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.refund import decide_refund
from loyalty.rewards import Perk, Reward, RewardId
from loyalty.scan import Scan
from tests.builders import at, card, program, scan

COFFEE = Reward(
    id=RewardId("coffee"),
    kind="free_item",
    item={"fr": "un café", "en": "a coffee"},
    cost_minor=60,
    points=100,
)
COOKIE = Reward(
    id=RewardId("cookie"),
    kind="free_item",
    item={"fr": "un cookie", "en": "a cookie"},
    cost_minor=40,
)
TEN_PERCENT = Reward(
    id=RewardId("ten-percent"),
    kind="percent",
    item={"fr": "une remise de 10 %", "en": "10% off"},
    percent=10,
)
HALFWAY = Step(at=5, reward=COOKIE.id)
PRESENT = Coupon(id="present", reward=TEN_PERCENT.id, days=30)
TEN_OFF = Perk(kind="percent", words={"fr": "10 % sur tout", "en": "10% off all"}, percent=10)

_BARE = replace(program(), stamps=None, launch=None, messages=(), goal=None, assumptions=None)
_LIMITS = Limits(max_units_per_scan=50, max_amount_minor=1_000_000, daily_cap=50)


def bare(**changes: Any) -> Program:
    """A program that counts nothing; it knows a coffee, a cookie, 10 % off and a coupon."""
    catalogue = (COFFEE, COOKIE, TEN_PERCENT)
    base = replace(_BARE, rewards=catalogue, coupons=(PRESENT,), limits=_LIMITS)
    return replace(base, **changes)


def stamps(**changes: Any) -> Program:
    """Nine coffees, the tenth is free."""
    nine = StampRule(threshold=9, item=COFFEE.item, reward=COFFEE.id)
    return _with("stamps", nine, changes)


def points(**changes: Any) -> Program:
    """A point for each euro; a coffee costs a hundred."""
    return _with("points", PointRule(), changes)


def cashback(**changes: Any) -> Program:
    """Five percent come back."""
    return _with("cashback", CashbackRule(percent=5), changes)


def club(**changes: Any) -> Program:
    """Thirty euros a year for ten percent off."""
    return _with("club", ClubRule(fee_minor=3000, months=12, perks=(TEN_OFF,)), changes)


def donation(**changes: Any) -> Program:
    """Two percent go to a shelter."""
    shelter = {"fr": "Refuge de Nantes", "en": "Nantes animal shelter"}
    return _with("donation", DonationRule(cause_id="refuge", cause=shelter, percent=2), changes)


def tiered(measure: Measure = "spend", **changes: Any) -> Program:
    """A point for each euro, by half more from silver on, twice as many with gold."""
    levels = (
        Tier(id="bronze", name={"fr": "Bronze", "en": "Bronze"}, at=0),
        Tier(id="silver", name={"fr": "Argent", "en": "Silver"}, at=20_000, multiplier=150),
        Tier(id="gold", name={"fr": "Or", "en": "Gold"}, at=50_000, multiplier=200),
    )
    return replace(points(), tiers=replace(TierRule(measure=measure, tiers=levels), **changes))


def versions(*programs: Program) -> list[Program]:
    """These programs as versions 1, 2, 3 of one; each keeps what was promised before."""
    numbered = [replace(of, version=number) for number, of in enumerate(programs, start=1)]
    following = numbered[:1]
    for later in numbered[1:]:
        following.append(later.following(following[-1]))
    return following


def _with(model: str, rule: Any, changes: dict[str, Any]) -> Program:
    names = {part.name for part in fields(rule)}
    own = {name: value for name, value in changes.items() if name in names}
    rest = {name: value for name, value in changes.items() if name not in names}
    return replace(bare(**rest), **{model: replace(rule, **own)})


@dataclass(kw_only=True)
class Customer:
    """Somebody with a card: every step is an entry, and the card is proved after each.

    ``program`` may be set to another version on the way.
    """

    program: Program
    holder: Holder = field(default_factory=Holder)
    entries: list[Entry] = field(default_factory=list)
    card: Card = field(init=False)
    known: dict[int, Program] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.card = replay(self.program.id, card(self.program).id, self.entries)

    def buys(
        self,
        when: str | datetime | Scan,
        amount: int | None = None,
        *,
        units: int = 1,
        over_ready: bool = True,
        **parts: int,
    ) -> Entry:
        """A purchase of so many items, for so many cents, of which ``parts`` may earn nothing."""
        bought = Purchase(units=units, amount_minor=amount, parts=parts)
        return self.does(when, decide_earn, bought, holder=self.holder, over_ready=over_ready)

    def uses(
        self,
        key: str,
        when: str | datetime | Scan,
        amount: int | None = None,
        *,
        donate: bool = False,
    ) -> Entry:
        """A reward, a coupon or credit."""
        return self.does(when, decide_redeem, reward=key, amount_minor=amount, donate=donate)

    def does(
        self, when: str | datetime | Scan, decide: Callable[..., Entry], *args: Any, **asked: Any
    ) -> Entry:
        """Any decision about the card as it is."""
        return self.writes(decide(self.program, self.card, _scan(when), *args, **asked))

    def undoes(self, when: str | datetime | Scan, entry: Entry | None = None) -> Entry:
        """The latest entry was a mistake."""
        operation = (entry or self.entries[-1]).operation
        return self.writes(
            decide_undo(self.program, self.entries, _scan(when), operation=operation)
        )

    def returns(
        self,
        entry: Entry,
        when: str | datetime | Scan,
        amount: int | None = None,
        *,
        units: int | None = None,
        **parts: int,
    ) -> Entry:
        """Goods of a sale, or a whole redemption, by default all that is left."""
        some = amount is not None or units is not None
        back = Purchase(units=units or 0, amount_minor=amount, parts=parts) if some else None
        sold_under = self.known[entry.rule_version]
        return self.writes(
            decide_refund(
                self.program,
                sold_under,
                self.entries,
                _scan(when),
                operation=entry.operation,
                back=back,
            )
        )

    def corrects(
        self, when: str | datetime | Scan, units: int, reason: str = "till-mistake"
    ) -> Entry:
        """The owner puts the card right."""
        return self.does(when, decide_correction, self.entries, units=units, reason=reason)

    def sleeps(self, when: str | datetime | Scan) -> Entry | None:
        """What the night brings."""
        entry = decide_night(self.program, self.card, _scan(when), self.holder)
        return self.writes(entry) if entry else None

    def writes(self, entry: Entry) -> Entry:
        """Take in an entry, and prove the card: all of it agrees, and nothing is below 0."""
        self.known[entry.rule_version] = self.program
        before, self.entries = self.card, [*self.entries, entry]
        self.card = replay(self.program.id, before.id, self.entries)
        if entry.kind is not Kind.REVERSE:
            assert before.after(entry) == self.card
        assert entry.balance_after == self.card.balances
        assert all(lot.units > 0 for lot in self.card.lots)
        return entry


def _scan(when: str | datetime | Scan) -> Scan:
    return when if isinstance(when, Scan) else scan(when)


def late(made: str, recorded: str) -> Scan:
    """A scan that reached the server only then."""
    return replace(scan(made), recorded_at=at(recorded))
