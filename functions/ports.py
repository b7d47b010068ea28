"""What the journeys need from outside.

Adapters in ``store/``, ``mail/``, ``publishing/`` and ``wallets/`` fulfil these protocols;
``wiring`` chooses them. What crosses the line is in ``records.py``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from functions.records import (
    Consent,
    Device,
    HeldCard,
    Mail,
    Pairing,
    Registration,
    Report,
    Told,
    Wallet,
)
from loyalty.card import Card
from loyalty.entry import CardId, Entry, OperationId
from loyalty.figures import Ledger
from loyalty.program import Program
from passes.content import PassContent
from passes.keyring import Keyring


class Clock(Protocol):
    """Where the time comes from."""

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
        ...


class Programs(Protocol):
    """Published programs, by version."""

    def current(self, program: str) -> Program:
        """The version in force; raises ``UnknownProgram``."""
        ...

    def at(self, program: str, instant: datetime) -> Program:
        """The version in force at that instant; raises ``UnknownProgram``."""
        ...

    def every(self) -> Sequence[Program]:
        """All programs of this deployment, each in its current version."""
        ...

    def draft(self, data: Mapping[str, Any], now: datetime) -> Program:
        """What publishing this would make; nothing is written. Raises ``BadConfiguration``."""
        ...

    def publish(self, data: Mapping[str, Any], now: datetime) -> Program:
        """Write the next version, unless the current one says the same already."""
        ...


class Cards(Protocol):
    """Cards with their members and their ledger."""

    def create(
        self, held: HeldCard, consents: Sequence[Consent], key: tuple[str, str] | None
    ) -> CardId:
        """Write a new card; the same key again gives the card that it made first.

        ``key`` is the form's idempotency key with the hash of what was sent under it. Raises
        ``ShortCodeTaken``, or ``KeyReused`` for the same key with another body.
        """
        ...

    def head(self, program: str, card: CardId) -> HeldCard:
        """The card with its member, without its entries; raises ``UnknownCard``."""
        ...

    def by_short_code(self, program: str, code: str) -> CardId:
        """The card with that short code; raises ``UnknownCard``."""
        ...

    def entry(self, program: str, card: CardId, operation: OperationId) -> Entry | None:
        """One entry of the card, or ``None``."""
        ...

    def history(self, program: str, card: CardId) -> list[Entry]:
        """All entries of the card in order of ``seq``."""
        ...

    def append(
        self, before: HeldCard, entry: Entry, after: Card, *, scans_per_hour: int | None
    ) -> HeldCard:
        """Write entry and card in one transaction, if the till may and nothing moved.

        Without ``scans_per_hour`` no till is asked: it is the house's own entry. Raises
        ``Repeated``, ``CardChanged``, ``DeviceRevoked`` or ``TooManyScans``.
        """
        ...

    def told(self, held: HeldCard, wallet: Wallet) -> HeldCard:
        """Note that the wallet was told of ``held.want``; gives the card with that noted."""
        ...

    def postpone(self, held: HeldCard, until: datetime) -> None:
        """Leave what the wallets must be told until later."""
        ...

    def attach(self, held: HeldCard, wallet: Wallet, *, attached: bool) -> None:
        """Note that the card is, or is no longer, in such a wallet, which has ``held.want``."""
        ...

    def forget(self, held: HeldCard, now: datetime) -> None:
        """Delete the person behind the card; its ledger stays, without a name."""
        ...

    def due(self, now: datetime, limit: int) -> Iterator[HeldCard]:
        """Cards whose wallets are to be told by now, the longest waiting first."""
        ...

    def ledgers(self, program: str) -> Iterator[Ledger]:
        """Every card's story, one card in memory at a time."""
        ...

    def every(self, program: str) -> Iterator[HeldCard]:
        """Every card's head with its member, in no particular order."""
        ...


