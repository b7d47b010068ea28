"""Telling a wallet, and what could not be told."""

from dataclasses import dataclass
from datetime import datetime

from functions.records.cards import Wallet


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
