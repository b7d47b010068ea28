"""What happened on a card, and what of it is anybody's business."""

from collections.abc import Callable
from typing import Any

import pytest

from loyalty.bringing import decide_count
from loyalty.entry import CREDIT, POINTS, Account, Entry
from loyalty.expiry import decide_night
from loyalty.granting import decide_grant, decide_thanked
from loyalty.holder import Holder
from loyalty.news import (
    Almost,
    Collected,
    Ended,
    Given,
    Handed,
    Happening,
    Joined,
    Returned,
    Rose,
    Undone,
    Unlocked,
    happened,
    is_told,
)
from loyalty.program import Program
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.refund import decide_refund
from tests.builders import card as fresh
from tests.builders import scan
from tests.loyalty.wording.shops import (
    BOOKSHOP,
    CAFE,
    CASHBACK,
    FREE_COUPON,
    ON_THE_WAY,
    STAMPS,
    TIERS,
    Decide,
    after,
    bought,
    holding,
    shop,
)
from tests.loyalty.wording.shops import POINTS as BY_POINTS

GIFT = {"welcome": {"units": 2, "coupon": "a-coffee"}, "coupons": [FREE_COUPON]}
LEVELS = [level | {"multiplier_percent": 100} for level in TIERS["levels"]]
LATER = "2026-02-04 10:00"


def news(of: Program, *steps: Decide) -> tuple[Happening, ...]:
    """What happened with the last of these."""
    card, entries = after(of, *steps)
    return happened(of, card, entries[-1])


def kinds(of: Program, *steps: Decide) -> list[str]:
    return [type(each).__name__ for each in news(of, *steps)]


def used(key: str, minor: int | None = None, when: str = LATER) -> Decide:
    return lambda of, card: decide_redeem(of, card, scan(when), reward=key, amount_minor=minor)


def granted(what: str) -> Decide:
    return lambda of, card: decide_grant(of, card, scan(LATER), what=what)


def test_a_card_without_an_entry_has_joined() -> None:
    assert happened(CAFE, holding(CAFE), None) == (Joined(),)


@pytest.mark.parametrize(
    ("units", "kind"), [(1, Collected), (6, Collected), (7, Almost), (8, Almost), (9, Unlocked)]
)
def test_a_stamp_is_on_its_way_almost_there_or_unlocks(units: int, kind: type) -> None:
    (told,) = news(CAFE, bought(units=units))

    assert isinstance(told, kind)


def test_almost_says_which_reward_and_how_many_purchases() -> None:
    (told,) = news(CAFE, bought(units=8))

    assert isinstance(told, Almost)
    assert (told.goal.reward.id, told.goal.purchases) == ("coffee", 1)


def test_what_waits_is_unlocked_once() -> None:
    assert kinds(CAFE, bought(units=9), bought(when=LATER)) == ["Collected"]
    assert kinds(CAFE, bought(units=9), bought(units=9, when=LATER)) == ["Unlocked"]


def test_points_unlock_what_they_could_not_buy_before() -> None:
    (told,) = news(BY_POINTS, bought(9_900), bought(20_000, LATER))

    assert isinstance(told, Unlocked)
    assert [offer.key for offer in told.offers] == ["coffee", "off"]
    assert kinds(BY_POINTS, bought(10_000), bought(200, LATER)) == ["Collected"]


def test_a_reward_on_the_way_is_unlocked() -> None:
    (told,) = news(ON_THE_WAY, bought(units=5))

    assert isinstance(told, Unlocked)
    assert [offer.key for offer in told.offers] == ["cookie"]


def test_a_tier_comes_before_what_the_purchase_brought_and_a_gift_after() -> None:
    of = shop(stamps=STAMPS, tiers=TIERS | {"levels": LEVELS}, **GIFT)
    rose, collected, gift = news(of, bought(30_000))

    assert isinstance(rose, Rose)
    assert rose.tier.id == "gold"
    assert collected == Collected()
    assert gift == Given(units=2, coupons=("a-coffee",))


def test_a_tier_that_is_held_does_not_rise_again() -> None:
    of = shop(cashback={"percent": 1}, tiers=TIERS)

    assert kinds(of, bought(30_000), bought(1_000, LATER)) == ["Collected"]


@pytest.mark.parametrize(
    ("of", "first", "key", "account"),
    [
        (CAFE, bought(units=9), "coffee", "reward:coffee"),
        (BY_POINTS, bought(12_000), "coffee", POINTS),
        (CASHBACK, bought(12_000), "credit", CREDIT),
        (shop(stamps=STAMPS, **GIFT), bought(units=1), "coupon:a-coffee", "coupon:a-coffee"),
    ],
)
def test_a_redemption_says_what_it_was_taken_from(
    of: Program, first: Decide, key: str, account: str
) -> None:
    assert news(of, first, used(key)) == (Handed(account=Account(account)),)


def test_a_grant_says_the_gift_and_what_it_completed() -> None:
    of = shop(stamps=STAMPS, coupons=[FREE_COUPON])
    paper: Decide = lambda of, card: decide_count(of, card, scan(LATER), 9)  # noqa: E731

    assert news(of, granted("coupon:a-coffee")) == (Given(units=0, coupons=("a-coffee",)),)
    assert kinds(of, paper) == ["Given", "Unlocked"]
    assert kinds(BOOKSHOP, granted("club-fee")) == ["Given"]


def test_what_is_taken_back_is_said_as_such() -> None:
    card, entries = after(CAFE, bought(units=2))
    sale = entries[0].operation
    undone = decide_undo(CAFE, entries, scan("2026-02-03 10:01"), operation=sale)
    returned = decide_refund(CAFE, CAFE, entries, scan(LATER), operation=sale)

    assert happened(CAFE, card.after(undone), undone) == (Undone(),)
    assert happened(CAFE, card.after(returned), returned) == (Returned(),)


def night(of: Program, *steps: Decide) -> Callable[[str], Entry]:
    card, _ = after(of, *steps)

    def entry(when: str) -> Entry:
        found = decide_night(of, card, scan(when), Holder())
        assert found is not None
        return found

    return entry


def test_what_ends_at_night_is_told_where_it_was_the_customers() -> None:
    of = shop(stamps=STAMPS | {"expires_months": 1})
    ended = night(of, bought(units=2))("2026-06-01 00:10")

    assert happened(of, fresh(of), ended) == (Ended(),)


def test_nobody_is_told_of_marks() -> None:
    of = shop(stamps=STAMPS, missions=[MISSION])
    mark_ended = night(of, granted("mission:cup"))("2026-06-01 00:10")
    thanked = decide_thanked(CAFE, holding(CAFE), scan())

    assert not is_told(of, mark_ended)
    assert happened(of, fresh(of), mark_ended) == ()
    assert happened(CAFE, fresh(CAFE), thanked) == ()


MISSION: dict[str, Any] = {
    "id": "cup",
    "name": {"fr": "Rapporter un gobelet", "en": "Bring a cup back"},
    "proof": "staff",
    "units": 1,
    "period": "month",
}
