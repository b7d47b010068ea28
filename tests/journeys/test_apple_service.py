"""Apple's web service, as a phone speaks to it: the five routes and their statuses."""

from pathlib import Path
from typing import Any

import pytest

from functions.tour.bundle import Bundle
from tests.shop import Card, Shop

DEVICE = "0123456789abcdef0123456789abcdef"
TOKEN = "ab" * 32


class Iphone:
    """A phone that holds one card's pass."""

    def __init__(self, card: Card, device: str = DEVICE) -> None:
        self.web = card.shop.web
        self.bundle = Bundle(card.pass_bytes())
        document = self.bundle.document
        self.serial = document["serialNumber"]
        self.kind = document["passTypeIdentifier"]
        self.auth = {"Authorization": f"ApplePass {document['authenticationToken']}"}
        self.list = f"/apple/v1/devices/{device}/registrations/{self.kind}"

    def register(self, token: str = TOKEN) -> int:
        body = {"pushToken": token}
        return self.web.post(f"{self.list}/{self.serial}", json=body, headers=self.auth).status_code

    def unregister(self) -> int:
        return self.web.delete(f"{self.list}/{self.serial}", headers=self.auth).status_code

    def changed(self, tag: str | None = None) -> Any:
        query = {"passesUpdatedSince": tag} if tag is not None else {}
        return self.web.get(self.list, query_string=query)

    def fetch(self, since: str | None = None) -> Any:
        headers = self.auth | ({"If-Modified-Since": since} if since else {})
        return self.web.get(f"/apple/v1/passes/{self.kind}/{self.serial}", headers=headers)


def test_registering_is_201_then_200_and_replaces_the_push_token(shop: Shop) -> None:
    phone = Iphone(shop.join())

    statuses = [phone.register("aa" * 32), phone.register("bb" * 32)]

    assert statuses == [201, 200]
    held = next(iter(shop.services.cards.every("cafe-poincon")))
    kept = shop.services.registrations.of_card("cafe-poincon", held.card.id)
    assert [registration.push_token for registration in kept] == ["bb" * 32]
    assert held.wallets == {"apple"}


def test_a_phone_that_registers_is_told_once(shop: Shop) -> None:
    phone = Iphone(shop.join())
    phone.register()
    (first,) = shop.services.outbox.due(shop.now, 10)
    shop.services.outbox.told(first, "apple")
    quiet = list(shop.services.outbox.due(shop.later(days=1).now, 10))

    phone.register("bb" * 32)

    assert quiet == []
    assert [held.behind for held in shop.services.outbox.due(shop.now, 10)] == [("apple",)]


def test_another_passes_token_opens_nothing(shop: Shop) -> None:
    ada, ben = Iphone(shop.join("Ada")), Iphone(shop.join("Ben"))
    ada.auth = ben.auth

    assert ada.register() == 401
    assert ada.unregister() == 401
    assert ada.fetch().status_code == 401


@pytest.mark.parametrize("header", ["", "ApplePass", "ApplePass ", "Bearer x", "ApplePass 1-é"])
def test_a_malformed_header_is_401_and_never_500(shop: Shop, header: str) -> None:
    phone = Iphone(shop.join())
    phone.auth = {"Authorization": header}

    fetched = phone.fetch()

    assert fetched.status_code == 401
    assert fetched.headers["WWW-Authenticate"] == "ApplePass"


def test_a_pass_type_that_is_not_ours_is_refused(shop: Shop) -> None:
    phone = Iphone(shop.join())
    phone.kind = "pass.org.mallory"

    assert phone.fetch().status_code == 401


def test_a_device_that_holds_nothing_has_no_passes(shop: Shop) -> None:
    phone = Iphone(shop.join())

    assert phone.changed().status_code == 204


