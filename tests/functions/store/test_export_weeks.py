"""A week's export is claimed by one, and again only when that one did not finish."""

from datetime import timedelta

import pytest

from functions.store.claims import LEASE
from functions.store.export_weeks import ExportWeekStore
from tests.builders import at
from tests.functions.store.faults import Faulty, after, contended, lost, lost_before

CAFE, WEEK, NEXT = "cafe-poincon", "2026-W06", "2026-W07"
SUNDAY = at("2026-02-08 03:00")


@pytest.fixture(name="weeks")
def _weeks(engine: Faulty) -> ExportWeekStore:
    return ExportWeekStore(engine)


def claimed(weeks: ExportWeekStore, week: str = WEEK) -> str:
    claim = weeks.claim(CAFE, week, SUNDAY)
    assert claim
    return claim


def test_a_week_is_claimed_once(weeks: ExportWeekStore) -> None:
    claimed(weeks)

    assert weeks.claim(CAFE, WEEK, SUNDAY + timedelta(minutes=1)) is None
    assert weeks.claim("boulangerie", WEEK, SUNDAY)


def test_of_two_claims_at_once_one_wins(weeks: ExportWeekStore, engine: Faulty) -> None:
    won = []
    engine.next(after(lambda: won.append(weeks.claim(CAFE, WEEK, SUNDAY))))

    assert weeks.claim(CAFE, WEEK, SUNDAY) is None
    assert won != [None]


@pytest.mark.parametrize("fault", [lost, lost_before, contended])
def test_a_claim_whose_answer_was_lost_is_ours(
    weeks: ExportWeekStore, engine: Faulty, fault: object
) -> None:
    engine.next(fault)  # type: ignore[arg-type]

    assert weeks.claim(CAFE, WEEK, SUNDAY)


def test_a_claim_that_came_to_nothing_runs_out(weeks: ExportWeekStore, engine: Faulty) -> None:
    first = claimed(weeks)

    assert weeks.claim(CAFE, WEEK, SUNDAY + LEASE - timedelta(milliseconds=1)) is None
    second, won = weeks.claim(CAFE, WEEK, SUNDAY + LEASE), []
    assert second and second != first

    engine.next(after(lambda: won.append(weeks.claim(CAFE, WEEK, SUNDAY + 2 * LEASE))))
    assert weeks.claim(CAFE, WEEK, SUNDAY + 2 * LEASE) is None
    assert won != [None]


def test_a_week_that_is_kept_is_never_claimed_again_and_the_next_one_is(
    weeks: ExportWeekStore,
) -> None:
    assert weeks.last(CAFE) is None
    weeks.kept(CAFE, WEEK, claimed(weeks), SUNDAY)

    assert weeks.last(CAFE) == (WEEK, SUNDAY)
    assert weeks.claim(CAFE, WEEK, SUNDAY + timedelta(days=6)) is None
    assert weeks.claim(CAFE, "2025-W52", SUNDAY + timedelta(days=6)) is None
    assert weeks.claim(CAFE, NEXT, SUNDAY)
    assert weeks.last(CAFE) == (WEEK, SUNDAY)


def test_whoever_lost_the_claim_notes_nothing(weeks: ExportWeekStore, engine: Faulty) -> None:
    slow = claimed(weeks)
    weeks.claim(CAFE, WEEK, SUNDAY + LEASE)
    before = engine.items()

    weeks.kept(CAFE, WEEK, slow, SUNDAY)
    weeks.wait(CAFE, slow, SUNDAY)

    assert engine.items() == before


def test_a_claim_that_is_let_go_of_may_be_made_again_at_once(
    weeks: ExportWeekStore, engine: Faulty
) -> None:
    weeks.kept(CAFE, "2026-W05", claimed(weeks, "2026-W05"), SUNDAY)
    first = claimed(weeks)
    weeks.release(CAFE, first)

    claimed(weeks)
    weeks.release(CAFE, first)

    assert weeks.claim(CAFE, WEEK, SUNDAY) is None
    assert weeks.last(CAFE) == ("2026-W05", SUNDAY)


def test_a_claim_that_waits_may_be_made_again_from_then_on(weeks: ExportWeekStore) -> None:
    tomorrow = SUNDAY + timedelta(days=1)
    weeks.wait(CAFE, claimed(weeks), tomorrow)

    assert weeks.claim(CAFE, WEEK, tomorrow - timedelta(milliseconds=1)) is None
    assert weeks.claim(CAFE, WEEK, tomorrow)
