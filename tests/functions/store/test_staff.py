"""Who works at the tills, in the store: tries at a PIN, whose card it is, who answers for it."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.failures import (
    PinBlocked,
    StaffNeeded,
    StoreUnavailable,
    TooManyActs,
    TooManyPins,
)
from functions.records import PinTry, StaffMember
from functions.store import keys
from functions.store.archive import ArchiveStore
from functions.store.engine import Expect, Update
from functions.store.ledger import LedgerStore
from functions.store.pin_tries import AT_ONCE as TRIES
from functions.store.pin_tries import MOST_EVERYWHERE, MOST_MADE_GOOD, MOST_MISSES, WITHIN
from functions.store.sqlite import SqliteEngine
from functions.store.staff import StaffStore
from loyalty.card import Card
from loyalty.entry import CardId, Entry, instant_text
from loyalty.errors import NotFound
from tests.builders import at
from tests.functions.store.faults import Faulty, after, down, lost
from tests.functions.store.shelf import JOINED, SHOP, earn, head, issued, paired

LEA, TOM = "lea", "tom"
TILL, TERRACE = "till-1", "till-2"
MINUTE = timedelta(minutes=1)


@pytest.fixture(name="staff")
def _staff(engine: Faulty) -> StaffStore:
    return with_lea(StaffStore(engine))  # type: ignore[arg-type]


def with_lea(staff: StaffStore) -> StaffStore:
    staff.add(SHOP, member(LEA), "kept")
    return staff


def member(name: str) -> StaffMember:
    return StaffMember(id=name, name=name.title(), active=True, added_at=JOINED)


def tries(staff: StaffStore, *when: datetime, till: str = TILL) -> PinTry:
    for now in when:
        last = staff.count_try(SHOP, LEA, till, now)
    return last


def misses(staff: StaffStore, count: int, till: str = TILL) -> datetime:
    """So many wrong PINs, no faster than they are let by; gives when the next one is."""
    now = JOINED
    for number in range(count):
        if number and number % TRIES == 0:
            now += WITHIN
        staff.count_try(SHOP, LEA, till, now)
    return now + WITHIN


def test_somebody_new_is_there_with_a_pin(staff: StaffStore) -> None:
    (lea,) = staff.every(SHOP)

    assert lea == staff.get(SHOP, LEA)
    assert (lea.name, lea.active, lea.blocked, lea.card) == ("Lea", True, False, None)
    assert (lea.added_at, lea.pin_at) == (JOINED, JOINED)


def test_they_are_told_in_the_order_in_which_they_came(staff: StaffStore) -> None:
    early = StaffMember(id="z", name="Zoé", active=True, added_at=JOINED - MINUTE)
    staff.add(SHOP, early, "kept")

    assert [one.name for one in staff.every(SHOP)] == ["Zoé", "Lea"]


def test_each_try_leaves_one_less_and_the_sixth_is_not_looked_at(staff: StaffStore) -> None:
    left = [tries(staff, JOINED + number * MINUTE).tries_left for number in range(TRIES)]

    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(TooManyPins) as refused:
        tries(staff, JOINED + 14 * MINUTE)
    assert refused.value.facts["retry_at"] == JOINED + WITHIN
    assert refused.value.facts["retry_seconds"] == 61


def test_a_quarter_of_an_hour_after_the_first_one_there_is_one_more(staff: StaffStore) -> None:
    tries(staff, *(JOINED + number * MINUTE for number in range(TRIES)))

    assert tries(staff, JOINED + WITHIN).tries_left == 0
    with pytest.raises(TooManyPins) as refused:
        tries(staff, JOINED + WITHIN)
    assert refused.value.facts["retry_at"] == JOINED + MINUTE + WITHIN


def test_a_right_one_forgets_the_tries(staff: StaffStore) -> None:
    tried = tries(staff, *[JOINED] * TRIES)

    assert staff.right(SHOP, tried, "kept anew")

    again = tries(staff, JOINED)
    assert (again.tries_left, again.kept, again.name) == (4, "kept anew", "Lea")


def test_after_twenty_misses_only_the_owner_helps(staff: StaffStore) -> None:
    later = misses(staff, MOST_MISSES)

    assert staff.get(SHOP, LEA).blocked
    with pytest.raises(PinBlocked):
        tries(staff, later + timedelta(days=400))

    staff.new_pin(SHOP, LEA, "another", later)
    assert not staff.get(SHOP, LEA).blocked
    assert tries(staff, later).tries_left == 4


def test_the_last_of_twenty_says_that_none_is_left(staff: StaffStore) -> None:
    later = misses(staff, MOST_MISSES - 1)

    assert tries(staff, later).tries_left == 0
    assert staff.get(SHOP, LEA).blocked


def test_a_right_one_before_the_twentieth_makes_one_good(staff: StaffStore) -> None:
    later = misses(staff, MOST_MISSES - 1)
    assert staff.right(SHOP, tries(staff, later), "kept")

    assert tries(staff, later).tries_left == 1
    assert tries(staff, later).tries_left == 0
    assert staff.get(SHOP, LEA).blocked


def test_whoever_guesses_between_two_right_ones_is_found_out(staff: StaffStore) -> None:
    now, guessed = JOINED, 0
    with pytest.raises(PinBlocked):
        while guessed < 200:
            now += WITHIN
            for _ in range(4):
                tries(staff, now)
                guessed += 1
            assert staff.right(SHOP, tries(staff, now), "kept")

    assert guessed < 2 * MOST_MISSES


def test_whoever_mistypes_every_other_time_is_not_blocked(
    staff: StaffStore, engine: Faulty
) -> None:
    now = JOINED
    for _ in range(3 * MOST_MISSES):
        now += WITHIN
        tries(staff, now)
        assert staff.right(SHOP, tries(staff, now), "kept")

    assert missed(engine) is None


def missed(engine: Faulty) -> object:
    """What counts as wrong of Léa's PIN."""
    return (engine.get(keys.staff_member(SHOP, LEA)) or {}).get("misses")


