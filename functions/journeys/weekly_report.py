"""The week's report: claimed once, folded from the ledger, written, sent, marked.

1. Is it Monday 07:00 or later for this program, and is last week not reported yet?
2. Claim the week by a conditional write; whoever loses the claim stops.
3. Fold every card once for the week and the week before.
4. Hand the mail over; only then is the week marked as sent.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from functions.ports import Services
from functions.records import (
    Mail,
    OutsideError,
    Report,
)
from loyalty.calendar import Week, midnight
from loyalty.figures import Anchor, Comparison, WeekFigures
from loyalty.program import Program
from loyalty.report_words import subject

DUE_HOUR = timedelta(hours=7)


WriteReport = Callable[[Program, Comparison], Mail]


def compute(services: Services, program: Program, week: Week) -> Comparison:
    """Fold the ledger; any week, at any time, with the same definitions."""
    now, before = WeekFigures(week=week), WeekFigures(week=week.previous())
    anchor = Anchor()
    for ledger in services.cards.ledgers(program.id):
        now.fold(program, ledger)
        before.fold(program, ledger)
        if ledger.entries:
            latest = ledger.entries[-1]
            anchor.add(ledger.card, latest.seq, latest.hash)
    told = {r.week: r.visits for r in services.reports.every(program.id) if r.sent_at}
    return Comparison(
        week=now, before=before, anchor=anchor, told_before=told.get(before.week.name)
    )


def report_due(program: Program, now: datetime) -> Week | None:
    """Last week, from its Monday 07:00 local on; ``None`` in the first hours of a Monday."""
    this_week = Week.containing(now, program.time_zone)
    if now < midnight(this_week.monday, program.time_zone) + DUE_HOUR:
        return None
    return this_week.previous()


def send_due_reports(services: Services, write: WriteReport) -> list[str]:
    """Send what is due for every program; gives ``program week`` for each one sent.

    One shop's refused mail keeps no other shop waiting; it is raised once all have had their turn.
    """
    sent: list[str] = []
    refused: list[OutsideError] = []
    for program in services.programs.every():
        week = report_due(program, services.clock())
        if week is None or not _was_open(services, program, week):
            continue
        try:
            if send_report(services, program, week, write):
                sent.append(f"{program.id} {week.name}")
        except OutsideError as error:
            refused.append(error)
    if refused:
        raise refused[0]
    return sent


def _was_open(services: Services, program: Program, week: Week) -> bool:
    """Whether the program was published before the week was over."""
    end = week.bounds(program.time_zone)[1]
    return services.programs.at(program.id, end).valid_from < end


def send_report(services: Services, program: Program, week: Week, write: WriteReport) -> bool:
    """Claim, fold, send and mark one week; ``False`` when it is not ours to send."""
    claimed_at = services.clock()
    if not services.reports.claim(program.id, week.name, claimed_at):
        return False
    figures = compute(services, program, week)
    services.mailer.send(write(program, figures))
    services.reports.sent(
        program.id,
        Report(
            week=week.name,
            claimed_at=claimed_at,
            sent_at=services.clock(),
            subject=subject(program, figures.week, program.language),
            visits=figures.week.visits,
            entries=figures.anchor.entries,
            digest=figures.anchor.digest,
        ),
    )
    return True
