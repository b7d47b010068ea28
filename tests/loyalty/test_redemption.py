"""Using a reward, and taking back the latest entry."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from loyalty.card import Card, replay
from loyalty.earning import decide_earn
from loyalty.entry import STAMPS, Change, Entry, Kind, OperationId, reward_account
from loyalty.errors import (
    NotEnoughBalance,
    TooSoon,
    UndoElsewhere,
    UndoRefused,
    UndoTooLate,
    UnknownEntry,
    UnknownReward,
)
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.scan import Scan
from tests.builders import at, card, program, scan

COFFEE = reward_account("coffee")
CAFE = program()
FIRST = OperationId("operation-first")


def after(entries: Sequence[Entry]) -> Card:
    return replay(CAFE.id, card().id, entries)


def stamped(when: str, before: Sequence[Entry] = (), *, units: int = 1, by: str = "") -> Entry:
    asked = scan(when, operation=by)
    return decide_earn(CAFE, after(before), asked, Purchase(units=units), over_ready=True)


def redeemed(when: str, before: Sequence[Entry]) -> Entry:
    return decide_redeem(CAFE, after(before), scan(when), reward="coffee")


def undone(when: str, before: Sequence[Entry]) -> Entry:
    """The latest of these, taken back."""
    return decide_undo(CAFE, before, scan(when), operation=before[-1].operation)


def test_the_free_tenth_coffee_earns_no_stamp_o4() -> None:
    ready = [stamped("2026-02-03 10:00", units=9)]

    entry = redeemed("2026-02-04 10:00", ready)

    assert entry.changes == (Change(account=COFFEE, units=-1),)
    assert (entry.kind, entry.units, entry.balance_after) == (Kind.REDEEM, 0, {})


def test_using_one_of_two_rewards_leaves_the_other_and_the_stamps() -> None:
    first = stamped("2026-02-03 10:00", units=10)
    second = stamped("2026-02-04 10:00", [first], units=9)

    entry = redeemed("2026-02-05 10:00", [first, second])

    assert entry.balance_after == {COFFEE: 1, STAMPS: 1}
    assert entry.rewards == {"coffee": -1}


def test_a_reward_that_is_not_ready_cannot_be_used() -> None:
    eight = [stamped("2026-02-03 10:00", units=8)]

    with pytest.raises(NotEnoughBalance) as refused:
        redeemed("2026-02-04 10:00", eight)

    assert refused.value.facts == {"balance": 0, "needed": 1}


def test_a_reward_that_the_shop_does_not_offer_is_unknown() -> None:
    with pytest.raises(UnknownReward) as refused:
        decide_redeem(CAFE, card(), scan(), reward="car")

    assert refused.value.facts == {"reward": "car"}


def test_undoing_a_stamp_takes_back_stamp_visit_and_last_visit() -> None:
    before = [stamped("2026-02-03 10:00")]
    wrong = stamped("2026-02-04 10:00", before)

    entry = undone("2026-02-04 10:05", [*before, wrong])

    ada, was = after([*before, wrong, entry]), after(before)
    assert (ada.lots, ada.visits, ada.last_visit_at) == (was.lots, was.visits, was.last_visit_at)
    assert ada.recent == was.recent


def test_undoing_the_completing_stamp_takes_the_reward_and_gives_the_stamps_back() -> None:
    eight = stamped("2026-02-03 10:00", units=8)
    ninth = stamped("2026-02-04 10:00", [eight])

    entry = undone("2026-02-04 10:01", [eight, ninth])

    assert entry.balance_after == {STAMPS: 8}
    assert entry.rewards == {"coffee": -1}


def test_undoing_a_redemption_gives_the_reward_back() -> None:
    ready = [stamped("2026-02-03 10:00", units=9)]
    used = redeemed("2026-02-04 10:00", ready)

    entry = undone("2026-02-04 10:01", [*ready, used])

    assert entry.balance_after == {COFFEE: 1}


def test_a_reversal_carries_the_time_of_what_it_takes_back() -> None:
    wrong = stamped("2026-02-03 10:00", by=FIRST, units=2)

    entry = undone("2026-02-03 10:14", [wrong])

    assert (entry.kind, entry.reverses, entry.units) == (Kind.REVERSE, FIRST, 2)
    assert entry.happened_at == at("2026-02-03 10:00")
    assert entry.recorded_at == at("2026-02-03 10:14")
    assert (entry.seq, entry.visit, entry.previous_hash) == (2, 0, wrong.hash)


def test_an_undo_goes_back_to_the_visits_of_before() -> None:
    first = stamped("2026-02-03 10:00")
    second = stamped("2026-02-04 10:00", [first])
    third = stamped("2026-02-05 10:00", [first, second])

    entry = undone("2026-02-05 10:01", [first, second, third])

    assert (third.visit, entry.visit) == (3, 2)


def test_an_undone_scan_no_longer_holds_up_the_next_one() -> None:
    wrong = stamped("2026-02-03 10:00", units=3)
    taken_back = undone("2026-02-03 10:01", [wrong])

    right = stamped("2026-02-03 10:02", [wrong, taken_back])

    assert (right.balance_after, right.visit, right.seq) == ({STAMPS: 1}, 1, 3)


def test_the_scan_before_an_undone_one_still_holds_up_the_next_one() -> None:
    before = [stamped("2026-02-03 10:00")]
    wrong = stamped("2026-02-03 10:30", before)
    taken_back = undone("2026-02-03 10:31", [*before, wrong])

    with pytest.raises(TooSoon):
        stamped("2026-02-03 10:29", [*before, wrong, taken_back])


def test_a_history_in_any_order_is_undone_alike() -> None:
    first = stamped("2026-02-03 10:00")
    second = stamped("2026-02-04 10:00", [first])

    entry = decide_undo(CAFE, [second, first], scan("2026-02-04 10:01"), operation=second.operation)

    assert entry.balance_after == {STAMPS: 1}


def test_mallorys_operation_is_unknown_on_adas_card() -> None:
    ada = [stamped("2026-02-03 10:00")]
    mallory = OperationId("operation-of-mallory")

    with pytest.raises(UnknownEntry):
        decide_undo(CAFE, ada, scan("2026-02-03 10:01"), operation=mallory)


def test_only_the_latest_entry_can_be_undone() -> None:
    first = stamped("2026-02-03 10:00", by=FIRST)
    second = stamped("2026-02-03 10:30", [first])
    third = stamped("2026-02-03 11:00", [first, second])

    with pytest.raises(UndoRefused) as refused:
        decide_undo(CAFE, [first, second, third], scan("2026-02-03 11:01"), operation=FIRST)

    assert refused.value.facts == {"latest": third.operation}


def test_nothing_is_undone_twice() -> None:
    wrong = stamped("2026-02-03 10:00", by=FIRST)
    taken_back = undone("2026-02-03 10:01", [wrong])

    with pytest.raises(UndoRefused):
        decide_undo(CAFE, [wrong, taken_back], scan("2026-02-03 10:02"), operation=FIRST)


def test_an_undo_cannot_itself_be_undone() -> None:
    wrong = stamped("2026-02-03 10:00")
    taken_back = undone("2026-02-03 10:01", [wrong])

    with pytest.raises(UndoRefused):
        undone("2026-02-03 10:02", [wrong, taken_back])


def test_the_window_for_undoing_includes_its_last_moment() -> None:
    wrong = [stamped("2026-02-03 10:00")]

    entry = undone("2026-02-03 10:15", wrong)

    assert entry.kind is Kind.REVERSE


def test_only_the_shop_that_did_it_undoes_it() -> None:
    wrong = [stamped("2026-02-03 10:00")]
    elsewhere = replace(scan("2026-02-03 10:01"), shop="canal", till="till-2")
    beside = replace(scan("2026-02-03 10:01"), till="till-3")

    with pytest.raises(UndoElsewhere) as refused:
        decide_undo(CAFE, wrong, elsewhere, operation=wrong[0].operation)

    assert refused.value.facts == {"shop": "orfevres"}
    assert decide_undo(CAFE, wrong, beside, operation=wrong[0].operation).till == "till-3"


def test_after_its_window_an_entry_stays() -> None:
    wrong = [stamped("2026-02-03 10:00")]

    with pytest.raises(UndoTooLate) as refused:
        undone("2026-02-03 10:16", wrong)

    assert refused.value.facts == {"until": at("2026-02-03 10:15")}


def waited(made: str, came: str, till: str = "till-1") -> Scan:
    """An undo that was made then and arrived later."""
    return replace(scan(made), recorded_at=at(came), till=till)


def test_an_undo_that_waited_in_the_phone_that_stamped_is_judged_by_when_it_was_made() -> None:
    wrong = stamped("2026-02-03 10:00", by=FIRST)
    late = waited("2026-02-03 10:10", "2026-02-03 13:16")

    entry = decide_undo(CAFE, [wrong], late, operation=FIRST)

    assert entry.happened_at == wrong.happened_at
    assert entry.recorded_at == at("2026-02-03 13:16")


@pytest.mark.parametrize(
    ("late", "minutes"),
    [
        pytest.param(waited("2026-02-03 10:16", "2026-02-03 13:00"), 15, id="made too late"),
        pytest.param(waited("2026-02-03 10:10", "2026-02-04 10:16"), 15, id="a day and more ago"),
        pytest.param(
            waited("2026-02-03 10:10", "2026-02-03 13:00", till="till-3"), 15, id="another till"
        ),
        pytest.param(waited("2026-02-03 09:59", "2026-02-03 10:01"), 0, id="nothing is undone"),
    ],
)
def test_an_undo_that_says_that_it_waited_comes_too_late(late: Scan, minutes: int) -> None:
    wrong = stamped("2026-02-03 10:00", by=FIRST)
    cafe = replace(CAFE, limits=replace(CAFE.limits, undo_minutes=minutes))

    with pytest.raises(UndoTooLate):
        decide_undo(cafe, [wrong], late, operation=FIRST)


def test_the_window_runs_from_when_a_late_scan_was_recorded() -> None:
    asked = replace(scan("2026-02-03 10:00"), recorded_at=at("2026-02-05 09:00"))
    wrong = decide_earn(CAFE, card(), asked)

    entry = undone("2026-02-05 09:15", [wrong])

    assert entry.happened_at == at("2026-02-03 10:00")
