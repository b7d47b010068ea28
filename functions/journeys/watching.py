"""What somebody should hear of: how long the wallets wait, what is late, what ends soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from functions.journeys.weekly_report import DUE_HOUR
from functions.ports import Outbox, Services
from functions.records import HeldCard
from loyalty.calendar import Week
from loyalty.program import Program

LATE = timedelta(hours=3)
"""A Monday's report that is not sent so long after it was due is late."""

MOST_DEAD = 1000
"""So many cards that were given up are counted of each program."""


class Watched:
    """An outbox that notes how long past its time the longest waiting card was."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.oldest = timedelta()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    def due(self, now: datetime, limit: int) -> Iterator[HeldCard]:
        """As the outbox says, looked at on the way: nothing is read for it."""
        for held in self._outbox.due(now, limit):
            self.oldest = max(self.oldest, now - (held.mark.due_at or now))
            yield held

    @property
    def port(self) -> Outbox:
        """Itself, as what it stands for."""
        return cast(Outbox, self)


def given_up(services: Services) -> int:
    """Cards whose wallets were given up for the day."""
    tomorrow = services.clock() + timedelta(days=1)
    dead = services.outbox.dead
    return sum(
        sum(1 for _ in islice(dead(program.id, tomorrow, MOST_DEAD), MOST_DEAD))
        for program in services.programs.every()
    )


def reports_late(services: Services) -> int:
    """Programs that miss a weekly report which was due three hours ago or more."""
    return sum(misses_report(services, program) for program in services.programs.every())


def days_left(services: Services) -> int | None:
    """Until the first of Apple's certificates ends; ``None`` where there is none that does."""
    ends = services.apple.expires_at
    return (ends - services.clock()).days if ends else None


def misses_report(services: Services, program: Program) -> bool:
    """Whether a report of it was due three hours ago or more, and is not sent."""
    zone, now = program.time_zone, services.clock()
    reports = services.reports.every(program.id)
    last = Week.containing(now, zone).previous()
    end = last.bounds(zone)[1]
    was_open = services.programs.at(program.id, end).valid_from < end
    expected = {last.name} if was_open else set()
    missing = {report.week for report in reports} | expected
    missing -= {report.week for report in reports if report.sent_at}
    mondays = [Week.named(name).bounds(zone)[1] for name in missing]
    return any(monday + DUE_HOUR + LATE <= now for monday in mondays)
