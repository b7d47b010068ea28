"""A member invites a friend: the link, the gift, and the thanks once the friend is back."""

from pathlib import Path

import pytest

from functions.failures import StoreUnavailable
from functions.journeys.night import night
from functions.tour.bundle import Bundle
from loyalty.entry import CardId
from passes.card_code import new_card_id, seal, unseal
from tests.builders import program_data
from tests.shop import Card, Shop

RULE = {"friend": {"units": 1}, "referrer": {"units": 2}}


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    return Shop(shared, data=program_data() | {"referral": RULE})


def invitation(card: Card) -> str:
    """What the member's page gives to share."""
    page = card.page()
    begin = page.index("https://cards.example.org/r/")
    return page[begin:].split('"')[0].removeprefix("https://cards.example.org")


def friend_of(shop: Shop, ada: Card) -> Card:
    token = invitation(ada).rpartition("/")[2]
    return shop.join("Ben", invitation=token)


def stamps(shop: Shop, card: Card) -> str:
    return shop.pair().get(f"cards/{card.code}").json["card"]["balance"]["text"]


def test_the_invitation_leads_to_a_form_that_keeps_it(shop: Shop) -> None:
    link = invitation(shop.join())

    page = shop.web.get(link)

    assert page.status_code == 200
    assert link.rpartition("/")[2] in page.text


def test_the_friend_is_given_something_at_the_first_purchase(shop: Shop) -> None:
    ben = friend_of(shop, shop.join())

    assert shop.pair().earn(ben.code).json["card"]["balance"]["text"] == "2/9"


def test_the_referrer_is_thanked_the_night_after_the_friend_is_back_on_another_day(
    shop: Shop,
) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    shop.pair().earn(ben.code)
    shop.later(hours=2)
    shop.pair().earn(ben.code)
    same_day = stamps(shop, ada)

    shop.later(days=1)
    shop.pair().earn(ben.code)

    assert (same_day, stamps(shop, ada)) == ("0/9", "0/9")
    assert night(shop.services).thanked == 1
    assert stamps(shop, ada) == "2/9"


def come_back(shop: Shop, friend: Card) -> list[str]:
    """Two purchases on two days; gives their operations."""
    sales = [shop.pair().earn(friend.code).json["operation"]]
    shop.later(days=1)
    return [*sales, shop.pair().earn(friend.code).json["operation"]]


def test_thanks_come_once_however_often_the_friend_returns(shop: Shop) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    for _ in range(4):
        shop.pair().earn(ben.code)
        shop.later(days=1)
        night(shop.services)

    assert stamps(shop, ada) == "2/9"


def test_goods_that_came_back_bring_no_thanks(shop: Shop) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    first, _ = come_back(shop, ben)
    assert shop.pair().refund(ben.code, first).status_code == 201

    assert night(shop.services).thanked == 0


def test_a_purchase_that_was_undone_brings_no_thanks(shop: Shop) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    _, second = come_back(shop, ben)
    assert shop.pair().undo(ben.code, second).status_code == 201

    assert night(shop.services).thanked == 0


def test_beyond_the_months_cap_nobody_is_thanked_later_either(shared: Path) -> None:
    shop = Shop(shared, data=program_data() | {"referral": RULE | {"most_per_month": 1}})
    ada = shop.join()
    friends = [friend_of(shop, ada) for _ in range(3)]
    for friend in friends:
        come_back(shop, friend)

    assert night(shop.services).thanked == 1
    shop.at("2026-03-05 03:00")
    assert night(shop.services).thanked == 0


def test_one_phone_with_both_cards_is_not_thanked(shop: Shop) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    come_back(shop, ben)
    for card in (ada, ben):
        document = Bundle(card.pass_bytes()).document
        path = f"/apple/v1/devices/{'a' * 32}/registrations/{document['passTypeIdentifier']}"
        token = {"Authorization": f"ApplePass {document['authenticationToken']}"}
        body = {"pushToken": "ab" * 32}
        registered = shop.web.post(f"{path}/{document['serialNumber']}", json=body, headers=token)
        assert registered.status_code == 201

    assert night(shop.services).thanked == 0
    assert stamps(shop, ada) == "0/9"


def test_an_invitation_of_another_shop_gives_a_card_all_the_same(shop: Shop) -> None:
    other = seal(shop.services.keys, "invitation", "another-shop", new_card_id())
    ben = shop.join("Ben", invitation=other)

    assert shop.web.get(f"/r/{shop.program.id}/{other}").status_code == 303
    assert shop.pair().earn(ben.code).json["card"]["balance"]["text"] == "1/9"


def test_a_night_that_cannot_thank_is_made_good_by_the_next(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = shop.join()
    come_back(shop, friend_of(shop, ada))

    def away(*given: object, **named: object) -> None:
        raise StoreUnavailable()

    with monkeypatch.context() as without:
        without.setattr(shop.services.cards, "append", away)
        assert night(shop.services).failed == 1
    shop.later(days=1)

    assert night(shop.services).thanked == 1
    assert stamps(shop, ada) == "2/9"


def test_no_till_can_take_the_name_of_what_the_house_writes(shop: Shop) -> None:
    ada = shop.join()
    come_back(shop, friend_of(shop, ada))
    night(shop.services)
    house = shop.services.cards.history(shop.program.id, _id(shop, ada))[-1]

    undone = shop.pair().undo(ada.code, house.operation)
    taken = shop.pair().earn(ada.code, key=house.operation)

    assert house.till == ""
    assert undone.status_code == 422
    assert (taken.status_code, taken.json["code"]) == (400, "missing-key")


def _id(shop: Shop, card: Card) -> CardId:
    return unseal(shop.services.keys, "scan", shop.program.id, card.code).card
