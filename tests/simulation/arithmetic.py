"""What each entry must have changed, counted anew from the shop's own few numbers.

Lots are used up soonest end first, those without an end last; whatever ended before an entry's
local day goes with it. None of it is taken from the product: that is what it is for.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tests.simulation.books import Raw, local_day
from tests.simulation.shops import Shop

Place = tuple[str, date | None]
Changes = Counter[Place]
_STAMPS, _COFFEE, _TEA = "stamps", "reward:coffee", "reward:tea"


class Holdings:
    """A card that is played entry by entry; ``wrong`` says what an entry got wrong."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.lots: Changes = Counter()
        self.before: dict[str, Raw] = {}
        self.undone: set[str] = set()
        self.back: Counter[str] = Counter()
        self.latest: Raw | None = None

    def wrong(self, entry: Raw) -> Iterator[str]:
        """Play it, and compare."""
        yield from self._forbidden(entry)
        expected = {place: units for place, units in self._expected(entry).items() if units}
        found = recorded(entry)
        if found != expected:
            yield f"changes {_shown(found)} instead of {_shown(expected)}"
        self.lots.update(found)
        balance: Counter[str] = Counter()
        for (account, _), units in self.lots.items():
            balance[account] += units
        if min(self.lots.values(), default=0) < 0:
            yield f"below 0: {_shown(self.lots)}"
        if {name: units for name, units in balance.items() if units} != entry["balance_after"]:
            yield f"balance {entry['balance_after']} instead of {dict(+balance)}"
        self.before[entry["operation"]] = self.latest = entry

    def balance(self, account: str) -> int:
        """What it holds of that now."""
        return sum(units for (name, _), units in self.lots.items() if name == account)

    def standing(self) -> Iterator[Raw]:
        """Entries that nobody took back, without those that did."""
        for operation, entry in self.before.items():
            if entry["kind"] != "reverse" and operation not in self.undone:
                yield entry

    def _expected(self, entry: Raw) -> Changes:
        if entry["kind"] == "reverse":
            self.undone.add(entry["reverses"])
            target = self.before.get(entry["reverses"], {"changes": []})
            return Counter({place: -units for place, units in recorded(target).items()})
        turn = _Turn(self.shop, self.lots, local_day(entry["happened_at"]))
        if entry["kind"] != "expire":
            getattr(self, f"_{entry['kind']}")(turn, entry)
        return turn.changes

    def _earn(self, turn: "_Turn", entry: Raw) -> None:
        if self.shop.counts == "stamps":
            turn.stamp(entry["units"])
        else:
            turn.earn(entry["amount"]["minor"])

    def _redeem(self, turn: "_Turn", entry: Raw) -> None:
        key = entry["facts"]["gave"]
        if key == "credit":
            return turn.take("credit", entry["amount"]["minor"])
        account = key if key.startswith("coupon:") else f"reward:{key}"
        if self.shop.price and not turn.held(account):
            return turn.take("points", self.shop.price)
        return turn.take(account, 1)

    def _grant(self, turn: "_Turn", entry: Raw) -> None:
        if entry["reason"] == "coupon":
            return turn.add("coupon:present", 1, turn.day + timedelta(days=1))
        turn.add("done:mission:cup", 1, turn.day)
        return turn.stamp(1)

    def _refund(self, turn: "_Turn", entry: Raw) -> None:
        sold = self.before[entry["facts"]["refunds"]]
        day = local_day(sold["happened_at"])
        if sold["kind"] == "redeem":
            for (account, end), units in recorded(sold).items():
                if end is None or end >= max(turn.day, day):
                    turn.add(account, -units, end)
        elif self.shop.counts == "stamps":
            turn.unstamp(entry["units"])
        else:
            turn.unearn(entry["amount"]["minor"], self.shop_end(day))

    def shop_end(self, day: date) -> date | None:
        """When what is bought on that day ends."""
        return _month_end(day, self.shop.expires_months)

    def _forbidden(self, entry: Raw) -> Iterator[str]:
        """What no card may have, whatever the rules say."""
        if entry["kind"] == "reverse":
            target = self.latest
            if target is None or target["operation"] != entry["reverses"]:
                yield "takes back what is not the latest entry"
            elif target["kind"] == "reverse" or not target["till"]:
                yield "takes back what cannot be taken back"
        if entry["kind"] == "refund":
            yield from self._too_much(entry)
        if entry["kind"] == "earn":
            yield from self._rhythm(entry)
        if entry.get("reason") == "mission":
            yield from self._again(entry)

    def _too_much(self, entry: Raw) -> Iterator[str]:
        sold = self.before.get(entry["facts"]["refunds"])
        if sold is None or sold["operation"] in self.undone:
            yield "takes goods back that were never sold"
            return
        size = "units" if self.shop.counts == "stamps" else "amount"
        back = sum(
            _size(known, size)
            for known in self.standing()
            if known["kind"] == "refund" and known["facts"]["refunds"] == sold["operation"]
        )
        if sold["kind"] == "redeem" and any(
            known["kind"] == "refund" and known["facts"]["refunds"] == sold["operation"]
            for known in self.standing()
        ):
            yield "restores a reward twice"
        if sold["kind"] == "earn" and back + _size(entry, size) > _size(sold, size):
            yield "takes back more than was sold"

    def _rhythm(self, entry: Raw) -> Iterator[str]:
        now = datetime.fromisoformat(entry["happened_at"])
        apart = timedelta(minutes=self.shop.cooldown_minutes)
        times = [datetime.fromisoformat(e["happened_at"]) for e in self._earns()]
        if any(abs(now - then) < apart for then in times):
            yield "earned within the cooldown"
        today = local_day(entry["happened_at"])
        if sum(local_day(e["happened_at"]) == today for e in self._earns()) >= self.shop.daily_cap:
            yield "earned beyond the daily cap"

    def _again(self, entry: Raw) -> Iterator[str]:
        today = local_day(entry["happened_at"])
        done = (e for e in self.standing() if e.get("reason") == "mission")
        if any(local_day(e["happened_at"]) == today for e in done):
            yield "a mission done twice a day"

    def _earns(self) -> Iterator[Raw]:
        return (entry for entry in self.standing() if entry["kind"] == "earn")


