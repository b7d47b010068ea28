"""Over HTTP: what waited in a till for long, or since before its phone was paired anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.journeys import pair, pins, staff
from functions.journeys.staff import Known
from functions.web import tokens
from loyalty.entry import Entry, Kind
from tests.builders import program_data
from tests.shop import Phone, Shop

_CUP = {"id": "cup", "proof": "staff", "units": 1, "name": {"fr": "Un gobelet", "en": "A cup"}}
_SHOPS = [{"id": "orfevres", "name": "Orfèvres"}, {"id": "marche", "name": "Marché"}]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "_COST", "4,8,1")


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    """One that gives a reward a day without network, and stamps as often as one likes."""
    rules: Any = program_data(
        till__offline_redemptions=1, limits__cooldown_minutes=0, limits__daily_cap=50
    )
    return Shop(shared, data=rules | {"missions": [_CUP], "shops": _SHOPS})


def hired(shop: Shop, till: Phone, name: str = "Léa") -> Known:
    """Somebody who has entered their PIN at that till."""
    one = staff.take_on(shop.services, shop.program.id, name)
    assert till.sign_in(one.id, one.pin).status_code == 201
    return one


def later(shop: Shop, till: Phone, **time: float) -> None:
    """The till has a token of that hour."""
    shop.later(**time)
    device = shop.services.devices.get(shop.program.id, till.tokens["device"])
    till.tokens["access_token"] = tokens.issue(shop.services.keys, device, shop.now)


def last_entry(shop: Shop) -> Entry:
    (ledger,) = shop.services.cards.ledgers(shop.program.id)
    return ledger.entries[-1]


# --- For longer than a PIN is good.


def test_what_was_pressed_while_signed_in_is_good_whenever_it_arrives(shop: Shop) -> None:
    till, code = shop.pair(), shop.join().code
    lea, made_at = hired(shop, till), shop.now
    later(shop, till, days=3)

    answer = till.grant(code, "mission:cup", made_at=made_at)

    assert answer.status_code == 201, answer.text
    assert (last_entry(shop).staff, last_entry(shop).happened_at) == (lea.id, made_at)


def test_so_is_a_colleagues_stamp_of_somebodys_own_card(shop: Shop) -> None:
    till, code = shop.pair(), shop.join().code
    (held,) = shop.services.cards.every(shop.program.id)
    tom = staff.take_on(shop.services, shop.program.id, "Tom")
    shop.services.staff.own_card(shop.program.id, tom.id, held.card.id)
    lea, made_at = hired(shop, till), shop.now
    later(shop, till, hours=13)

    assert till.earn(code, made_at=made_at).status_code == 201
    assert last_entry(shop).staff == lea.id


def test_what_was_pressed_when_the_pin_was_old_is_nobodys(shop: Shop) -> None:
    till, code = shop.pair(), shop.join().code
    hired(shop, till)
    later(shop, till, hours=12)
    made_at = shop.now
    later(shop, till, hours=1)

    answer = till.grant(code, "mission:cup", made_at=made_at)

    assert (answer.status_code, answer.json["code"]) == (422, "staff-needed")


def removed(shop: Shop, lea: Known) -> None:
    staff.take_on(shop.services, shop.program.id, "Tom")
    shop.services.staff.remove(shop.program.id, lea.id, shop.now)


def with_a_new_pin(shop: Shop, lea: Known) -> None:
    shop.later(seconds=1)
    staff.fresh_pin(shop.services, shop.program.id, lea.id)


@pytest.mark.parametrize("change", [removed, with_a_new_pin])
def test_who_does_not_work_there_any_more_or_has_another_pin_answers_for_nothing_that_waited(
    shop: Shop, change: Callable[[Shop, Known], None]
) -> None:
    till, code = shop.pair(), shop.join().code
    lea, made_at = hired(shop, till), shop.now
    change(shop, lea)
    later(shop, till, hours=13)

    assert till.grant(code, "mission:cup", made_at=made_at).json["code"] == "staff-needed"


def test_a_clock_that_was_put_right_meanwhile_takes_nobody_for_gone(shop: Shop) -> None:
    till, code = shop.pair(), shop.join().code
    shop.later(days=3)
    later(shop, till, seconds=0)
    hired(shop, till)

    answer = till.grant(code, "mission:cup", made_at=shop.now - timedelta(days=2))

    assert answer.status_code == 201, answer.text


# --- Since before the phone was paired anew.


def found(till: Phone, name: str = "Ada") -> str:
    """Her code, as that till is told it when it looks for her by her name."""
    asked = till.shop.web.post("/v1/till/searches", json={"name": name}, headers=till.bearer)
    return str(asked.json["found"][0]["code"])


def anew(shop: Shop, till: Phone, place: str = "orfevres") -> Phone:
    """The owner has taken the phone off the list, and it is paired again."""
    shop.services.devices.revoke(shop.program.id, till.tokens["device"])
    shop.later(minutes=10)
    code = pair.offer(shop.services, shop.program.id, "till", place).code
    paired = shop.web.post("/v1/till/pairings", json={"code": code, "name": "Comptoir"})
    again = Phone(shop, "till", paired.json)
    again.staff = till.staff
    shop.later(minutes=5)
    return again


def test_a_stamp_of_a_card_that_was_found_by_name_waits_across_a_pairing(shop: Shop) -> None:
    till = shop.pair()
    shop.join("Ada")
    code, made_at = found(till), shop.now
    again = anew(shop, till)

    answer = again.earn(code, made_at=made_at)

    assert answer.status_code == 201, answer.text
    assert last_entry(shop).till == again.tokens["device"]


def test_a_gift_without_network_does_too(shop: Shop) -> None:
    till, code = shop.pair(), shop.join("Ada").code
    assert till.earn(code, units=9).status_code == 201
    lea = hired(shop, till)
    later(shop, till, minutes=5)
    made_at = shop.now
    again = anew(shop, till)

    answer = again.redeem(code, offline=True, made_at=made_at)

    assert answer.status_code == 201, answer.text
    assert (last_entry(shop).kind, last_entry(shop).staff) == (Kind.REDEEM, lea.id)


When = Callable[[datetime, datetime], datetime]
NOW_OR_SINCE: dict[str, When] = {
    "now": lambda paired_at, now: now,
    "a moment ago": lambda paired_at, now: now - timedelta(seconds=59),
    "since it was paired": lambda paired_at, now: paired_at,
}


def sent_anew(shop: Shop, code: str, when: When, again: Phone, act: str) -> TestResponse:
    device = shop.services.devices.get(shop.program.id, again.tokens["device"])
    made_at = when(device.paired_at, shop.now)
    if act == "earn":
        return again.earn(code, made_at=made_at)
    return again.grant(code, "mission:cup", made_at=made_at)


@pytest.mark.parametrize("when", NOW_OR_SINCE.values(), ids=NOW_OR_SINCE)
def test_what_another_till_was_told_is_good_for_nothing_that_happens_here(
    shop: Shop, when: When
) -> None:
    till, card = shop.pair(), shop.join("Ada")
    hired(shop, till)
    code = found(till)
    again = anew(shop, till)

    assert sent_anew(shop, code, when, again, "earn").json["code"] == "unknown-card"
    assert sent_anew(shop, card.code, when, again, "grant").json["code"] == "staff-needed"
    assert again.get(f"cards/{code}").json["code"] == "unknown-card"


def test_nor_is_what_a_till_of_another_shop_was_told(shop: Shop) -> None:
    till, card = shop.pair(), shop.join("Ada")
    hired(shop, till)
    code, made_at = found(till), shop.now
    again = anew(shop, till, place="marche")

    assert again.earn(code, made_at=made_at).json["code"] == "unknown-card"
    assert again.grant(card.code, "mission:cup", made_at=made_at).json["code"] == "staff-needed"


def test_what_was_told_is_good_on_its_day_and_the_next_there_as_well(shop: Shop) -> None:
    till = shop.pair()
    shop.join("Ada")
    code = found(till)
    later(shop, till, days=2)
    made_at = shop.now
    again = anew(shop, till)

    assert again.earn(code, made_at=made_at).json["code"] == "unknown-card"


def test_who_had_signed_in_there_after_it_happened_does_not_answer_for_it(shop: Shop) -> None:
    till, code = shop.pair(), shop.join("Ada").code
    made_at = shop.now
    later(shop, till, minutes=5)
    hired(shop, till)
    again = anew(shop, till)

    assert again.grant(code, "mission:cup", made_at=made_at).json["code"] == "staff-needed"
