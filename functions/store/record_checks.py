"""Whether a record is one that a store could keep and read back."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from functions.failures import Damaged
from functions.ports.archive import Record
from functions.records import WALLETS
from functions.store.engine import Put
from functions.store.fitness import refuse_unfit
from functions.store.items import held_card, wallets_text
from functions.store.kinds import CARDS, ENTRIES, MEMBERS, PHONES, PROGRAMS, Kind
from loyalty.entry import CardId, digest, from_record, instant, to_record
from loyalty.errors import BadConfiguration
from loyalty.language import LANGUAGES
from loyalty.program_file import parse

_UNREADABLE = "cannot be read"


def mistake(kind: Kind, record: Record) -> str | None:
    """What is wrong with it, in a few words; ``None`` for a sound one."""
    try:
        if wrong := kind.mistake(record):
            return wrong
        refuse_unfit([Put(kind.item(record))])
        look = _LOOKS.get(kind.name)
        return look(record) if look else None
    except BadConfiguration as refused:
        return f"{_UNREADABLE}: {refused}"
    except Damaged as damaged:
        return f"{_UNREADABLE}: {damaged.reason}"
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return f"{_UNREADABLE}: {error}"


def _program(record: Record) -> str | None:
    data: Any = json.loads(record["data"])
    program = parse(data, version=record["version"], valid_from=instant(record["valid_from"]))
    return None if program.id == record["program"] else "has the rules of another program"


def _card(record: Record) -> str | None:
    head = CARDS.item(record)
    held = held_card(record["program"], CardId(record["card"]), head, None)
    if not all(isinstance(account, str) for account in held.card.balances):
        return "has lots that cannot be read"
    is_known = held.wallets <= {*WALLETS} and wallets_text(held.wallets) == record["wallets"]
    return None if is_known else "is in a wallet that is not known here"


def _member(record: Record) -> str | None:
    if record["language"] not in LANGUAGES:
        return "speaks a language that is not known here"
    day, month = record.get("birthday_day", 1), record.get("birthday_month", 1)
    return None if 1 <= day <= 31 and 1 <= month <= 12 else "has a birthday that is none"


def _entry(record: Record) -> str | None:
    known = to_record(from_record(record))
    sealed = digest(known)
    if sealed != record["hash"]:
        return "was changed: its hash does not fit"
    return None if known | {"hash": sealed} == record else "holds more than an entry does"


def _phone(record: Record) -> str | None:
    return None if record["role"] in ("till", "owner") else "has a role that is not known here"


_LOOKS: Mapping[str, Callable[[Record], str | None]] = {
    PROGRAMS.name: _program,
    CARDS.name: _card,
    MEMBERS.name: _member,
    ENTRIES.name: _entry,
    PHONES.name: _phone,
}
