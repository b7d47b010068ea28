"""One entry being counted: lots as they are that day, and what changes."""

from calendar import monthrange
from collections import Counter
from datetime import date

from tests.simulation.shops import Shop

Place = tuple[str, date | None]
Changes = Counter[Place]
STAMPS, COFFEE, TEA = "stamps", "reward:coffee", "reward:tea"


class Turn:
    """A card's lots on one day; whatever ended before it goes at once."""

    def __init__(self, shop: Shop, lots: Changes, day: date) -> None:
        self.shop, self.day = shop, day
        self.lots: Changes = Counter()
        self.changes: Changes = Counter()
        for (account, end), units in lots.items():
            if end is not None and end < day:
                self.changes[account, end] -= units
            else:
                self.lots[account, end] = units

    def held(self, account: str) -> int:
        return sum(units for (name, _), units in self.lots.items() if name == account)

    def add(self, account: str, units: int, end: date | None = None) -> None:
        self.lots[account, end] += units
        self.changes[account, end] += units

    def take(self, account: str, units: int, first: date | None = date.max) -> None:
        """Soonest end first, after the lot that ends on ``first``."""
        places = [place for place in self.lots if place[0] == account and self.lots[place]]
        for place in sorted(places, key=lambda p: (p[1] != first, p[1] or date.max)):
            part = min(units, self.lots[place])
            self.add(*place[:1], -part, place[1])
            units -= part
        if units:
            self.add(account, -units)

    def stamp(self, units: int) -> None:
        """So many stamps: a reward for each threshold, another at each step."""
        before, goal = self.held(STAMPS), self.shop.threshold
        rounds, after = divmod(before + units, goal)
        self.add(STAMPS, after - before)
        self.add(COFFEE, rounds)
        self._step(rounds, before, after)

    def unstamp(self, units: int) -> None:
        """As if they had never been."""
        before, goal = self.held(STAMPS), self.shop.threshold
        rounds = -((before - units) // goal)
        after = before - units + rounds * goal
        self.add(STAMPS, after - before)
        self.add(COFFEE, -rounds)
        self._step(-rounds, before, after)

    def _step(self, rounds: int, before: int, after: int) -> None:
        if step := self.shop.step:
            self.add(TEA, rounds + (after >= step) - (before >= step))

    def earn(self, minor: int) -> None:
        carried = self.held(self._carry)
        units, rest = divmod(minor * self.shop.numerator + carried, self.shop.denominator)
        self.add(self._carry, rest - carried)
        self.add(self.shop.counts, units, month_end(self.day, self.shop.expires_months))

    def unearn(self, minor: int, end: date | None) -> None:
        """What was carried goes first; of a lot that has ended nothing has to come back."""
        worth, carried = minor * self.shop.numerator, self.held(self._carry)
        units = max(0, -(-(worth - carried) // self.shop.denominator))
        self.add(self._carry, units * self.shop.denominator - worth)
        if end is None or end >= self.day:
            self.take(self.shop.counts, units, end)

    @property
    def _carry(self) -> str:
        return f"carry:{self.shop.counts}:{self.shop.denominator}"


def month_end(day: date, months: int | None) -> date | None:
    if months is None:
        return None
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, monthrange(year, month)[1])
