"""What each entry must have changed, counted anew from the shop's own few numbers.

Lots are used up soonest end first, those without an end last; whatever ended before an entry's
local day goes with it. None of it is taken from the product: that is what it is for.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tests.simulation.books import Raw, local_day
from tests.simulation.shops import Shop
from tests.simulation.turn import Changes, Place, Turn, month_end


class Holdings:
    """A card that is played entry by entry; ``wrong`` says what an entry got wrong."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.lots: Changes = Counter()
        self.before: dict[str, Raw] = {}
        self.undone: set[str] = set()
        self.back: Counter[str] = Counter()
        self.latest: Raw | None = None
        self.visits = 0
        self._visits_before: dict[str, int] = {}

    def wrong(self, entry: Raw) -> Iterator[str]:
        """Play it, and compare."""
        yield from self._forbidden(entry)
        expected = {place: units for place, units in self._expected(entry).items() if units}
        found = recorded(entry)
        if found != expected:
            yield f"changes {_shown(found)} instead of {_shown(expected)}"
        self.lots.update(found)
        balance = self.balances()
        if min(self.lots.values(), default=0) < 0:
            yield f"below 0: {_shown(self.lots)}"
        if balance != entry["balance_after"]:
            yield f"balance {entry['balance_after']} instead of {balance}"
        yield from self._visited(entry)
        self.before[entry["operation"]] = self.latest = entry

    def balances(self) -> dict[str, int]:
        """Everything it holds now, by account."""
        balance: Counter[str] = Counter()
        for (account, _), units in self.lots.items():
            balance[account] += units
        return {name: units for name, units in balance.items() if units}

    def balance(self, account: str) -> int:
        """What it holds of that now."""
        return sum(units for (name, _), units in self.lots.items() if name == account)

    def standing(self) -> Iterator[Raw]:
        """Entries that nobody took back, without those that did."""
        for operation, entry in self.before.items():
            if entry["kind"] != "reverse" and operation not in self.undone:
                yield entry

    def at(self, moment: datetime) -> Turn:
        """What it holds on that local day."""
        return Turn(self.shop, self.lots, local_day(moment.isoformat()))

    def is_too_soon(self, at: datetime) -> bool:
        """Whether it was stamped within the cooldown of that moment."""
        apart = timedelta(minutes=self.shop.cooldown_minutes)
        return any(abs(at - _moment(earn)) < apart for earn in self._earns())

    def is_capped(self, at: datetime) -> bool:
        """Whether it was stamped as often as it may be on that local day."""
        day = local_day(at.isoformat())
        today = sum(local_day(earn["happened_at"]) == day for earn in self._earns())
        return today >= self.shop.daily_cap

    def is_used_up(self, at: datetime) -> bool:
        """Whether it was used as often as it may be on that local day."""
        day = local_day(at.isoformat())
        used = [entry for entry in self.standing() if entry["kind"] == "redeem"]
        return sum(local_day(entry["happened_at"]) == day for entry in used) >= self.shop.used_a_day

    def is_done(self, day: date) -> bool:
        """Whether the mission was done on that local day."""
        done = (entry for entry in self.standing() if entry.get("reason") == "mission")
        return any(local_day(entry["happened_at"]) == day for entry in done)

    def is_over(self, target: Raw, till: str, made: datetime, came: datetime) -> bool:
        """Whether it is too late to take that entry back: what waited in its own till is judged
        by when it was made, for a day.
        """
        written = datetime.fromisoformat(target["recorded_at"])
        window = timedelta(minutes=self.shop.undo_minutes, milliseconds=1)
        may_wait = till == target["till"] and self.shop.undo_minutes > 0
        if may_wait and came - written <= window + timedelta(days=1):
            return made - written > window
        return came - written > window

    def refunds(self, sold: Raw) -> list[Raw]:
        """What has come back of that sale so far."""
        standing = (entry for entry in self.standing() if entry["kind"] == "refund")
        return [entry for entry in standing if entry["facts"]["refunds"] == sold["operation"]]

    def left(self, sold: Raw) -> int:
        """How much of that sale, items or cents, can still come back."""
        return self._size(sold) - sum(map(self._size, self.refunds(sold)))

    def _visited(self, entry: Raw) -> Iterator[str]:
        """A visit is one that is a cooldown away from every other that stands."""
        self._visits_before[entry["operation"]] = self.visits
        if entry["kind"] == "reverse":
            self.visits = self._visits_before.get(entry["reverses"], self.visits)
        elif entry["kind"] in ("earn", "redeem") and not self._is_near(_moment(entry)):
            self.visits += 1
        if entry["visit"] != self.visits:
            yield f"visit {entry['visit']} instead of {self.visits}"

    def _is_near(self, at: datetime) -> bool:
        apart = timedelta(minutes=self.shop.cooldown_minutes)
        visits = (known for known in self.standing() if known["kind"] in ("earn", "redeem"))
        return any(abs(at - _moment(visit)) < apart for visit in visits)

    def _expected(self, entry: Raw) -> Changes:
        if entry["kind"] == "reverse":
            self.undone.add(entry["reverses"])
            target = self.before.get(entry["reverses"], {"changes": []})
            return Counter({place: -units for place, units in recorded(target).items()})
        turn = Turn(self.shop, self.lots, local_day(entry["happened_at"]))
        if entry["kind"] == "refund":
            self.refund(turn, entry)
        elif entry["kind"] != "expire":
            getattr(self, f"_{entry['kind']}")(turn, entry)
        return turn.changes

    def _earn(self, turn: Turn, entry: Raw) -> None:
        if self.shop.counts == "stamps":
            turn.stamp(entry["units"])
        else:
            turn.earn(entry["amount"]["minor"])

    def _redeem(self, turn: Turn, entry: Raw) -> None:
        key = entry["facts"]["gave"]
        if key == "credit":
            return turn.take("credit", entry["amount"]["minor"])
        account = key if key.startswith("coupon:") else f"reward:{key}"
        if self.shop.price and not turn.held(account):
            return turn.take("points", self.shop.price)
        return turn.take(account, 1)

    def _grant(self, turn: Turn, entry: Raw) -> None:
        if entry["reason"] == "coupon":
            return turn.add("coupon:present", 1, turn.day + timedelta(days=1))
        turn.add("done:mission:cup", 1, turn.day)
        return turn.stamp(1)

    def refund(self, turn: Turn, entry: Raw) -> None:
        """Goods come back."""
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
        return month_end(day, self.shop.expires_months)

    def _forbidden(self, entry: Raw) -> Iterator[str]:
        """What no card may have, whatever the rules say."""
        if entry["kind"] == "reverse":
            target = self.latest
            if target is None or target["operation"] != entry["reverses"]:
                yield "takes back what is not the latest entry"
            elif target["kind"] == "reverse" or not target["till"]:
                yield "takes back what cannot be taken back"
            elif self._came_too_late(target, entry):
                yield "takes back what it was too late for"
        if entry["kind"] == "refund":
            yield from self._too_much(entry)
        if entry["kind"] == "earn":
            yield from self._rhythm(entry)
        if entry["kind"] in ("grant", "redeem"):
            yield from self._again(entry)

    def _came_too_late(self, target: Raw, entry: Raw) -> bool:
        """By what a ledger tells: when it was made is not in it."""
        came, made = (datetime.fromisoformat(each["recorded_at"]) for each in (entry, target))
        return self.is_over(target, entry["till"], made, came)

    def _too_much(self, entry: Raw) -> Iterator[str]:
        sold = self.before.get(entry["facts"]["refunds"])
        if sold is None or sold["operation"] in self.undone:
            yield "takes goods back that were never sold"
        elif sold["kind"] == "redeem" and self.refunds(sold):
            yield "restores a reward twice"
        elif sold["kind"] == "earn" and self._size(entry) > self.left(sold):
            yield "takes back more than was sold"

    def _rhythm(self, entry: Raw) -> Iterator[str]:
        if self.is_too_soon(_moment(entry)):
            yield "earned within the cooldown"
        if self.is_capped(_moment(entry)):
            yield "earned beyond the daily cap"
        if entry["units"] > self.shop.most_units:
            yield "earned more at once than anybody may"

    def _again(self, entry: Raw) -> Iterator[str]:
        if entry["kind"] == "redeem":
            if self.is_used_up(_moment(entry)):
                yield "used more often than its day allows"
            return
        if entry["reason"] == "mission" and self.is_done(local_day(entry["happened_at"])):
            yield "a mission done twice a day"
        if entry["reason"] == "coupon" and self.at(_moment(entry)).held("coupon:present"):
            yield "a coupon beside the same one"

    def _size(self, entry: Raw) -> int:
        return int(entry["units"] if self.shop.counts == "stamps" else entry["amount"]["minor"])

    def _earns(self) -> Iterator[Raw]:
        return (entry for entry in self.standing() if entry["kind"] == "earn")


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


def _moment(entry: Raw) -> datetime:
    return datetime.fromisoformat(entry["happened_at"])


def _shown(changes: Any) -> str:
    return ", ".join(f"{a} {u:+d} until {end}" for (a, end), u in sorted(changes.items(), key=str))
