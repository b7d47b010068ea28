"""What an entry moved by itself."""

from loyalty.granting import decide_mission
from loyalty.wording.moves import moved, stamps_brought, stamps_collected
from tests.builders import scan
from tests.loyalty.wording.shops import (
    BY_SPEND,
    COFFEE,
    COOKIE,
    LADDER,
    STAMPS,
    after,
    bought,
    shop,
)


def test_what_had_ended_is_not_the_entrys_doing() -> None:
    of = shop([COFFEE | {"points": 100}], points={"expires_months": 1})
    _, entries = after(of, bought(9000), bought(1200, "2026-06-01 10:00"))

    assert entries[-1].deltas["points"] == 12 - 90
    assert moved(of, entries[-1])["points"] == 12


def test_a_purchase_brings_its_items_times_the_window_and_its_gift() -> None:
    every_day = {"name": {"fr": "Double", "en": "Double"}, "multiplier_percent": 200}
    of = shop(stamps=STAMPS, windows=[every_day], welcome={"units": 1})

    entry = after(of, bought(units=4))[1][0]

    assert stamps_brought(of, entry) == 9
    assert entry.rewards == {"coffee": 1}


def test_a_purchase_by_spend_brings_what_it_completed_too() -> None:
    _, entries = after(
        BY_SPEND, bought(41000), bought(13000, "2026-02-04 10:00"), bought(1000, "2026-02-05 10:00")
    )

    assert [stamps_brought(BY_SPEND, entry) for entry in entries] == [8, 2, 1]


def test_a_purchase_for_points_brings_no_stamp() -> None:
    of = shop([COFFEE | {"points": 100}], points={}, welcome={"units": 20})

    assert stamps_brought(of, after(of, bought(500))[1][0]) == 0


def test_stamps_by_spend_that_had_ended_are_not_taken_off_what_was_brought() -> None:
    rule = LADDER | {"spend_minor": 5000, "expires_months": 1}
    of = shop([COFFEE, COOKIE], stamps=rule)
    _, entries = after(of, bought(15000), bought(10000, "2026-06-01 10:00"))

    assert [stamps_brought(of, entry) for entry in entries] == [3, 2]


def test_a_gift_of_points_collects_no_stamp() -> None:
    cup = {"id": "cup", "name": {"fr": "Un gobelet", "en": "A cup"}, "proof": "staff", "units": 5}
    of = shop([COFFEE | {"points": 100}], points={}, missions=[cup])
    _, [gift] = after(of, lambda of, card: decide_mission(of, card, scan(), mission="cup"))

    assert (stamps_collected(of, gift), moved(of, gift)["points"]) == (0, 5)
