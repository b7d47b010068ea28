"""Pointers to cards from first names, and from the last four digits of a mobile.

Whoever types the beginning of a name finds it, or all four digits. They are written and deleted
with the member, and made anew from it by an import.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from functions.store import keys
from functions.store.engine import Item, Key
from loyalty.entry import CardId
from loyalty.first_name import folded
from loyalty.last_four import last_four

LAST = "\U0010ffff"
"""Behind whatever a name may go on with."""


def pointers(program: str, card: CardId, person: Mapping[str, object]) -> list[Item]:
    """What leads from a member to the card; nothing does from a name without a letter."""
    day, month = person.get("birthday_day"), person.get("birthday_month")
    told: Item = {}
    if isinstance(day, int) and isinstance(month, int):
        told["birthday"] = birthday_text(day, month)
    return [{"pk": key.pk, "sk": key.sk, **told} for key in pointer_keys(program, card, person)]


def pointer_keys(program: str, card: CardId, person: Mapping[str, object]) -> list[Key]:
    """Where those are, by the member's item alone, however much of it can be read.

    Each once: somebody may call themselves by four digits.
    """
    name, digits = person.get("first_name"), person.get("phone_last4")
    known = [
        folded(name) if isinstance(name, str) else "",
        last_four(digits) if isinstance(digits, str) else "",
    ]
    return [keys.name(program, text, card) for text in dict.fromkeys(known) if text]


def sought(typed: str) -> tuple[str, str, str]:
    """What is looked for, and from where to where its pointers are: digits lead to no others."""
    if digits := last_four(typed):
        return digits, f"{digits}#", f"{digits}#{LAST}"
    beginning = folded(typed)
    return beginning, beginning, beginning + LAST


def cards_of(items: Sequence[Item], birthday: tuple[int, int] | None) -> list[CardId]:
    """Where these pointers lead; of a birthday's, only those that have it."""
    wanted = birthday_text(*birthday) if birthday else None
    return [
        CardId(cast(str, item["sk"]).rpartition("#")[2])
        for item in items
        if wanted is None or item.get("birthday") == wanted
    ]


def birthday_text(day: int, month: int) -> str:
    """``0314`` is the 14th of March."""
    return f"{month:02d}{day:02d}"
