"""The audit of the night: a card that differs from its entries gives nothing until it is right.

1. Once a night, from 01:00 UTC on, a run is claimed; one that was begun and not finished is gone
   on with from the place that it had come to, however old it is. It walks the table once, for all
   programs, and notes every two seconds how far it has come.
2. A card that differs is frozen: it can be stamped, but nothing is given for it. One that was
   frozen and is right again is thawed. Nothing is mended.
3. After its time the run pauses and the next hour goes on. At its end each program's last mail is
   compared, and what was found is said and noted, apart from what the night before knew.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from functions.failures import OutsideError
from functions.journeys.audit import Mailed, against_mails, instants, mailed, settled
from functions.ports import Services
from functions.records import AuditRun, LastAudit, Tally
from loyalty.anchors import Anchors
from loyalty.audit import REPORT_DIFFERS, UNDERIVABLE, Story

log = logging.getLogger("poincon")

BEGINS = timedelta(hours=1)
"""After midnight UTC: in Europe, the shops are closed and no report is due."""
BUDGET = timedelta(minutes=10)
SAVED_EVERY = timedelta(seconds=2)
NAMED = 50
"""How many cards a run names, of all programs; it counts them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """How the audit ended: programs that are right, what differs in others, what went wrong."""

    sound: list[str] = field(default_factory=list)
    differing: dict[str, LastAudit] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class LedgerDiffers(Exception):
    """An audit has found what must not be, or could not say what it found of a program."""


def audit_nights(services: Services) -> Nights:
    """Go on with this night's audit as long as there is time; says what it found at its end."""
    now = services.clock()
    run = services.audits.begin(night_of(now), now)
    if run is None:
        return Nights()
    if not run.tallies:
        run.tallies = _tallies(services)
    if not _walked(services, run, now + BUDGET):
        return Nights()
    nights = Nights()
    for program, tally in run.tallies.items():
        _conclude(services, program, tally, nights)
    services.audits.finish(run, services.clock())
    return nights


def night_of(now: datetime) -> str:
    """The day in UTC whose night it is: before 01:00 it is still the night before."""
    return (now - BEGINS).date().isoformat()


def alarm(nights: Nights) -> str:
    """What must be looked at, in one line: a log that shows nothing else of an error has it."""
    said = [
        f"{program}: {found.new} new of {sum(found.codes.values())} ({_counted(found.codes)})"
        for program, found in sorted(nights.differing.items())
    ]
    return "; ".join(said + [f"{program}: not concluded" for program in sorted(nights.failed)])


def _counted(codes: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))


def _tallies(services: Services) -> dict[str, Tally]:
    """Nothing counted yet; the anchor of each program's last mail is taken on the way."""
    return {
        program.id: Tally(anchors=Anchors.of(instants(mailed(services, program.id)[:1])))
        for program in services.programs.every()
    }


def _walked(services: Services, run: AuditRun, until: datetime) -> bool:
    """Whether the walk has come to its end, and is still ours."""
    saved = services.clock()
    for story, place in services.audits.walk(run.cursor):
        # A program that was published since the run began has its turn in the next one.
        if story and story.program in run.tallies:
            _look_at(services, run, story)
        run.cursor = place
        now = services.clock()
        if now >= until:
            services.audits.pause(run, now)
            return False
        if now - saved >= SAVED_EVERY:
            saved = now
            if not services.audits.keep(run, now):
                return False
    return services.audits.keep(run, services.clock())


def _look_at(services: Services, run: AuditRun, story: Story) -> None:
    """One card. Whatever is stored of it, the others have their turn: only the store ends it."""
    try:
        _examine(services, run, story)
    except OutsideError:
        raise
    except Exception:
        log.exception("audit-failed", extra={"facts": {"program": story.program}})
        _count(run, story, UNDERIVABLE, 1, is_new=story.frozen is None)


def _examine(services: Services, run: AuditRun, story: Story) -> None:
    tally = run.tallies[story.program]
    found, differing = settled(services, story)
    why = differing[0].code if differing else ""
    tally.cards += 1
    tally.entries += len(found.records)
    if why:
        _count(run, found, why, len(differing), is_new=not _is_known(services, found, why))
    _withhold(services, found, why)
    tally.anchors.add(found.card, found.marks)


def _count(run: AuditRun, story: Story, why: str, differences: int, *, is_new: bool) -> None:
    """Named are those that are new, and those that cannot be frozen: no card remembers them."""
    tally = run.tallies[story.program]
    tally.differences += differences
    tally.codes[why] = tally.codes.get(why, 0) + 1
    tally.new += is_new
    names = is_new or not _is_there(story)
    if names and sum(len(each.named) for each in run.tallies.values()) < NAMED:
        tally.named[story.card] = why


def _is_there(story: Story) -> bool:
    return story.stored is not None or bool(story.unreadable)


def _is_known(services: Services, story: Story, why: str) -> bool:
    """Whether an audit before found the same: the card says so, or the note where there is none."""
    if _is_there(story):
        return story.frozen == why
    last = services.audits.last(story.program)
    return last is not None and last.named.get(story.card) == why


def _withhold(services: Services, story: Story, why: str) -> None:
    if why and story.frozen != why:
        services.audits.freeze(story, why)
    elif story.frozen and not why:
        services.audits.thaw(story)


def _conclude(services: Services, program: str, tally: Tally, nights: Nights) -> None:
    """Say it, then note it. What fails in one program keeps no other one's alarm from being heard.

    A program that was only counted is said with its counts, so that nothing found is lost.
    """
    found = _found(tally, services.clock())
    try:
        last = services.audits.last(program)
        found = _beside(_with_mails(found, mailed(services, program), tally.anchors, last), last)
        services.audits.note(program, found)
    except Exception:
        log.exception("audit-failed", extra={"facts": {"program": program}})
        nights.failed.append(program)
    if found.differences:
        _say(program, found)
        nights.differing[program] = found
    elif program not in nights.failed:
        nights.sound.append(program)


def _say(program: str, found: LastAudit) -> None:
    facts = {"program": program, "new": found.new, "codes": found.codes, "found": found.named}
    log.error("audit-differs", extra={"facts": facts})


def _found(tally: Tally, now: datetime) -> LastAudit:
    return LastAudit(
        at=now,
        differences=tally.differences,
        new=tally.new,
        codes=tally.codes,
        named=tally.named,
    )


def _with_mails(
    found: LastAudit, mails: list[Mailed], anchors: Anchors, last: LastAudit | None
) -> LastAudit:
    """With the mail that saw another ledger than the walk."""
    compared = [mail for mail in mails if instants([mail])[0] in anchors.instants]
    weeks = [difference.detail[:8] for difference in against_mails(compared, anchors)]
    known = last.named if last else {}
    if not weeks:
        return found
    return replace(
        found,
        differences=found.differences + len(weeks),
        new=found.new + sum(week not in known for week in weeks),
        codes={**found.codes, REPORT_DIFFERS: len(weeks)},
        named={**found.named, **dict.fromkeys(weeks, REPORT_DIFFERS)},
    )


def _beside(found: LastAudit, last: LastAudit | None) -> LastAudit:
    """At least as many are new as there are more than before.

    A run that died between freezing a card and noting it finds that card frozen already.
    """
    before = sum(last.codes.values()) if last else 0
    return replace(found, new=max(found.new, sum(found.codes.values()) - before))
