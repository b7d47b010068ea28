"""A week's report is claimed by one, and again only when that one did not finish."""

from datetime import timedelta

import pytest

from functions.records import Report
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
    engine.next(after(lambda: won.append(reports.claim(CAFE, WEEK, MONDAY))))

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
    engine.next(after(lambda: won.append(reports.claim(CAFE, WEEK, later))))

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
