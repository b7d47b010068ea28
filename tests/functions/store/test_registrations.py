"""Apple devices and the cards they hold, found from either side."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.records import OnDevice, Registration
from functions.store import keys
from functions.store.engine import Put
from functions.store.registrations import MOST_PHONES, RegistrationStore
from loyalty.entry import CardId
from tests.builders import at
from tests.functions.store.faults import Faulty, lost

CAFE = "cafe-poincon"
A, B = CardId("A" * 16), CardId("B" * 16)
MOMENT = at("2026-02-02 10:00")


@pytest.fixture(name="registrations")
def _registrations(engine: Faulty) -> RegistrationStore:
    return RegistrationStore(engine)


def phone(device: str = "phone-1", token: str = "aa") -> Registration:
    return Registration(device=device, push_token=token, at=MOMENT)


def test_a_registration_is_found_from_both_sides(registrations: RegistrationStore) -> None:
    assert registrations.register(CAFE, A, phone())

    assert registrations.of_card(CAFE, A) == [phone()]
    assert registrations.of_device("phone-1") == [OnDevice(program=CAFE, card=A, at=MOMENT)]


def test_registering_again_only_renews_the_push_token(registrations: RegistrationStore) -> None:
    registrations.register(CAFE, A, phone(token="aa"))

    assert not registrations.register(CAFE, A, phone(token="bb"))
    assert registrations.of_card(CAFE, A) == [phone(token="bb")]


def test_a_phone_holds_cards_of_several_shops(registrations: RegistrationStore) -> None:
    registrations.register(CAFE, A, phone())
    registrations.register("boulangerie", B, phone())

    held = registrations.of_device("phone-1")
    assert [(one.program, one.card) for one in held] == [("boulangerie", B), (CAFE, A)]


def test_unregistering_says_how_many_phones_are_left(registrations: RegistrationStore) -> None:
    registrations.register(CAFE, A, phone("phone-1"))
    registrations.register(CAFE, A, phone("phone-2"))

    left = [registrations.unregister(CAFE, A, device) for device in ("phone-1", "phone-2")]

    assert left == [1, 0]
    assert registrations.of_device("phone-1") == []


def test_a_phone_that_was_never_here_may_leave(registrations: RegistrationStore) -> None:
    assert registrations.unregister(CAFE, A, "phone-1") == 0


def test_a_registration_of_before_its_time_was_noted_is_read(
    registrations: RegistrationStore, engine: Faulty
) -> None:
    there = keys.device_registration("phone-1", CAFE, A)
    engine.write(Put({"pk": there.pk, "sk": there.sk, "program": CAFE, "card": A}))

    assert registrations.of_device("phone-1") == [OnDevice(program=CAFE, card=A, at=None)]


def test_what_is_gone_is_forgotten(registrations: RegistrationStore) -> None:
    registrations.register(CAFE, A, phone("phone-1"))
    registrations.register(CAFE, A, phone("phone-2"))

    forgotten = [registrations.gone(CAFE, A, phone(device)) for device in ("phone-1", "phone-2")]

    assert forgotten == [True, True]
    assert registrations.of_card(CAFE, A) == []
    assert registrations.of_device("phone-1") == []


def test_what_has_registered_again_meanwhile_is_not_gone(registrations: RegistrationStore) -> None:
    registrations.register(CAFE, A, phone(token="bb"))

    assert not registrations.gone(CAFE, A, phone(token="aa"))
    assert registrations.of_card(CAFE, A) == [phone(token="bb")]
    assert registrations.of_device("phone-1") != []


def test_a_card_is_held_by_so_many_phones_and_the_oldest_one_makes_room(
    registrations: RegistrationStore,
) -> None:
    names = [f"{number:03}" for number in range(MOST_PHONES + 10)]
    for number, name in enumerate(reversed(names)):
        later = replace(phone(name), at=MOMENT + timedelta(seconds=number))
        registrations.register(CAFE, A, later)

    assert [one.device for one in registrations.of_card(CAFE, A)] == names[:MOST_PHONES]
    assert registrations.of_device(names[-1]) == []
    assert registrations.of_device(names[0]) != []


def test_a_pass_that_was_replaced_makes_room_before_the_newer_one_does(
    registrations: RegistrationStore,
) -> None:
    registrations.register(CAFE, A, replace(phone("new-phone"), generation=1))
    for number in range(MOST_PHONES + 5):
        later = replace(phone(f"lost-{number:03}"), at=MOMENT + timedelta(seconds=number + 1))
        registrations.register(CAFE, A, later)

    held = [one.device for one in registrations.of_card(CAFE, A)]
    assert "new-phone" in held and len(held) == MOST_PHONES
    assert f"lost-{MOST_PHONES + 4:03}" in held


def test_where_all_have_newer_ones_an_older_pass_finds_no_room(
    registrations: RegistrationStore,
) -> None:
    for number in range(MOST_PHONES):
        registrations.register(CAFE, A, replace(phone(f"{number:03}"), generation=1))

    registrations.register(CAFE, A, replace(phone("lost"), at=MOMENT + timedelta(hours=1)))

    assert "lost" not in [one.device for one in registrations.of_card(CAFE, A)]
    assert registrations.of_device("lost") == []


def test_a_retired_phone_makes_room_before_one_that_was_not_told_yet(
    registrations: RegistrationStore,
) -> None:
    for number in range(MOST_PHONES):
        registrations.register(CAFE, A, phone(f"{number:03}"))
    registrations.retire(CAFE, A, phone("030"))

    registrations.register(CAFE, A, phone("one-more"))

    held = [one.device for one in registrations.of_card(CAFE, A)]
    assert "030" not in held and len(held) == MOST_PHONES


def test_a_retired_phone_stays_retired_until_it_has_a_newer_pass(
    registrations: RegistrationStore,
) -> None:
    registrations.register(CAFE, A, phone())
    registrations.retire(CAFE, A, phone())

    registrations.register(CAFE, A, phone(token="bb"))
    assert registrations.of_card(CAFE, A) == [replace(phone(token="bb"), retired=True)]

    registrations.register(CAFE, A, replace(phone(token="bb"), generation=1))
    assert registrations.of_card(CAFE, A) == [replace(phone(token="bb"), generation=1)]


def test_a_phone_whose_clock_is_behind_is_not_what_makes_room_for_itself(
    registrations: RegistrationStore,
) -> None:
    for number in range(MOST_PHONES):
        registrations.register(CAFE, A, phone(f"{number:03}"))

    registrations.register(CAFE, A, replace(phone("behind"), at=MOMENT - timedelta(minutes=1)))

    held = [one.device for one in registrations.of_card(CAFE, A)]
    assert "behind" in held and len(held) == MOST_PHONES


def test_a_registration_whose_answer_was_lost_is_one(
    registrations: RegistrationStore, engine: Faulty
) -> None:
    engine.next(lost)

    assert registrations.register(CAFE, A, phone())
    assert len(engine.items()) == 2
