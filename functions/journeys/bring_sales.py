"""Sales of another system: each becomes a purchase of the day on which it happened.

A sale's id is made from what its row says, so the same row is the same sale for ever; equal rows
are counted. A card's sales come in order of time, and none before what the card has already.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.journeys.bring import Bringing, Brought, Plan, house_scan
from functions.ports import Services
from functions.records import HeldCard
from loyalty.bringing import decide_sale
from loyalty.calendar import local_date
from loyalty.entry import Entry, OperationId, digest
from loyalty.errors import RuleRefused
from loyalty.program import Program
from loyalty.purchase import Purchase


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A row of a file of sales: its line and text there, and what it says.

    ``date`` is the row's own text, ``at`` the instant that it means.
    """

    line: int
    text: str
    customer: str
    date: str
    at: datetime
    amount_minor: int
    units: int
    shop: str


def bring_sales(
    services: Services, program: Program, sales: Sequence[Sale], *, earn: bool
) -> Iterator[Brought[Sale]]:
    """Bring them in, a customer at a time; with ``earn`` the rules of each day decide."""

    def plan(
        held: HeldCard, entries: Sequence[Entry], rows: Sequence[Sale], now: datetime
    ) -> Plan[Sale]:
        customer = _Customer(services, now, earn, held, entries)
        for row in rows:
            customer.take(row)
        return customer.plan

    bringing = Bringing(
        services=services, program=program, plan=plan, joined_at=lambda sale, _: sale.at
    )
    return bringing.bring(sorted(sales, key=lambda sale: sale.at))


class _Customer:
    """One customer's card, as sale after sale is decided on it."""

    def __init__(
        self,
        services: Services,
        now: datetime,
        earn: bool,
        held: HeldCard,
        entries: Sequence[Entry],
    ) -> None:
        self.plan: Plan[Sale] = Plan(before=held)
        self._services, self._now, self._earn = services, now, earn
        self._card = held.card
        self._known = {entry.operation for entry in entries}
        self._latest = max((entry.happened_at for entry in entries), default=None)
        self._equal: Counter[tuple[str, int, int, str]] = Counter()

    def take(self, sale: Sale) -> None:
        """In already, refused, or the card's next entry."""
        operation = self._operation(sale)
        if operation in self._known:
            return
        if self._latest and sale.at < self._latest:
            self.plan.refused.append((sale, self._too_old(self._latest)))
        else:
            self._write(sale, operation)

    def _operation(self, sale: Sale) -> OperationId:
        """What the row says, and how many of the rows before it say the same."""
        said = (sale.date, sale.amount_minor, sale.units, sale.shop)
        self._equal[said] += 1
        reference = self.plan.before.reference
        named = digest({"sale": [reference, *said, self._equal[said]]})
        return OperationId(f"sale:{named[:32]}")

    def _write(self, sale: Sale, operation: OperationId) -> None:
        held = self.plan.before
        program = self._services.programs.at(self._card.program, sale.at)
        scan = house_scan(operation, sale.at, self._now, sale.shop)
        bought = Purchase(units=sale.units, amount_minor=sale.amount_minor)
        try:
            entry = decide_sale(
                program, self._card, scan, bought, earn=self._earn, holder=held.holder
            )
        except RuleRefused as refused:
            self.plan.refused.append((sale, f"the program's rules refuse it: {refused.code}"))
            return
        self._card, self._latest = self._card.after(entry), sale.at
        self.plan.steps.append((entry, self._card))

    def _too_old(self, latest: datetime) -> str:
        zone = self._services.programs.current(self._card.program).time_zone
        return f"is older than what the customer's card has already, of {local_date(latest, zone)}"