def test_a_change_is_listed_after_the_tag_and_fetched(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    phone = Iphone(card)
    phone.register()
    tag = phone.changed().json["lastUpdated"]
    till.earn(card.code)

    listed = phone.changed(tag)

    assert listed.json["serialNumbers"] == [phone.serial]
    assert isinstance(listed.json["lastUpdated"], str)
    assert Bundle(phone.fetch().data).balance == "1/9"


def test_what_did_not_change_for_minutes_is_no_longer_listed(shop: Shop) -> None:
    phone = Iphone(shop.join())
    phone.register()
    shop.later(minutes=10)
    tag = phone.changed().json["lastUpdated"]

    assert phone.changed(tag).status_code == 204


@pytest.mark.parametrize("tag", ["", "yesterday", "9" * 40, "-1", "1e9"])
def test_a_tag_that_is_not_ours_lists_everything(shop: Shop, tag: str) -> None:
    phone = Iphone(shop.join())
    phone.register()

    assert phone.changed(tag).json["serialNumbers"] == [phone.serial]


def test_two_changes_in_one_second_are_both_fetched(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    phone = Iphone(card)
    operation = till.earn(card.code).json["operation"]
    modified = phone.fetch().headers["Last-Modified"]

    till.undo(card.code, operation)
    fetched = phone.fetch(since=modified)

    assert fetched.status_code == 200
    assert Bundle(fetched.data).balance == "0/9"


def test_an_unchanged_pass_is_304_without_a_body(shop: Shop) -> None:
    phone = Iphone(shop.join())
    shop.later(seconds=10)
    modified = phone.fetch().headers["Last-Modified"]

    again = phone.fetch(since=modified)

    assert again.status_code == 304
    assert again.data == b""


def test_a_pass_is_never_cached_on_the_way(shop: Shop) -> None:
    fetched = Iphone(shop.join()).fetch()

    assert fetched.headers["Cache-Control"] == "no-store"
    assert fetched.content_type == "application/vnd.apple.pkpass"


def test_the_last_phone_that_leaves_takes_the_wallet_along(shop: Shop) -> None:
    card = shop.join()
    phone, second = Iphone(card), Iphone(card, device="f" * 32)
    phone.register()
    second.register()

    phone.unregister()
    half = next(iter(shop.services.cards.every("cafe-poincon"))).wallets
    second.unregister()

    assert half == {"apple"}
    assert next(iter(shop.services.cards.every("cafe-poincon"))).wallets == frozenset()


def test_a_phone_that_registers_while_another_leaves_is_not_forgotten(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = shop.join()
    phone, second = Iphone(card), Iphone(card, device="f" * 32)
    phone.register()
    unregister = shop.services.registrations.unregister

    def meanwhile(*named: str) -> int:
        left = unregister(*named)  # type: ignore[arg-type]
        second.register()
        return left

    monkeypatch.setattr(shop.services.registrations, "unregister", meanwhile)
    phone.unregister()

    assert next(iter(shop.services.cards.every("cafe-poincon"))).wallets == {"apple"}


def test_a_phone_that_registers_before_the_wallet_is_taken_off_is_not_forgotten(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = shop.join()
    phone, second = Iphone(card), Iphone(card, device="f" * 32)
    phone.register()
    attach = shop.services.outbox.attach

    def meanwhile(*card: Any, attached: bool) -> None:
        if not attached:
            second.register()
        attach(*card, attached=attached)

    monkeypatch.setattr(shop.services.outbox, "attach", meanwhile)
    phone.unregister()

    assert next(iter(shop.services.cards.every("cafe-poincon"))).wallets == {"apple"}


def test_a_phone_that_leaves_while_another_registers_takes_nothing_along(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = shop.join()
    phone, second = Iphone(card), Iphone(card, device="f" * 32)
    phone.register()
    register = shop.services.registrations.register

    def meanwhile(*registration: Any) -> bool:
        phone.unregister()
        return register(*registration)

    monkeypatch.setattr(shop.services.registrations, "register", meanwhile)
    second.register()

    assert next(iter(shop.services.cards.every("cafe-poincon"))).wallets == {"apple"}


def test_a_phones_log_is_taken(shop: Shop) -> None:
    response = shop.web.post("/apple/v1/log", json={"logs": ["[2026] web service error"] * 50})

    assert response.status_code == 200


def test_a_stamp_marks_the_card_for_the_sweep(shop: Shop) -> None:
    card, till = shop.join(), shop.pair()
    Iphone(card).register()
    till.earn(card.code)

    due = list(shop.services.outbox.due(shop.now, 10))

    assert [(held.want, held.done["apple"]) for held in due] == [(1, -1)]


def test_a_card_in_no_wallet_wakes_nobody(shared: Path) -> None:
    shop = Shop(shared, wakes=True)
    shop.pair().earn(shop.join().code)

    assert shop.woken == []
    assert list(shop.services.outbox.due(shop.now, 10)) == []
