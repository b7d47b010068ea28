"""A week's report is claimed by one, and again only when that one did not finish."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.records import Delivery, Handing, Report
from functions.store.reports import LEASE, ReportStore
from tests.builders import at
from tests.functions.store.faults import Faulty, after, contended, lost

CAFE, WEEK = "cafe-poincon", "2026-W06"
MONDAY = at("2026-02-09 07:00")


@pytest.fixture(name="reports")
def _reports(engine: Faulty) -> ReportStore:
    return ReportStore(engine)


def report(week: str = WEEK) -> Report:
    return Report(
        week=week,
        claimed_at=MONDAY,
        sent_at=MONDAY + timedelta(seconds=3),
        subject="Semaine 6",
        visits=11,
        entries=12,
        digest="ab" * 32,
    )


def test_a_week_is_claimed_once(reports: ReportStore) -> None:
    assert reports.claim(CAFE, WEEK, MONDAY)
    assert not reports.claim(CAFE, WEEK, MONDAY + timedelta(minutes=1))
    assert reports.claim("boulangerie", WEEK, MONDAY)


def test_of_two_claims_at_once_one_wins(reports: ReportStore, engine: Faulty) -> None:
    won = []
    engine.next(after(lambda: won.append(reports.claim(CAFE, WEEK, MONDAY) is not None)))

    assert not reports.claim(CAFE, WEEK, MONDAY)
    assert won == [True]


def test_a_claim_that_came_to_nothing_runs_out(reports: ReportStore) -> None:
    reports.claim(CAFE, WEEK, MONDAY)

    too_early = reports.claim(CAFE, WEEK, MONDAY + LEASE - timedelta(milliseconds=1))

    assert not too_early
    assert reports.claim(CAFE, WEEK, MONDAY + LEASE)


def test_of_two_who_take_over_at_once_one_wins(reports: ReportStore, engine: Faulty) -> None:
    reports.claim(CAFE, WEEK, MONDAY)
    later, won = MONDAY + LEASE, []
    engine.next(after(lambda: won.append(reports.claim(CAFE, WEEK, later) is not None)))

    assert not reports.claim(CAFE, WEEK, later)
    assert won == [True]


def test_a_claim_whose_answer_was_lost_is_a_claim(reports: ReportStore, engine: Faulty) -> None:
    engine.next(contended, lost)

    assert reports.claim(CAFE, WEEK, MONDAY)


def test_a_report_that_was_sent_is_never_claimed_again(reports: ReportStore) -> None:
    reports.claim(CAFE, WEEK, MONDAY)
    reports.sent(CAFE, report())

    assert not reports.claim(CAFE, WEEK, MONDAY + timedelta(days=400))
    assert reports.every(CAFE) == [report()]


def test_reports_are_listed_the_newest_first_and_those_not_sent_too(reports: ReportStore) -> None:
    for week in ("2025-W52", "2026-W06", "2026-W01"):
        reports.claim(CAFE, week, MONDAY)
    reports.sent(CAFE, report("2026-W01"))

    listed = [(kept.week, kept.sent_at is not None) for kept in reports.every(CAFE)]

    assert listed == [("2026-W06", False), ("2026-W01", True), ("2025-W52", False)]


# What does not go out at once


def failed(claimed: Report, state: Handing, try_at: datetime | None = None) -> Report:
    failure = Delivery(
        state=state, tries=3, reason="MessageRejected", failing_since=MONDAY, try_at=try_at
    )
    return replace(claimed, delivery=failure)


def test_a_refused_report_is_claimed_when_its_next_try_is_due(reports: ReportStore) -> None:
    claimed, noon = claim(reports), MONDAY + timedelta(hours=5)
    refused = failed(claimed, "waiting", noon)

    reports.undelivered(CAFE, refused)
    kept = reports.every(CAFE)
    too_early = reports.claim(CAFE, WEEK, noon - timedelta(milliseconds=1))
    again = reports.claim(CAFE, WEEK, noon)

    assert (kept, too_early) == ([refused], None)
    assert again and again.delivery == replace(refused.delivery, state="", try_at=None)


def test_a_mail_that_was_handed_over_and_never_noted_is_counted(reports: ReportStore) -> None:
    first = claim(reports)
    assert reports.sending(CAFE, first)

    second = claim(reports, MONDAY + LEASE)
    third = claim(reports, MONDAY + 2 * LEASE)

    assert (first.delivery.unanswered, second.delivery.unanswered) == (0, 1)
    assert third.delivery.unanswered == 1


def test_whoever_lost_the_claim_neither_sends_nor_notes_a_failure(reports: ReportStore) -> None:
    slow = claim(reports)
    quick = claim(reports, MONDAY + LEASE)

    reports.undelivered(CAFE, failed(slow, "dead", MONDAY))

    assert not reports.sending(CAFE, slow)
    assert reports.every(CAFE) == [quick]


def test_an_uncertain_report_is_claimed_by_nobody_until_it_is_revived(
    reports: ReportStore,
) -> None:
    reports.undelivered(CAFE, failed(claim(reports), "uncertain"))
    later = MONDAY + timedelta(days=30)
    untouched = reports.claim(CAFE, WEEK, later)

    revived = [reports.revive(CAFE, later), reports.revive(CAFE, later)]

    assert (untouched, revived) == (None, [1, 0])
    assert claim(reports, later).delivery.failing_since == MONDAY


def test_a_report_that_went_out_at_last_forgets_what_went_wrong(reports: ReportStore) -> None:
    reports.undelivered(CAFE, failed(claim(reports), "dead", MONDAY))
    claim(reports)

    reports.sent(CAFE, report())

    assert reports.every(CAFE) == [report()]


def claim(reports: ReportStore, now: datetime = MONDAY) -> Report:
    claimed = reports.claim(CAFE, WEEK, now)
    assert claimed
    return claimed
