"""Pointers from first names to cards: whoever types the beginning of a name finds it.

They are written and deleted with the member, and made anew from it by an import.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from functions.store import keys
from functions.store.engine import Item, Key
from loyalty.entry import CardId
from loyalty.first_name import folded

LAST = "\U0010ffff"
"""Behind whatever a name may go on with."""


def pointer(program: str, card: CardId, person: Mapping[str, object]) -> Item | None:
    """What leads from a member's name to the card; a name without a letter leads nowhere."""
    key = pointer_key(program, card, person)
    if key is None:
        return None
    item: Item = {"pk": key.pk, "sk": key.sk}
    day, month = person.get("birthday_day"), person.get("birthday_month")
    if isinstance(day, int) and isinstance(month, int):
        item["birthday"] = birthday_text(day, month)
    return item


def pointer_key(program: str, card: CardId, person: Mapping[str, object]) -> Key | None:
    """Where that is, by the member's item alone, however much of it can be read."""
    name = person.get("first_name")
    known = folded(name) if isinstance(name, str) else ""
    return keys.name(program, known, card) if known else None


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
