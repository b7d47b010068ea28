"""What the owner sees first: this week so far, members, phones, wallets, reports."""

from dataclasses import dataclass

from functions.journeys.weekly_report import compute
from functions.ports import Services
from functions.records import (
    Device,
    HeldCard,
    Report,
)
from loyalty.calendar import Week, local_date
from loyalty.figures import Comparison
from loyalty.program import Program
from loyalty.viability.live import LiveFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The week so far beside the week before, and the state of the house."""

    program: Program
    figures: Comparison
    waiting: int
    devices: list[Device]
    reports: list[Report]


def overview(services: Services, program: Program) -> Overview:
    """Fold the current week, live from the ledger."""
    week = Week.containing(services.clock(), program.time_zone)
    waiting = sum(bool(held.behind) for held in services.cards.every(program.id))
    return Overview(
        program=program,
        figures=compute(services, program, week),
        waiting=waiting,
        devices=list(services.devices.every(program.id)),
        reports=[report for report in services.reports.every(program.id) if report.sent_at],
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
