"""An entry of the ledger: what was decided, for good.

The ledger only grows; a correction is a further entry. An entry holds the decision and never
a name or free text (reasons are codes), so that a person can be forgotten while the figures
stay true. ``docs/ledger.md`` describes the record field by field; schema 1 is final.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NewType

CardId = NewType("CardId", str)
OperationId = NewType("OperationId", str)
Account = NewType("Account", str)

SCHEMA = 1
GENESIS = "0" * 64
"""What the first entry of a card names as the entry before it."""

STAMPS = Account("stamps")
POINTS = Account("points")
CREDIT = Account("credit")
"""Cashback, in minor units."""
CLUB = Account("club")
"""1 while the membership is paid; its lot ends on the last paid day."""
QUALIFYING = Account("qualifying")
"""What counts towards tiers."""
RETURNED = Account("returned")
"""1 once a referred friend has come back, which is when the referrer is thanked."""
REFERRALS = Account("referrals")
"""Friends who came back, for good."""
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_REWARD = "reward:"
COUPON = "coupon:"
"""How a coupon's account begins, and its key at a till."""


class Kind(StrEnum):
    """What happened. Kinds to come join here; a reader refuses one that it does not know."""

    EARN = "earn"
    REDEEM = "redeem"
    REVERSE = "reverse"
    REFUND = "refund"
    GRANT = "grant"
    EXPIRE = "expire"
    ADJUST = "adjust"

    @property
    def is_visit(self) -> bool:
        """Whether the customer stood at the counter and bought or was given something."""
        return self in (Kind.EARN, Kind.REDEEM)


def reward_account(reward: str) -> Account:
    """Where a card keeps its rewards of that id, as a count."""
    return Account(f"{_REWARD}{reward}")


def coupon_account(coupon: str) -> Account:
    """Where a card keeps its coupons of that id, one unit each."""
    return Account(f"{COUPON}{coupon}")


def tier_account(tier: str) -> Account:
    """1 while that tier is held."""
    return Account(f"tier:{tier}")


def donation_account(cause: str) -> Account:
    """What this card's purchases have given to a cause, in minor units; it only grows."""
    return Account(f"donation:{cause}")


def done_account(what: str) -> Account:
    """Marks that something happens so often at most; its lots end when it may happen again."""
    return Account(f"done:{what}")


