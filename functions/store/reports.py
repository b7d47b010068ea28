"""Weekly reports: a week is claimed by a conditional write before anything is sent."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from functions.records import GIVEN_UP, NOTHING_WRONG, Delivery, Handing, Report
from functions.store import keys
from functions.store.engine import Cancelled, Engine, Expect, Item, Update
from functions.store.items import Attributes
from functions.store.retrying import retrying
from functions.store.walking import whole_query
from loyalty.entry import instant, instant_text

LEASE = timedelta(minutes=20)
"""How long a claim holds: longer than a function may run, so that two never write one report."""


class ReportStore:
    """Fulfils ``ports.Reports``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def claim(self, program: str, week: str, now: datetime) -> Report | None:
        """Claim a week that is not sent, if nobody has it and its next try is due.

        A mail that was handed over and never noted as sent is counted as unanswered.
        """
        key = keys.report(program, week)
        found = retrying(lambda: self.engine.get(key))
        if found and not _is_free(found, now):
            return None
        fresh: Attributes = {"claimed_at": instant_text(now), "claim": secrets.token_hex(8)}
        expect = Expect(equals={"claim": found["claim"]}) if found else Expect(absent=True)
        marks = _of_next_try(found or {})
        try:
            retrying(lambda: self.engine.write(Update(key, set=fresh | marks, expect=expect)))
        except Cancelled as lost:
            now_there = lost.found[0]
            if not (isinstance(now_there, dict) and now_there.get("claim") == fresh["claim"]):
                return None
        known = {name: value for name, value in marks.items() if value is not None}
        kept = {name: value for name, value in (found or {}).items() if name not in marks}
        return _report(cast(Item, {**kept, **fresh, **known, "sk": key.sk}))

    def sending(self, program: str, report: Report) -> bool:
        """Note it while the claim still holds."""
        return self._update(program, report, {"state": "sending"})

    def undelivered(self, program: str, report: Report) -> None:
        """End the claim: the next one may be made when the next try is due."""
        self._update(program, report, _attributes(report.delivery))

    def revive(self, program: str, now: datetime) -> int:
        """Try again at once what was given up, also what may have arrived."""
        given_up = [one for one in self.every(program) if one.delivery.state in GIVEN_UP]
        again: Attributes = {"state": "waiting", "try_at": instant_text(now), "unanswered": None}
        return sum(self._update(program, report, again) for report in given_up)

    def sent(self, program: str, report: Report) -> None:
        """Note that the mail service has it."""
        update = Update(
            keys.report(program, report.week),
            set=_attributes(NOTHING_WRONG)
            | {
                "sent_at": instant_text(report.sent_at or report.claimed_at),
                "subject": report.subject,
                "visits": report.visits,
                "entries": report.entries,
                "digest": report.digest,
                "anchored_at": instant_text(report.anchored_at) if report.anchored_at else None,
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

    def _update(self, program: str, report: Report, attributes: Attributes) -> bool:
        """Change what nobody has claimed or sent since it was read."""
        expected = {"claimed_at": instant_text(report.claimed_at), "sent_at": None}
        update = Update(
            keys.report(program, report.week), set=attributes, expect=Expect(equals=expected)
        )
        try:
            retrying(lambda: self.engine.write(update))
        except Cancelled:
            return False
        return True


def _is_free(found: Item, now: datetime) -> bool:
    if "sent_at" in found or found.get("state") == "uncertain":
        return False
    if "try_at" in found:
        return now >= _instant(found, "try_at")
    return now >= _instant(found, "claimed_at") + LEASE


def _of_next_try(found: Item) -> Attributes:
    """What a new claim changes of the delivery: one that was under way got no answer."""
    unanswered = cast(int, found.get("unanswered", 0)) + (found.get("state") == "sending")
    return {"state": None, "try_at": None, "unanswered": unanswered or None}


def _attributes(delivery: Delivery) -> Attributes:
    since, try_at = delivery.failing_since, delivery.try_at
    return {
        "state": delivery.state or None,
        "tries": delivery.tries or None,
        "reason": delivery.reason or None,
        "failing_since": instant_text(since) if since else None,
        "try_at": instant_text(try_at) if try_at else None,
        "unanswered": delivery.unanswered or None,
    }


def _delivery(item: Item) -> Delivery:
    return Delivery(
        state=cast(Handing, item.get("state", "")),
        tries=cast(int, item.get("tries", 0)),
        reason=cast(str, item.get("reason", "")),
        failing_since=_instant(item, "failing_since") if "failing_since" in item else None,
        try_at=_instant(item, "try_at") if "try_at" in item else None,
        unanswered=cast(int, item.get("unanswered", 0)),
    )


def _report(item: Item) -> Report:
    return Report(
        week=cast(str, item["sk"]).removeprefix(keys.REPORTS_LOW),
        claimed_at=_instant(item, "claimed_at"),
        sent_at=_instant(item, "sent_at") if "sent_at" in item else None,
        subject=cast(str, item.get("subject", "")),
        visits=cast(int, item.get("visits", 0)),
        entries=cast(int, item.get("entries", 0)),
        digest=cast(str, item.get("digest", "")),
        delivery=_delivery(item),
        anchored_at=_instant(item, "anchored_at") if "anchored_at" in item else None,
    )


def _instant(item: Item, name: str) -> datetime:
    return instant(cast(str, item[name]))
