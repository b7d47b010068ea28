"""The shops of a simulated world: told once, as a program file and as what the oracle counts by."""

from dataclasses import dataclass, field
from typing import Any

from tests.builders import program_data

_TWO = {"fr": "un thé", "en": "a tea"}
_LONG = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A program in as few numbers as the oracle needs to count it by itself.

    ``step`` is the ladder's; ``numerator`` and ``denominator`` say what a cent earns.
    """

    id: str
    counts: str
    threshold: int = 0
    step: int = 0
    numerator: int = 0
    denominator: int = 10_000
    expires_months: int | None = None
    price: int = 0
    cooldown_minutes: int = 0
    daily_cap: int = 50
    used_a_day: int = 50
    per_hour: int = 240
    undo_minutes: int = 15
    most_units: int = 10
    gives: tuple[str, ...] = ()
    model: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def asks_amount(self) -> bool:
        """Whether purchases come with an amount."""
        return self.counts != "stamps"

    def data(self) -> dict[str, Any]:
        """The program file."""
        data = program_data(
            id=self.id,
            name=self.id,
            limits__cooldown_minutes=self.cooldown_minutes,
            limits__daily_cap=self.daily_cap,
            limits__redemptions_per_card_day=self.used_a_day,
            limits__undo_minutes=self.undo_minutes,
            limits__scans_per_till_hour=self.per_hour,
            limits__max_units_per_scan=self.most_units,
        )
        for section in ("stamps", "launch", "messages", "goal", "assumptions"):
            data.pop(section, None)
        data["rewards"] = [_reward("coffee", self.price), _reward("tea", 0)]
        return data | {self.counts_section: self.model} | self.more

    @property
    def counts_section(self) -> str:
        """The program file's table."""
        return "cashback" if self.counts == "credit" else self.counts


def _reward(name: str, price: int) -> dict[str, Any]:
    row = {"id": name, "kind": "free_item", "item": _TWO, "cost_minor": 60, "value_minor": 220}
    return row | ({"points": price} if price else {})


_BUS = {"id": "cup", "name": {"fr": "Un gobelet", "en": "A cup"}, "proof": "staff"}
SHOPS = (
    Shop(
        id="stamps",
        counts="stamps",
        threshold=3,
        per_hour=5,
        model={"threshold": 3, "item": _TWO, "reward": "coffee"},
    ),
    Shop(
        id="ladder",
        counts="stamps",
        threshold=6,
        step=3,
        cooldown_minutes=1,
        daily_cap=4,
        used_a_day=2,
        gives=("mission:cup", "coupon:present"),
        model={
            "threshold": 6,
            "item": _TWO,
            "reward": "coffee",
            "ladder": [{"at": 3, "reward": "tea"}],
        },
        more={
            "missions": [_BUS | {"period": "day", "units": 1}],
            "coupons": [{"id": "present", "reward": "tea", "days": 2}],
        },
    ),
    Shop(
        id="points",
        counts="points",
        numerator=100,
        expires_months=1,
        price=25,
        model={"points": 1, "per_minor": 100, "expires_months": 1},
    ),
    Shop(
        id="credit",
        counts="credit",
        numerator=500,
        expires_months=1,
        daily_cap=6,
        undo_minutes=_LONG,
        model={"percent": 5, "expires_months": 1},
    ),
)
BY_ID = {shop.id: shop for shop in SHOPS}
