"""The audit of the night: a card that differs from its entries gives nothing until it is right.

1. Once a local night, from 02:00 on, a run of each program's audit is claimed; one that was begun
   and not finished is gone on with from the place that it had come to.
2. A card that differs is frozen: it can be stamped, but nothing is given for it. One that was
   frozen and is right again is thawed. Nothing is mended.
3. After its time the run pauses and the next hour goes on. At its end the mails are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from functions.journeys.audit import against_mails, instants, mailed, settled
from functions.ports import Services
from functions.records import AuditRun
from loyalty.audit import REPORT_DIFFERS, Story
from loyalty.calendar import local_date, midnight
from loyalty.program import Program

BEGINS = timedelta(hours=2)
BUDGET = timedelta(minutes=10)
PAGE = 500
NAMED = 50
"""How many cards a run names; it counts them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """The audits that ended: programs that are right, and what differs in the others."""

    sound: list[str] = field(default_factory=list)
    differing: dict[str, Mapping[str, str]] = field(default_factory=dict)


class LedgerDiffers(Exception):
    """An audit has found what must not be; the log says what."""


def audit_nights(services: Services) -> Nights:
    """Audit what is left of this night, of every program, as long as there is time."""
    until = services.clock() + BUDGET
    nights = Nights()
    for program in services.programs.every():
        run = audit_night(services, program, until)
        if run and run.differences:
            nights.differing[program.id] = run.differing
        elif run:
            nights.sound.append(program.id)
    return nights


def audit_night(services: Services, program: Program, until: datetime) -> AuditRun | None:
    """Go on with this night's audit; gives it once it is finished."""
    now = services.clock()
    mails = mailed(services, program.id)
    run = services.audits.begin(program.id, night_of(program, now), now, instants(mails))
    if run is None:
        return None
    stories = services.audits.stories(program.id, after=run.cursor)
    while page := list(islice(stories, PAGE)):
        run = _page(services, run, page)
        now = services.clock()
        if now >= until:
            services.audits.pause(program.id, run, now)
            return None
        if not services.audits.keep(program.id, run, now):
            return None
    known = [mail for mail in mails if instants([mail])[0] in run.anchors.instants]
    for difference in against_mails(known, run.anchors):
        run = _with(run, difference.detail[:8], REPORT_DIFFERS, 1)
    services.audits.finish(program.id, run, services.clock())
    return run


def night_of(program: Program, now: datetime) -> str:
    """The local day whose night it is: before 02:00 it is still the night before."""
    today = local_date(now, program.time_zone)
    begun = now >= midnight(today, program.time_zone) + BEGINS
    return (today if begun else today - timedelta(days=1)).isoformat()


def _page(services: Services, run: AuditRun, page: list[tuple[Story, str]]) -> AuditRun:
    for story, place in page:
        found, differing = settled(services, story)
        run.anchors.add(found.card, found.marks)
        run = replace(
            run, cursor=place, cards=run.cards + 1, entries=run.entries + len(found.records)
        )
        if differing:
            run = _with(run, found.card, differing[0].code, len(differing))
        _withhold(services, found, differing[0].code if differing else "")
    return run


def _withhold(services: Services, story: Story, why: str) -> None:
    if why and story.frozen != why:
        services.audits.freeze(story, why)
    elif story.frozen and not why:
        services.audits.thaw(story)


def _with(run: AuditRun, where: str, code: str, count: int) -> AuditRun:
    named = {**run.differing, where: code} if len(run.differing) < NAMED else run.differing
    return replace(run, differences=run.differences + count, differing=named)
