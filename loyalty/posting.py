"""Changes being put together for one entry: what is added to which lot, and taken from which.

Lots that have ended by the posting's local day are taken off first, so that the entry's balance
is the truth of that day; taking uses up the lot that ends first. Changes to one lot add up, and
those that come to nothing are left out.
"""

from collections.abc import Iterable
from datetime import date

from loyalty.card import Card
from loyalty.entry import Account, Change
from loyalty.errors import NotEnoughBalance

_Place = tuple[Account, date | None]
_Lot = tuple[date | None, int]


class Posting:
    """A card's lots on a local day, how they move, and the facts that the entry keeps of it."""

    def __init__(self, card: Card, day: date) -> None:
        """Begin with the card's lots as they stand on that day."""
        self.day = day
        self.facts: dict[str, str | int] = {}
        self._lots: dict[Account, dict[date | None, int]] = {}
        self._moved: dict[_Place, int] = {}
        for lot in card.lots:
            if lot.expires_on is not None and lot.expires_on < day:
                self._moved[lot.account, lot.expires_on] = -lot.units
            else:
                self._lots.setdefault(lot.account, {})[lot.expires_on] = lot.units

    def balance(self, account: Account) -> int:
        """Units of that account now, 0 where there is none."""
        held = self._lots.get(account)
        return sum(held.values()) if held else 0

    def accounts(self, prefix: str) -> list[Account]:
        """Accounts that hold something and begin like that."""
        return [name for name, held in self._lots.items() if held and name.startswith(prefix)]

    def lots(self, account: Account) -> list[_Lot]:
        """That account's lots in the order in which they are used up: soonest end first."""
        return sorted(self._lots.get(account, {}).items(), key=_soonest)

    def add(self, account: Account, units: int, ends: date | None = None) -> None:
        """Put units into the lot that ends on that day; 0 puts nothing."""
        if not units:
            return
        held = self._lots.setdefault(account, {})
        held[ends] = held.get(ends, 0) + units
        if not held[ends]:
            del held[ends]
        place = account, ends
        self._moved[place] = self._moved.get(place, 0) + units

    def take(self, account: Account, units: int, first: Iterable[date | None] = ()) -> None:
        """Take units; raises ``NotEnoughBalance``.

        Lots that end on the days of ``first`` are used up first, then whichever ends soonest.
        """
        if (held := self.balance(account)) < units:
            raise NotEnoughBalance(balance=held, needed=units)
        lots = self.lots(account)
        if preferred := set(first):
            lots.sort(key=lambda lot: lot[0] not in preferred)
        for ends, there in lots:
            part = min(there, units)
            self.add(account, -part, ends)
            units -= part

    def take_all(self, account: Account) -> int:
        """Empty that account; gives what it held."""
        held = self.balance(account)
        for ends, units in self.lots(account):
            self.add(account, -units, ends)
        return held

    def count(self, fact: str, number: int) -> None:
        """Add to a fact that is a number; 0 leaves it out."""
        if number:
            self.facts[fact] = int(self.facts.get(fact, 0)) + number

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of it, one change a lot, by account and date; none of them is 0."""
        moved = [(place, units) for place, units in self._moved.items() if units]
        moved.sort(key=_by_account_and_date)
        return tuple(
            [Change(account=name, units=units, expires_on=ends) for (name, ends), units in moved]
        )


def _soonest(lot: _Lot) -> date:
    return lot[0] or date.max


def _by_account_and_date(moved: tuple[_Place, int]) -> tuple[Account, date]:
    (account, ends), _ = moved
    return account, ends or date.max
