"""Kinds of items as records of an export, and back: one table.

The named parts of a key become fields, the other attributes keep their names: one that is added
to an item goes out with it by itself. What stays behind is named here: secrets, marks of what is
still to be told, and pointers, which are made anew from what they point to.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from functions.ports.archive import Record
from functions.store import keys
from functions.store.engine import Item, Key
from loyalty.entry import GENESIS, instant, instant_text

_CARD = r"P#(?P<program>[^#]+)#C#(?P<card>[^#]+)"
_SHOP = r"P#(?P<program>[^#]+)"
_NAMES = {"program": "text", "card": "text"}
_YEARS = range(1900, 3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of item. ``fields`` gives the type of each field, with ``?`` where it may lack.

    ``fresh`` are fields that an item does not have while all of them are as given here.
    """

    name: str
    pk: str
    sk: str
    key: Callable[[Record], Key]
    fields: Mapping[str, str]
    left_out: frozenset[str] = field(default=frozenset())
    fresh: Mapping[str, Any] = field(default_factory=dict)

    def record(self, item: Item) -> Record | None:
        """The item as a record; ``None`` where it is of another kind."""
        pk, sk = str(item["pk"]), str(item["sk"])
        partition = re.fullmatch(self.pk, pk)
        place = re.fullmatch(self.sk, sk, re.DOTALL)
        if not (partition and place):
            return None
        hidden = {"pk", "sk", *self.left_out}
        carried = {name: value for name, value in item.items() if name not in hidden}
        if not carried.keys() & self.fresh.keys():
            carried = {**self.fresh, **carried}
        known = partition.groupdict() | place.groupdict() | carried
        order = [*self.fields, *sorted(set(known) - set(self.fields))]
        return {name: known[name] for name in order if name in known}

    def item(self, record: Record) -> Item:
        """The item of a record that has no mistake."""
        key = self.key(record)
        named = {*re.compile(self.pk).groupindex, *re.compile(self.sk).groupindex}
        if self.fresh and self.fresh.items() <= record.items():
            named |= {*self.fresh}
        carried = {name: value for name, value in record.items() if name not in named}
        return cast(Item, {"pk": key.pk, "sk": key.sk} | carried)

    def mistake(self, record: Record) -> str | None:
        """What is wrong with the fields of a record, in a few words."""
        needed = {name for name, kind in self.fields.items() if not kind.endswith("?")}
        if missing := sorted(needed - record.keys()):
            return f"has no {missing[0]!r}"
        if unknown := sorted(record.keys() - self.fields.keys()):
            return f"has a field {unknown[0]!r}, which this Poinçon does not know"
        for name, value in record.items():
            kind = self.fields[name].removesuffix("?")
            if not _IS[kind](value):
                return f"has a {name!r} that is no {kind}"
        found = self.record(self.item(record))
        return None if found == record else "has a name that cannot be part of a key"


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_instant(value: object) -> bool:
    try:
        if not isinstance(value, str) or instant(value).year not in _YEARS:
            return False
        return instant_text(instant(value)) == value
    except (OverflowError, ValueError):
        return False


