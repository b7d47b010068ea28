"""Weekly reports: a week is claimed by a conditional write before anything is sent."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from functions.records import (
    Report,
)
from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Put, Update
from functions.store.retrying import retrying
from functions.store.walking import whole_query
from loyalty.entry import instant, instant_text

LEASE = timedelta(minutes=20)
"""How long a claim holds: longer than a function may run, so that two never write one report."""


class ReportStore:
    """Fulfils ``ports.Reports``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def claim(self, program: str, week: str, now: datetime) -> bool:
        """Claim a week that is not sent and whose last claim, if any, has run out."""
        key = keys.report(program, week)
        found = retrying(lambda: self.engine.get(key))
        fresh: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "claimed_at": instant_text(now),
            "claim": secrets.token_hex(8),
        }
        if found and ("sent_at" in found or now < _instant(found, "claimed_at") + LEASE):
            return False
        expect = Expect(equals={"claim": found["claim"]}) if found else Expect(absent=True)
        try:
            retrying(lambda: self.engine.write(Put(fresh, expect)))
        except Cancelled as lost:
            return lost.found[0] == fresh
        return True

    def sent(self, program: str, report: Report) -> None:
        """Note that the mail service has it."""
        update = Update(
            keys.report(program, report.week),
            set={
                "sent_at": instant_text(report.sent_at or report.claimed_at),
                "subject": report.subject,
                "visits": report.visits,
                "entries": report.entries,
                "digest": report.digest,
            },
        )
        retrying(lambda: self.engine.write(update))

    def every(self, program: str) -> Sequence[Report]:
        """Reports, the newest week first."""
        items = whole_query(
            self.engine,
            keys.program(program),
            low=keys.REPORTS_LOW,
            high=keys.REPORTS_HIGH,
            backwards=True,
        )
        return [_report(item) for item in items]


def _report(item: Item) -> Report:
    return Report(
        week=cast(str, item["sk"]).removeprefix(keys.REPORTS_LOW),
        claimed_at=_instant(item, "claimed_at"),
        sent_at=_instant(item, "sent_at") if "sent_at" in item else None,
        subject=cast(str, item.get("subject", "")),
        visits=cast(int, item.get("visits", 0)),
        entries=cast(int, item.get("entries", 0)),
        digest=cast(str, item.get("digest", "")),
    )


def _instant(item: Item, name: str) -> datetime:
    return instant(cast(str, item[name]))
