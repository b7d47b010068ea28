"""Whether a record is one that a store could keep and read back, and that Poinçon would write."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, get_args

from functions.failures import Damaged
from functions.ports.archive import Record
from functions.records import WALLETS, Handing
from functions.store.engine import Put
from functions.store.fitness import refuse_unfit
from functions.store.items import held_card, wallets_text
from functions.store.kinds import (
    CARDS,
    CONSENTS,
    ENTRIES,
    MEMBERS,
    NOTICES,
    PHONES,
    PROGRAMS,
    REPORTS,
    STAFF,
    Kind,
)
from functions.store.kinds import WALLETS as REGISTRATIONS
from loyalty.calendar import Week
from loyalty.entry import CardId, digest, from_record, instant, to_record
from loyalty.errors import BadConfiguration
from loyalty.language import LANGUAGES
from loyalty.last_four import last_four
from loyalty.program_file import parse
from loyalty.record import flaw
from passes import short_code
from passes.card_code import LATEST_GENERATION

MOST_BYTES = 1000
"""Of a text, but for a program's rules: every key of it fits into either engine."""
MOST = 10**9
"""So many entries or visits has no card."""
MOST_UNITS = 10**15
A_SECOND = timedelta(seconds=1)
"""A card's changes are dated in whole ones."""
LONGEST_KEPT = timedelta(days=800)
"""A notice, from when it happened; this version keeps it for half of that."""
_WITHOUT_REWARD = ("card-replaced", "pin-refused", "pin-blocked")
LONGEST_NAME = 120
"""A join form takes 40 characters, which may be more once they are composed."""

_UNREADABLE = "cannot be read"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_OF_REPLACEMENT = ("generation", "replaced_at", "replaced_by", "replaced_hash")
_CODE = re.compile(r"[a-z]+(-[a-z]+)*")
_OF_CARD = ("seq", "visits", "purchases", "since", "want")
_OF_REPORT = ("visits", "entries", "tries", "unanswered")


def mistake(kind: Kind, record: Record) -> str | None:
    """What is wrong with it, in a few words; ``None`` for a sound one."""
    try:
        if wrong := kind.mistake(record) or _too_long(record):
            return wrong
        refuse_unfit([Put(kind.item(record))])
        look = _LOOKS.get(kind.name)
        return look(record) if look else None
    except BadConfiguration as refused:
        return f"{_UNREADABLE}: {refused}"
    except Damaged as damaged:
        return f"{_UNREADABLE}: {damaged.reason}"
    except RecursionError:
        return f"{_UNREADABLE}: there are too many brackets in it"
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return f"{_UNREADABLE}: {error}"


def _too_long(record: Record) -> str | None:
    for name, value in record.items():
        if isinstance(value, str) and name != "data" and len(value.encode()) > MOST_BYTES:
            return f"has a {name!r} of more than {MOST_BYTES} bytes"
    return None


def _beyond(record: Record, names: tuple[str, ...]) -> str | None:
    """Why one of these numbers is none that is counted; they may lack."""
    wrong = next((name for name in names if not 0 <= record.get(name, 0) <= MOST), None)
    return f"has a {wrong!r} that is out of range" if wrong else None


def _program(record: Record) -> str | None:
    data: Any = json.loads(record["data"])
    program = parse(data, version=record["version"], valid_from=instant(record["valid_from"]))
    return None if program.id == record["program"] else "has the rules of another program"


def _report(record: Record) -> str | None:
    Week.named(record["week"])
    if record.get("state", "") not in get_args(Handing):
        return "has a state that is not known here"
    return _beyond(record, _OF_REPORT)


def _phone(record: Record) -> str | None:
    if record["status"] not in ("active", "revoked"):
        return "has a status that is not known here"
    return None if record["role"] in ("till", "owner") else "has a role that is not known here"


def _card(record: Record) -> str | None:
    held = held_card(record["program"], CardId(record["card"]), CARDS.item(record), None)
    if not all(map(_is_lot, record["lots"])):
        return "has lots that cannot be read"
    if short_code.read(record["short_code"]) != record["short_code"]:
        return "has a short code that is none"
    if not _DIGEST.fullmatch(record["head"]):
        return "has a 'head' that is no hash"
    if not all(-1 <= done <= MOST for done in held.done.values()):
        return "was told to its wallets as no card is"
    is_known = held.wallets <= {*WALLETS} and wallets_text(held.wallets) == record["wallets"]
    if not is_known:
        return "is in a wallet that is not known here"
    return _beyond(record, _OF_CARD) or _replacement(record)


