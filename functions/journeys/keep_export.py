"""The week's export to another place: claimed once, written whole, noted as kept.

1. Is it Sunday 03:00 or later for this program, and is this week's export not kept yet? A week
   whose Sunday nobody was up on is made up for until the next one.
2. Claim the week by a conditional write; whoever loses the claim stops.
3. Write the files of ``poincon export`` and hand them over, the manifest last.
4. Only then is the week noted as kept. What failed lets go of its claim, so that whoever runs the
   failed job again at once, as AWS does, sees it fail or succeed, and so does the next hour's job;
   what no import would take is kept as it is, said by name, and tried again a day later.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from functions.journeys.archive import Export
from functions.journeys.turns import each_in_turn
from functions.ports import Exports, Services
from functions.ports.exports import Leaving
from loyalty.calendar import Week
from loyalty.program import Program

DUE_HOUR = time(3)
UNSOUND_AGAIN = timedelta(days=1)

WriteExport: TypeAlias = Callable[[Leaving, datetime, Path], None]
"""Writes every file, with the manifest, into an empty folder."""


class NotKept(Exception):
    """Programs whose export of the week is not kept, or is kept and cannot be imported."""


class Unsound(Exception):
    """Something of a program is damaged: an import refuses what was kept."""


def keep_exports(services: Services, write: WriteExport) -> list[str]:
    """Keep what is due of every program; gives ``program week`` for each one that was kept.

    What goes wrong with one keeps no other waiting; raises ``NotKept``, once all have had their
    turn, naming each. Nothing happens where no place is named.
    """
    place, kept, failed = services.exports, list[str](), list[str]()
    if place is None:
        return kept

    def keep(program: Program) -> None:
        failed.append(program.id)
        week = week_due(services, program)
        if week and keep_export(services, program, week, place, write):
            kept.append(f"{program.id} {week.name}")
        failed.pop()

    raised = each_in_turn(services.programs.every(), keep, lambda one: one.id)
    if raised:
        why = (
            f"{program}: {_reason(error)}" for program, error in zip(failed, raised, strict=True)
        )
        raise NotKept("; ".join(why)) from raised[0]
    return kept


def week_due(services: Services, program: Program) -> Week | None:
    """The last week whose Sunday 03:00 has come there; ``None`` if the program is younger."""
    now = services.clock()
    week = Week.containing(now, program.time_zone)
    if now < due_at(week, program):
        week = week.previous()
    at = due_at(week, program)
    return week if services.programs.at(program.id, at).valid_from < at else None


def due_at(week: Week, program: Program) -> datetime:
    """That week's Sunday 03:00 on the program's wall."""
    return datetime.combine(week.days[-1], DUE_HOUR, tzinfo=program.time_zone).astimezone(UTC)


def keep_export(
    services: Services, program: Program, week: Week, place: Exports, write: WriteExport
) -> bool:
    """Claim, write, hand over and note one week; ``False`` when it is not ours to keep.

    Raises ``Unsound`` for an export that is kept and that no import takes as it is.
    """
    weeks, begun = services.export_weeks, services.clock()
    claim = weeks.claim(program.id, week.name, begun)
    if claim is None:
        return False
    leaving = Export(services=services, program=program.id)
    try:
        place.keep(program.id, week.name, lambda folder: write(leaving, begun, folder))
    except BaseException:
        weeks.release(program.id, claim)
        raise
    if leaving.damaged:
        weeks.wait(program.id, claim, services.clock() + UNSOUND_AGAIN)
        raise Unsound(_unsound(len(leaving.damaged)))
    weeks.kept(program.id, week.name, claim, services.clock())
    return True


def _unsound(number: int) -> str:
    which = "1 place" if number == 1 else f"{number} places"
    return f"damaged in {which}, which poincon export names: no import takes it as it is"


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unsound) else f"{type(error).__name__} {error}".strip()
