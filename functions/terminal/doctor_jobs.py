"""What runs by itself: does it run, and what did it last do?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from functions.journeys import watching
from functions.ports import Services
from functions.settings import Settings
from functions.terminal.doctor_aws import asked, client, is_used
from functions.terminal.findings import Finding
from loyalty.program import Program

LATE = timedelta(minutes=5)
"""The sweep comes every minute."""
_RUNNING = "is poincon run up (on AWS: what does the log of the jobs say)?"
_LOOK = "poincon outbox says of what; mend that, then poincon outbox --retry"
_REPORT = "poincon outbox says why; the hourly job functions.jobs.weekly sends it"
_AUDIT = "the hourly job functions.jobs.audit says why, in the log; poincon audit does it by hand"


def examine(
    settings: Settings, services: Services, programs: Sequence[Program]
) -> Iterator[Finding]:
    """The wallets first, then each program."""
    now = services.clock()
    if settings.stage and is_used(settings):
        from functions.terminal.doctor_account import swept  # noqa: PLC0415 (boto takes long)

        action = "cloudwatch:GetMetricStatistics"
        yield from asked(
            "sweep", action, lambda: [swept(client("cloudwatch"), settings.stage, now)]
        )
    yield _waiting(services, now)
    yield _given_up(services)
    for program in programs:
        yield _reported(services, program)
        yield _audited(services, program)


def _waiting(services: Services, now: datetime) -> Finding:
    first = next(iter(services.outbox.due(now, 1)), None)
    due_at = first.mark.due_at if first else None
    if due_at is None or now - due_at < LATE:
        return Finding("ok", "wallets", "no card waits for longer than it should")
    seen = f"a card waits since {due_at:%Y-%m-%d %H:%M} UTC to be told to its wallet"
    return Finding("warning", "wallets", seen, _RUNNING)


def _given_up(services: Services) -> Finding:
    count = watching.given_up(services)
    if not count:
        return Finding("ok", "given up", "no wallet is given up")
    which = "1 card" if count == 1 else f"{count:,} cards"
    return Finding("warning", "given up", f"wallets of {which}, after a day", _LOOK)


def _reported(services: Services, program: Program) -> Finding:
    sent = [one for one in services.reports.every(program.id) if one.sent_at]
    last = f"{sent[0].week} was sent last" if sent else "none was sent yet"
    seen = f"{program.id}: {last}"
    if watching.misses_report(services, program):
        return Finding("warning", "report", f"{seen}; a later one is missing", _REPORT)
    return Finding("ok", "report", seen)


def _audited(services: Services, program: Program) -> Finding:
    is_late = watching.misses_audit(services, program)
    found = services.audits.last(program.id)
    if found is None:
        seen = f"{program.id}: none has ended yet"
        return Finding("warning" if is_late else "ok", "audit", seen, _AUDIT if is_late else "")
    seen = f"{program.id}: the last one ended on {found.at:%Y-%m-%d %H:%M} UTC"
    if differing := sum(found.codes.values()):
        cure = "poincon audit says which (docs/operating.md)"
        return Finding("wrong", "audit", f"{seen}; {differing} differ", cure)
    if is_late:
        return Finding("warning", "audit", seen, _AUDIT)
    return Finding("ok", "audit", seen)
