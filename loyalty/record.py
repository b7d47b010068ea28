"""Whether a stored record is an entry at all: every field there, and of its type."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from loyalty.entry import SCHEMA, Kind, instant

Record = Mapping[str, Any]
"""An entry as it is stored or exported, with its ``hash``: see ``docs/ledger.md``."""

_INSTANT = re.compile(r"(?:19|2\d)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
"""From 1900 to 2999: no journey dates otherwise, and nothing can be reckoned from year 1."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KINDS = frozenset(Kind)
_NUMBERS = ["multiplier", "counted", "gift", "goal", "rounds", "lost", "since", "price"]
_NUMBERS += ["donated", "reopened", "adjusted"]
_TEXTS = ["reward", "until", "gave", "refunds", "mission", "coupon", "friend"]
_FACTS = dict.fromkeys(_NUMBERS, int) | dict.fromkeys(_TEXTS, str)
"""What each fact is (``docs/ledger.md``); one that is not known may be either."""


def flaw(record: Record) -> str:
    """The first field that is missing or not what it must be; empty for a sound record.

    Fields that are not known are no flaw here: the hash covers them.
    """
    if [*map(type, map(record.get, _TYPES))] != _AS_THEY_MUST_BE:
        return next(name for name, kind in _TYPES.items() if type(record.get(name)) is not kind)
    for name, fits in _NEEDED.items():
        if not fits(record[name]):
            return name
    for name in _OPTIONAL.keys() & record.keys():
        if not _OPTIONAL[name](record[name]):
            return name
    return ""


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_number(value: object) -> bool:
    return type(value) is int


def _is_instant(text: str) -> bool:
    if not _INSTANT.fullmatch(text):
        return False
    try:
        instant(text)
    except ValueError:
        return False
    return True


def _is_day(value: object) -> bool:
    try:
        return type(value) is str and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_money(value: object) -> bool:
    return (
        type(value) is dict
        and set(value) == {"minor", "currency"}
        and _is_number(value["minor"])
        and _is_text(value["currency"])
    )


def _is_change(value: object) -> bool:
    return (
        type(value) is dict
        and _is_text(value.get("account"))
        and _is_number(value.get("units"))
        and value["units"] != 0
        and ("expires_on" not in value or _is_day(value["expires_on"]))
    )


def _are_changes(changes: list[object]) -> bool:
    return all(map(_is_change, changes))


def _are_balances(balances: dict[str, object]) -> bool:
    return all(map(_is_number, balances.values()))


def _are_facts(value: object) -> bool:
    return type(value) is dict and all(
        type(fact) in (str, int) and type(fact) is _FACTS.get(name, type(fact))
        for name, fact in value.items()
    )


def _is_digest(text: str) -> bool:
    return _DIGEST.fullmatch(text) is not None


_TYPES: dict[str, type] = {
    "schema": int,
    "kind": str,
    "program": str,
    "card": str,
    "operation": str,
    "seq": int,
    "happened_at": str,
    "recorded_at": str,
    "shop": str,
    "till": str,
    "units": int,
    "changes": list,
    "balance_after": dict,
    "visit": int,
    "rule_version": int,
    "body_hash": str,
    "previous_hash": str,
    "hash": str,
}
_AS_THEY_MUST_BE = [*_TYPES.values()]
_NEEDED: dict[str, Callable[[Any], bool]] = {
    "schema": lambda value: value == SCHEMA,
    "kind": lambda value: value in _KINDS,
    "seq": lambda value: value > 0,
    "visit": lambda value: value >= 0,
    "happened_at": _is_instant,
    "recorded_at": _is_instant,
    "changes": _are_changes,
    "balance_after": _are_balances,
    "hash": _is_digest,
}
_OPTIONAL: dict[str, Callable[[Any], bool]] = {
    "amount": _is_money,
    "facts": _are_facts,
    "staff": _is_text,
    "reason": _is_text,
    "reverses": _is_text,
}
