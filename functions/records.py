"""What crosses the line between the journeys and the outside; how that fails is in ``failures``."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

from loyalty.anchors import Anchors
from loyalty.card import Card
from loyalty.entry import CardId
from loyalty.holder import Holder
from loyalty.language import Language

Role: TypeAlias = Literal["till", "owner"]
Wallet: TypeAlias = Literal["apple", "google"]
WALLETS: tuple[Wallet, ...] = ("apple", "google")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The person behind a card: all that is known of them, and all that erasure removes."""

    first_name: str
    language: Language
    birthday: tuple[int, int] | None = None
    """Day and month; no year is ever asked for."""


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

    def anew(self, at: datetime) -> "Mark":
        """Due at once; what failed so far is not forgotten."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A phone that was paired: a till, or the owner's."""

    id: str
    program: str
    role: Role
    shop: str
    name: str
    active: bool
    paired_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A single-use permission to pair one phone, known to its holder by a code."""

    program: str
    role: Role
    shop: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An Apple device that wants to hear of changes of one card."""

    device: str
    push_token: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDevice:
    """A card that an Apple device holds, and when it registered for it, where that is known."""

    program: str
    card: CardId
    at: datetime | None


Handing: TypeAlias = Literal["", "sending", "waiting", "dead", "uncertain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a report's mail fares until it is sent.

    ``sending``: handed over, not yet answered. ``waiting``: refused, and tried again at ``try_at``.
    ``dead``: refused for a day, tried once a day. ``uncertain``: nobody knows whether it arrived,
    so only the owner has it sent again. ``unanswered`` counts hand-overs that got no answer.
    """

    state: Handing = ""
    tries: int = 0
    reason: str = ""
    failing_since: datetime | None = None
    try_at: datetime | None = None
    unanswered: int = 0


NOTHING_WRONG = Delivery()
GIVEN_UP: tuple[Handing, ...] = ("dead", "uncertain")
"""What the owner is shown: it is not tried again soon, or not by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A weekly report: claimed by one job, then sent; ``sent_at`` is ``None`` until then.

    ``entries`` and ``digest`` are the ledger's anchor at ``anchored_at``.
    """

    week: str
    claimed_at: datetime
    sent_at: datetime | None
    subject: str
    visits: int
    entries: int
    digest: str
    anchored_at: datetime | None = None
    delivery: Delivery = NOTHING_WRONG


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a night's audit has found of one program so far.

    ``codes`` counts the cards that differ by their first code; ``new`` are those that the audit
    before did not know. ``named`` has the codes of so many of them as an alarm can use.
    """

    anchors: Anchors
    cards: int = 0
    entries: int = 0
    differences: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    new: int = 0
    named: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class AuditRun:
    """The audit of one night, so far: one walk for all programs.

    ``cursor`` is the place behind the last whole partition; ``claim`` tells it from another's run.
    """

    night: str
    claim: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAudit:
    """What the last whole audit found of a program, and when; of it, ``new`` since the one before.

    ``codes`` counts cards by their first code, and mails. ``named`` has codes by card or week.
    """

    at: datetime
    differences: int
    new: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message to one person, as text and HTML, with attachments by file name.

    ``id`` is the same whenever the same message is handed over again; without one, it never is.
    """

    to: str
    sender_name: str
    subject: str
    text: str
    html: str
    attachments: Mapping[str, bytes]
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Cards that one wallet could not be told of for a day, for one reason, the first one since."""

    wallet: Wallet
    reason: str
    cards: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of telling a wallet.

    ``done``: it knows. Otherwise ``reason`` is a code that is shown to the owner, and
    ``retry_seconds`` how long to wait at least. ``nobody``: no phone holds the card there.
    """

    done: bool
    nobody: bool = False
    reason: str = ""
    retry_seconds: int = 60
