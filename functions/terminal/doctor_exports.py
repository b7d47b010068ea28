"""``poincon doctor exports``: is a place named for each week's export, is the last one there?"""

from collections.abc import Iterator
from datetime import timedelta

from functions.journeys.keep_export import due_at, week_due
from functions.ports import Services
from functions.terminal.findings import Finding
from loyalty.program import Program

PATIENT = timedelta(hours=2)
"""The job runs every hour; what it began it may be at for a while."""
_NAME_ONE = "name a place apart in POINCON_EXPORTS (docs/operating.md), or make backups by hand"
_LOOK = "the job functions.jobs.keep fails each hour or day and says why: look into the log"


def examine(services: Services) -> Iterator[Finding]:
    """The place first, then each program by what the store knows of it."""
    if services.exports is None:
        yield Finding("warning", "place", "none is named: no export is made", _NAME_ONE)
        return
    yield Finding("ok", "place", "one is named")
    for program in services.programs.every():
        yield _of(services, program)


def _of(services: Services, program: Program) -> Finding:
    week, last = week_due(services, program), services.export_weeks.last(program.id)
    seen = f"{last[0]} was kept last, on {last[1]:%Y-%m-%d %H:%M} UTC" if last else "none is kept"
    if week is None:
        return Finding("ok", program.id, f"{seen}; the first is due on its first Sunday")
    is_there = last is not None and last[0] >= week.name
    if is_there or services.clock() < due_at(week, program) + PATIENT:
        return Finding("ok", program.id, seen)
    return Finding("warning", program.id, f"{seen}; {week.name} is missing", _LOOK)
