"""The owner's page as it was counted at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.entry import CardId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOverview:
    """``said`` has what was counted ``at`` that instant, in words, by language; nobody's name.

    ``first`` are the cards that were issued first: a page of members, and one more if there is one.
    """

    at: datetime
    said: Mapping[str, Any]
    first: Sequence[CardId]
