"""Where a page ends: an opaque text, the same for both engines, that may come back from outside."""

import base64
import json
from collections.abc import Mapping

from functions.store.engine import Key, item_key


def cursor_after(item: Mapping[str, object]) -> str:
    """The cursor that goes on behind an item."""
    key = item_key(item)
    return base64.urlsafe_b64encode(json.dumps([key.pk, key.sk]).encode()).decode()


def key_before(cursor: str) -> Key:
    """The key behind which a cursor goes on. It may come from outside: ``ValueError`` if forged."""
    try:
        pk, sk = json.loads(base64.urlsafe_b64decode(cursor))
        return Key(pk, sk)
    except (TypeError, ValueError) as error:
        raise ValueError("this is not a cursor") from error


def key_within(cursor: str, pk: str, low: str, high: str | None) -> Key:
    """The same for a query: ``ValueError`` if the cursor lies outside its range."""
    key = key_before(cursor)
    if key.pk != pk or key.sk < low or (high is not None and key.sk >= high):
        raise ValueError("this cursor is of another query")
    return key
