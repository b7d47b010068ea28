"""What the rules may know of who holds a card: dates, and nothing that names a person."""

from dataclasses import dataclass
from datetime import date, datetime

from loyalty.entry import CardId


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """When the card was issued, the birthday (day and month), and whose friend it is.

    Everything is unknown for a person who was forgotten, except when the card was issued.
    """

    joined_at: datetime | None = None
    birthday: tuple[int, int] | None = None
    referred_by: CardId | None = None


def birthday_in(year: int, birthday: tuple[int, int]) -> date:
    """The day on which it is celebrated that year: the 29th of February on the 28th if need be."""
    day, month = birthday
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
