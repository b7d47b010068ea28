"""Over HTTP: a till that is off the list, by the owner or by itself, is told so and no more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from functions.journeys import staff
from tests.builders import program_data
from tests.shop import Phone, Shop

_CUP = {"id": "cup", "proof": "staff", "units": 1, "name": {"fr": "Un gobelet", "en": "A cup"}}
Asks = Callable[[Shop, Phone, str], TestResponse]


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    """Where a card is stamped once in ten minutes."""
    limits = {"limits__cooldown_minutes": 10, "limits__max_units_per_scan": 9}
    rules = program_data(till__offline_redemptions=1, **limits)
    return Shop(shared, data=rules | {"missions": [_CUP]})


def program(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.get("program")


def look(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.get(f"cards/{code}")


def search(shop: Shop, till: Phone, code: str) -> TestResponse:
    return shop.web.post("/v1/till/searches", json={"name": "Ada"}, headers=till.bearer)


def too_soon(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.earn(code)


def too_little(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.redeem(code)


def too_little_without_network(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.redeem(code, offline=True)


def nothing_to_undo(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.undo(code, "an-operation-of-nobody")


def no_such_gift(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.grant(code, "mission:nothing")


def nobody_signed_in(shop: Shop, till: Phone, code: str) -> TestResponse:
    if not shop.services.staff.every(shop.program.id):
        staff.take_on(shop.services, shop.program.id, "Léa")
    return till.grant(code, "mission:cup")


def replaced(shop: Shop, till: Phone, code: str) -> TestResponse:
    return till.post("replacements", code=code)


TELL: list[Asks] = [
    program,
    look,
    search,
    too_soon,
    too_little,
    too_little_without_network,
    nothing_to_undo,
    no_such_gift,
    nobody_signed_in,
    replaced,
]


@pytest.mark.parametrize("asks", TELL)
def test_whatever_would_tell_of_a_card_or_of_the_staff_says_that_the_phone_is_off_the_list(
    shop: Shop, asks: Asks
) -> None:
    till, code = shop.pair(), shop.join("Ada").code
    assert till.earn(code).status_code == 201
    assert asks(shop, till, code).json.get("code") != "device-revoked"
    shop.services.devices.revoke(shop.program.id, till.tokens["device"])

    answer = asks(shop, till, code)

    assert (answer.status_code, answer.json["code"]) == (401, "device-revoked")
    assert "Ada" not in answer.text


def test_so_does_a_card_with_a_reward_on_it(shop: Shop) -> None:
    till, code = shop.pair(), shop.join("Ada").code
    assert till.earn(code, units=9).status_code == 201
    shop.later(minutes=14)
    assert till.earn(code).json["code"] == "reward-ready"
    shop.services.devices.revoke(shop.program.id, till.tokens["device"])

    answer = till.earn(code)

    assert (answer.status_code, answer.json["code"]) == (401, "device-revoked")
    assert "Ada" not in answer.text


def leave(shop: Shop, phone: Phone) -> TestResponse:
    return shop.web.post("/v1/till/departures", headers=phone.bearer)


def test_a_phone_that_leaves_is_off_the_owners_list_and_writes_nothing_more(shop: Shop) -> None:
    till, other, code = shop.pair(), shop.pair(name="Terrasse"), shop.join("Ada").code

    assert leave(shop, till).status_code == 201

    tills = shop.pair("owner").get("overview").json["tills"]
    assert {one["name"]: one["active"] for one in tills} == {"Comptoir": False, "Terrasse": True}
    assert till.earn(code).json["code"] == "device-revoked"
    renewal = {"refresh_token": till.tokens["refresh_token"]}
    renewed = shop.web.post("/v1/till/tokens", json=renewal)
    assert renewed.json["code"] == "device-revoked"
    assert other.earn(code).status_code == 201


def test_leaving_twice_is_leaving_and_only_a_till_does(shop: Shop) -> None:
    till, owner = shop.pair(), shop.pair("owner")

    assert [leave(shop, till).status_code for _ in range(2)] == [201, 201]
    assert leave(shop, owner).status_code == 401
    assert shop.web.post("/v1/till/departures").status_code == 401
    assert owner.get("overview").status_code == 200
