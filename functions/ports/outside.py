"""The world around the store: time, mail, pictures, wallets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from functions.records import HeldCard, Mail, Told
from loyalty.entry import CardId
from passes.content import PassContent

MISSING = "apple-certificate-missing"
REFUSED = "apple-certificate-refused"
EXPIRED = "apple-certificate-expired"
INSECURE = "apple-address-not-https"
"""What Apple Wallet may wait for; but for the first, nothing can be fetched for it meanwhile."""


class Clock(Protocol):
    """Where the time comes from."""

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
        ...


class Mailer(Protocol):
    """Whoever takes a mail off our hands."""

    @property
    def once(self) -> bool:
        """Whether a mail that is handed over twice under one id arrives once."""
        ...

    def send(self, mail: Mail) -> None:
        """Hand it over; raises ``MailRefused``."""
        ...


LOGOS = "logo"
"""Among a program's designs, where the masters of its logos are kept, named by their digest."""


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

    @property
    def expires_at(self) -> datetime | None:
        """When it stops, or stopped, unless somebody renews something; ``None``: never."""
        ...

    @property
    def ends_first(self) -> str | None:
        """What ends then: the shop's ``certificate``, or the ``intermediate`` above it."""
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

    @property
    def refused(self) -> Sequence[str]:
        """What is wrong with what it was given to sign with, a sentence each."""
        ...

    def build(self, contents: Sequence[PassContent]) -> bytes:
        """The signed bundle, from the card as it is now: in each language, the member's first.

        Raises ``WalletNotReady`` where nothing can be signed that a phone would take.
        """
        ...

    def knows(self, serial: str, token: str) -> bool:
        """Whether that token is this very pass's, in constant time."""
        ...


class GoogleCards(WalletChannel, Protocol):
    """Google Wallet: cards that live at Google and are saved by a link."""

    def save_link(self, content: PassContent, now: datetime) -> str:
        """The link that saves the card; raises ``WalletRefused``."""
        ...


class Recount(Protocol):
    """Has a program's page counted anew by somebody who has the time for it."""

    def __call__(self, program: str) -> None:
        """Ask them; never waits, never raises."""
        ...


class Nudge(Protocol):
    """Wakes whoever tells the wallets of one card, now rather than at the next minute."""

    def __call__(self, program: str, card: CardId, until: datetime | None) -> None:
        """Wake them; never waits, never raises.

        ``until``: the end of the claim that was made for them; ``None``: they make their own.
        """
        ...