class Devices(Protocol):
    """Paired phones and the permissions to pair one."""

    def offer(self, code: str, pairing: Pairing) -> None:
        """Keep a pairing code (only its hash) until it is used or too old."""
        ...

    def pair(self, code: str, device: Device, refresh_hash: str, now: datetime) -> Device:
        """Use the code up and write the device; raises ``PairingRefused``.

        Program, role and shop of the answer are the pairing's.
        """
        ...

    def get(self, program: str, device: str) -> Device:
        """A device; raises ``NotAllowed`` for one that is not known."""
        ...

    def every(self, program: str) -> Sequence[Device]:
        """All devices of a program, revoked ones included."""
        ...

    def renew(
        self, program: str, device: str, presented: str, following: str, now: datetime
    ) -> Device:
        """Turn the refresh token over (by hashes). Raises ``NotAllowed``.

        The one before the current is taken once more, as the answer that carried the
        current one may have been lost; an older one revokes the device.
        """
        ...

    def revoke(self, program: str, device: str) -> None:
        """Shut a device out, from its very next write on."""
        ...


class Registrations(Protocol):
    """Which Apple devices hold which cards."""

    def register(self, program: str, card: CardId, registration: Registration) -> bool:
        """Keep it; ``True`` when it is new, ``False`` when only the token may have changed."""
        ...

    def unregister(self, program: str, card: CardId, device: str) -> int:
        """Forget it; gives how many devices the card has left."""
        ...

    def of_card(self, program: str, card: CardId) -> Sequence[Registration]:
        """Devices that hold the card."""
        ...

    def of_device(self, device: str) -> Sequence[tuple[str, CardId]]:
        """(program, card) of each card that the device holds."""
        ...


class Reports(Protocol):
    """Weekly reports, each claimed once."""

    def claim(self, program: str, week: str, now: datetime) -> bool:
        """Whether the caller may write this week's report: it is not sent, nor being sent."""
        ...

    def sent(self, program: str, report: Report) -> None:
        """Mark it sent."""
        ...

    def every(self, program: str) -> Sequence[Report]:
        """Reports of a program, the newest first."""
        ...


class Mailer(Protocol):
    """Whoever takes a mail off our hands."""

    def send(self, mail: Mail) -> None:
        """Hand it over; raises ``MailRefused``."""
        ...


class Images(Protocol):
    """Pictures made at publishing: one per design and drawing, nothing personal in them."""

    def read(self, program: str, design: str, name: str) -> bytes | None:
        """One picture by name, or ``None``."""
        ...

    def read_all(self, program: str, design: str, prefix: str) -> Mapping[str, bytes]:
        """Pictures under a prefix, by what follows it."""
        ...

    def write(self, program: str, design: str, name: str, data: bytes) -> None:
        """Keep one."""
        ...


class WalletChannel(Protocol):
    """One wallet: whether it can be used here, and its way of hearing of a change."""

    @property
    def waiting_for(self) -> str | None:
        """A code for what is missing before this wallet takes cards; ``None``: nothing."""
        ...

    def tell(self, content: PassContent, held: HeldCard) -> Told:
        """Tell it that the card has changed; never raises for a refusal."""
        ...


class ApplePasses(WalletChannel, Protocol):
    """Apple Wallet: passes that are signed here and fetched by the phone."""

    @property
    def pass_type(self) -> str:
        """The pass type identifier, as in ``pass.fr.example``."""
        ...

    def build(self, content: PassContent) -> bytes:
        """The signed bundle, from the card as it is now."""
        ...

    def knows(self, serial: str, token: str) -> bool:
        """Whether that token is this very pass's, in constant time."""
        ...


class GoogleCards(WalletChannel, Protocol):
    """Google Wallet: cards that live at Google and are saved by a link."""

    def save_link(self, content: PassContent, now: datetime) -> str:
        """The link that saves the card; raises ``WalletRefused``."""
        ...


class Nudge(Protocol):
    """Wakes whoever tells the wallets, now rather than at the next minute."""

    def __call__(self) -> None:
        """Wake them; never waits, never raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that the journeys are given: made by ``wiring``, by hand in a test."""

    clock: Clock
    keys: Keyring
    url: str
    programs: Programs
    cards: Cards
    devices: Devices
    registrations: Registrations
    reports: Reports
    mailer: Mailer
    images: Images
    apple: ApplePasses
    google: GoogleCards
    nudge: Nudge
