"""What crosses the line between the journeys and the outside: records, and how the outside fails.

The errors here are the outside's: something that cannot answer, or somebody not allowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from loyalty.card import Card
from loyalty.entry import CardId, Entry
from loyalty.errors import LoyaltyError
from loyalty.holder import Holder
from loyalty.language import Language

Role: TypeAlias = Literal["till", "owner"]
Wallet: TypeAlias = Literal["apple", "google"]
WALLETS: tuple[Wallet, ...] = ("apple", "google")


class OutsideError(Exception):
    """Something outside could not do its part; trying again later makes sense."""

    code: ClassVar[str] = "outside-unavailable"


class StoreUnavailable(OutsideError):
    """The store could not answer; nothing is known to be half written."""

    code = "store-unavailable"


class MailRefused(OutsideError):
    """The mail service did not take the message."""

    code = "mail-refused"


class NotAllowed(LoyaltyError):
    """No credential, a wrong one, or one that is no longer good."""

    code = "not-allowed"


class DeviceRevoked(NotAllowed):
    """The owner has taken this phone off the list."""

    code = "device-revoked"


class PairingRefused(NotAllowed):
    """The pairing code is wrong, used or too old."""

    code = "pairing-refused"


class TooManyScans(LoyaltyError):
    """The till has written more in this hour than its program allows. Facts: ``retry_at``."""

    code = "too-many-scans"


class Repeated(Exception):
    """That operation id is in the ledger already: here is its entry."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("the operation is in the ledger already")
        self.entry = entry


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
class HeldCard:
    """A card as the store holds it, with what belongs to it.

    ``want`` is the ``seq`` that the wallets should show, ``done`` what each was told last.
    ``modified_at`` moves forward by at least a second with each change, whole seconds.
    ``referred_by`` is the card of whoever brought this customer.
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
class Report:
    """A weekly report: claimed by one job, then sent; ``sent_at`` is ``None`` until then."""

    week: str
    claimed_at: datetime
    sent_at: datetime | None
    subject: str
    visits: int
    entries: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message to one person, as text and HTML, with attachments by file name."""

    to: str
    sender_name: str
    subject: str
    text: str
    html: str
    attachments: Mapping[str, bytes]


class ShortCodeTaken(Exception):
    """Another card of the program has this short code: make another one."""


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


class WalletRefused(OutsideError):
    """A wallet's service did not take what it was sent. ``reason`` says why, as a code."""

    code = "wallet-refused"
