"""The night: what has ended is taken off, birthdays begin, and playing it twice changes nothing."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from functions.failures import StoreUnavailable
from functions.journeys.night import night
from loyalty.errors import KeyReused
from tests.builders import program_data
from tests.shop import Card, Shop

CAKE = {
    "id": "cake",
    "kind": "free_item",
    "item": {"fr": "un gâteau", "en": "a cake"},
    "cost_minor": 80,
}
BIRTHDAY = {"coupon": "anniversaire", "days_before": 3, "days_after": 3}
COUPON = {"id": "anniversaire", "reward": "cake"}


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    data = program_data(stamps__expires_months=1)
    more = {"rewards": [*data["rewards"], CAKE], "coupons": [COUPON], "birthday": BIRTHDAY}
    return Shop(shared, data=data | more)


def held(shop: Shop, card: Card) -> dict[str, int]:
    code = shop.pair().get(f"cards/{card.code}").json["card"]
    return {"stamps": int(code["balance"]["text"].split("/")[0]), "offers": len(code["ready"])}


def test_stamps_that_have_ended_are_taken_off(shop: Shop) -> None:
    card = shop.join()
    shop.pair().earn(card.code)

    shop.at("2026-04-01 02:30")
    played = night(shop.services)

    entries = shop.services.cards.history(shop.program.id, _id(shop))
    assert asdict(played) == {"ended": 1, "birthdays": 0, "thanked": 0, "failed": 0}
    assert entries[-1].kind == "expire"
    assert entries[-1].balance_after == {}


def test_each_night_takes_off_what_has_ended_since_the_one_before(shop: Shop) -> None:
    card = shop.join()
    shop.pair().earn(card.code)
    shop.at("2026-03-02 10:00").pair().earn(card.code)

    first = night(shop.at("2026-04-01 02:30").services).ended
    second = night(shop.at("2026-05-01 02:30").services).ended

    entries = shop.services.cards.history(shop.program.id, _id(shop))
    assert (first, second) == (1, 1)
    assert [entry.balance_after.get("stamps", 0) for entry in entries] == [1, 2, 1, 0]


def test_a_card_shows_nothing_that_has_ended_even_before_the_night(shop: Shop) -> None:
    card = shop.join()
    shop.pair().earn(card.code)

    shop.at("2026-03-31 23:59")
    last_day = held(shop, card)
    shop.at("2026-04-01 00:00")

    assert (last_day["stamps"], held(shop, card)["stamps"]) == (1, 0)


def test_a_birthday_begins_by_itself_and_ends_by_itself(shop: Shop) -> None:
    card = shop.join(birthday_day=24, birthday_month=2)
    shop.pair().earn(card.code)

    shop.at("2026-02-20 03:00")
    too_early = night(shop.services).birthdays
    shop.at("2026-02-21 03:00")
    begun = night(shop.services).birthdays
    offers = held(shop, card)["offers"]
    shop.at("2026-02-28 03:00")
    night(shop.services)

    assert (too_early, begun, offers, held(shop, card)["offers"]) == (0, 1, 1, 0)


def test_a_card_that_never_bought_anything_is_given_nothing(shop: Shop) -> None:
    shop.join(birthday_day=24, birthday_month=2)
    shop.at("2026-02-24 03:00")

    assert night(shop.services).birthdays == 0


def test_one_card_that_cannot_be_played_holds_up_no_other(shop: Shop) -> None:
    cards = [shop.join(birthday_day=24, birthday_month=2) for _ in range(3)]
    for card in cards:
        shop.pair().earn(card.code)
    shop.at("2026-02-24 03:00")
    written, calls = shop.services.cards.append, iter((True, False, False))

    def append(*given: Any, **named: Any) -> Any:
        if next(calls):
            raise KeyReused()
        return written(*given, **named)

    shop.services.cards.append = append  # type: ignore[method-assign]
    played = night(shop.services)

    assert (played.failed, played.birthdays) == (1, 2)


def test_a_night_played_twice_changes_nothing(shop: Shop) -> None:
    shop.pair().earn(shop.join(birthday_day=24, birthday_month=2).code)
    shop.at("2026-02-24 03:00")
    night(shop.services)

    assert asdict(night(shop.services)) == {"ended": 0, "birthdays": 0, "thanked": 0, "failed": 0}


def test_a_store_that_is_away_is_counted_and_the_next_night_does_the_work(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.pair().earn(shop.join(birthday_day=24, birthday_month=2).code)
    shop.at("2026-02-23 03:00")

    def away(*given: object, **named: object) -> None:
        raise StoreUnavailable()

    with monkeypatch.context() as without:
        without.setattr(shop.services.cards, "append", away)
        assert night(shop.services).failed == 1
    shop.later(days=1)

    assert night(shop.services).birthdays == 1


def _id(shop: Shop) -> str:
    return next(shop.services.cards.every(shop.program.id)).card.id