def test_right_ones_do_not_make_wrong_ones_good_for_ever(staff: StaffStore) -> None:
    now, guessed = JOINED, 0
    with pytest.raises(PinBlocked):
        while guessed < 2 * MOST_MADE_GOOD:
            now += timedelta(hours=2)
            tries(staff, now)
            guessed += 1
            assert staff.right(SHOP, tries(staff, now), "kept")

    assert guessed == MOST_MADE_GOOD + MOST_MISSES
    staff.new_pin(SHOP, LEA, "another", now)
    tries(staff, now)
    assert staff.right(SHOP, tries(staff, now), "another")
    assert tries(staff, now).tries_left == 4


def test_a_till_on_which_somebody_guesses_shuts_no_other(staff: StaffStore) -> None:
    tries(staff, *[JOINED] * TRIES)

    assert tries(staff, JOINED, till=TERRACE).tries_left == 4
    with pytest.raises(TooManyPins):
        tries(staff, JOINED)


def test_nor_does_one_that_is_shut_for_good(staff: StaffStore) -> None:
    later = misses(staff, MOST_MISSES)

    assert staff.right(SHOP, tries(staff, later, till=TERRACE), "kept")
    assert staff.get(SHOP, LEA).blocked
    with pytest.raises(PinBlocked):
        tries(staff, later)


def test_a_right_one_at_another_till_makes_nothing_good_here(staff: StaffStore) -> None:
    later = misses(staff, MOST_MISSES - 1)

    assert staff.right(SHOP, tries(staff, later, till=TERRACE), "kept")

    assert tries(staff, later).tries_left == 0
    with pytest.raises(PinBlocked):
        tries(staff, later + WITHIN)


def test_three_tills_full_of_wrong_ones_are_enough_for_all_of_them(staff: StaffStore) -> None:
    for till in (TILL, TERRACE, "till-3"):
        later = misses(staff, MOST_MISSES, till)
    assert MOST_EVERYWHERE == 3 * MOST_MISSES

    with pytest.raises(PinBlocked):
        tries(staff, later, till="till-4")


@pytest.mark.parametrize(("before", "is_blocked"), [(MOST_MISSES - 1, False), (MOST_MISSES, True)])
def test_misses_that_were_counted_before_tills_were_told_apart_count_on(
    staff: StaffStore, engine: Faulty, before: int, is_blocked: bool
) -> None:
    place = keys.staff_member(SHOP, LEA)
    was = {"misses": before, "tries": instant_text(JOINED)}
    engine.write(Update(place, set=was, expect=Expect(present=True)))  # type: ignore[arg-type]
    assert staff.get(SHOP, LEA).blocked == is_blocked

    if is_blocked:
        with pytest.raises(PinBlocked):
            tries(staff, JOINED)
        return
    tries(staff, JOINED)
    assert missed(engine) == f"/{before} {TILL}/1"


def test_of_two_under_one_id_the_second_is_not_written(staff: StaffStore) -> None:
    assert not staff.add(SHOP, member(LEA), "another")

    assert tries(staff, JOINED).kept == "kept"