_IS: Mapping[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "integer": _is_integer,
    "yes or no": lambda value: isinstance(value, bool),
    "instant": _is_instant,
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _key(make: Callable[..., Key], *names: str) -> Callable[[Record], Key]:
    def key(record: Record) -> Key:
        return make(*(record[name] for name in names))

    return key


PROGRAMS = Kind(
    name="programs",
    pk=_SHOP,
    sk=r"VERSION#\d+",
    key=_key(keys.program_version, "program", "version"),
    fields={"program": "text", "version": "integer", "valid_from": "instant", "data": "text"},
)
REPORTS = Kind(
    name="reports",
    pk=_SHOP,
    sk=r"REPORT#(?P<week>.+)",
    key=_key(keys.report, "program", "week"),
    fields={
        "program": "text",
        "week": "text",
        "claimed_at": "instant",
        "claim": "text",
        "sent_at": "instant?",
        "subject": "text?",
        "visits": "integer?",
        "entries": "integer?",
        "digest": "text?",
        "anchored_at": "instant?",
        "state": "text?",
        "tries": "integer?",
        "reason": "text?",
        "failing_since": "instant?",
        "try_at": "instant?",
        "unanswered": "integer?",
    },
)
PHONES = Kind(
    name="phones",
    pk=rf"{_SHOP}#DEVICES",
    sk=r"(?P<device>.+)",
    key=_key(keys.device, "program", "device"),
    fields={
        "program": "text",
        "device": "text",
        "role": "text",
        "shop": "text",
        "name": "text",
        "status": "text",
        "paired_at": "instant",
        "renewed_at": "instant?",
    },
    left_out=frozenset(
        {
            "refresh",
            "refresh_before",
            "refresh_beside",
            "hour",
            "hour_count",
            "late_hour",
            "late_count",
            "typed_hour",
            "typed_count",
        }
    ),
)
FORGOTTEN = Kind(
    name="forgotten",
    pk=rf"{_SHOP}#FORGOTTEN",
    sk=r"(?P<card>[^#]+)",
    key=_key(keys.tombstone, "program", "card"),
    fields={**_NAMES, "forgotten_at": "instant"},
)
STAFF = Kind(
    name="staff",
    pk=rf"{_SHOP}#STAFF",
    sk=r"(?P<staff>[^#]+)",
    key=_key(keys.staff_member, "program", "staff"),
    fields={
        "program": "text",
        "staff": "text",
        "name": "text",
        "status": "text",
        "added_at": "instant",
        "removed_at": "instant?",
        "card": "text?",
    },
    left_out=frozenset({"pin", "pin_at", "tries", "misses", "made_good", "acts", "acts_hour"}),
)
NOTICES = Kind(
    name="notices",
    pk=rf"{_SHOP}#NOTICES",
    sk=r"(?P<at>[^#]+)#(?P<operation>[^#]+)",
    key=_key(keys.notice, "program", "at", "operation"),
    fields={
        "program": "text",
        "at": "instant",
        "operation": "text",
        "code": "text",
        "card": "text",
        "till": "text",
        "shop": "text",
        "reward": "text?",
        "staff": "text?",
        "recorded_at": "instant?",
        "ttl": "integer",
    },
)
CARDS = Kind(
    name="cards",
    pk=_CARD,
    sk="A#CARD",
    key=_key(keys.card, "program", "card"),
    fields={
        **_NAMES,
        "short_code": "text",
        "joined_at": "instant",
        "modified_at": "instant",
        "referred_by": "text?",
        "reference": "text?",
        "imported_at": "instant?",
        "staff": "text?",
        "generation": "integer?",
        "replaced_at": "instant?",
        "replaced_by": "text?",
        "replaced_hash": "text?",
        "google_generation": "integer?",
        "seq": "integer",
        "head": "text",
        "lots": "list",
        "recent": "list",
        "visits": "integer",
        "first_visit_at": "instant?",
        "last_visit_at": "instant?",
        "purchases": "integer?",
        "latest": "text?",
        "latest_at": "instant?",
        "since": "integer?",
        "wallets": "text",
        "want": "integer",
        "done_apple": "integer?",
        "done_google": "integer?",
        "frozen": "text?",
    },
    left_out=frozenset({"due", "due_at", "tries", "failing", "failing_since"}),
    fresh={"head": GENESIS, "lots": [], "recent": [], "visits": 0, "purchases": 0, "since": 0},
)
MEMBERS = Kind(
    name="members",
    pk=_CARD,
    sk="A#MEMBER",
    key=_key(keys.member, "program", "card"),
    fields={
        **_NAMES,
        "first_name": "text",
        "language": "text",
        "birthday_day": "integer?",
        "birthday_month": "integer?",
        "phone_last4": "text?",
    },
    left_out=frozenset({"join_key"}),
)
ENTRIES = Kind(
    name="entries",
    pk=_CARD,
    sk=r"E#(?P<operation>.+)",
    key=_key(keys.entry, "program", "card", "operation"),
    fields={
        **_NAMES,
        "operation": "text",
        "schema": "integer",
        "seq": "integer",
        "kind": "text",
        "happened_at": "instant",
        "recorded_at": "instant",
        "shop": "text",
        "till": "text",
        "staff": "text?",
        "units": "integer",
        "amount": "object?",
        "changes": "list",
        "balance_after": "object",
        "visit": "integer",
        "rule_version": "integer",
        "reason": "text?",
        "reverses": "text?",
        "facts": "object?",
        "body_hash": "text",
        "previous_hash": "text",
        "hash": "text",
    },
)
CONSENTS = Kind(
    name="consents",
    pk=_CARD,
    sk=r"N#(?P<purpose>[^#]+)#(?P<at>.+)",
    key=_key(keys.consent, "program", "card", "purpose", "at"),
    fields={
        **_NAMES,
        "purpose": "text",
        "at": "instant",
        "granted": "yes or no",
        "text_version": "text",
    },
)
WALLETS = Kind(
    name="wallets",
    pk=rf"{_SHOP}#R#(?P<card>[^#]+)",
    sk=r"(?P<device>.+)",
    key=_key(keys.card_registration, "program", "card", "device"),
    fields={
        **_NAMES,
        "device": "text",
        "push_token": "text",
        "at": "instant",
        "generation": "integer?",
        "retired": "yes or no?",
    },
)

OF_A_CARD = (CARDS, MEMBERS, ENTRIES, CONSENTS, WALLETS)
OF_THE_SHOP = (PROGRAMS, REPORTS, PHONES, FORGOTTEN, NOTICES, STAFF)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*OF_THE_SHOP, *OF_A_CARD)}


def record_of(item: Item, kinds: tuple[Kind, ...]) -> tuple[str, Record] | None:
    """The item as a record with the name of its kind; ``None`` for what no export takes."""
    found: Any = ((kind.name, kind.record(item)) for kind in kinds)
    return next(((name, record) for name, record in found if record is not None), None)
