"""Wallets outside of the house, and what their holders see in them: told by nobody but the product.

Google has one object for a card, as it was sent last. Each iPhone has a pass of its own: a push
says that it changed, and the phone fetches it at once. A phone that has thrown its pass away says
nothing; whoever pushes to it learns that it is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.failures import WalletRefused
from functions.records import HeldCard, Told
from passes.apple.push import Outcome

PASS_TYPE = "pass.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a wallet shows of a card: as of which entry, how much, and whose it is."""

    seq: int
    balances: dict[str, int]
    name: str | None

    @classmethod
    def of(cls, held: HeldCard, name: str | None) -> "Shown":
        """The card as it is held, under that name."""
        return cls(seq=held.card.seq, balances=dict(held.card.balances), name=name)


class Google:
    """Takes what it is sent, mostly. ``saved`` are the cards that somebody has in their wallet."""

    waiting_for = None

    def __init__(self) -> None:
        self.is_busy: Callable[[], bool] = lambda: False
        self.takes_time: Callable[[], None] = lambda: None
        self.shown: dict[str, Shown] = {}
        self.saved: set[str] = set()

    def tell(self, content: Any, held: HeldCard) -> Told:
        if self.is_busy():
            return Told(done=False, reason="busy", retry_seconds=60)
        self.takes_time()
        self.shown[held.card.id] = Shown.of(held, content.member_name)
        self.takes_time()
        return Told(done=True)

    def save(self, content: Any, held: HeldCard) -> None:
        """The object behind a link that saves it; raises ``WalletRefused``."""
        if not self.tell(content, held).done:
            raise WalletRefused("busy")


@dataclass(slots=True, kw_only=True)
class Phone:
    """One iPhone with one card: whether it holds the pass, and what the pass says.

    ``began`` is the number of commits when it last took the pass; ``is_busy`` while it talks to the
    house, for a phone does one thing at a time.
    """

    program: str
    card: str
    name: str
    token: str
    holds: bool = False
    is_busy: bool = False
    began: int = 0
    left_at: datetime | None = None
    shown: Shown | None = None


@dataclass(slots=True)
class Phones:
    """All of them, as Apple's push service reaches them."""

    now: Callable[[], datetime]
    look: Callable[[str, str], Shown]
    """What a phone is given that fetches its pass at this moment."""
    is_busy: Callable[[], bool] = lambda: False
    takes_time: Callable[[], None] = lambda: None
    known: dict[str, Phone] = field(default_factory=dict)

    def of(self, program: str, card: str, name: str) -> Phone:
        """That phone, with that card."""
        token = f"{name}/{card}"
        new = Phone(program=program, card=card, name=name, token=token)
        return self.known.setdefault(token, new)

    def push(self, token: str) -> Outcome:
        """Fulfils what the product asks of ``passes.apple.push.PushClient``."""
        if self.is_busy():
            return Outcome(result="retry", reason="busy")
        self.takes_time()
        phone = self.known.get(token)
        left_at = phone.left_at if phone else None
        if phone and not left_at:
            self.fetch(phone)
        self.takes_time()
        if left_at:
            return Outcome(result="gone", since_ms=int(left_at.timestamp() * 1000))
        return Outcome(result="delivered")

    def fetch(self, phone: Phone) -> None:
        """It shows the card as it is now."""
        phone.shown = self.look(phone.program, phone.card)

    def throw_away(self, phone: Phone) -> None:
        """The pass is deleted, and nobody hears of it."""
        phone.left_at, phone.holds = self.now(), False