def test_a_lost_answer_to_somebody_new_is_no_second_one(staff: StaffStore, engine: Faulty) -> None:
    engine.next(lost)

    assert staff.add(SHOP, member(TOM), "of tom")


def test_a_try_that_comes_between_is_not_lost(staff: StaffStore, engine: Faulty) -> None:
    engine.next(after(lambda: tries(staff, JOINED)))

    assert tries(staff, JOINED).tries_left == 3


def test_a_try_is_counted_before_it_is_answered(staff: StaffStore, engine: Faulty) -> None:
    engine.next(lost)

    assert tries(staff, JOINED).tries_left < 4


def test_a_pin_that_was_replaced_meanwhile_is_not_right(staff: StaffStore) -> None:
    tried = tries(staff, JOINED)
    staff.new_pin(SHOP, LEA, "another", JOINED)

    assert not staff.right(SHOP, tried, "kept")
    assert tries(staff, JOINED).kept == "another"


def test_a_lost_answer_to_a_right_pin_is_right_all_the_same(
    staff: StaffStore, engine: Faulty
) -> None:
    tried = tries(staff, JOINED)
    engine.next(lost)

    assert staff.right(SHOP, tried, "kept anew")
    assert tries(staff, JOINED).tries_left == 4


def test_who_was_removed_has_no_pin_and_is_still_known_by_name(staff: StaffStore) -> None:
    tried = tries(staff, JOINED)
    staff.remove(SHOP, LEA, JOINED)
    staff.remove(SHOP, LEA, JOINED)

    assert not staff.right(SHOP, tried, "kept")
    removed = staff.get(SHOP, LEA)
    assert (removed.name, removed.active, removed.blocked) == ("Lea", False, False)
    assert removed.removed_at == JOINED
    assert tries(staff, JOINED).kept == ""
    for change in (
        lambda: staff.new_pin(SHOP, LEA, "kept", JOINED),
        lambda: staff.own_card(SHOP, LEA, None),
    ):
        with pytest.raises(NotFound):
            change()


def test_nobody_is_answered_as_a_wrong_pin_is_and_nothing_is_written(
    staff: StaffStore, engine: Faulty
) -> None:
    before = engine.items()

    nobody = staff.count_try(SHOP, "nobody", TILL, JOINED)

    assert (nobody.kept, nobody.tries_left) == ("", tries(staff, JOINED).tries_left)
    assert len(engine.items()) == len(before)
    with pytest.raises(NotFound):
        staff.get(SHOP, "nobody")
    with pytest.raises(NotFound):
        staff.remove(SHOP, "nobody", JOINED)


moves = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 60, 200, 449, 450, 451, 899, 900]),
        st.sampled_from(["wrong"] * 9 + ["right"]),
    ),
    min_size=6,
    max_size=60,
)


@given(moves=moves)
@settings(max_examples=60, deadline=None)
def test_no_sequence_of_tries_has_more_than_five_looked_at_in_any_quarter_of_an_hour(
    moves: list[tuple[int, str]],
) -> None:
    """Between two right ones; and never more than twenty."""
    engine = SqliteEngine(None)
    staff, now, looked_at = with_lea(StaffStore(engine)), JOINED, []
    for seconds, outcome in moves:
        now += timedelta(seconds=seconds)
        try:
            tried = staff.count_try(SHOP, LEA, TILL, now)
        except (TooManyPins, PinBlocked):
            continue
        looked_at.append(now)
        recent = [one for one in looked_at if one > now - WITHIN]
        assert len(recent) <= TRIES
        assert len(looked_at) <= MOST_MISSES
        if outcome == "right":
            assert staff.right(SHOP, tried, "kept")
            looked_at.clear()
    engine.close()


def owners(cards: LedgerStore, staff: StaffStore) -> tuple[str | None, CardId | None]:
    return head(cards).staff, staff.get(SHOP, LEA).card


def test_that_a_card_is_theirs_is_on_the_card_and_on_the_person(
    staff: StaffStore, cards: LedgerStore
) -> None:
    ada = issued(cards).card.id

    staff.own_card(SHOP, LEA, ada)
    assert owners(cards, staff) == (LEA, ada)
    staff.own_card(SHOP, LEA, ada)
    assert owners(cards, staff) == (LEA, ada)
    staff.own_card(SHOP, LEA, None)
    assert owners(cards, staff) == (None, None)


