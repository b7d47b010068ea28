"""Paper cards: what each customer had collected, given once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.journeys.bring import Bringing, Brought, Plan, house_scan
from functions.ports import Services
from functions.records import HeldCard
from loyalty.bringing import brought_count, decide_count
from loyalty.entry import Entry, OperationId, digest
from loyalty.program import Program
from loyalty.scan import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A row of a file of paper cards: its line and text there, and what it says."""

    line: int
    text: str
    customer: str
    units: int


def bring_counts(
    services: Services, program: Program, counts: Sequence[Count]
) -> Iterator[Brought[Count]]:
    """Bring them in, a customer at a time; a customer's number is taken once."""

    def plan(
        held: HeldCard, entries: Sequence[Entry], rows: Sequence[Count], now: datetime
    ) -> Plan[Count]:
        operation = OperationId(f"count:{digest({'count': held.reference})[:32]}")
        known = next((entry for entry in entries if entry.operation == operation), None)
        return _plan(program, house_scan(operation, now, now), held, known, rows)

    bringing = Bringing(
        services=services,
        program=program,
        plan=plan,
        joined_at=lambda _, now: now,
    )
    return bringing.bring(counts)


def _plan(
    program: Program, scan: Scan, held: HeldCard, known: Entry | None, rows: Sequence[Count]
) -> Plan[Count]:
    plan: Plan[Count] = Plan(before=held)
    for row in rows:
        if known is None:
            known = decide_count(program, held.card, scan, row.units)
            plan.steps.append((known, held.card.after(known)))
        elif brought_count(known) != row.units:
            plan.refused.append((row, f"was already brought with {brought_count(known)}"))
    return plan
