"""What crosses the line between the journeys and the outside; how that fails is in ``failures``."""

from functions.records.audits import AuditRun, LastAudit, Tally
from functions.records.cards import (
    LEASE,
    NO_MARK,
    WALLETS,
    Consent,
    Failure,
    HeldCard,
    Mark,
    Member,
    Wallet,
)
from functions.records.days import DayLimit
from functions.records.overviews import KeptOverview
from functions.records.phones import Device, Measure, OnDevice, Pairing, Registration, Role
from functions.records.reports import GIVEN_UP, NOTHING_WRONG, Delivery, Handing, Mail, Report
from functions.records.staff import Notice, PinTry, SignedIn, StaffMember
from functions.records.telling import Told, Undelivered

__all__ = [
    "GIVEN_UP",
    "LEASE",
    "NOTHING_WRONG",
    "NO_MARK",
    "WALLETS",
    "AuditRun",
    "Consent",
    "DayLimit",
    "Delivery",
    "Device",
    "Failure",
    "Handing",
    "HeldCard",
    "KeptOverview",
    "LastAudit",
    "Mail",
    "Mark",
    "Measure",
    "Member",
    "Notice",
    "OnDevice",
    "Pairing",
    "PinTry",
    "Registration",
    "Report",
    "Role",
    "SignedIn",
    "StaffMember",
    "Tally",
    "Told",
    "Undelivered",
    "Wallet",
]
