"""Cards and entries as sheets: what an owner opens in a spreadsheet. Nothing is read back."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.ports.archive import Record, Records
from functions.spreadsheet import safe
from loyalty.entry import CREDIT, POINTS, STAMPS
from passes import short_code

CARD_COLUMNS = (
    "card",
    "short_code",
    "first_name",
    "language",
    "birthday",
    "joined_at",
    "visits",
    "first_visit_at",
    "last_visit_at",
    "stamps",
    "points",
    "credit",
    "holds",
    "wallets",
)
ENTRY_COLUMNS = (
    "card",
    "seq",
    "kind",
    "happened_at",
    "recorded_at",
    "shop",
    "till",
    "units",
    "amount_minor",
    "currency",
    "changes",
    "balance_after",
    "visit",
    "reason",
    "reverses",
    "rule_version",
    "operation",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Columns, and how the records of one card become cells."""

    columns: Sequence[str]
    cells: Callable[[Records], Iterator[Record]]

    @property
    def head(self) -> bytes:
        """The names of the columns, behind the mark by which a spreadsheet knows UTF-8."""
        return b"\xef\xbb\xbf" + _row(self.columns)

    def rows(self, records: Records) -> Iterator[bytes]:
        """One line a row, no cell of which is taken for a formula."""
        for known in self.cells(records):
            yield _row([safe(str(known.get(name, ""))) for name in self.columns])


def _cards(records: Records) -> Iterator[Record]:
    for card in records.get("cards", ()):
        held: dict[str, int] = {}
        for account, units, *_ in card["lots"]:
            held[account] = held.get(account, 0) + units
        member = next(iter(records["members"]), {})
        yield {
            **member,
            **card,
            "short_code": short_code.shown(card["short_code"]),
            "birthday": _birthday(member),
            **{name: held.get(name, 0) for name in (STAMPS, POINTS, CREDIT)},
            "holds": _sums(held),
        }


def _entries(records: Records) -> Iterator[Record]:
    for entry in records.get("entries", ()):
        amount = entry.get("amount", {})
        yield {
            **entry,
            "amount_minor": amount.get("minor", ""),
            "currency": amount.get("currency", ""),
            "changes": ", ".join(map(_change, entry["changes"])),
            "balance_after": _sums(entry["balance_after"]),
        }


def _birthday(member: Record) -> str:
    """``29/02``: the day first, as on the join page."""
    day, month = member.get("birthday_day"), member.get("birthday_month")
    return f"{day:02}/{month:02}" if day and month else ""


def _change(change: Mapping[str, Any]) -> str:
    """``stamps +1 until 2027-02-28``."""
    end = f" until {change['expires_on']}" if "expires_on" in change else ""
    return f"{change['account']} {change['units']:+}{end}"


def _sums(held: Mapping[str, int]) -> str:
    return ", ".join(f"{account} {units}" for account, units in sorted(held.items()))


def _row(cells: Sequence[object]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


SHEETS: Mapping[str, Sheet] = {
    "cards.csv": Sheet(columns=CARD_COLUMNS, cells=_cards),
    "entries.csv": Sheet(columns=ENTRY_COLUMNS, cells=_entries),
}
