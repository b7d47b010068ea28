"""The week's report: claimed once, folded from the ledger, written, sent, marked.

1. Is it Monday 07:00 or later for this program, and is last week not reported yet?
2. Claim the week by a conditional write; whoever loses the claim stops.
3. Fold every card once for the week and the week before.
4. Note that it is being handed over, hand the mail over; only then is the week marked as sent.
5. A mail that is refused is tried again, later each time; after a day it is shown to the owner and
   tried once a day, also when its week is long over. One whose answer was lost may have arrived:
   it is handed over again under its own id, once where the service might deliver both.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from functions.failures import MailRefused
from functions.journeys import backoff
from functions.journeys.turns import each_in_turn
from functions.journeys.undelivered import by_reason
from functions.journeys.week_fold import WeekFold, anchor_instant
from functions.ports import Services
from functions.records import Delivery, LastAudit, Mail, Report, Undelivered
from loyalty.calendar import Week, midnight
from loyalty.entry import CardId
from loyalty.figures import Comparison
from loyalty.program import Program
from loyalty.report_words import subject

DUE_HOUR = timedelta(hours=7)
UNCERTAIN = "mail-uncertain"
MOST_UNANSWERED = 1
"""So often is a mail sent again that may have arrived, where both would be delivered."""
MOST_CARDS = 1000
"""So many cards that were given up are counted for a mail's one line."""

WriteReport = Callable[[Program, Comparison, Sequence[Undelivered], LastAudit | None], Mail]


def compute(
    services: Services, program: Program, week: Week, anchored_at: datetime | None = None
) -> Comparison:
    """Fold the ledger; any week, at any time, with the same definitions."""
    fold = WeekFold(services, program, week, anchored_at)
    left_out: set[CardId] = set()
    for ledger in services.cards.ledgers(program.id, left_out):
        fold.take(ledger)
    return fold.comparison(left_out)


def report_due(program: Program, now: datetime) -> Week | None:
    """Last week, from its Monday 07:00 local on; ``None`` in the first hours of a Monday."""
    this_week = Week.containing(now, program.time_zone)
    if now < midnight(this_week.monday, program.time_zone) + DUE_HOUR:
        return None
    return this_week.previous()


def send_due_reports(services: Services, write: WriteReport) -> list[str]:
    """Send what is due for every program; gives ``program week`` for each one sent.

    What is wrong with one keeps no other waiting; it is raised once all have had their turn.
    """
    sent: list[str] = []
    due: list[tuple[Program, Week]] = []

    def ask(program: Program) -> None:
        due.extend((program, week) for week in _weeks_due(services, program))

    def send(report: tuple[Program, Week]) -> None:
        if send_report(services, *report, write):
            sent.append(_name(report))

    raised = each_in_turn(services.programs.every(), ask, lambda one: one.id)
    raised += each_in_turn(due, send, _name)
    if raised:
        raise raised[0]
    return sent


def _name(report: tuple[Program, Week]) -> str:
    program, week = report
    return f"{program.id} {week.name}"


def _weeks_due(services: Services, program: Program) -> list[Week]:
    """Last week, and every week before it whose report was begun and has not gone out."""
    names = {report.week for report in services.reports.every(program.id) if not report.sent_at}
    last = report_due(program, services.clock())
    if last and _was_open(services, program, last):
        names.add(last.name)
    return [Week.named(name) for name in sorted(names)]


def _was_open(services: Services, program: Program, week: Week) -> bool:
    """Whether the program was published before the week was over."""
    end = week.bounds(program.time_zone)[1]
    return services.programs.at(program.id, end).valid_from < end


def send_report(services: Services, program: Program, week: Week, write: WriteReport) -> bool:
    """Claim, fold, send and mark one week; ``False`` when it is not ours to send."""
    claimed = services.reports.claim(program.id, week.name, services.clock())
    if claimed is None:
        return False
    _stop_where_both_would_arrive(services, program, claimed)
    figures = compute(services, program, week, anchor_instant(claimed.claimed_at))
    audited = services.audits.last(program.id)
    mail = write(program, figures, _given_up(services, program), audited)
    if not services.reports.sending(program.id, claimed):
        return False
    _hand_over(services, program, claimed, mail)
    services.reports.sent(program.id, _as_sent(program, claimed, figures, services.clock()))
    return True


def _hand_over(services: Services, program: Program, claimed: Report, mail: Mail) -> None:
    """Raises ``MailRefused``, once it is noted; a lost answer leaves the report as being sent."""
    try:
        services.mailer.send(mail)
    except MailRefused as refused:
        if not refused.unanswered:
            _note_refusal(services, program, claimed, refused.reason)
        raise


def _as_sent(program: Program, claimed: Report, figures: Comparison, now: datetime) -> Report:
    """A ledger of which something could not be read is none to compare with later."""
    return replace(
        claimed,
        sent_at=now,
        subject=subject(program, figures.week, program.language),
        visits=figures.week.visits,
        entries=figures.anchor.entries,
        digest=figures.anchor.digest,
        anchored_at=None if figures.left_out else figures.anchored_at,
    )


def _given_up(services: Services, program: Program) -> list[Undelivered]:
    tomorrow = services.clock() + backoff.DAILY
    return by_reason(services.outbox.dead(program.id, tomorrow, MOST_CARDS))


def _stop_where_both_would_arrive(services: Services, program: Program, claimed: Report) -> None:
    """Leave it to the owner when two hand-overs got no answer; raises ``MailRefused``."""
    if services.mailer.once or claimed.delivery.unanswered <= MOST_UNANSWERED:
        return
    uncertain = replace(claimed.delivery, state="uncertain", reason=UNCERTAIN)
    services.reports.undelivered(program.id, replace(claimed, delivery=uncertain))
    raise MailRefused(UNCERTAIN)


def _note_refusal(services: Services, program: Program, claimed: Report, reason: str) -> None:
    now = services.clock()
    since, tries = claimed.delivery.failing_since or now, claimed.delivery.tries + 1
    failed = Delivery(
        state="dead" if backoff.is_given_up(since, now) else "waiting",
        tries=tries,
        reason=reason,
        failing_since=since,
        try_at=backoff.next_try(since, now, tries, 0.0, random.uniform),
        unanswered=claimed.delivery.unanswered,
    )
    services.reports.undelivered(program.id, replace(claimed, delivery=failed))