def test_who_takes_another_card_gives_the_first_one_back(
    staff: StaffStore, cards: LedgerStore
) -> None:
    ada, ben = issued(cards).card.id, issued(cards, "B" * 16).card.id
    staff.own_card(SHOP, LEA, ada)

    staff.own_card(SHOP, LEA, ben)

    assert owners(cards, staff) == (None, ben)
    assert head(cards, "B" * 16).staff == LEA


def test_a_card_is_one_persons_alone(staff: StaffStore, cards: LedgerStore) -> None:
    staff.add(SHOP, member(TOM), "kept")
    ada = issued(cards).card.id
    staff.own_card(SHOP, TOM, ada)

    staff.own_card(SHOP, LEA, ada)

    assert owners(cards, staff) == (LEA, ada)
    assert staff.get(SHOP, TOM).card is None


def test_a_card_that_is_given_to_two_at_once_is_the_latter_ones(
    staff: StaffStore, cards: LedgerStore, engine: Faulty
) -> None:
    staff.add(SHOP, member(TOM), "kept")
    ada = issued(cards).card.id
    engine.next(after(lambda: staff.own_card(SHOP, TOM, ada)))

    staff.own_card(SHOP, LEA, ada)

    assert owners(cards, staff) == (LEA, ada)
    assert staff.get(SHOP, TOM).card is None


def test_a_card_that_there_is_not_is_nobodys(staff: StaffStore) -> None:
    with pytest.raises(NotFound):
        staff.own_card(SHOP, LEA, CardId("Z" * 16))


def test_a_card_of_somebody_who_is_forgotten_meanwhile_is_nobodys(
    staff: StaffStore, cards: LedgerStore, engine: Faulty
) -> None:
    ada = issued(cards)
    engine.next(after(lambda: cards.forget(ada, JOINED)))

    with pytest.raises(NotFound):
        staff.own_card(SHOP, LEA, ada.card.id)

    assert owners(cards, staff) == (None, None)


@pytest.mark.parametrize("whose", [None, TOM, "nobody"])
def test_a_card_that_says_otherwise_holds_nobody_up(
    staff: StaffStore, cards: LedgerStore, engine: Faulty, whose: str | None
) -> None:
    staff.add(SHOP, member(TOM), "kept")
    ada, ben = issued(cards).card.id, issued(cards, "B" * 16).card.id
    _write(engine, keys.staff_member(SHOP, LEA), card=ada)
    _write(engine, keys.card(SHOP, ada), staff=whose)

    staff.own_card(SHOP, LEA, ben)
    assert (head(cards).staff, staff.get(SHOP, LEA).card) == (whose, ben)
    staff.own_card(SHOP, LEA, ada)
    assert owners(cards, staff) == (LEA, ada)
    _write(engine, keys.card(SHOP, ada), staff=whose)
    staff.remove(SHOP, LEA, JOINED)

    assert owners(cards, staff) == (whose, None)


def test_a_card_that_is_gone_holds_nobody_up(staff: StaffStore, engine: Faulty) -> None:
    _write(engine, keys.staff_member(SHOP, LEA), card="Z" * 16)

    staff.remove(SHOP, LEA, JOINED)

    assert not staff.get(SHOP, LEA).active


def _write(engine: Faulty, key: keys.Key, **changed: str | None) -> None:
    """What one half of the store says alone."""
    engine.write(Update(key, set=changed, expect=Expect(present=True)))


def test_what_never_stands_still_is_given_up(
    staff: StaffStore, cards: LedgerStore, engine: Faulty
) -> None:
    ada, ben = issued(cards).card.id, issued(cards, "B" * 16).card.id
    place = keys.staff_member(SHOP, LEA)
    moves = [
        after(partial(engine.engine.write, Update(place, set={"card": card})))
        for card in [ben, ada] * 10
    ]
    engine.next(*moves)

    with pytest.raises(StoreUnavailable):
        staff.own_card(SHOP, LEA, ada)


@pytest.mark.parametrize("fault", [lost, down])
def test_removing_gives_the_card_back_whatever_the_network_does(
    staff: StaffStore, cards: LedgerStore, engine: Faulty, fault: object
) -> None:
    staff.own_card(SHOP, LEA, issued(cards).card.id)
    engine.next(fault)  # type: ignore[arg-type]

    staff.remove(SHOP, LEA, JOINED)

    assert owners(cards, staff) == (None, None)


def test_forgetting_a_customer_who_works_here_leaves_no_trace_of_whose_card_it_was(
    staff: StaffStore, cards: LedgerStore
) -> None:
    ada = issued(cards)
    staff.own_card(SHOP, LEA, ada.card.id)

    cards.forget(ada, JOINED)  # as it was read before it was hers

    assert owners(cards, staff) == (None, None)


