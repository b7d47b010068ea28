"""Cards and their marks, on both engines, also when answers are lost and others write first."""

import pytest

from functions.records import ShortCodeTaken, StoreUnavailable
from functions.store import keys
from functions.store.ledger import LedgerStore
from functions.store.retrying import TRIES
from loyalty.entry import CardId
from loyalty.errors import KeyReused, UnknownCard
from tests.builders import at
from tests.functions.store.faults import Faulty, after, contended, down, lost
from tests.functions.store.shelf import (
    ADA,
    BEN,
    SHOP,
    consents,
    due,
    due_times,
    fresh,
    head,
    issued,
    paired,
    stamp,
)

A, B = "A" * 16, "B" * 16
KEY = ("join-0123456789abcdef", "hash-of-the-form")


# Issuing and finding


def test_a_card_is_found_again_as_it_was_issued(cards: LedgerStore) -> None:
    cards.create(fresh(), consents(), None)

    assert head(cards) == fresh()
    assert cards.by_short_code(SHOP, fresh().short_code) == A


def test_what_is_not_there_is_an_unknown_card(cards: LedgerStore) -> None:
    with pytest.raises(UnknownCard):
        cards.head(SHOP, CardId(A))
    with pytest.raises(UnknownCard):
        cards.by_short_code(SHOP, "7K3M9QXT")


def test_a_short_code_that_is_taken_issues_nothing(cards: LedgerStore, engine: Faulty) -> None:
    cards.create(fresh(A, "7K3M9QXT"), consents(), None)
    before = engine.items()

    with pytest.raises(ShortCodeTaken):
        cards.create(fresh(B, "7K3M9QXT"), consents(), KEY)

    assert engine.items() == before


def test_the_same_form_twice_gives_the_card_made_first(cards: LedgerStore) -> None:
    first = cards.create(fresh(A), consents(), KEY)
    second = cards.create(fresh(B), consents(), KEY)

    assert (first, second) == (A, A)
    assert [held.card.id for held in cards.every(SHOP)] == [A]


def test_the_same_key_with_another_form_is_refused(cards: LedgerStore) -> None:
    cards.create(fresh(A), consents(), KEY)

    with pytest.raises(KeyReused):
        cards.create(fresh(B, member=BEN), consents(), (KEY[0], "another-hash"))


@pytest.mark.parametrize("key", [None, KEY])
def test_a_card_whose_answer_was_lost_is_issued_once(
    cards: LedgerStore, engine: Faulty, key: tuple[str, str] | None
) -> None:
    engine.next(lost)

    assert cards.create(fresh(), consents(), key) == A

    assert len(engine.items()) == (5 if key else 4)
    assert head(cards) == fresh()


def test_contention_is_tried_again(cards: LedgerStore, engine: Faulty) -> None:
    engine.next(contended, contended, down)

    assert cards.create(fresh(), consents(), None) == A


def test_an_engine_that_stays_away_is_said_after_the_last_try(
    cards: LedgerStore, engine: Faulty
) -> None:
    engine.next(*[down] * TRIES)

    with pytest.raises(StoreUnavailable):
        cards.create(fresh(), consents(), None)

    assert engine.items() == []


def test_every_card_comes_with_its_member_and_other_programs_stay_out(
    cards: LedgerStore,
) -> None:
    cards.create(fresh(A, member=ADA), consents(), None)
    cards.create(fresh(B, member=BEN), consents(), None)

    named = {held.card.id: held.member for held in cards.every(SHOP)}

    assert named == {A: ADA, B: BEN}
    assert list(cards.every("cafe")) == []