def _replacement(record: Record) -> str | None:
    """All of what a replacement writes, or nothing of it."""
    written = [name for name in _OF_REPLACEMENT if name in record]
    if written and len(written) < len(_OF_REPLACEMENT):
        return "was replaced in part"
    if not (_is_generation(record) and _is_generation(record, "google_generation")):
        return "has codes of a generation that is none"
    if record.get("google_generation", 0) > record.get("generation", 0):
        return "has a later generation in Google Wallet than of its own"
    if not written:
        return None
    if not _DIGEST.fullmatch(record["replaced_hash"]):
        return "has a 'replaced_hash' that is no hash"
    is_before = instant(record["replaced_at"]) < instant(record["modified_at"]) + A_SECOND
    return None if is_before else "was replaced after it last changed"


def _is_generation(record: Record, name: str = "generation") -> bool:
    """The first is never written down."""
    generation: int = record.get(name, 1)
    return 1 <= generation <= LATEST_GENERATION


def _is_lot(lot: list[Any]) -> bool:
    """Account, units, and perhaps the last day, written as a day is."""
    account, units, *ends = lot
    return (
        isinstance(account, str)
        and isinstance(units, int)
        and 0 < units <= MOST_UNITS
        and len(ends) <= 1
        and [date.fromisoformat(day).isoformat() for day in ends] == ends
    )


def _member(record: Record) -> str | None:
    if record["language"] not in LANGUAGES:
        return "speaks a language that is not known here"
    if not _is_name(record["first_name"]):
        return "has a first name that is none"
    if not _is_birthday(record):
        return "has a birthday that is none"
    digits = record.get("phone_last4")
    is_known = digits is None or last_four(digits) == digits
    return None if is_known else "has a 'phone_last4' that is not four digits"


def _is_name(name: str) -> bool:
    return bool(name.strip()) and len(name) <= LONGEST_NAME


def _is_birthday(record: Record) -> bool:
    """Both or none; the 29th of February is somebody's."""
    day, month = record.get("birthday_day"), record.get("birthday_month")
    if day is None or month is None:
        return day is month
    try:
        date(2000, month, day)
    except (OverflowError, ValueError):
        return False
    return True


def _entry(record: Record) -> str | None:
    known = to_record(from_record(record))
    if wrong := flaw(record):
        return f"has a {wrong!r} that cannot be read"
    sealed = digest(known)
    if sealed != record["hash"]:
        return "was changed: its hash does not fit"
    return None if known | {"hash": sealed} == record else "holds more than an entry does"


def _staff(record: Record) -> str | None:
    if record["status"] not in ("active", "removed"):
        return "has a status that is not known here"
    return None if _is_name(record["name"]) else "has a name that is none"


def _notice(record: Record) -> str | None:
    if not _CODE.fullmatch(record["code"]):
        return "has a code that is none"
    if "reward" not in record and record["code"] not in _WITHOUT_REWARD:
        return "has no 'reward'"
    begins = instant(record["at"]).timestamp()
    is_kept = begins <= record["ttl"] <= begins + LONGEST_KEPT.total_seconds()
    return None if is_kept else "has a 'ttl' that is out of range"


def _registration(record: Record) -> str | None:
    if not record.get("retired", True):
        return "is retired, or says nothing of it"
    return None if _is_generation(record) else "is a pass of a generation that is none"


def _consent(record: Record) -> str | None:
    is_known = record["purpose"] in ("terms", "messages")
    return None if is_known else "has a purpose that is not known here"


_LOOKS: Mapping[str, Callable[[Record], str | None]] = {
    PROGRAMS.name: _program,
    REPORTS.name: _report,
    PHONES.name: _phone,
    CARDS.name: _card,
    MEMBERS.name: _member,
    ENTRIES.name: _entry,
    CONSENTS.name: _consent,
    STAFF.name: _staff,
    NOTICES.name: _notice,
    REGISTRATIONS.name: _registration,
}
