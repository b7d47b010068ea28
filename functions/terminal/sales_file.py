"""A file of sales: what each row means, or what is wrong with it."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from functions.journeys.bring_sales import Sale
from functions.terminal.cells import MOST_UNITS, customer, shown, whole_number
from functions.terminal.table import Row, RowRefused
from loyalty.program import Program
from loyalty.wording.money import unit_minor

NEEDED = ("date", "customer", "amount")
MAY = ("units", "shop")
MOST_AMOUNT = 10**7
EARLIEST = 1970

_DAY = "2026-02-03"
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?", re.A
)
_DAY_FIRST = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})", re.A)
_NUMBER = re.compile(r"(\d{1,12})(?:\.(\d{1,12}))?", re.A)


@dataclass(frozen=True, slots=True)
class SalesFile:
    """How rows are read: in which shop, in which currency, and not after ``now``."""

    program: Program
    now: datetime

    def sale(self, row: Row) -> Sale:
        """The sale; raises ``RowRefused``."""
        cells = row.cells
        return Sale(
            line=row.line,
            text=row.text,
            customer=customer(cells["customer"]),
            date=cells["date"],
            at=self._instant(cells["date"]),
            amount_minor=self._minor(cells["amount"]),
            units=whole_number("units", cells.get("units") or "1", MOST_UNITS),
            shop=self._shop(cells.get("shop", "")),
        )

    def _instant(self, text: str) -> datetime:
        """A day is its noon in the shop, or now where that is still to come today."""
        zone = self.program.time_zone
        at, today = _moment(text, zone), self.now.astimezone(zone)
        if at.year < EARLIEST:
            raise RowRefused(f"date {shown(text)} is before {EARLIEST}")
        if len(text) == len(_DAY) and at.date() == today.date():
            at = min(at, today)
        if at > self.now:
            raise RowRefused(f"date {shown(text)} is in the future")
        return at.astimezone(UTC)

    def _minor(self, text: str) -> int:
        if "," in text:
            raise RowRefused(f"amount {shown(text)}: use a decimal point, as in 12.50")
        if text.startswith("-"):
            raise RowRefused(f"amount {shown(text)} is below 0: what came back is no sale")
        read = _NUMBER.fullmatch(text)
        if not read:
            raise RowRefused(f"amount {shown(text)} is no amount: digits and a point, as in 12.50")
        unit = unit_minor(self.program.currency)
        whole, decimals, places = int(read[1]), read[2] or "", len(str(unit)) - 1
        if len(decimals) > places:
            most = f"{places} decimals at most" if places else "no decimals"
            raise RowRefused(f"amount {shown(text)}: {self.program.currency} has {most}")
        if whole > MOST_AMOUNT:
            raise RowRefused(f"amount {shown(text)} cannot be: it is over {MOST_AMOUNT:,}")
        return whole * unit + int(decimals.ljust(places, "0") or 0)

    def _shop(self, text: str) -> str:
        known = [shop.id for shop in self.program.shops]
        if text and text not in known:
            raise RowRefused(f"shop {shown(text)} is not one of {', '.join(known)}")
        return text or known[0]


def _moment(text: str, zone: ZoneInfo) -> datetime:
    if not text:
        raise RowRefused("date is empty")
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        if len(text) == len(_DAY):
            return datetime.combine(date.fromisoformat(text), time(12), tzinfo=zone)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise RowRefused(f"date {shown(text)} is no date: {_written(text)}") from None
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _written(text: str) -> str:
    """How that date is written; which number of it is the day, only its writer knows."""
    if read := _DAY_FIRST.match(text):
        day, month, year = map(int, read.groups())
        with suppress(ValueError):
            return f"write {date(year, month, day)} if its day comes first"
    return f"as in {_DAY} or {_DAY}T14:30"
