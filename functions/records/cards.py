"""A card as it is held, and who holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from loyalty.card import Card
from loyalty.entry import CardId, OperationId
from loyalty.holder import Holder
from loyalty.language import Language

Wallet: TypeAlias = Literal["apple", "google"]


WALLETS: tuple[Wallet, ...] = ("apple", "google")

LEASE = timedelta(seconds=60)
"""How long a claim holds: longer than it takes to tell one card's wallets."""

CLOCKS_DIFFER = timedelta(seconds=5)
"""Between two functions, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The person behind a card: all that is known of them, and all that erasure removes."""

    first_name: str
    language: Language
    birthday: tuple[int, int] | None = None
    """Day and month; no year is ever asked for."""
    phone_last4: str | None = None
    """The last four digits of their mobile, and nothing else of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody agreed to or not, in which words, and when."""

    purpose: Literal["terms", "messages"]
    granted: bool
    text_version: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a wallet could not be told the last time, and since when it cannot."""

    reason: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is known of telling a card's wallets: when to try next, and what went wrong.

    ``failing`` has each wallet that could not be told; ``tries`` counts failures since the card
    last changed. ``dead``: tried once a day only.
    """

    due_at: datetime | None = None
    tries: int = 0
    failing: Mapping[Wallet, Failure] = field(default_factory=dict)
    dead: bool = False

    def may_be_claimed(self, now: datetime) -> bool:
        """Whether nobody can be telling the wallets: it is due, or later than any claim ends."""
        if self.due_at is None or self.due_at <= now:
            return True
        return self.due_at > now + LEASE + CLOCKS_DIFFER

    def anew(self, at: datetime) -> "Mark":
        """Due at that time; what failed so far is not forgotten."""
        return replace(self, due_at=at, tries=0, dead=False)

    def without(self, wallet: Wallet) -> "Mark":
        """The mark once nothing is wrong with that wallet any more."""
        failing = {name: one for name, one in self.failing.items() if name != wallet}
        return replace(self, failing=failing)


NO_MARK = Mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCard:
    """A card as the store holds it, with what belongs to it.

    ``want`` is the ``seq`` that the wallets should show, ``done`` what each was told last.
    ``modified_at`` moves forward by at least a second with each change, whole seconds.
    ``frozen`` is what an audit found wrong with it, as a code: nothing is given until it is right.
    ``referred_by`` is the card of whoever brought this customer. A card made for history that was
    brought in has its ``reference``, which only the house's key can make, and ``imported_at``.
    A lost one is replaced by the next ``generation`` of its codes: older ones were good until
    ``replaced_at``, by the operation ``replaced_by``, whose body had ``replaced_hash``;
    ``google_generation`` is the one that Google Wallet has, if any. ``staff`` is whose it is, of
    those who work there.
    """

    card: Card
    member: Member | None
    short_code: str
    joined_at: datetime
    modified_at: datetime
    want: int
    done: Mapping[Wallet, int]
    wallets: frozenset[Wallet]
    referred_by: CardId | None = None
    reference: str | None = None
    imported_at: datetime | None = None
    generation: int = 0
    replaced_at: datetime | None = None
    replaced_by: OperationId | None = None
    replaced_hash: str | None = None
    google_generation: int = 0
    staff: str | None = None
    mark: Mark = NO_MARK
    frozen: str | None = None

    @property
    def holder(self) -> Holder:
        """What the rules may know of who holds it."""
        return Holder(
            joined_at=self.joined_at,
            birthday=self.member.birthday if self.member else None,
            referred_by=self.referred_by,
        )

    @property
    def behind(self) -> tuple[Wallet, ...]:
        """Wallets that hold the card and do not know its latest state yet."""
        return tuple(name for name in sorted(self.wallets) if self.done[name] < self.want)
