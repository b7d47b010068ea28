"""What the journeys need from outside.

Adapters in ``store/``, ``mail/``, ``publishing/`` and ``wallets/`` fulfil these protocols;
``wiring`` chooses them. What crosses the line is in ``records.py``.
"""

from dataclasses import dataclass

from functions.ports.archive import Archive
from functions.ports.audits import Audits
from functions.ports.cards import Cards
from functions.ports.design import Design
from functions.ports.exports import Exports, ExportWeeks
from functions.ports.imports import Imports
from functions.ports.measures import Measures
from functions.ports.notices import Notices
from functions.ports.outbox import Outbox
from functions.ports.outside import (
    ApplePasses,
    Clock,
    GoogleCards,
    Images,
    Mailer,
    Nudge,
    Recount,
    WalletChannel,
)
from functions.ports.overviews import Overviews
from functions.ports.phones import Devices, Registrations
from functions.ports.programs import Programs, Reports
from functions.ports.staff import Staff
from passes.keyring import Keyring

__all__ = [
    "ApplePasses",
    "Archive",
    "Audits",
    "Cards",
    "Clock",
    "Design",
    "Devices",
    "ExportWeeks",
    "Exports",
    "GoogleCards",
    "Images",
    "Imports",
    "Mailer",
    "Measures",
    "Notices",
    "Nudge",
    "Outbox",
    "Overviews",
    "Programs",
    "Recount",
    "Registrations",
    "Reports",
    "Services",
    "Staff",
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
    outbox: Outbox
    devices: Devices
    registrations: Registrations
    reports: Reports
    archive: Archive
    design: Design
    exports: Exports | None
    export_weeks: ExportWeeks
    imports: Imports
    audits: Audits
    overviews: Overviews
    measures: Measures
    notices: Notices
    staff: Staff
    mailer: Mailer
    images: Images
    apple: ApplePasses
    google: GoogleCards
    nudge: Nudge | None
    """``None``: nobody can be woken, and the sweep of the next minute does the work."""
    recount: Recount | None
    """``None``: the owner's page is always counted while somebody waits for it."""