def carry_account(account: Account, denominator: int | None = None) -> Account:
    """Where what an amount does not yet earn is kept; without denominator, how they begin."""
    return Account(f"carry:{account}:{'' if denominator is None else denominator}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in minor units (cents) of an ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """So many units more or fewer of one account, in the lot that ends on ``expires_on``.

    Units are whole stamps, points, cents or rewards; never 0. ``expires_on`` is the local
    day at whose end the lot is worth nothing, ``None`` for a lot that does not end.
    """

    account: Account
    units: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened on one card, and what it changed.

    ``seq`` counts 1, 2, 3 on each card without a gap. ``happened_at`` is when the customer
    stood there, ``recorded_at`` when the ledger took it. ``changes`` say what was added to
    and taken from which lot; their sums per account are the deltas. ``units`` is how many
    items were counted, ``visit`` the card's visit number told to the staff. ``reverses``
    names the operation that a reversal undoes. ``body_hash`` recognises the same operation
    id sent with another body; ``previous_hash`` chains the card's entries.
    """

    program: str
    card: CardId
    operation: OperationId
    seq: int
    kind: Kind
    happened_at: datetime
    recorded_at: datetime
    shop: str
    till: str
    staff: str | None
    units: int
    amount: Money | None
    changes: tuple[Change, ...]
    balance_after: Mapping[Account, int]
    visit: int
    rule_version: int
    body_hash: str
    previous_hash: str
    reason: str | None = None
    reverses: OperationId | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    schema: int = SCHEMA

    @property
    def deltas(self) -> dict[Account, int]:
        """What changed, summed per account."""
        sums: dict[Account, int] = {}
        for change in self.changes:
            sums[change.account] = sums.get(change.account, 0) + change.units
        return sums

    @property
    def rewards(self) -> dict[str, int]:
        """Rewards that became ready (above 0) or were used (below 0), by their id."""
        return {
            account.removeprefix(_REWARD): units
            for account, units in self.deltas.items()
            if account.startswith(_REWARD)
        }

    @property
    def given(self) -> str | None:
        """What a redemption gave: a reward's id, ``coupon:<id>`` or ``credit``; else ``None``."""
        if self.kind is not Kind.REDEEM:
            return None
        named = self.facts.get("gave")
        return str(named) if named else next(iter(self.rewards), None)

    @property
    def hash(self) -> str:
        """SHA-256 of the whole record, ``previous_hash`` included, in canonical JSON."""
        return digest(to_record(self))


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a mapping as JSON with sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(_CANONICAL.encode(record).encode()).hexdigest()


def instant_text(instant: datetime) -> str:
    """``2026-11-22T09:32:00.125Z``: UTC to the millisecond, sortable as text."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """Read what ``instant_text`` wrote."""
    return datetime.fromisoformat(text)


def to_record(entry: Entry) -> dict[str, Any]:
    """The entry as plain values: what is stored, hashed and exported. Nothing is ``None``."""
    record: dict[str, Any] = {
        "schema": entry.schema,
        "program": entry.program,
        "card": entry.card,
        "operation": entry.operation,
        "seq": entry.seq,
        "kind": entry.kind.value,
        "happened_at": instant_text(entry.happened_at),
        "recorded_at": instant_text(entry.recorded_at),
        "shop": entry.shop,
        "till": entry.till,
        "units": entry.units,
        "changes": [_change_record(change) for change in entry.changes],
        "balance_after": dict(entry.balance_after),
        "visit": entry.visit,
        "rule_version": entry.rule_version,
        "body_hash": entry.body_hash,
        "previous_hash": entry.previous_hash,
    }
    if entry.amount:
        record["amount"] = {"minor": entry.amount.minor, "currency": entry.amount.currency}
    if entry.facts:
        record["facts"] = dict(entry.facts)
    known = {"staff": entry.staff, "reason": entry.reason, "reverses": entry.reverses}
    return record | {name: value for name, value in known.items() if value is not None}


def from_record(record: Mapping[str, Any]) -> Entry:
    """Read a record; raises ``ValueError`` for a schema or a kind that is not known here."""
    if record["schema"] != SCHEMA:
        raise ValueError(f"entry of schema {record['schema']}: this version reads {SCHEMA}")
    amount = record.get("amount")
    return Entry(
        program=record["program"],
        card=record["card"],
        operation=record["operation"],
        seq=record["seq"],
        kind=Kind(record["kind"]),
        happened_at=instant(record["happened_at"]),
        recorded_at=instant(record["recorded_at"]),
        shop=record["shop"],
        till=record["till"],
        staff=record.get("staff"),
        units=record["units"],
        amount=Money(**amount) if amount else None,
        changes=tuple(_change(change) for change in record["changes"]),
        balance_after=record["balance_after"],
        visit=record["visit"],
        rule_version=record["rule_version"],
        body_hash=record["body_hash"],
        previous_hash=record["previous_hash"],
        reason=record.get("reason"),
        reverses=record.get("reverses"),
        facts=record.get("facts", {}),
    )


def _change_record(change: Change) -> dict[str, Any]:
    record: dict[str, Any] = {"account": change.account, "units": change.units}
    if change.expires_on:
        record["expires_on"] = change.expires_on.isoformat()
    return record


def _change(record: Mapping[str, Any]) -> Change:
    day = record.get("expires_on")
    return Change(
        account=record["account"],
        units=record["units"],
        expires_on=date.fromisoformat(day) if day else None,
    )
