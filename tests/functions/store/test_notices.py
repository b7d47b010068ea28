"""What was given without network and then refused: noted once, and found by when it happened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.failures import DeviceRevoked, NotAllowed, TooManyScans
from functions.records import Notice
from functions.store import keys
from functions.store.devices import DeviceStore
from functions.store.notices import KEPT, NoticeStore
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
NOTED = replace(GIVEN, operation=FIRST)


@pytest.fixture(name="notices")
def _notices(engine: Faulty) -> NoticeStore:
    paired(engine)
    return NoticeStore(engine)


def note(notices: NoticeStore, operation: OperationId, notice: Notice, per_hour: int = 60) -> None:
    """It comes a day after it happened."""
    now = JOINED + timedelta(days=1)
    notices.note(SHOP, operation, notice, now, scans_per_hour=per_hour)


def counted(engine: Faulty) -> object:
    return (engine.get(keys.device(SHOP, "till-1")) or {}).get("hour_count")


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


def test_as_many_are_noted_as_the_till_may_write_in_an_hour(
    notices: NoticeStore, engine: Faulty
) -> None:
    note(notices, FIRST, GIVEN, per_hour=1)
    note(notices, FIRST, GIVEN, per_hour=1)

    with pytest.raises(TooManyScans):
        note(notices, SECOND, GIVEN, per_hour=1)

    assert list(notices.since(SHOP, JOINED)) == [NOTED]
    assert counted(engine) == 1


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
