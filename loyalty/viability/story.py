"""One card's story, read for what was bought, what was given, and what became of the rest.

Reversed entries are left out. Goods that came back count as never sold, and a redemption that
came back as never made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from loyalty.calendar import local_date
from loyalty.card import Card, replay, standing
from loyalty.entry import (
    CREDIT,
    POINTS,
    STAMPS,
    Account,
    Change,
    Entry,
    Kind,
    OperationId,
    reward_account,
)
from loyalty.figures import Ledger
from loyalty.offers import coupon_key
from loyalty.program import Program

Fate: TypeAlias = Literal["earned", "used", "ended"]

_UNITS = (STAMPS, POINTS, CREDIT)
_REWARD = reward_account("")
_COUPON = coupon_key("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A redemption: the offer's key, how much credit it took, the purchase it was used on.

    What was ``donated`` instead cost the shop what the cause was given, and nothing here.
    """

    key: str
    credit_minor: int
    amount_minor: int | None
    donated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A card, its standing entries in the order in which they happened, and its returns.

    ``returns`` are the refunds of each operation.
    """

    program: Program
    card: Card
    entries: Sequence[Entry]
    returns: Mapping[OperationId, Sequence[Entry]]

    @classmethod
    def of(cls, program: Program, ledger: Ledger) -> "Story":
        """Read everything that a card has."""
        entries = sorted(standing(ledger.entries), key=lambda entry: entry.happened_at)
        returns: dict[OperationId, list[Entry]] = {}
        for entry in entries:
            if entry.kind is Kind.REFUND:
                returns.setdefault(OperationId(str(entry.facts["refunds"])), []).append(entry)
        card = replay(program.id, ledger.card, ledger.entries)
        return cls(program=program, card=card, entries=entries, returns=returns)

    def sales(self) -> Iterator[int | None]:
        """What is left of each sale that was not wholly returned; ``None``: amount unknown."""
        for entry in self._of(Kind.EARN):
            back = self.returns.get(entry.operation, ())
            if entry.amount is None:
                if not back or sum(e.units for e in back) < entry.units:
                    yield None
            elif left := entry.amount.minor - sum(e.amount.minor for e in back if e.amount):
                yield left

    def given(self) -> Iterator[Given]:
        """Every redemption that was not refunded."""
        for entry in self._of(Kind.REDEEM):
            if entry.operation not in self.returns:
                yield Given(
                    key=entry.given or "",
                    credit_minor=-entry.deltas.get(CREDIT, 0),
                    amount_minor=entry.amount.minor if entry.amount else None,
                    donated="donated" in entry.facts,
                )

    def fates(self) -> Iterator[tuple[Fate, Account, int]]:
        """What was earned, used or lost of units, rewards and coupons.

        Stamps are used by becoming a reward. What was earned or used and then came back with
        the goods is taken off again, as units below 0.
        """
        for entry in self.entries:
            yield from _rounds(entry)
            day = local_date(entry.happened_at, self.program.time_zone)
            for change in entry.changes:
                if is_kept(change.account):
                    yield from self._fate(entry, change, day)

    def wait_days(self) -> int | None:
        """Days from the first visit to the first reward that was not a present; ``None``: none."""
        visits = [entry.happened_at for entry in self.entries if entry.kind.is_visit]
        rewards = [entry.happened_at for entry in self.entries if self._is_reward(entry)]
        if not visits or not rewards:
            return None
        zone = self.program.time_zone
        first_reward = max(rewards[0], visits[0])
        return (local_date(first_reward, zone) - local_date(visits[0], zone)).days

    def _of(self, kind: Kind) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.kind is kind)

    def _is_reward(self, entry: Entry) -> bool:
        if entry.kind is Kind.REDEEM:
            return not (entry.given or _COUPON).startswith(_COUPON)
        return entry.kind is not Kind.REFUND and any(n > 0 for n in entry.rewards.values())

    def _fate(self, entry: Entry, change: Change, day: date) -> Iterator[tuple[Fate, Account, int]]:
        account, units = change.account, change.units
        if units < 0 and change.expires_on is not None and change.expires_on < day:
            yield "ended", account, -units
        elif entry.kind is Kind.REDEEM:
            if entry.operation not in self.returns:
                yield "used", account, -units
        elif account.startswith(_REWARD) and not self._restores(entry):
            yield "earned", account, units

    def _restores(self, entry: Entry) -> bool:
        """Whether it is the refund of a redemption."""
        if entry.kind is not Kind.REFUND:
            return False
        return any(e.operation == entry.facts["refunds"] for e in self._of(Kind.REDEEM))


def _rounds(entry: Entry) -> Iterator[tuple[Fate, Account, int]]:
    """Stamps that became a reward, or again stamps; those that a card without carry-over lost."""
    facts = entry.facts
    rounds = int(facts.get("rounds", 0)) - int(facts.get("reopened", 0))
    yield "used", STAMPS, rounds * int(facts.get("goal", 0))
    yield "ended", STAMPS, int(facts.get("lost", 0))


def is_kept(account: Account) -> bool:
    """Whether a customer collects it: units, rewards and coupons, and no marks."""
    return account in _UNITS or account.startswith((_REWARD, _COUPON))
