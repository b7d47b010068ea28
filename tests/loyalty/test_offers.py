"""What a card can be given now."""

from dataclasses import replace
from datetime import date

from loyalty.granting import decide_coupon
from loyalty.models.stamps import Step
from loyalty.offers import (
    CREDIT_KEY,
    Offer,
    coupon_key,
    coupon_of,
    handed_out,
    next_reward,
    offers,
    reward_of,
)
from loyalty.program import Program
from tests import programs
from tests.programs import COFFEE, COOKIE, PRESENT, TEN_PERCENT, Customer

DEAR = replace(COOKIE, points=250)


def offered(ada: Customer) -> list[tuple[str, int]]:
    return [(offer.key, offer.count) for offer in offers(ada.program, ada.card)]


def with_points(minor: int, *rewards: object, before: Program | None = None) -> Customer:
    ada = Customer(program=before or programs.points(rewards=rewards or (COFFEE, DEAR)))
    ada.buys("2026-02-03 10:00", minor)
    return ada


def test_a_fresh_card_can_be_given_nothing() -> None:
    for of in (programs.stamps(), programs.points(), programs.cashback(), programs.club()):
        assert offers(of, Customer(program=of).card) == ()


def test_a_reward_that_was_earned_waits_as_often_as_it_was() -> None:
    brief = replace(COFFEE, expires_days=30)
    ada = Customer(program=programs.stamps(rewards=(brief,)))
    ada.buys("2026-02-03 10:00", units=18)

    assert offers(ada.program, ada.card) == (
        Offer(key="coffee", count=2, reward=brief, earned=True, ends=date(2026, 3, 5)),
    )


def test_points_buy_what_they_are_enough_for() -> None:
    assert offered(with_points(9999)) == []
    assert offered(with_points(24_999)) == [("coffee", 2)]
    assert offered(with_points(25_000)) == [("coffee", 2), ("cookie", 1)]


def test_a_reward_that_was_earned_is_not_sold_as_well() -> None:
    first = replace(programs.stamps(), rewards=(COFFEE,))
    ada = Customer(program=first)
    ada.buys("2026-02-03 10:00", units=9)
    ada.program = programs.points(rewards=(COFFEE,))
    ada.buys("2026-02-04 10:00", 20_000)

    assert [(o.earned, o.price, o.count) for o in offers(ada.program, ada.card)] == [(True, 0, 1)]
    assert ada.uses("coffee", "2026-02-05 10:00").facts == {"gave": "coffee"}
    assert ada.uses("coffee", "2026-02-06 10:00").facts == {"gave": "coffee", "price": 100}


def test_a_coupon_names_its_reward_and_its_last_day() -> None:
    ada = Customer(program=programs.stamps())
    ada.does("2026-02-03 10:00", decide_coupon, coupon="present")

    key = coupon_key("present")

    expected = Offer(key=key, count=1, reward=TEN_PERCENT, coupon=PRESENT, ends=date(2026, 3, 4))
    assert offers(ada.program, ada.card) == (expected,)
    assert coupon_of(ada.program, key) == PRESENT
    assert coupon_of(ada.program, "coffee") is None
    assert reward_of(ada.program, key) == TEN_PERCENT


def test_credit_is_offered_once_for_what_there_is() -> None:
    ada = Customer(program=programs.cashback(expires_months=1))
    ada.buys("2026-02-03 10:00", 10_000)

    assert offers(ada.program, ada.card) == (
        Offer(key=CREDIT_KEY, count=1, minor=500, ends=date(2026, 3, 31)),
    )


def test_earned_comes_before_coupons_and_coupons_before_what_is_bought() -> None:
    ada = Customer(program=programs.stamps())
    ada.buys("2026-02-03 10:00", units=9)
    ada.does("2026-02-03 10:00", decide_coupon, coupon="present")
    ada.program = programs.points(rewards=(DEAR, COFFEE, TEN_PERCENT))
    ada.buys("2026-02-04 10:00", 30_000)

    assert [key for key, _ in offered(ada)] == ["coffee", "coupon:present", "cookie"]


def test_the_next_reward_is_the_cheapest_that_is_too_dear() -> None:
    assert next_reward(programs.points(), with_points(0).card) == (COFFEE, 100)
    ada = with_points(10_000)
    assert next_reward(ada.program, ada.card) == (DEAR, 250)
    rich = with_points(25_000)
    assert next_reward(rich.program, rich.card) is None
    assert next_reward(programs.stamps(), rich.card) is None


def test_what_is_handed_out_is_what_stamps_lead_to_and_no_coupon() -> None:
    steps = (Step(at=5, reward=COOKIE.id),)

    assert [offer.key for offer in handed_out(programs.stamps())] == ["coffee"]
    assert [offer.key for offer in handed_out(programs.stamps(ladder=steps))] == [
        "coffee",
        "cookie",
    ]


def test_what_points_buy_is_handed_out_with_its_price() -> None:
    told = handed_out(programs.points(rewards=(COFFEE, TEN_PERCENT, DEAR)))

    assert [(offer.key, offer.price) for offer in told] == [("coffee", 100), (DEAR.id, 250)]


def test_credit_is_nothing_to_hand_out() -> None:
    assert handed_out(programs.cashback()) == ()
