"""A week beside the week before, card by card: what the weekly mail says, and the owner's page."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from functions.journeys.worth_a_look import names, worth_a_look
from functions.ports import Services
from loyalty.calendar import Week
from loyalty.entry import CardId
from loyalty.figures import Anchor, Comparison, Ledger, WeekFigures
from loyalty.program import Program
from loyalty.signals.watch import Watch

SETTLED = timedelta(minutes=2)
"""Longer than a write takes from the moment that its entry is dated with.

None begins later than 60 s after it (``writing.LATEST``). On AWS the functions of tills and owners
end long before, whatever happens. A job's write, as any from a terminal, is sent six times at most,
4 s each with 1.2 s of waiting in all: 26 s, and a look after a lost answer may take as long again:
60 + 26 + 26 s. That holds for one slow look. Where DynamoDB neither answers nor refuses for a
minute and more, several looks may be slow, and nothing bounds their sum: an entry that comes later
than this is not in an anchor that was told meanwhile, and the audit says that the anchor differs.
"""


class WeekFold:
    """Takes in each card's story, once; ``comparison`` is what they come to.

    A week that was sent has the anchor of its mail's instant, unless another one is asked for.
    """

    def __init__(
        self,
        services: Services,
        program: Program,
        week: Week,
        anchored_at: datetime | None = None,
    ) -> None:
        self._services, self._program = services, program
        reports = services.reports.every(program.id)
        self._sent = {report.week: report for report in reports if report.sent_at}
        of_mail = self._sent[week.name].anchored_at if week.name in self._sent else None
        self._anchor = Anchor()
        self._anchored_at = anchored_at or of_mail or anchor_instant(services.clock())
        self._figures = WeekFigures(week=week), WeekFigures(week=week.previous())
        self._watches = Watch(week=week), Watch(week=week.previous())
        self._rules = partial(services.programs.at, program.id)

    def take(self, ledger: Ledger) -> None:
        """One more card."""
        for figures in self._figures:
            figures.fold(self._program, ledger)
        for watch in self._watches:
            watch.fold(self._program, ledger, self._rules)
        self._anchor.add_until(ledger, self._anchored_at)

    def comparison(self, left_out: Collection[CardId]) -> Comparison:
        """Of all that were taken in; ``left_out`` are those that could not be read."""
        now, before = self._figures
        told = self._sent.get(before.week.name)
        found, found_before = (
            worth_a_look(self._services, self._program, watch) for watch in self._watches
        )
        return Comparison(
            week=now,
            before=before,
            anchor=self._anchor,
            anchored_at=self._anchored_at,
            told_before=told.visits if told else None,
            left_out=left_out,
            signals=found,
            signals_before=found_before,
            corrections=self._watches[0].corrections,
            names=names(self._services, self._program, [*found, *found_before]),
        )


def anchor_instant(now: datetime) -> datetime:
    """The whole minute as of which an anchor that is made now is told.

    What was recorded before it is in the ledger or never will be: a scan is given its
    ``recorded_at`` when it begins, and by now it is done or has failed.
    """
    return (now - SETTLED).replace(second=0, microsecond=0)
