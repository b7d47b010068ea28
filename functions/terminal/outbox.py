"""``poincon outbox``: what the wallets and the owner have not been told yet, and why."""

import sys
from collections.abc import Iterator

from functions.failures import Damaged
from functions.journeys.undelivered import by_reason, retry, unsent, waiting
from functions.ports import Services
from functions.records import Report
from functions.terminal.sentences import sentence
from loyalty.entry import CardId
from loyalty.program import Program

_NOTHING = "Nothing waits: every wallet is up to date and every report has gone out."


def outbox(services: Services, program: Program, *, again: bool) -> None:
    """Print each reason on a line, counted; ``again`` makes what was given up due at once."""
    if again:
        sys.stdout.write(_retried(services, program))
    left_out: set[CardId] = set()
    lines = [*_cards(services, program, left_out), *_reports(services, program)]
    sys.stdout.writelines(f"{line}\n" for line in lines or [_NOTHING])
    sys.stderr.writelines(f"{sentence(Damaged(card, ''))}\n" for card in sorted(left_out))


def _cards(services: Services, program: Program, left_out: set[CardId]) -> Iterator[str]:
    for (wallet, reason), count in sorted(waiting(services, program.id).items()):
        yield _line("waiting", wallet, reason, _counted(count, "card"))
    for one in by_reason(services.cards.every(program.id, left_out)):
        since = one.since.astimezone(program.time_zone)
        counted = f"{_counted(one.cards, 'card')} since {since:%Y-%m-%d %H:%M}"
        yield _line("dead", one.wallet, one.reason, counted)


def _reports(services: Services, program: Program) -> Iterator[str]:
    for report in unsent(services, program.id):
        state = report.delivery.state or "claimed"
        yield _line(state, "mail", report.delivery.reason or "-", _told(report))


def _told(report: Report) -> str:
    tries = report.delivery.tries
    return f"week {report.week}" + (f", {_counted(tries, 'try', 'tries')}" if tries else "")


def _retried(services: Services, program: Program) -> str:
    cards = reports = 0
    while True:
        done = retry(services, program.id)
        cards, reports = cards + done.cards, reports + done.reports
        if not done.more:
            break
    what = f"{_counted(cards, 'card')} and {_counted(reports, 'report')}"
    return f"{program.id}: {what} due at once; wallets within a minute, reports within an hour.\n"


def _line(state: str, where: str, reason: str, counted: str) -> str:
    return f"{state:9}  {where:6}  {reason:28}  {counted}"


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
