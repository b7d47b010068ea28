"""What somebody should hear of: how long the wallets wait, what is late, what ends soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from functions.journeys.backoff import is_given_up
from functions.journeys.weekly_report import DUE_HOUR
from functions.ports import Outbox, Services
from functions.records import HeldCard, Mark
from loyalty.calendar import Week
from loyalty.program import Program

LATE = timedelta(hours=3)
"""A Monday's report that is not sent so long after it was due is late."""

AUDITED = timedelta(hours=50)
"""An audit is finished every night; one may take until the next."""

MOST_DEAD = 1000
"""So many cards that were given up are counted of each program."""


class Watched:
    """An outbox that notes how long the longest waiting card has waited."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.oldest = timedelta()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    def due(self, now: datetime, limit: int) -> Iterator[HeldCard]:
        """As the outbox says, looked at on the way: nothing is read for it."""
        for held in self._outbox.due(now, limit):
            self.oldest = max(self.oldest, now - _waits_since(held.mark, now))
            yield held

    @property
    def port(self) -> Outbox:
        """Itself, as what it stands for."""
        return cast(Outbox, self)


def _waits_since(mark: Mark, now: datetime) -> datetime:
    """When a wallet refused it first, for each refusal makes it due later; else when it was due.

    What was given up does not count: the owner's page says that, and no alarm.
    """
    refused = [one.since for one in mark.failing.values() if not is_given_up(one.since, now)]
    return min([mark.due_at or now, *refused])


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


def audits_late(services: Services) -> int:
    """Programs of which no audit has ended for two nights."""
    return sum(misses_audit(services, program) for program in services.programs.every())


def misses_audit(services: Services, program: Program) -> bool:
    """Whether it is there for two nights and more, and none of its audits has ended in them."""
    earliest = services.clock() - AUDITED
    if last := services.audits.last(program.id):
        return last.at < earliest
    return services.programs.at(program.id, earliest).valid_from <= earliest


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
