"""What the journeys need from outside.

Adapters in ``store/``, ``mail/``, ``publishing/`` and ``wallets/`` fulfil these protocols;
``wiring`` chooses them. What crosses the line is in ``records.py``.
"""

from dataclasses import dataclass

from functions.ports.cards import Cards
from functions.ports.outside import (
    ApplePasses,
    Clock,
    GoogleCards,
    Images,
    Mailer,
    Nudge,
    WalletChannel,
)
from functions.ports.phones import Devices, Registrations
from functions.ports.programs import Programs, Reports
from passes.keyring import Keyring

__all__ = [
    "ApplePasses",
    "Cards",
    "Clock",
    "Devices",
    "GoogleCards",
    "Images",
    "Mailer",
    "Nudge",
    "Programs",
    "Registrations",
    "Reports",
    "Services",
    "WalletChannel",
]


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
