"""Appending to the ledger: once, or not at all, and with the right reason."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.failures import DeviceRevoked, NotAllowed, Repeated, StoreUnavailable, TooManyScans
from functions.records import Notice
from functions.store import keys
from functions.store.devices import DeviceStore
from functions.store.engine import EngineUnavailable, Expect, Put
from functions.store.ledger import LedgerStore
from functions.store.retrying import TRIES, transact_once
from functions.store.sqlite import SqliteEngine
from loyalty.card import replay
from loyalty.entry import CardId, OperationId
from loyalty.errors import CardChanged
from tests.builders import at
from tests.functions.store.faults import (
    Commit,
    Faulty,
    after,
    contended,
    down,
    lost,
    lost_before,
)
from tests.functions.store.shelf import SHOP, earn, head, issued, outbox, paired, stamp

A, B = CardId("A" * 16), CardId("B" * 16)
FIRST = OperationId("operation-0000000001")


@pytest.fixture(name="till", autouse=True)
def _till(engine: Faulty) -> str:
    return paired(engine).id


def operations(cards: LedgerStore, card: CardId = A) -> list[str]:
    return [entry.operation for entry in cards.history(SHOP, card)]


def counted(engine: Faulty) -> tuple[object, object]:
    """The till's hour, and its scans in it."""
    till = engine.get(keys.device(SHOP, "till-1")) or {}
    return till.get("hour"), till.get("hour_count")


def test_an_entry_and_its_card_are_written_together(cards: LedgerStore, engine: Faulty) -> None:
    entry, card = earn(issued(cards), operation=FIRST)

    held = cards.append(head(cards), entry, card, scans_per_hour=60)

    assert held == head(cards)
    assert cards.entry(SHOP, A, FIRST) == entry
    assert replay(SHOP, A, cards.history(SHOP, A)) == held.card
    assert counted(engine) == ("2026-02-02T09", 1)


def test_an_operation_that_never_was_has_no_entry(cards: LedgerStore) -> None:
    issued(cards)

    assert cards.entry(SHOP, A, FIRST) is None
    assert cards.history(SHOP, A) == []


def test_a_repeat_is_told_with_the_first_entry(cards: LedgerStore, engine: Faulty) -> None:
    held = stamp(cards, issued(cards), operation=FIRST)
    first = cards.entry(SHOP, A, FIRST)

    with pytest.raises(Repeated) as again:
        stamp(cards, held, "2026-02-02 11:00", operation=FIRST)

    assert again.value.entry == first
    assert head(cards) == held
    assert counted(engine) == ("2026-02-02T09", 1)


def test_a_card_written_since_it_was_read_has_changed(cards: LedgerStore) -> None:
    read = issued(cards)
    stamp(cards, read, operation=FIRST)

    with pytest.raises(CardChanged):
        stamp(cards, read, "2026-02-02 11:00")

    assert operations(cards) == [FIRST]


def test_an_entry_decided_on_another_moment_than_the_card_is_not_written(
    cards: LedgerStore,
) -> None:
    behind = issued(cards)
    stamp(cards, behind, "2026-02-02 10:00")
    late, card = earn(behind, "2026-02-02 12:00")

    with pytest.raises(CardChanged):
        cards.append(head(cards), late, card, scans_per_hour=60)

    assert [entry.seq for entry in cards.history(SHOP, A)] == [1]


def test_a_card_that_joined_a_wallet_since_it_was_read_has_changed(cards: LedgerStore) -> None:
    read = issued(cards)
    outbox(cards).attach(read, "apple", attached=True)

    with pytest.raises(CardChanged):
        stamp(cards, read)

    assert operations(cards) == []


def test_a_card_that_was_replaced_since_it_was_read_has_changed(cards: LedgerStore) -> None:
    read = issued(cards)
    moment = at("2026-02-02 10:05")
    notice = Notice(at=moment, code="card-replaced", card=A, till="till-1", shop="orfevres")
    following = replace(
        read,
        generation=1,
        short_code="7K3M9QXU",
        replaced_at=moment,
        replaced_by=FIRST,
        replaced_hash="0" * 64,
    )
    replaced = cards.replace(read, following, notice, scans_per_hour=60)

    with pytest.raises(CardChanged):
        stamp(cards, read, "2026-02-02 10:00")

    assert head(cards) == replaced


