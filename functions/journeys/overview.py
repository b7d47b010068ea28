"""What the owner sees first: this week so far, members, phones, wallets, reports."""

from dataclasses import dataclass

from functions.journeys.undelivered import by_reason
from functions.journeys.weekly_report import compute
from functions.ports import Services
from functions.records import GIVEN_UP, Device, HeldCard, LastAudit, Report, Undelivered
from loyalty.calendar import Week, local_date
from loyalty.entry import CardId
from loyalty.figures import Comparison
from loyalty.program import Program
from loyalty.viability.live import LiveFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The week so far beside the week before, and the state of the house.

    ``frozen`` is how many cards give nothing until an audit finds them right again,
    ``unreadable`` how many are left out of what is seen here.
    """

    program: Program
    figures: Comparison
    waiting: int
    undelivered: list[Undelivered]
    unsent: list[Report]
    devices: list[Device]
    reports: list[Report]
    frozen: int
    unreadable: int
    audit: LastAudit | None


def overview(services: Services, program: Program) -> Overview:
    """Fold the current week, live from the ledger."""
    week = Week.containing(services.clock(), program.time_zone)
    waiting = frozen = 0
    given_up: list[HeldCard] = []
    left_out: set[CardId] = set()
    for held in services.cards.every(program.id, left_out):
        frozen += held.frozen is not None
        if held.mark.dead:
            given_up.append(held)
        elif held.behind:
            waiting += 1
    figures = compute(services, program, week)
    reports = services.reports.every(program.id)
    return Overview(
        program=program,
        figures=figures,
        waiting=waiting,
        devices=list(services.devices.every(program.id)),
        undelivered=by_reason(given_up),
        unsent=[report for report in reports if report.delivery.state in GIVEN_UP],
        reports=[report for report in reports if report.sent_at],
        frozen=frozen,
        unreadable=len(left_out.union(figures.left_out)),
        audit=services.audits.last(program.id),
    )


def costs(services: Services, program: Program) -> LiveFigures:
    """What the program has cost so far, counted from the whole ledger."""
    live = LiveFigures(today=local_date(services.clock(), program.time_zone))
    for ledger in services.cards.ledgers(program.id):
        live.fold(program, ledger)
    return live


def members(services: Services, program: Program, after: str, limit: int) -> list[HeldCard]:
    """Cards in the order in which they were issued, from the one after ``after`` on."""
    every = sorted(services.cards.every(program.id), key=member_cursor)
    return [held for held in every if member_cursor(held) > after][:limit]


def member_cursor(held: HeldCard) -> str:
    """Where a card stands in that order."""
    return f"{held.joined_at.isoformat()}|{held.card.id}"
