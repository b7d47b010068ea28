"""What a till can never do, however often it is tried: guess a card, go on once it is shut out,
take back what is gone."""

import base64
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from functions.failures import DeviceRevoked
from functions.journeys import pair, scan
from functions.journeys.writing import Outcome
from functions.records import Device, HeldCard
from loyalty.card import Card
from loyalty.entry import Entry, OperationId
from loyalty.errors import UnknownCard
from loyalty.purchase import Purchase
from tests.builders import program_data
from tests.shop import Phone, Shop

GUESSES = 100_000
IN_FLIGHT = 100


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    return Shop(shared, data=program_data(limits__cooldown_minutes=0, limits__daily_cap=50))


def beside(shop: Shop, place: str) -> Phone:
    """A till of another of the program's shops."""
    code = pair.offer(shop.services, shop.program.id, "till", place).code
    answer = shop.web.post("/v1/till/pairings", json={"code": code, "name": "Ailleurs"})
    return Phone(shop, "till", answer.json)


class Untouchable:
    """A store that may not be asked for anything."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the store was asked: {name}")


def device(shop: Shop, till: Phone) -> Device:
    return shop.services.devices.get(shop.program.id, till.tokens["device"])


@pytest.mark.long
def test_of_a_hundred_thousand_random_codes_none_is_a_card_and_none_is_looked_up(
    shop: Shop,
) -> None:
    """Half of them have the form, the version and the key of a true one."""
    code, till = shop.join().code, device(shop, shop.pair())
    body = base64.b32decode(f"{code}=")
    shop.services.cards.engine = Untouchable()  # type: ignore[attr-defined]
    accepted = 0

    for number in range(GUESSES):
        begin = body[:2] if number % 2 else secrets.token_bytes(2)
        guess = base64.b32encode(begin + secrets.token_bytes(len(body) - 2)).decode().rstrip("=")
        try:
            scan.look(shop.services, till, guess)
            accepted += 1
        except UnknownCard:
            continue

    assert accepted == 0


def test_a_true_code_with_any_bit_turned_is_no_card(shop: Shop) -> None:
    code, till = shop.join().code, device(shop, shop.pair())
    body = base64.b32decode(f"{code}=")
    shop.services.cards.engine = Untouchable()  # type: ignore[attr-defined]

    for bit in range(8 * len(body)):
        turned = bytearray(body)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(UnknownCard):
            scan.look(shop.services, till, base64.b32encode(turned).decode().rstrip("="))


class HeldBack:
    """Cards whose writes stop at the last moment, until somebody lets them go on."""

    def __init__(self, cards: Any) -> None:
        self.cards = cards
        self.writes: list[tuple[tuple[HeldCard, Entry, Card], dict[str, Any]]] = []

    def append(self, before: HeldCard, entry: Entry, after: Card, **limits: Any) -> HeldCard:
        self.writes.append(((before, entry, after), limits))
        return before

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cards, name)


def test_of_a_hundred_writes_under_way_none_succeeds_once_the_till_is_shut_out(shop: Shop) -> None:
    """Each had a token that was good, and was decided, when the owner pressed."""
    cards = [shop.join(f"Ada {number}") for number in range(IN_FLIGHT)]
    till = device(shop, shop.pair())
    held_back = HeldBack(shop.services.cards)
    object.__setattr__(shop.services, "cards", held_back)
    for card in cards:
        stamp(shop, till, card.code)
    assert len(held_back.writes) == IN_FLIGHT

    shop.services.devices.revoke(shop.program.id, till.id)

    def go_on(write: tuple[Any, dict[str, Any]]) -> bool:
        try:
            held_back.cards.append(*write[0], **write[1])
        except DeviceRevoked:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert not any(threads.map(go_on, held_back.writes))
    assert all(not ledger.entries for ledger in held_back.cards.ledgers(shop.program.id))


def stamp(shop: Shop, till: Device, code: str) -> Outcome:
    asked = scan.Asked(
        operation=OperationId(secrets.token_hex(16)),
        code=code,
        made_at=shop.now,
        sent_at=shop.now,
        body={},
    )
    return scan.earn(shop.services, till, asked, Purchase(units=1), over_ready=True)


def test_what_was_taken_back_is_not_taken_back_again(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    operation = till.earn(card.code).json["operation"]
    assert till.undo(card.code, operation).status_code == 201

    again = till.undo(card.code, operation)

    assert again.json["code"] == "undo-refused"
    assert balances(shop) == {}


def test_a_stamp_whose_reward_is_spent_is_not_taken_back(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    operation = till.earn(card.code, units=9).json["operation"]
    assert till.redeem(card.code).status_code == 201

    late = till.undo(card.code, operation)

    assert late.json["code"] == "undo-refused"
    assert balances(shop) == {}


def balances(shop: Shop) -> dict[Any, int]:
    (held,) = shop.services.cards.every(shop.program.id)
    return {name: held.card.balance(name) for name in held.card.balances}


def test_only_the_shop_that_stamped_takes_the_stamp_back_and_goods_come_back_anywhere(
    shared: Path,
) -> None:
    data = program_data()
    data["shops"] = [*data["shops"], {"id": "canal", "name": "Canal"}]
    shop = Shop(shared, data=data)
    card, here, there = shop.join(), shop.pair(), beside(shop, "canal")
    stamped = here.earn(card.code).json["operation"]

    undone = there.undo(card.code, stamped)

    assert (undone.status_code, undone.json["code"]) == (422, "undo-elsewhere")
    assert "autre boutique" in undone.json["detail"]
    assert there.refund(card.code, stamped).status_code == 201
    again = there.earn(shop.join().code)
    assert there.undo(shop.join().code, again.json["operation"]).json["code"] == "unknown-entry"


def test_a_copied_code_is_worth_no_more_than_its_day_whoever_comes_first(shared: Path) -> None:
    limits = {"cooldown_minutes": 0, "daily_cap": 50}
    shop = Shop(shared, data=program_data(limits=limits))
    card, tills = shop.join(), [shop.pair(), shop.pair()]
    for _ in range(4):
        assert tills[0].earn(card.code, units=9, over_ready=True).status_code == 201

    told = [tills[number % 2].redeem(card.code) for number in range(4)]

    assert [answer.status_code for answer in told] == [201, 201, 201, 422]
    assert told[3].json["code"] == "redemption-cap-reached"
    assert (told[3].json["cap"], told[3].json["retry_at"]) == (3, "2026-02-02T23:00:00.000Z")
    assert "demain" in told[3].json["detail"]
    assert tills[0].undo(card.code, told[2].json["operation"]).status_code == 201
    assert tills[1].redeem(card.code).status_code == 201
