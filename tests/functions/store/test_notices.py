"""What was given without network and then refused: noted once, and found by when it happened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.failures import DeviceRevoked, NotAllowed, TooManyLateScans, TooManyScans
from functions.records import Notice
from functions.store import keys
from functions.store.devices import DeviceStore
from functions.store.engine import Put
from functions.store.notices import KEPT, NoticeStore, notice_item
from functions.store.tallies import LATE
from loyalty.entry import CardId, OperationId
from tests.functions.store.faults import Faulty, contended, lost
from tests.functions.store.shelf import JOINED, SHOP, paired

GIVEN = Notice(
    at=JOINED,
    code="offline-cap-reached",
    card=CardId("A" * 16),
    till="till-1",
    shop="orfevres",
    reward="coffee",
)
FIRST, SECOND = OperationId("operation-000001"), OperationId("operation-000002")
RECORDED = JOINED + timedelta(days=1)
NOTED = replace(GIVEN, operation=FIRST, recorded_at=RECORDED)


@pytest.fixture(name="notices")
def _notices(engine: Faulty) -> NoticeStore:
    paired(engine)
    return NoticeStore(engine)


def note(notices: NoticeStore, operation: OperationId, notice: Notice, per_hour: int = 60) -> None:
    """It comes a day after it happened."""
    notices.note(SHOP, operation, notice, RECORDED, scans_per_hour=per_hour)


def counted(engine: Faulty) -> object:
    return (engine.get(keys.device(SHOP, "till-1")) or {}).get("late_count")


def test_what_happened_since_then_comes_oldest_first(notices: NoticeStore) -> None:
    later = replace(NOTED, at=JOINED + timedelta(hours=1), staff="lea", operation=SECOND)
    note(notices, SECOND, later)
    note(notices, FIRST, GIVEN)

    assert list(notices.since(SHOP, JOINED)) == [NOTED, later]
    assert list(notices.since(SHOP, JOINED + timedelta(milliseconds=1))) == [later]
    assert list(notices.since("bakery-poincon", JOINED)) == []


def test_a_repeat_is_one_notice_also_when_it_is_dated_a_little_otherwise(
    notices: NoticeStore,
) -> None:
    note(notices, FIRST, GIVEN)
    note(notices, FIRST, replace(GIVEN, code="not-enough-balance"))
    note(notices, FIRST, replace(GIVEN, at=JOINED + timedelta(milliseconds=40)))

    assert list(notices.since(SHOP, JOINED)) == [NOTED]


@pytest.mark.parametrize("fault", [lost, contended], ids=["answer lost", "in the way"])
def test_a_notice_survives_what_an_engine_may_do(
    notices: NoticeStore, engine: Faulty, fault: object
) -> None:
    engine.next(fault)  # type: ignore[arg-type]

    note(notices, FIRST, GIVEN)

    assert list(notices.since(SHOP, JOINED)) == [NOTED]
    assert counted(engine) == 1


def test_as_many_are_noted_as_may_come_in_late_in_an_hour(
    notices: NoticeStore, engine: Faulty
) -> None:
    some = [OperationId(f"operation-{number:06}") for number in range(LATE)]
    for operation in (*some, *some):
        note(notices, operation, GIVEN, per_hour=1)

    with pytest.raises(TooManyLateScans):
        note(notices, OperationId("operation-one-more"), GIVEN, per_hour=1)

    assert len(notices.since(SHOP, JOINED)) == LATE
    assert counted(engine) == LATE


def test_what_is_refused_to_somebody_who_stands_there_counts_as_a_scan_of_now(
    notices: NoticeStore, engine: Faulty
) -> None:
    notices.note(SHOP, FIRST, GIVEN, JOINED + timedelta(seconds=59), scans_per_hour=1)

    with pytest.raises(TooManyScans):
        notices.note(SHOP, SECOND, GIVEN, JOINED + timedelta(seconds=59), scans_per_hour=1)

    assert counted(engine) is None


def test_a_till_that_was_shut_out_or_is_none_notes_nothing(
    notices: NoticeStore, engine: Faulty
) -> None:
    DeviceStore(engine).revoke(SHOP, "till-1")

    with pytest.raises(DeviceRevoked):
        note(notices, FIRST, GIVEN)
    with pytest.raises(NotAllowed):
        note(notices, FIRST, replace(GIVEN, till="nowhere"))

    assert list(notices.since(SHOP, JOINED)) == []


def test_a_notice_ends_after_a_year_and_some_weeks(notices: NoticeStore, engine: Faulty) -> None:
    note(notices, FIRST, GIVEN)

    (item,) = [one for one in engine.items() if "#NOTICES" in str(one["pk"])]
    assert item["ttl"] == int((JOINED + KEPT).timestamp())


def test_of_a_repeat_the_first_that_was_noted_counts_whatever_its_date(
    notices: NoticeStore,
) -> None:
    earlier = replace(GIVEN, at=JOINED - timedelta(milliseconds=40))
    note(notices, FIRST, GIVEN)
    notices.note(SHOP, FIRST, earlier, RECORDED + timedelta(hours=1), scans_per_hour=60)

    assert list(notices.since(SHOP, earlier.at)) == [NOTED]


def test_a_notice_of_before_there_was_a_second_date_is_read(
    notices: NoticeStore, engine: Faulty
) -> None:
    engine.write(Put(notice_item(SHOP, FIRST, GIVEN)))

    assert list(notices.since(SHOP, JOINED)) == [replace(GIVEN, operation=FIRST)]
