"""A member invites a friend: the link, the gift, and the thanks once the friend is back."""

from pathlib import Path

import pytest

from functions.journeys.night import night
from functions.records import StoreUnavailable
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


def test_the_referrer_is_thanked_when_the_friend_is_back_on_another_day(shop: Shop) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    shop.pair().earn(ben.code)
    shop.later(hours=2)
    shop.pair().earn(ben.code)
    same_day = stamps(shop, ada)

    shop.later(days=1)
    shop.pair().earn(ben.code)

    assert (same_day, stamps(shop, ada)) == ("0/9", "2/9")


def test_thanks_come_once_however_often_the_friend_returns(shop: Shop) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    for _ in range(4):
        shop.pair().earn(ben.code)
        shop.later(days=1)

    assert stamps(shop, ada) == "2/9"


def test_an_invitation_of_another_shop_gives_a_card_all_the_same(shop: Shop) -> None:
    ben = shop.join("Ben", invitation="A" * 39)

    assert shop.pair().earn(ben.code).json["card"]["balance"]["text"] == "1/9"


def test_a_scan_is_written_when_the_referrers_card_cannot_be(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = shop.join()
    ben = friend_of(shop, ada)
    shop.pair().earn(ben.code)
    shop.later(days=1)
    monkeypatch.setattr("functions.journeys.writing.TRIES", 1)
    _refuse_writes_without_till(shop, monkeypatch)

    assert shop.pair().earn(ben.code).status_code == 201
    assert stamps(shop, ada) == "0/9"

    monkeypatch.undo()
    _play_the_night(shop)
    assert stamps(shop, ada) == "2/9"


def _refuse_writes_without_till(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    written = shop.services.cards.append

    def append(*given: object, scans_per_hour: int | None) -> object:
        if scans_per_hour is None:
            raise StoreUnavailable()
        return written(*given, scans_per_hour=scans_per_hour)  # type: ignore[arg-type]

    monkeypatch.setattr(shop.services.cards, "append", append)


def _play_the_night(shop: Shop) -> None:
    night(shop.services)
