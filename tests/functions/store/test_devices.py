"""Pairing a phone once, and its refresh token turning over."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from functions.failures import DeviceRevoked, NotAllowed, PairingRefused, StoreUnavailable
from functions.records import Device
from functions.store import keys
from functions.store.devices import (
    MOST_FOLLOWING,
    REFRESH_LIFE,
    TRIES_AT_A_RENEWAL,
    DeviceStore,
)
from loyalty.errors import NotFound
from tests.builders import at
from tests.functions.store.faults import Faulty, after, contended, lost
from tests.functions.store.shelf import CODE, JOINED, SHOP, paired, pairing, phone

TILL = "till-1"


@pytest.fixture(name="devices")
def _devices(engine: Faulty) -> DeviceStore:
    return DeviceStore(engine)


def renewed(devices: DeviceStore, presented: str, following: str, now: datetime = JOINED) -> Device:
    return devices.renew(SHOP, TILL, presented, following, now)


def test_a_phone_becomes_what_its_code_is_for(devices: DeviceStore) -> None:
    devices.offer(CODE, pairing())

    device = devices.pair(CODE, phone(), "refresh-0", JOINED)

    assert (device.program, device.role, device.shop) == (SHOP, "till", "orfevres")
    assert devices.get(SHOP, TILL) == device


def test_a_code_is_kept_as_its_hash_only(devices: DeviceStore, engine: Faulty) -> None:
    devices.offer(CODE, pairing())

    assert CODE not in str(engine.items())


def test_a_code_lets_one_phone_in(devices: DeviceStore) -> None:
    devices.offer(CODE, pairing())
    devices.pair(CODE, phone(), "refresh-0", JOINED)

    with pytest.raises(PairingRefused):
        devices.pair(CODE, phone("till-2"), "refresh-0", JOINED)

    assert [device.id for device in devices.every(SHOP)] == [TILL]


def test_of_two_phones_with_one_code_at_once_one_gets_in(
    devices: DeviceStore, engine: Faulty
) -> None:
    devices.offer(CODE, pairing())
    engine.next(after(lambda: devices.pair(CODE, phone("till-2"), "refresh-0", JOINED)))

    with pytest.raises(PairingRefused):
        devices.pair(CODE, phone(), "refresh-0", JOINED)

    assert [device.id for device in devices.every(SHOP)] == ["till-2"]


@pytest.mark.parametrize(
    ("role", "until", "code"),
    [
        ("owner", "2026-02-02 09:10", CODE),
        ("till", "2026-02-02 09:00", CODE),
        ("till", "2026-02-02 09:10", "ZZZZZZZZ"),
    ],
    ids=["for another role", "too old", "never offered"],
)
def test_a_code_that_is_not_good_lets_nobody_in(
    devices: DeviceStore, role: str, until: str, code: str
) -> None:
    devices.offer(CODE, pairing(role, until))

    with pytest.raises(PairingRefused):
        devices.pair(code, phone(), "refresh-0", JOINED)


def test_a_pairing_whose_answer_was_lost_is_a_pairing(devices: DeviceStore, engine: Faulty) -> None:
    devices.offer(CODE, pairing())
    engine.next(lost)

    device = devices.pair(CODE, phone(), "refresh-0", JOINED)

    assert devices.every(SHOP) == [device]
    assert renewed(devices, "refresh-0", "refresh-1") == device


def test_devices_are_listed_the_latest_first_with_those_shut_out(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine, "till-1")
    devices.offer(CODE, pairing())
    devices.pair(CODE, phone("till-2"), "refresh-0", at("2026-02-02 09:05"))

    devices.revoke(SHOP, "till-1")

    listed = [(device.id, device.active) for device in devices.every(SHOP)]
    assert listed == [("till-2", True), ("till-1", False)]


def test_a_phone_that_is_not_known_is_not_allowed(devices: DeviceStore) -> None:
    with pytest.raises(NotAllowed):
        devices.get(SHOP, TILL)
    with pytest.raises(NotFound):
        devices.revoke(SHOP, TILL)
    with pytest.raises(NotAllowed):
        renewed(devices, "refresh-0", "refresh-1")


def test_a_refresh_token_turns_over_at_each_use(devices: DeviceStore, engine: Faulty) -> None:
    paired(engine)

    for n in range(4):
        renewed(devices, f"refresh-{n}", f"refresh-{n + 1}")

    assert devices.get(SHOP, TILL).active


def test_a_phone_that_was_away_too_long_is_paired_anew(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    renewed(devices, "refresh-0", "refresh-1", JOINED + REFRESH_LIFE)
    too_late = JOINED + 2 * REFRESH_LIFE + timedelta(seconds=1)

    with pytest.raises(NotAllowed):
        renewed(devices, "refresh-1", "refresh-2", too_late)

    assert renewed(devices, "refresh-1", "refresh-2", JOINED + 2 * REFRESH_LIFE).active


def test_the_token_before_is_taken_as_its_answer_may_be_lost(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    renewed(devices, "refresh-0", "never-arrived")

    renewed(devices, "refresh-0", "refresh-1")

    assert renewed(devices, "refresh-1", "refresh-2").active


def test_an_older_token_shuts_the_phone_out(devices: DeviceStore, engine: Faulty) -> None:
    paired(engine)
    renewed(devices, "refresh-0", "refresh-1")
    renewed(devices, "refresh-1", "refresh-2")

    with pytest.raises(DeviceRevoked):
        renewed(devices, "refresh-0", "refresh-3")

    with pytest.raises(DeviceRevoked):
        renewed(devices, "refresh-2", "refresh-3")
    assert not devices.get(SHOP, TILL).active


def test_a_renewal_whose_answer_was_lost_in_the_store_is_a_renewal(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    engine.next(contended, lost)

    renewed(devices, "refresh-0", "refresh-1")

    assert renewed(devices, "refresh-1", "refresh-2").active


def test_of_two_renewals_at_once_both_are_answered_and_one_goes_on(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    engine.next(after(lambda: renewed(devices, "refresh-0", "refresh-1")))

    renewed(devices, "refresh-0", "refresh-2")

    assert renewed(devices, "refresh-1", "refresh-3").active
    with pytest.raises(DeviceRevoked):
        renewed(devices, "refresh-2", "refresh-4")


@pytest.mark.parametrize("late", [1, 2, 3])
@pytest.mark.parametrize("held", [0, 1, 2, 3])
def test_tries_that_arrive_after_the_one_that_was_answered_shut_nobody_out(
    devices: DeviceStore, engine: Faulty, held: int, late: int
) -> None:
    paired(engine)
    tries = [f"try-{n}" for n in range(late + 1)]
    for one in tries:
        renewed(devices, "refresh-0", one)

    renewed(devices, tries[min(held, late)], "refresh-2")

    assert renewed(devices, "refresh-2", "refresh-3").active


def test_a_token_that_a_thief_has_used_too_shuts_out_whoever_comes_second(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    renewed(devices, "refresh-0", "of-the-thief")
    renewed(devices, "refresh-0", "of-the-phone")
    renewed(devices, "of-the-thief", "of-the-thief-2")

    with pytest.raises(DeviceRevoked):
        renewed(devices, "of-the-phone", "of-the-phone-2")

    assert not devices.get(SHOP, TILL).active


def test_so_does_one_that_was_used_before_the_last(devices: DeviceStore, engine: Faulty) -> None:
    paired(engine)
    renewed(devices, "refresh-0", "of-the-thief")
    renewed(devices, "refresh-0", "of-the-phone")
    renewed(devices, "of-the-phone", "of-the-phone-2")

    with pytest.raises(DeviceRevoked):
        renewed(devices, "refresh-0", "of-the-thief-2")


def test_of_tokens_that_follow_one_only_so_many_are_kept(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    for n in range(MOST_FOLLOWING + 1):
        renewed(devices, "refresh-0", f"try-{n}")

    with pytest.raises(DeviceRevoked):
        renewed(devices, "try-0", "refresh-2")


def test_a_phone_that_was_paired_before_several_could_follow_goes_on(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    renewed(devices, "refresh-0", "refresh-1")
    item = engine.get(keys.device(SHOP, TILL)) or {}
    assert "refresh_beside" not in item  # as an item of an earlier version

    renewed(devices, "refresh-0", "refresh-2")

    assert renewed(devices, "refresh-1", "refresh-3").active


def test_a_renewal_that_never_gets_through_says_to_come_back(
    devices: DeviceStore, engine: Faulty
) -> None:
    paired(engine)
    others = DeviceStore(engine.engine)
    each = (partial(renewed, others, "refresh-0", f"other-{n}") for n in range(TRIES_AT_A_RENEWAL))
    engine.next(*map(after, each))

    with pytest.raises(StoreUnavailable):
        renewed(devices, "refresh-0", "refresh-1")

    assert devices.get(SHOP, TILL).active
