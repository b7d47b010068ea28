"""A loyalty program as frozen values: the shop's rules as data.

``program_file.parse`` makes one from a mapping (TOML or JSON) and names everything that is
wrong with it at once. A program is versioned: an entry in the ledger names the version that
decided it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Literal, NewType, TypeAlias
from zoneinfo import ZoneInfo

from loyalty.brand import Brand
from loyalty.errors import UnknownReward
from loyalty.gifts.badges import Badge
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.coupons import Coupon
from loyalty.gifts.missions import Mission
from loyalty.gifts.referral import ReferralRule
from loyalty.gifts.welcome import Launch, Welcome
from loyalty.language import Language
from loyalty.messages import Message
from loyalty.models.cashback import CashbackRule
from loyalty.models.club import ClubRule
from loyalty.models.donation import DonationRule
from loyalty.models.points import PointRule
from loyalty.models.stamps import StampRule
from loyalty.models.tiers import TierRule
from loyalty.models.windows import Window
from loyalty.rewards import Reward, RewardId
from loyalty.wallet_options import NO_OPTIONS, Place, WalletOptions

ProgramId = NewType("ProgramId", str)
ShopId = NewType("ShopId", str)

Model: TypeAlias = Literal["stamps", "points", "cashback", "club", "donation"]
MODELS: tuple[Model, ...] = ("stamps", "points", "cashback", "club", "donation")
"""What a card counts; the first of them that a program has is what its pass shows."""

Hours: TypeAlias = Mapping[int, tuple[tuple[time, time], ...]]
"""Opening times by weekday (Monday is 0), each from (included) to (excluded)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A place where the program's cards are stamped."""

    id: ShopId
    name: str
    address: str = ""
    hours: Hours = field(default_factory=dict)
    position: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What keeps a card honest; every one is enforced here and not in a page."""

    cooldown_minutes: int = 30
    daily_cap: int = 3
    redemptions_per_card_day: int = 3
    max_units_per_scan: int = 10
    max_amount_minor: int = 50_000
    undo_minutes: int = 15
    scans_per_till_hour: int = 240
    typed_codes_per_till_hour: int = 30
    joins_per_hour: int = 200
    staff_acts_per_hour: int = 60
    corrections_per_day: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TillRules:
    """How the till goes about it: with or without a press, and what it gives without network.

    ``offline_redemptions`` are for each card and day; 0: it gives nothing that it cannot ask for.
    """

    asks_first: bool = False
    offline_redemptions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What the shop knows or guesses before there is a ledger to count: for plans only.

    An average purchase in minor units, what is left of it after the goods (percent), days
    between a regular's visits, and what sells best, in words.
    """

    basket_minor: int
    margin_percent: int
    rhythm_days: int
    best_sellers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the program should change, measurably (H1): from a baseline to a target by a day."""

    kpi: str
    baseline: str
    target: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an earlier version promised."""

    version: int
    stamps: StampRule | None
    prices: Mapping[RewardId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One shop's program (or a chain's, or a street's), in one version.

    ``earlier`` are the terms of the versions before this one, oldest first.
    """

    id: ProgramId
    version: int
    valid_from: datetime
    name: str
    time_zone: ZoneInfo
    currency: str
    languages: tuple[Language, ...]
    brand: Brand
    shops: tuple[Shop, ...]
    active_days: int
    owner_email: str
    contact: str
    stamps: StampRule | None = None
    points: PointRule | None = None
    cashback: CashbackRule | None = None
    club: ClubRule | None = None
    donation: DonationRule | None = None
    tiers: TierRule | None = None
    windows: tuple[Window, ...] = ()
    rewards: tuple[Reward, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    missions: tuple[Mission, ...] = ()
    badges: tuple[Badge, ...] = ()
    welcome: Welcome | None = None
    launch: Launch | None = None
    birthday: BirthdayRule | None = None
    referral: ReferralRule | None = None
    messages: tuple[Message, ...] = ()
    wallet: WalletOptions = NO_OPTIONS
    limits: Limits = Limits()
    till: TillRules = TillRules()
    assumptions: Assumptions | None = None
    goal: Goal | None = None
    earlier: tuple[Terms, ...] = ()

    @property
    def language(self) -> Language:
        """The shop's own language, the first that its file names."""
        return self.languages[0]

    @property
    def model(self) -> Model:
        """What the card counts first."""
        return next(name for name in MODELS if getattr(self, name) is not None)

    @property
    def earns_by_amount(self) -> bool:
        """Whether a scan needs to know what was spent."""
        by_stamps = self.stamps and (self.stamps.spend_minor or self.stamps.minimum_minor)
        by_donation = self.donation and self.donation.percent
        by_tiers = self.tiers and self.tiers.measure == "spend"
        return bool(self.points or self.cashback or by_stamps or by_donation or by_tiers)

    @property
    def excluded(self) -> tuple[str, ...]:
        """Categories of a purchase that earn nothing."""
        rule = self.points or self.cashback
        return rule.excluded if rule else ()

    @property
    def terms(self) -> Terms:
        """What this version promises to cards that begin under it."""
        prices = {r.id: r.points for r in self.rewards if r.points is not None}
        return Terms(version=self.version, stamps=self.stamps, prices=prices)

    def following(self, before: "Program") -> "Program":
        """This version as the one after ``before``: it keeps what was promised."""
        return replace(self, earlier=(*before.earlier, before.terms))

    def reward(self, reward: str) -> Reward:
        """The reward of that id; raises ``UnknownReward``."""
        for candidate in self.rewards:
            if candidate.id == reward:
                return candidate
        raise UnknownReward(reward=reward)

    def coupon(self, coupon: str) -> Coupon | None:
        """The coupon of that id, ``None`` where there is none of it (any more)."""
        return next((known for known in self.coupons if known.id == coupon), None)

    def speaks(self, wanted: str | None) -> Language:
        """The program's language nearest to what someone asked for (``en-GB`` is ``en``)."""
        asked = (wanted or "")[:2].lower()
        return next((known for known in self.languages if known == asked), self.language)
