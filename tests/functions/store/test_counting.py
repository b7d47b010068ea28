"""What may happen so often: exactly so often, and on with the next hour or minute."""

import pytest

from functions.failures import DeviceRevoked, NotAllowed, TooManyTries, TooManyTypedCodes
from functions.store.counting import Counter, count_one
from functions.store.devices import TRIES_A_MINUTE, DeviceStore
from functions.store.engine import Key
from tests.builders import at
from tests.functions.store.faults import Faulty, after, contended, lost_before
from tests.functions.store.shelf import CODE, SHOP, paired

TILL = "till-1"
MOST = 3
COUNTER = Counter(key=Key("COUNTED", "COUNTED"), period="hour", count="count")


@pytest.fixture(name="devices")
def _devices(engine: Faulty) -> DeviceStore:
    paired(engine)
    return DeviceStore(engine)


def typed(devices: DeviceStore, when: str) -> None:
    devices.count_typed(SHOP, TILL, MOST, at(when))


def test_a_till_types_so_many_codes_an_hour_and_no_more_until_the_next(
    devices: DeviceStore,
) -> None:
    for _ in range(MOST):
        typed(devices, "2026-02-02 10:59:30")

    with pytest.raises(TooManyTypedCodes) as refused:
        typed(devices, "2026-02-02 10:59:30")

    assert refused.value.facts == {"retry_at": at("2026-02-02 11:00"), "retry_seconds": 31}
    for _ in range(MOST):
        typed(devices, "2026-02-02 11:00:00")
    with pytest.raises(TooManyTypedCodes):
        typed(devices, "2026-02-02 11:59:59")


def test_each_till_has_a_count_of_its_own(devices: DeviceStore, engine: Faulty) -> None:
    paired(engine, "till-2")
    for _ in range(MOST):
        typed(devices, "2026-02-02 10:00")

    devices.count_typed(SHOP, "till-2", MOST, at("2026-02-02 10:00"))

    with pytest.raises(TooManyTypedCodes):
        typed(devices, "2026-02-02 10:00")


def test_a_straggler_of_the_hour_before_counts_in_the_one_that_has_begun(
    devices: DeviceStore,
) -> None:
    for _ in range(MOST):
        typed(devices, "2026-02-02 11:00:00")

    with pytest.raises(TooManyTypedCodes):
        typed(devices, "2026-02-02 10:59:59")
    with pytest.raises(TooManyTypedCodes):
        typed(devices, "2026-02-02 11:00:01")


def test_a_till_that_is_shut_out_or_not_known_types_nothing(devices: DeviceStore) -> None:
    devices.revoke(SHOP, TILL)

    with pytest.raises(DeviceRevoked):
        typed(devices, "2026-02-02 10:00")
    with pytest.raises(NotAllowed) as unknown:
        devices.count_typed(SHOP, "till-9", MOST, at("2026-02-02 10:00"))

    assert type(unknown.value) is NotAllowed
    assert [device.id for device in devices.every(SHOP)] == [TILL]


def test_who_begins_an_hour_while_another_does_is_counted_behind(
    devices: DeviceStore, engine: Faulty
) -> None:
    engine.next(lambda commit: commit(), after(lambda: typed(devices, "2026-02-02 10:00")))

    typed(devices, "2026-02-02 10:00")

    typed(devices, "2026-02-02 10:00")
    with pytest.raises(TooManyTypedCodes):
        typed(devices, "2026-02-02 10:00")


def test_what_was_not_counted_for_a_fault_is_counted_then(
    devices: DeviceStore, engine: Faulty
) -> None:
    typed(devices, "2026-02-02 10:00")
    engine.next(contended, lost_before)

    typed(devices, "2026-02-02 10:00")

    typed(devices, "2026-02-02 10:00")
    with pytest.raises(TooManyTypedCodes):
        typed(devices, "2026-02-02 10:00")


def test_codes_that_begin_alike_are_tried_so_often_a_minute(devices: DeviceStore) -> None:
    for number in range(TRIES_A_MINUTE):
        devices.count_try(f"{CODE[:2]}{number:06}", at("2026-02-02 10:00:50"))

    with pytest.raises(TooManyTries) as refused:
        devices.count_try(CODE, at("2026-02-02 10:00:50"))

    assert refused.value.facts == {"retry_seconds": 11}
    devices.count_try(CODE, at("2026-02-02 10:01:00"))


def test_who_floods_shuts_out_no_code_that_begins_otherwise_and_fills_no_store(
    devices: DeviceStore, engine: Faulty
) -> None:
    for _ in range(TRIES_A_MINUTE):
        devices.count_try("ZZ000000", at("2026-02-02 10:00"))

    devices.count_try("ZY000000", at("2026-02-02 10:00"))
    devices.count_try("ZZ000001", at("2026-02-02 10:01"))

    kept = sorted(str(item["pk"]) for item in engine.items() if item["sk"] == "TRIES")
    assert kept == ["TRIES#ZY", "TRIES#ZZ"]


def test_a_counter_that_nobody_has_used_begins_with_one(engine: Faulty) -> None:
    count_one(engine, COUNTER, "2026-02-02T10", MOST)

    (item,) = engine.items()
    assert (item["hour"], item["count"]) == ("2026-02-02T10", 1)
