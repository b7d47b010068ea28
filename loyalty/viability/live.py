"""What cards bought, earned, used and lost, counted from the ledger and nothing else (U2).

A fold over cards, as in ``loyalty.figures``: sums over shards of cards merge with ``+``, so
memory does not grow with the number of cards. ``gauge`` sets it beside what it costs.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import Any

from loyalty.entry import Account, Kind
from loyalty.errors import UnknownReward
from loyalty.figures import Ledger
from loyalty.offers import CREDIT_KEY, reward_of
from loyalty.program import Program
from loyalty.rewards import DISCOUNTS, Reward
from loyalty.viability.story import Given, Story, is_kept

_DONATION = "donation:"


@dataclass(slots=True, kw_only=True)
class LiveFigures:
    """All that the cards folded so far have done, as they stand on the local day ``today``.

    ``purchases`` are sales not wholly returned, ``baskets`` those of them whose amount is known
    and ``spend_minor`` these amounts. ``given`` counts what was redeemed by the offer's key;
    ``cost_minor`` is its true cost, where that needs no average: ``unpriced`` are discounts
    whose purchase is unknown, ``unknown`` what the program no longer has. ``earned`` are
    rewards that became ready; ``used`` and ``ended`` what became of units, rewards and coupons;
    ``held`` what cards still hold of them. ``waits`` counts cards by the days from their first
    visit to their first reward. ``fees_minor`` were paid for the club, ``donated_minor`` given
    to causes.
    """

    today: date
    cards: int = 0
    purchases: int = 0
    baskets: int = 0
    spend_minor: int = 0
    fees_minor: int = 0
    donated_minor: int = 0
    given: Counter[str] = field(default_factory=Counter)
    cost_minor: Counter[str] = field(default_factory=Counter)
    unpriced: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    earned: Counter[Account] = field(default_factory=Counter)
    used: Counter[Account] = field(default_factory=Counter)
    ended: Counter[Account] = field(default_factory=Counter)
    held: Counter[Account] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: "LiveFigures") -> "LiveFigures":
        """The figures of two disjoint sets of cards on the same day."""
        if self.today != other.today:
            raise ValueError("figures of different days do not add")
        sums: dict[str, Any] = {
            part.name: getattr(self, part.name) + getattr(other, part.name)
            for part in fields(self)
            if part.name != "today"
        }
        return LiveFigures(today=self.today, **sums)

    @property
    def basket_minor(self) -> Fraction | None:
        """The mean purchase, of those whose amount is known; ``None`` where none is."""
        return Fraction(self.spend_minor, self.baskets) if self.baskets else None

    @property
    def all_spend_minor(self) -> Fraction | None:
        """What all purchases came to: one without an amount counts as the mean of the others."""
        mean = self.basket_minor
        return None if mean is None else mean * self.purchases

    @property
    def median_wait_days(self) -> Fraction | None:
        """Median days from first visit to first reward (A21), of cards that had one; ``None``."""
        days = sorted(self.waits.elements())
        if not days:
            return None
        return Fraction(days[(len(days) - 1) // 2] + days[len(days) // 2], 2)

    def collected(self, account: Account) -> int:
        """Units of that account that were collected and not returned, whatever became of them."""
        return self.used[account] + self.ended[account] + self.held[account]

    def breakage(self, accounts: Iterable[Account]) -> Fraction | None:
        """The share that ended unused, of units whose fate is decided (0..1).

        What is still held counts on neither side; ``None`` where nothing is decided.
        """
        names = list(accounts)
        ended = sum(self.ended[name] for name in names)
        decided = ended + sum(self.used[name] for name in names)
        return Fraction(ended, decided) if decided else None

    def fold(self, program: Program, ledger: Ledger) -> None:
        """Add one card to these figures."""
        story = Story.of(program, ledger)
        self.cards += 1
        for left in story.sales():
            self.purchases += 1
            self.baskets += left is not None
            self.spend_minor += left or 0
        for given in story.given():
            self._count_given(program, given)
        self._count_money(story)
        self._count_fates(story)
        if (days := story.wait_days()) is not None:
            self.waits[days] += 1

    def _count_given(self, program: Program, given: Given) -> None:
        self.given[given.key] += 1
        if given.donated:
            return
        if given.key == CREDIT_KEY:
            self.cost_minor[given.key] += given.credit_minor
            return
        reward = offered(program, given.key)
        if reward is None:
            self.unknown[given.key] += 1
        elif reward.kind in DISCOUNTS and given.amount_minor is None:
            self.unpriced[given.key] += 1
        else:
            self.cost_minor[given.key] += reward.true_cost_minor(given.amount_minor or 0)

    def _count_money(self, story: Story) -> None:
        for entry in story.entries:
            if entry.kind is Kind.GRANT and entry.amount:
                self.fees_minor += entry.amount.minor
            self.donated_minor += sum(
                units for name, units in entry.deltas.items() if name.startswith(_DONATION)
            )

    def _count_fates(self, story: Story) -> None:
        counters = {"earned": self.earned, "used": self.used, "ended": self.ended}
        for fate, account, units in story.fates():
            counters[fate][account] += units
        for lot in story.card.lots:
            if is_kept(lot.account):
                is_over = lot.expires_on is not None and lot.expires_on < self.today
                (self.ended if is_over else self.held)[lot.account] += lot.units


def offered(program: Program, key: str) -> Reward | None:
    """The reward behind an offer's key, a coupon's too; ``None`` where the program has none."""
    try:
        return reward_of(program, key)
    except UnknownReward:
        return None