def test_forgetting_a_card_that_cannot_be_read_leaves_none_either(
    staff: StaffStore, cards: LedgerStore
) -> None:
    ada = issued(cards)
    staff.own_card(SHOP, LEA, ada.card.id)

    assert cards.forget_unread(SHOP, ada.card.id, JOINED)

    assert owners(cards, staff) == (None, None)


def test_after_an_import_everybody_is_there_and_needs_a_new_pin(
    staff: StaffStore, cards: LedgerStore, engine: Faulty
) -> None:
    ada = issued(cards).card.id
    staff.own_card(SHOP, LEA, ada)
    tries(staff, JOINED)
    there = SqliteEngine(None)
    records = ArchiveStore(engine).shop(SHOP)["staff"]  # type: ignore[arg-type]

    ArchiveStore(there).bring([{"staff": records}])

    (lea,) = StaffStore(there).every(SHOP)
    assert (lea.name, lea.active, lea.card, lea.blocked) == ("Lea", True, ada, True)
    assert "kept" not in str(records)
    with pytest.raises(PinBlocked):
        StaffStore(there).count_try(SHOP, LEA, TILL, JOINED)
    StaffStore(there).new_pin(SHOP, LEA, "another", JOINED)
    assert not StaffStore(there).get(SHOP, LEA).blocked
    there.close()


def act(cards: LedgerStore, when: str, at_most: int = 2, card: str = "A" * 16) -> None:
    """Something for which Lea answers."""
    entry, after_it = by_lea(cards, when, card)
    cards.append(head(cards, card), entry, after_it, scans_per_hour=60, acts_per_hour=at_most)


def by_lea(cards: LedgerStore, when: str, card: str) -> tuple[Entry, Card]:
    held = head(cards, card)
    entry, _ = earn(held, when)
    entry = replace(entry, staff=LEA)
    return entry, held.card.after(entry)


def acts(engine: Faulty) -> tuple[object, object]:
    item = engine.get(keys.staff_member(SHOP, LEA)) or {}
    return item.get("acts_hour"), item.get("acts")


def test_an_act_is_counted_in_the_transaction_that_writes_it(
    staff: StaffStore, cards: LedgerStore, engine: Faulty
) -> None:
    paired(engine)  # type: ignore[arg-type]
    issued(cards)
    issued(cards, "B" * 16)

    act(cards, "2026-02-02 10:00")
    act(cards, "2026-02-02 10:31")

    assert acts(engine) == ("2026-02-02T09", 2)
    with pytest.raises(TooManyActs) as refused:
        act(cards, "2026-02-02 10:59", card="B" * 16)
    assert refused.value.facts["retry_at"] == at("2026-02-02 11:00")
    assert head(cards, "B" * 16).card.seq == 0
    act(cards, "2026-02-02 11:30")
    assert acts(engine) == ("2026-02-02T10", 1)


def test_the_first_of_an_hour_for_the_till_and_for_the_person_at_once(
    staff: StaffStore, cards: LedgerStore, engine: Faulty
) -> None:
    paired(engine)  # type: ignore[arg-type]
    issued(cards)

    act(cards, "2026-02-02 10:00")
    act(cards, "2026-02-02 12:00")

    till = engine.get(keys.device(SHOP, "till-1")) or {}
    assert (till["hour"], till["hour_count"]) == ("2026-02-02T11", 1)
    assert acts(engine) == ("2026-02-02T11", 1)


def test_who_is_removed_between_the_look_and_the_write_writes_nothing(
    staff: StaffStore, cards: LedgerStore, engine: Faulty
) -> None:
    paired(engine)  # type: ignore[arg-type]
    issued(cards)
    engine.next(after(lambda: staff.remove(SHOP, LEA, JOINED)))

    with pytest.raises(StaffNeeded):
        act(cards, "2026-02-02 10:00")

    assert head(cards).card.seq == 0
    assert (engine.get(keys.device(SHOP, "till-1")) or {}).get("hour_count") is None


def test_a_stamp_asks_nobody(staff: StaffStore, cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)  # type: ignore[arg-type]
    issued(cards)
    staff.remove(SHOP, LEA, JOINED)

    entry, card = by_lea(cards, "2026-02-02 10:00", "A" * 16)
    cards.append(head(cards), entry, card, scans_per_hour=60)

    assert (head(cards).card.seq, acts(engine)) == (1, (None, None))
