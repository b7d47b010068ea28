"""Cards, on both engines, also when answers are lost and others write first."""

from typing import Any

import pytest

from functions.failures import Damaged, ShortCodeTaken, StoreUnavailable
from functions.store import keys
from functions.store.items import card_attributes
from functions.store.ledger import LedgerStore
from functions.store.retrying import TRIES
from functions.store.walking import whole_query
from loyalty.entry import CardId
from loyalty.errors import KeyReused, UnknownCard
from tests.functions.store.faults import Faulty, after, contended, down, lost
from tests.functions.store.forger import Forger
from tests.functions.store.shelf import (
    ADA,
    BEN,
    JOINED,
    SHOP,
    consents,
    due,
    fresh,
    head,
    issued,
    outbox,
    paired,
    stamp,
)

A, B = "A" * 16, "B" * 16
KEY = ("join-0123456789abcdef", "hash-of-the-form")


# Issuing and finding


def test_a_card_is_found_again_as_it_was_issued(cards: LedgerStore) -> None:
    cards.create(fresh(), consents(), None)

    assert head(cards) == fresh()
    assert cards.by_short_code(SHOP, fresh().short_code).card == A


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

    assert len(engine.items()) == (6 if key else 5)
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


def test_who_is_forgotten_is_not_found_by_the_form_that_they_sent(
    cards: LedgerStore, engine: Faulty
) -> None:
    cards.create(fresh(A), consents(), KEY)

    cards.forget(head(cards, A), JOINED)

    assert not any(KEY[0] in str(item) for item in engine.items())
    assert cards.create(fresh(B), consents(), KEY) == B


def test_whoever_is_forgotten_is_marked_for_the_wallets_in_the_same_write(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = issued(cards, wallets=("google",))
    engine.next(after(lambda: None), *[down] * TRIES)

    cards.forget(held, JOINED)

    assert (head(cards).member, head(cards).behind) == (None, ("google",))
    assert due(cards, "2026-02-02 09:00") == [A]


def test_a_wallet_that_takes_the_card_while_its_member_is_forgotten_is_told(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = issued(cards, wallets=("apple",))
    engine.next(after(lambda: outbox(cards).attach(held, "google", attached=True)))

    cards.forget(held, JOINED)

    assert (head(cards).member, head(cards).behind) == (None, ("apple", "google"))


def test_a_forgetting_whose_answer_was_lost_is_done(cards: LedgerStore, engine: Faulty) -> None:
    held = issued(cards, wallets=("google",))
    engine.next(lost)

    cards.forget(held, JOINED)

    assert (head(cards).member, due(cards, "2026-02-02 09:00")) == (None, [A])


def test_a_card_that_was_issued_with_everything_entries_change_reads_the_same(
    cards: LedgerStore, engine: Faulty
) -> None:
    issued(cards)
    as_now = head(cards)

    Forger(engine, SHOP, A).on_card(**card_attributes(as_now.card))

    assert head(cards) == as_now


@pytest.mark.parametrize("harm", [{"want": None}, {"joined_at": "soon"}, {"recent": [["x", "y"]]}])
def test_a_card_that_cannot_be_read_is_damaged_and_left_out(
    cards: LedgerStore, engine: Faulty, harm: dict[str, Any]
) -> None:
    paired(engine)
    stamp(cards, issued(cards))
    issued(cards, B)
    Forger(engine, SHOP, A).on_card(**harm)
    of_heads: set[CardId] = set()
    of_ledgers: set[CardId] = set()

    heads = [held.card.id for held in cards.every(SHOP, of_heads)]
    ledgers = [ledger.card for ledger in cards.ledgers(SHOP, of_ledgers)]

    assert (heads, ledgers) == ([B], [B])
    assert of_heads == of_ledgers == {A}
    with pytest.raises(Damaged):
        head(cards)


@pytest.mark.parametrize(
    ("kind", "values", "read"),
    [
        ("A#", {}, (True, True)),
        ("A#CARD", {"want": None}, (False, False)),
        ("A#MEMBER", {"first_name": None}, (False, True)),
        ("E#", {"kind": "gift"}, (True, False)),
    ],
)
def test_one_walk_reads_of_each_card_what_two_would(
    cards: LedgerStore,
    engine: Faulty,
    kind: str,
    values: dict[str, Any],
    read: tuple[bool, bool],
) -> None:
    paired(engine)
    stamp(cards, issued(cards))
    issued(cards, B)
    forger = Forger(engine, SHOP, A)
    for item in whole_query(engine, keys.card(SHOP, A).pk, low=kind):
        if values and str(item["sk"]).startswith(kind):
            changed = {**item, **values}
            forger.put({name: value for name, value in changed.items() if value is not None})
    of_heads, of_ledgers, of_both = set[CardId](), set[CardId](), set[CardId]()

    whole = list(cards.whole(SHOP, of_both))

    assert [held for held, _ in whole if held] == list(cards.every(SHOP, of_heads))
    assert [ledger for _, ledger in whole if ledger] == list(cards.ledgers(SHOP, of_ledgers))
    assert (A not in of_heads, A not in of_ledgers) == read
    assert of_both == of_heads | of_ledgers