def test_of_two_scans_of_one_card_at_once_one_wins(cards: LedgerStore, engine: Faulty) -> None:
    read = stamp(cards, issued(cards), operation=FIRST)
    engine.next(after(lambda: stamp(cards, read, "2026-02-02 10:40", "operation-of-the-other")))

    with pytest.raises(CardChanged):
        stamp(cards, read, "2026-02-02 10:41")

    assert operations(cards) == [FIRST, "operation-of-the-other"]
    assert counted(engine) == ("2026-02-02T09", 2)


def test_a_till_that_was_shut_out_writes_nothing(cards: LedgerStore, engine: Faulty) -> None:
    DeviceStore(engine).revoke(SHOP, "till-1")

    with pytest.raises(DeviceRevoked):
        stamp(cards, issued(cards))

    assert operations(cards) == []


def test_a_till_that_is_shut_out_in_the_middle_of_its_hour_writes_no_more(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = stamp(cards, issued(cards), "2026-02-02 10:00", FIRST)
    DeviceStore(engine).revoke(SHOP, "till-1")

    with pytest.raises(DeviceRevoked):
        stamp(cards, held, "2026-02-02 10:40")

    assert operations(cards) == [FIRST]
    assert counted(engine) == ("2026-02-02T09", 1)


def test_a_till_that_is_shut_out_is_told_so_although_the_card_has_changed_too(
    cards: LedgerStore, engine: Faulty
) -> None:
    read = issued(cards)
    stamp(cards, read, operation=FIRST)
    DeviceStore(engine).revoke(SHOP, "till-1")

    with pytest.raises(DeviceRevoked):
        stamp(cards, read, "2026-02-02 10:40")


def test_a_till_that_is_not_known_writes_nothing(cards: LedgerStore, engine: Faulty) -> None:
    held = issued(cards)
    entry, card = earn(held)
    elsewhere = LedgerStore(SqliteEngine(None))
    issued(elsewhere)

    with pytest.raises(NotAllowed) as refused:
        elsewhere.append(held, entry, card, scans_per_hour=60)

    assert not isinstance(refused.value, DeviceRevoked)


def test_a_till_over_its_limit_waits_for_the_next_hour(cards: LedgerStore, engine: Faulty) -> None:
    held = issued(cards)
    for when in ("10:00", "10:30"):
        entry, card = earn(held, f"2026-02-02 {when}")
        held = cards.append(held, entry, card, scans_per_hour=2)

    entry, card = earn(issued(cards, B), "2026-02-02 10:59")
    with pytest.raises(TooManyScans) as refused:
        cards.append(head(cards, B), entry, card, scans_per_hour=2)

    assert refused.value.facts["retry_at"] == at("2026-02-02 11:00")
    assert refused.value.facts["retry_seconds"] == 61
    assert operations(cards, B) == []
    stamp(cards, head(cards, B), "2026-02-02 11:00")
    assert counted(engine) == ("2026-02-02T10", 1)


def test_two_first_scans_of_an_hour_are_both_counted(cards: LedgerStore, engine: Faulty) -> None:
    ada, ben = issued(cards, A), issued(cards, B)
    stamp(cards, ada, "2026-02-02 10:00", operation=FIRST)
    both_try = after(lambda: stamp(cards, ben, "2026-02-02 11:00"))
    engine.next(lambda commit: commit(), both_try)

    stamp(cards, head(cards, A), "2026-02-02 11:00")

    assert counted(engine) == ("2026-02-02T10", 2)
    assert len(operations(cards, A)) == 2


def test_the_hour_may_turn_while_a_scan_is_being_written(
    cards: LedgerStore, engine: Faulty
) -> None:
    ada, ben = issued(cards, A), issued(cards, B)
    ada = stamp(cards, ada, "2026-02-02 09:30", operation=FIRST)
    turns = after(lambda: stamp(cards, ben, "2026-02-02 11:00"))
    engine.next(lambda commit: commit(), turns)

    stamp(cards, ada, "2026-02-02 10:59")

    assert len(operations(cards, A)) == 2
    assert counted(engine) == ("2026-02-02T10", 2)


def test_a_straggler_of_the_hour_before_does_not_open_the_limit_again(
    cards: LedgerStore, engine: Faulty
) -> None:
    entry, card = earn(issued(cards, A), "2026-02-02 10:59")
    stamp(cards, issued(cards, B), "2026-02-02 11:00")

    ada = cards.append(head(cards, A), entry, card, scans_per_hour=2)
    entry, card = earn(ada, "2026-02-02 11:30")
    with pytest.raises(TooManyScans):
        cards.append(ada, entry, card, scans_per_hour=2)

    assert counted(engine) == ("2026-02-02T10", 2)


@pytest.mark.parametrize("first_of_hour", [True, False])
def test_a_stamp_whose_answer_was_lost_is_written_once(
    cards: LedgerStore, engine: Faulty, first_of_hour: bool
) -> None:
    held = issued(cards)
    if first_of_hour:
        engine.next(lambda commit: commit(), lost)
    else:
        held = stamp(cards, held, "2026-02-02 10:00")
        engine.next(lost)

    after_it = stamp(cards, held, "2026-02-02 10:40", operation=FIRST)

    assert after_it == head(cards)
    assert operations(cards).count(FIRST) == 1
    assert counted(engine) == ("2026-02-02T09", after_it.card.seq)


def test_a_write_that_arrives_after_it_was_looked_for_is_our_own(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = stamp(cards, issued(cards), "2026-02-02 10:00")
    on_its_way: list[Commit] = []

    def slow(commit: Commit) -> None:
        on_its_way.append(commit)
        raise EngineUnavailable("nobody waits any more", unknown=True)

    def arrives_first(commit: Commit) -> None:
        on_its_way.pop()()
        commit()

    engine.next(slow, arrives_first)

    after_it = stamp(cards, held, "2026-02-02 10:40", operation=FIRST)

    assert after_it == head(cards)
    assert operations(cards).count(FIRST) == 1
    assert counted(engine) == ("2026-02-02T09", 2)


def test_after_a_lost_answer_the_entry_of_another_try_is_a_repeat(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = stamp(cards, issued(cards), "2026-02-02 10:00")

    def overtaken(commit: Commit) -> None:
        stamp(cards, held, "2026-02-02 10:35", operation=FIRST)
        raise EngineUnavailable("the answer was lost", unknown=True)

    engine.next(overtaken)

    with pytest.raises(Repeated) as known:
        stamp(cards, held, "2026-02-02 10:40", operation=FIRST)

    assert known.value.entry == cards.entry(SHOP, A, FIRST)
    assert known.value.entry.recorded_at == at("2026-02-02 10:35")


def test_what_may_have_happened_is_looked_for_before_every_further_try(engine: Faulty) -> None:
    looked: list[bool] = []
    engine.next(lost_before, down, down)

    transact_once(
        engine,
        [Put({"pk": "card", "sk": "E"}, Expect(absent=True))],
        is_done=lambda: bool(looked.append(True)),
    )

    assert len(looked) == 3


def test_nothing_is_sent_again_before_it_is_known_what_became_of_it(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = stamp(cards, issued(cards), "2026-02-02 10:00")
    engine.next(lost, pytest.fail)

    stamp(cards, held, "2026-02-02 10:40", operation=FIRST)

    assert operations(cards).count(FIRST) == 1


def test_a_lost_answer_that_had_not_been_written_is_sent_again(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = stamp(cards, issued(cards), "2026-02-02 10:00")
    engine.next(lost_before)

    stamp(cards, held, "2026-02-02 10:40", operation=FIRST)

    assert operations(cards).count(FIRST) == 1


def test_contention_is_tried_again(cards: LedgerStore, engine: Faulty) -> None:
    held = stamp(cards, issued(cards))
    engine.next(contended, down, contended)

    assert stamp(cards, held, "2026-02-02 11:00").card.seq == 2


def test_an_engine_that_stays_away_is_said_and_nothing_is_written(
    cards: LedgerStore, engine: Faulty
) -> None:
    held = issued(cards)
    engine.next(*[contended] * TRIES)

    with pytest.raises(StoreUnavailable):
        stamp(cards, held)

    assert head(cards) == held
    assert operations(cards) == []


def test_two_changes_in_one_second_have_two_times(cards: LedgerStore) -> None:
    held = stamp(cards, issued(cards), "2026-02-02 10:00")
    entry, _ = earn(held, "2026-02-02 10:30")
    at_once = replace(entry, recorded_at=at("2026-02-02 10:00") + timedelta(milliseconds=900))

    second = cards.append(held, at_once, held.card.after(at_once), scans_per_hour=60)

    assert held.modified_at == at("2026-02-02 10:00")
    assert second.modified_at == head(cards).modified_at == at("2026-02-02 10:00:01")


def test_what_is_kept_survives_the_process(tmp_path: Path) -> None:
    first = SqliteEngine(tmp_path / "shop.db")
    paired(first)
    held = stamp(LedgerStore(first), issued(LedgerStore(first)))
    first.close()

    second = SqliteEngine(tmp_path / "shop.db")
    found = head(LedgerStore(second))
    second.close()

    assert found == held
