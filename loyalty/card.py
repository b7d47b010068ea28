"""A card: what its entries add up to.

The balance is derived. A stored card is a cache of ``replay(entries)``, written only in the
transaction that writes the entry which changes it, and it can be proved at any time by
replaying.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from loyalty.entry import (
    GENESIS,
    POINTS,
    STAMPS,
    Account,
    CardId,
    Change,
    Entry,
    Kind,
    OperationId,
)
from loyalty.errors import NotEnoughBalance

REMEMBERED = timedelta(days=9)
"""How long a card remembers each visit: a late scan is at most 7 days old, plus a local day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Units of one account that end on the same day; ``None``: they do not end."""

    account: Account
    units: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An earn or a redemption that the card still remembers, by when it happened."""

    at: datetime
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one card holds now.

    ``seq`` and ``head`` are the number and the hash of its latest entry (0 and ``GENESIS``
    for a card without any), ``latest`` and ``latest_at`` the operation that an undo may
    take back and when it was recorded. ``since`` is the version of the rules under which what
    it collects now was begun: see ``promises``. ``purchases`` are its standing earns,
    ``first_visit_at`` the earliest of its visits.
    """

    program: str
    id: CardId
    seq: int = 0
    head: str = GENESIS
    lots: tuple[Lot, ...] = ()
    recent: tuple[Moment, ...] = ()
    visits: int = 0
    last_visit_at: datetime | None = None
    latest: OperationId | None = None
    latest_at: datetime | None = None
    since: int = 0
    purchases: int = 0
    first_visit_at: datetime | None = None

    def on(self, day: date) -> "Card":
        """The card as it stands on that local day: without the lots that have ended."""
        alive = [lot for lot in self.lots if lot.expires_on is None or lot.expires_on >= day]
        return self if len(alive) == len(self.lots) else replace(self, lots=tuple(alive))

    def ends(self, account: Account) -> date | None:
        """The last day of that account's lot that ends first; ``None``: it does not end."""
        return next((lot.expires_on for lot in self.lots if lot.account == account), None)

    def last_days(self, *accounts: Account) -> set[date | None]:
        """The last days of all the lots of these accounts."""
        return {lot.expires_on for lot in self.lots if lot.account in accounts}

    def balance(self, account: Account) -> int:
        """Units of that account, 0 where there is none."""
        return sum([lot.units for lot in self.lots if lot.account == account])

    @property
    def in_progress(self) -> bool:
        """Whether it has begun to collect towards a reward: it holds stamps or points."""
        return any(lot.account in (STAMPS, POINTS) for lot in self.lots)

    @property
    def balances(self) -> dict[Account, int]:
        """Every account that holds something."""
        names = sorted({lot.account for lot in self.lots})
        return {name: self.balance(name) for name in names}

    def after(self, entry: Entry) -> "Card":
        """The card once that entry, its next one, is in the ledger.

        A reversal gives back what was taken; the visits that it takes back are known only
        from the history: see ``replay``.
        """
        return replace(self._moved(entry), head=entry.hash)

    def _moved(self, entry: Entry) -> "Card":
        """As ``after``, with the head as it was: a hash takes longer than all the rest."""
        return replace(
            self,
            seq=entry.seq,
            lots=shifted(self.lots, entry.changes),
            latest=entry.operation,
            latest_at=entry.recorded_at,
            since=_since(self, entry),
            **(self._visited(entry) if entry.kind.is_visit else {}),
        )

    def _visited(self, entry: Entry) -> dict[str, Any]:
        """What a visit changes besides."""
        horizon = entry.recorded_at - REMEMBERED
        kept = (moment for moment in self.recent if moment.at >= horizon)
        seen = (entry.happened_at, self.last_visit_at or entry.happened_at)
        return {
            "recent": (*kept, Moment(at=entry.happened_at, kind=entry.kind)),
            "visits": entry.visit,
            "last_visit_at": max(seen),
            "first_visit_at": min(entry.happened_at, self.first_visit_at or entry.happened_at),
            "purchases": self.purchases + (entry.kind is Kind.EARN),
        }


def _since(card: Card, entry: Entry) -> int:
    """The version under which what the card collects after that entry was begun.

    A round begins on a card that holds nothing, and where a reward was completed or bought. What
    arrives late from an earlier version was promised that one; what opens a round again says which
    it goes back to.
    """
    if entry.kind is Kind.REFUND or "reopened" in entry.facts:
        return min(card.since, int(entry.facts.get("since", card.since)))
    if entry.kind in (Kind.REVERSE, Kind.EXPIRE):
        return card.since
    if not card.in_progress or "rounds" in entry.facts or "price" in entry.facts:
        return entry.rule_version
    return min(card.since, entry.rule_version)


def shifted(lots: Iterable[Lot], changes: Iterable[Change]) -> tuple[Lot, ...]:
    """Lots after changes, in the order in which they are used up: soonest end first.

    Raises ``NotEnoughBalance`` rather than let any lot fall below 0.
    """
    kept = [
        Lot(account=account, units=left, expires_on=ends)
        for (account, ends), left in _units(lots, changes).items()
        if left
    ]
    return tuple(sorted(kept, key=lambda lot: (lot.account, lot.expires_on or date.max)))


def balances_after(lots: Iterable[Lot], changes: Iterable[Change]) -> dict[Account, int]:
    """Every account that holds something after changes; raises as ``shifted`` does."""
    held: dict[Account, int] = {}
    for (account, _), left in _units(lots, changes).items():
        if left:
            held[account] = held.get(account, 0) + left
    return held


def _units(
    lots: Iterable[Lot], changes: Iterable[Change]
) -> dict[tuple[Account, date | None], int]:
    units = {(lot.account, lot.expires_on): lot.units for lot in lots}
    for change in changes:
        place = (change.account, change.expires_on)
        left = units[place] = units.get(place, 0) + change.units
        if left < 0:
            raise NotEnoughBalance(balance=left, needed=0, account=change.account)
    return units


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Entries without the reversed ones and without the reversals, in order of ``seq``."""
    ordered = sorted(entries, key=lambda entry: entry.seq)
    undone = {entry.reverses for entry in ordered if entry.kind is Kind.REVERSE}
    return [
        entry
        for entry in ordered
        if entry.kind is not Kind.REVERSE and entry.operation not in undone
    ]


def replay(program: str, card: CardId, entries: Sequence[Entry]) -> Card:
    """The card that these entries, all that it has, add up to.

    Balances run over every entry; visits only over those that still stand.
    """
    stands = {entry.operation for entry in standing(entries)}
    ordered = sorted(entries, key=lambda entry: entry.seq)
    state = Card(program=program, id=card)
    for entry in ordered:
        before = state
        state = state._moved(entry)
        if entry.operation not in stands:
            state = replace(
                state,
                recent=before.recent,
                visits=before.visits,
                last_visit_at=before.last_visit_at,
                first_visit_at=before.first_visit_at,
                purchases=before.purchases,
                since=before.since,
            )
    return replace(state, head=ordered[-1].hash) if ordered else state
