"""How long a scan takes at the counter, and how often nothing comes of it.

The tills count: a scan begins with the first picture in which a code is read, and is over when
the screen says what became of it. One that is not answered at once, or that is no card, is an
error. Only counts leave the phone, by buckets of milliseconds: no card and nobody's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from functions.ports import Services
from functions.records import Device, Measure
from loyalty.calendar import local_date
from loyalty.program import Program

BOUNDS_MS = (100, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000, 10_000)
"""Upper bounds of the buckets; one more bucket has what took longer."""

SHOWN_DAYS = 7
LATE_DAYS, EARLY_DAYS = 10, 1
"""A phone sends what it could not send for days, and its clock may be ahead of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Of the ``confirmed``, half were so within ``median_ms`` and nine in ten within ``p90_ms``.

    Both are a bucket's upper bound, and ``None`` where it took so many longer than any. ``errors``
    have no time: they are the other ``scans``.
    """

    scans: int
    confirmed: int
    errors: int
    median_ms: int | None
    p90_ms: int | None


def accepted_days(services: Services, program: str) -> tuple[date, date]:
    """The first and the last day that a till may speak of now."""
    zone = services.programs.current(program).time_zone
    today = local_date(services.clock(), zone)
    return today - timedelta(days=LATE_DAYS), today + timedelta(days=EARLY_DAYS)


def keep(services: Services, device: Device, measure: Measure) -> None:
    """What a till has counted of a day so far; an older count changes nothing."""
    services.measures.keep(device.program, measure)


def paces(services: Services, program: Program) -> Mapping[str, Pace]:
    """Each till that scanned within the last seven days, today among them."""
    today = local_date(services.clock(), program.time_zone)
    found = services.measures.since(program.id, today - timedelta(days=SHOWN_DAYS - 1))
    by_till: dict[str, list[Measure]] = {}
    for measure in found:
        by_till.setdefault(measure.till, []).append(measure)
    return {till: pace(measures) for till, measures in by_till.items()}


def pace(measures: Sequence[Measure]) -> Pace:
    """Several days of a till as one."""
    columns = zip(*(measure.milliseconds for measure in measures), strict=True)
    within = [*accumulate(sum(column) for column in columns)]
    confirmed = within[-1] if within else 0
    return Pace(
        scans=sum(measure.scans for measure in measures),
        confirmed=confirmed,
        errors=sum(measure.errors for measure in measures),
        median_ms=_bound(within, ceil(confirmed * 0.5)),
        p90_ms=_bound(within, ceil(confirmed * 0.9)),
    )


def _bound(within: Sequence[int], needed: int) -> int | None:
    """The first bound within which so many were confirmed."""
    reached = (
        bound for bound, count in zip(BOUNDS_MS, within, strict=False) if count >= needed > 0
    )
    return next(reached, None)
