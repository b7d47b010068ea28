"""A card: lots, what it remembers, and its replay."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyalty.card import Card, Lot, Moment, replay, shifted, standing
from loyalty.earning import decide_earn
from loyalty.entry import (
    CREDIT,
    GENESIS,
    POINTS,
    STAMPS,
    Account,
    Change,
    Entry,
    Kind,
    reward_account,
)
from loyalty.errors import NotEnoughBalance
from loyalty.granting import decide_coupon
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from tests import programs
from tests.builders import at, card, program, scan

CAFE = program()
COFFEE = reward_account("coffee")
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)


def lot(units: int, ends: date | None = None, account: Account = STAMPS) -> Lot:
    return Lot(account=account, units=units, expires_on=ends)


def change(units: int, ends: date | None = None, account: Account = STAMPS) -> Change:
    return Change(account=account, units=units, expires_on=ends)


def holding(*lots: Lot) -> Card:
    return replace(card(), lots=lots)


def days(*numbers: int) -> list[Entry]:
    """One stamp at ten o'clock on each of these days of February."""
    entries: list[Entry] = []
    for day in numbers:
        asked = scan(f"2026-02-{day:02} 10:00")
        entries.append(decide_earn(CAFE, card(entries=entries), asked, over_ready=True))
    return entries


def test_a_fresh_card_holds_nothing() -> None:
    ben = card()

    assert (ben.seq, ben.head, ben.visits, ben.last_visit_at) == (0, GENESIS, 0, None)
    assert (ben.balance(STAMPS), ben.balances) == (0, {})


def test_a_balance_is_the_sum_of_its_lots() -> None:
    ada = holding(lot(1, account=COFFEE), lot(2, JUNE), lot(3, JULY), lot(4))

    assert ada.balances == {COFFEE: 1, STAMPS: 9}


def test_lots_of_the_same_end_are_one_and_empty_ones_go() -> None:
    lots = shifted([lot(2, JUNE), lot(3, JULY)], [change(1, JUNE), change(-3, JULY)])

    assert lots == (lot(3, JUNE),)


def test_lots_stand_in_the_order_in_which_they_are_used_up() -> None:
    lots = shifted([lot(1)], [change(1, JULY), change(1, JUNE), change(1, account=COFFEE)])

    assert lots == (lot(1, account=COFFEE), lot(1, JUNE), lot(1, JULY), lot(1))


def test_no_lot_falls_below_nothing_even_where_another_could_give() -> None:
    with pytest.raises(NotEnoughBalance) as refused:
        shifted([lot(2, JUNE), lot(3, JULY)], [change(-3, JUNE)])

    assert refused.value.facts == {"balance": -1, "needed": 0, "account": STAMPS}


def test_a_card_follows_its_entries() -> None:
    entries = days(3, 4)

    ada = card(entries=entries)

    assert (ada.seq, ada.head) == (2, entries[-1].hash)
    assert (ada.latest, ada.latest_at) == (entries[-1].operation, at("2026-02-04 10:00"))
    assert (ada.visits, ada.last_visit_at) == (2, at("2026-02-04 10:00"))


def test_a_late_scan_does_not_turn_the_last_visit_back() -> None:
    entries = days(3, 6)
    asked = replace(scan("2026-02-04 10:00"), recorded_at=at("2026-02-06 12:00"))

    ada = card(entries=[*entries, decide_earn(CAFE, card(entries=entries), asked)])

    assert (ada.visits, ada.last_visit_at) == (3, at("2026-02-06 10:00"))


def test_a_visit_is_remembered_for_nine_days_and_then_forgotten() -> None:
    kept, gone = card(entries=days(3, 12)), card(entries=days(3, 13))

    assert [moment.at for moment in kept.recent] == [at("2026-02-03 10:00"), at("2026-02-12 10:00")]
    assert gone.recent == (Moment(at=at("2026-02-13 10:00"), kind=Kind.EARN),)


def test_a_redemption_is_remembered_as_one() -> None:
    ready = decide_earn(CAFE, card(), scan("2026-02-03 10:00"), Purchase(units=9))
    ada = card(entries=[ready])

    ada = ada.after(decide_redeem(CAFE, ada, scan("2026-02-03 11:00"), reward="coffee"))

    assert [moment.kind for moment in ada.recent] == [Kind.EARN, Kind.REDEEM]


def test_a_card_stands_without_the_lots_that_have_ended() -> None:
    ada = holding(lot(2, JUNE), lot(3, JULY), lot(4))

    assert ada.on(JUNE) is ada
    assert ada.on(JUNE + timedelta(days=1)).balances == {STAMPS: 7}


def test_an_account_ends_with_the_first_of_its_lots() -> None:
    ada = holding(lot(2, JUNE), lot(3, JULY), lot(1, account=COFFEE))

    assert (ada.ends(STAMPS), ada.ends(COFFEE), ada.ends(POINTS)) == (JUNE, None, None)


@pytest.mark.parametrize(
    ("account", "begun"), [(STAMPS, True), (POINTS, True), (CREDIT, False), (COFFEE, False)]
)
def test_a_card_is_in_progress_while_it_holds_stamps_or_points(
    account: Account, begun: bool
) -> None:
    assert holding(lot(1, account=account)).in_progress is begun
    assert not card().in_progress


def test_who_has_only_used_something_has_not_bought() -> None:
    present = decide_coupon(programs.stamps(), card(), scan("2026-02-03 10:00"), coupon="present")
    ben = card(entries=[present])
    asked = scan("2026-02-03 10:01")
    ben = ben.after(decide_redeem(programs.stamps(), ben, asked, reward="coupon:present"))

    assert (ben.purchases, ben.visits) == (0, 1)
    assert card(entries=days(3)).purchases == 1


def test_only_what_was_not_taken_back_stands() -> None:
    first, second = days(3, 4)
    undone = decide_undo(
        CAFE, [first, second], scan("2026-02-04 10:01"), operation=second.operation
    )

    assert standing([undone, second, first]) == [first]


def test_a_replay_of_no_entry_is_a_fresh_card() -> None:
    assert replay(CAFE.id, card().id, []) == card()


def test_a_replay_takes_entries_in_any_order() -> None:
    entries = days(*range(3, 20))

    assert replay(CAFE.id, card().id, entries[::-1]) == card(entries=entries)


def test_a_replay_with_an_undo_has_its_balance_chain_and_none_of_its_visits() -> None:
    first, second = days(3, 4)
    asked = scan("2026-02-04 10:01", operation="undo")
    undone = decide_undo(CAFE, [first, second], asked, operation=second.operation)

    ada = replay(CAFE.id, card().id, [first, second, undone])

    assert (ada.seq, ada.head, ada.latest) == (3, undone.hash, "undo")
    assert ada == replace(
        card(entries=[first]),
        seq=3,
        head=undone.hash,
        latest="undo",
        latest_at=asked.recorded_at,
    )
    assert ada.last_visit_at == at("2026-02-04 10:00") - timedelta(days=1)