class _Turn:
    """One entry being counted: lots as they are that day, and what changes."""

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
        before, goal = self.held(_STAMPS), self.shop.threshold
        rounds, after = divmod(before + units, goal)
        self.add(_STAMPS, after - before)
        self.add(_COFFEE, rounds)
        self._step(rounds, before, after)

    def unstamp(self, units: int) -> None:
        """As if they had never been."""
        before, goal = self.held(_STAMPS), self.shop.threshold
        rounds = -((before - units) // goal)
        after = before - units + rounds * goal
        self.add(_STAMPS, after - before)
        self.add(_COFFEE, -rounds)
        self._step(-rounds, before, after)

    def _step(self, rounds: int, before: int, after: int) -> None:
        if step := self.shop.step:
            self.add(_TEA, rounds + (after >= step) - (before >= step))

    def earn(self, minor: int) -> None:
        carried = self.held(self._carry)
        units, rest = divmod(minor * self.shop.numerator + carried, self.shop.denominator)
        self.add(self._carry, rest - carried)
        self.add(self.shop.counts, units, _month_end(self.day, self.shop.expires_months))

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


def stamps_of(entries: Iterator[Raw]) -> int:
    """How many stamps these entries come to, before any became a reward."""
    signs = {"earn": 1, "refund": -1}
    gifts = {"mission": 1}
    return sum(
        signs.get(entry["kind"], 0) * entry["units"] + gifts.get(entry.get("reason", ""), 0)
        for entry in entries
    )


def recorded(entry: Raw) -> dict[Place, int]:
    """What an entry says that it changed."""
    return {
        (c["account"], date.fromisoformat(c["expires_on"]) if "expires_on" in c else None): c[
            "units"
        ]
        for c in entry["changes"]
    }


def _month_end(day: date, months: int | None) -> date | None:
    if months is None:
        return None
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, monthrange(year, month)[1])


def _size(entry: Raw, name: str) -> int:
    return int(entry["units"] if name == "units" else entry["amount"]["minor"])


def _shown(changes: Any) -> str:
    return ", ".join(f"{a} {u:+d} until {end}" for (a, end), u in sorted(changes.items(), key=str))