def test_a_story_is_told_in_its_order(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = stamp(cards, issued(cards), "2026-02-02 10:00", operation="z" * 16)
    stamp(cards, held, "2026-02-02 11:00", operation="a" * 16)
    issued(cards, B)

    stories = {story.card: [entry.seq for entry in story.entries] for story in cards.ledgers(SHOP)}

    assert stories == {A: [1, 2], B: []}


# What the wallets must be told


def test_a_card_in_no_wallet_is_never_due(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    stamp(cards, issued(cards))

    assert due(cards, "2026-02-03 10:00") == []
    assert due_times(engine) == []


def test_a_stamp_is_due_at_once_until_the_wallet_knows(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = stamp(cards, issued(cards, wallets=("apple",)))
    waiting = due(cards, "2026-02-02 10:00")

    told = cards.told(held, "apple")

    assert waiting == [A]
    assert told == head(cards)
    assert due_times(engine) == []


def test_a_stamp_that_comes_meanwhile_keeps_the_mark(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    pushed = stamp(cards, issued(cards, wallets=("apple",)))
    stamp(cards, pushed, "2026-02-02 11:00")

    cards.told(pushed, "apple")

    assert head(cards).done["apple"] == 0
    assert due(cards, "2026-02-02 11:00") == [A]


def test_the_mark_goes_when_both_wallets_know(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = stamp(cards, issued(cards, wallets=("apple", "google")))

    half = cards.told(held, "apple")
    waiting = due_times(engine)
    cards.told(half, "google")

    assert waiting == ["10:00"]
    assert due_times(engine) == []
    assert head(cards).done == {"apple": 1, "google": 1}


def test_what_is_postponed_waits_unless_a_stamp_comes(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = stamp(cards, issued(cards, wallets=("apple",)))
    cards.postpone(held, at("2026-02-02 12:00"))

    assert due(cards, "2026-02-02 11:59") == []
    assert due(cards, "2026-02-02 12:00") == [A]

    stamp(cards, held, "2026-02-02 10:40")
    cards.postpone(held, at("2026-02-02 13:00"))

    assert due(cards, "2026-02-02 10:40") == [A]


def test_a_wallet_joins_with_what_it_has(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = stamp(cards, issued(cards))

    cards.attach(held, "google", attached=True)

    assert head(cards).wallets == {"google"}
    assert head(cards).done == {"apple": 0, "google": 1}
    assert due_times(engine) == []


def test_a_card_stamped_while_a_wallet_joins_is_due(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = issued(cards)
    engine.next(after(lambda: stamp(cards, held)))

    cards.attach(held, "google", attached=True)

    assert head(cards).done["google"] == 0
    assert due(cards, "2026-02-02 10:01") == [A]


def test_two_wallets_that_join_at_once_are_both_in(cards: LedgerStore, engine: Faulty) -> None:
    held = issued(cards)
    engine.next(after(lambda: cards.attach(held, "apple", attached=True)))

    cards.attach(held, "google", attached=True)

    assert head(cards).wallets == {"apple", "google"}


def test_a_second_phone_does_not_hide_what_the_first_must_be_told(
    cards: LedgerStore, engine: Faulty
) -> None:
    paired(engine)
    held = stamp(cards, issued(cards, wallets=("apple",)))

    cards.attach(held, "apple", attached=True)

    assert due(cards, "2026-02-02 10:00") == [A]


def test_a_wallet_that_leaves_takes_its_mark_along(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = cards.told(stamp(cards, issued(cards, wallets=("apple", "google"))), "google")

    cards.attach(held, "apple", attached=False)

    assert head(cards).wallets == {"google"}
    assert due_times(engine) == []


def test_the_answer_about_a_wallet_may_be_lost(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = issued(cards)
    engine.next(lost)
    cards.attach(held, "apple", attached=True)
    held = stamp(cards, head(cards))
    engine.next(lost)

    cards.told(held, "apple")

    assert head(cards).done["apple"] == 1
    assert due_times(engine) == []


def test_what_is_due_is_read_afresh(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    pair = _of_one_shard()
    held = [stamp(cards, issued(cards, card, ("apple",))) for card in pair]

    listed = cards.due(at("2026-02-02 10:00"), 10)
    first = next(listed)
    cards.told(next(other for other in held if other.card.id != first.card.id), "apple")

    assert list(listed) == []


def test_a_mark_without_anybody_to_tell_is_swept_away(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    held = stamp(cards, issued(cards, wallets=("apple", "google")))
    cards.told(held, "apple")
    cards.told(held, "google")
    left = due_times(engine)

    assert left == ["10:00"]
    assert due(cards, "2026-02-02 10:00") == []
    assert due_times(engine) == []


def _of_one_shard() -> list[str]:
    """Two cards that wait under the same part of the index."""
    cards = [f"{number:016d}" for number in range(20)]
    shard = keys.due_shard(CardId(cards[0]))
    return [card for card in cards if keys.due_shard(CardId(card)) == shard][:2]
