"""What the wallets must be told, on both engines, also when answers are lost and others write."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.records import NO_MARK, Failure, HeldCard, Mark
from functions.store import keys
from functions.store.audits import AuditStore
from functions.store.engine import Update
from functions.store.ledger import LedgerStore
from functions.store.outbox import LEASE, OutboxStore
from loyalty.entry import CardId
from tests.builders import at
from tests.functions.store.faults import Fault, Faulty, after, lost, lost_before
from tests.functions.store.shelf import (
    SHOP,
    due,
    due_times,
    head,
    issued,
    outbox,
    paired,
    stamp,
)

A = "A" * 16
TEN = at("2026-02-02 10:00")
YESTERDAY = at("2026-02-01 09:00")
SINCE_YESTERDAY = Failure(reason="BadCertificate", since=YESTERDAY)


@pytest.fixture(name="out")
def _out(cards: LedgerStore) -> OutboxStore:
    return outbox(cards)


@pytest.fixture(name="stamped")
def _stamped(cards: LedgerStore, engine: Faulty) -> HeldCard:
    """A card in an iPhone, stamped at ten."""
    paired(engine)
    return stamp(cards, issued(cards, wallets=("apple",)))


def given_up(out: OutboxStore, held: HeldCard, until: datetime = TEN) -> HeldCard:
    """The card once a day of tries has failed."""
    dead = Mark(
        due_at=until,
        tries=30,
        failing={"apple": SINCE_YESTERDAY},
        dead=True,
    )
    out.postpone(held, dead)
    return replace(held, mark=dead)


def dead(out: OutboxStore, until: datetime = TEN) -> list[HeldCard]:
    return list(out.dead(SHOP, until, 10))


# The mark


@pytest.mark.parametrize("seconds", [0, 30, 60, 64])
def test_a_stamp_takes_a_card_out_of_those_that_were_given_up_whenever_it_is_due(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard, seconds: int
) -> None:
    """What looks like a claim may be the card's daily try: whoever has one, it is left to them."""
    until = at("2026-02-02 11:00") + timedelta(seconds=seconds)

    stamp(cards, given_up(out, stamped, until), "2026-02-02 11:00")

    assert dead(out, TEN + timedelta(days=2)) == []
    assert [held.want for held in out.due(until, 10)] == [2]


def test_a_card_in_no_wallet_is_never_due(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    stamp(cards, issued(cards))

    assert due(cards, "2026-02-03 10:00") == []
    assert due_times(engine) == []


def test_a_stamp_is_due_at_once_until_the_wallet_knows(
    cards: LedgerStore, out: OutboxStore, engine: Faulty, stamped: HeldCard
) -> None:
    waiting = due(cards, "2026-02-02 10:00")

    told = out.told(stamped, "apple")

    assert waiting == [A]
    assert told == head(cards)
    assert told.mark == NO_MARK
    assert due_times(engine) == []


def test_a_stamp_that_comes_meanwhile_keeps_the_mark(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    stamp(cards, stamped, "2026-02-02 11:00")

    out.told(stamped, "apple")

    assert head(cards).behind == ("apple",)
    assert due(cards, "2026-02-02 11:00") == [A]


def test_the_mark_goes_when_both_wallets_know(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = stamp(cards, issued(cards, wallets=("apple", "google")))

    half = out.told(held, "apple")
    waiting = due_times(engine)
    out.told(half, "google")

    assert waiting == ["10:00"]
    assert due_times(engine) == []
    assert head(cards).done == {"apple": 1, "google": 1}


def test_what_is_due_is_read_afresh(cards: LedgerStore, out: OutboxStore, engine: Faulty) -> None:
    paired(engine)
    pair = _of_one_shard()
    held = [stamp(cards, issued(cards, card, ("apple",))) for card in pair]

    listed = out.due(TEN, 10)
    first = next(listed)
    out.told(next(other for other in held if other.card.id != first.card.id), "apple")

    assert list(listed) == []


def test_a_mark_without_anybody_to_tell_is_swept_away(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = stamp(cards, issued(cards, wallets=("apple", "google")))
    cards.mark(held, {"done_apple": 1, "done_google": 1})
    left = due_times(engine)

    assert left == ["10:00"]
    assert due(cards, "2026-02-02 10:00") == []
    assert due_times(engine) == []


# The claim


def test_a_claimed_card_is_nobody_elses_until_the_claim_runs_out(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    claimed = out.claim(stamped, TEN)
    again = out.claim(stamped, TEN)

    assert claimed == head(cards)
    assert again is None
    assert list(out.due(TEN + LEASE - timedelta(milliseconds=1), 10)) == []
    assert list(out.due(TEN + LEASE, 10)) == [claimed]


def test_of_two_who_claim_at_once_one_wins(
    out: OutboxStore, engine: Faulty, stamped: HeldCard
) -> None:
    won = []
    engine.next(after(lambda: won.append(out.claim(stamped, TEN) is not None)))

    assert out.claim(stamped, TEN) is None
    assert won == [True]


def test_a_claim_of_what_has_changed_meanwhile_is_none(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    stamp(cards, stamped, "2026-02-02 10:40")

    assert out.claim(stamped, TEN) is None
    assert due(cards, "2026-02-02 10:40") == [A]


@pytest.mark.parametrize("fault", [lost, lost_before])
def test_a_claim_whose_answer_was_lost_is_ones_own(
    cards: LedgerStore, out: OutboxStore, engine: Faulty, stamped: HeldCard, fault: Fault
) -> None:
    engine.next(fault)

    claimed = out.claim(stamped, TEN)

    assert claimed == head(cards) and out.claim(stamped, TEN) is None
    assert due(cards, "2026-02-02 10:01") == [A]


def test_a_claim_that_never_came_through_is_not_taken_for_the_one_that_did(
    cards: LedgerStore, out: OutboxStore, engine: Faulty, stamped: HeldCard
) -> None:
    won = []
    later = TEN + timedelta(milliseconds=1)
    engine.next(lost_before, after(lambda: won.append(out.claim(stamped, later))))

    assert out.claim(stamped, TEN) is None and won == [head(cards)]


# What was told is no longer so


def test_who_is_forgotten_while_a_wallet_is_told_is_told_once_more(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    claimed = out.claim(stamped, TEN)
    assert claimed
    cards.forget(claimed, TEN)

    out.told(claimed, "apple")

    assert [card.member for card in out.due(TEN + LEASE, 10)] == [None]


def test_what_was_read_before_somebody_was_forgotten_is_claimed_by_nobody(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    cards.forget(stamped, TEN)

    assert head(cards).mark.due_at == stamped.mark.due_at
    assert out.claim(stamped, TEN) is None


def test_a_card_that_is_rebuilt_while_a_wallet_is_told_is_told_once_more(
    cards: LedgerStore, out: OutboxStore, engine: Faulty, stamped: HeldCard
) -> None:
    audits = AuditStore(engine)
    claimed = out.claim(stamped, TEN)
    assert claimed
    assert audits.rebuild(audits.story(SHOP, stamped.card.id), stamped.card, TEN)

    out.told(claimed, "apple")

    assert head(cards).behind == ("apple",)
    assert due(cards, "2026-02-02 10:01") == [A]


def test_a_card_that_a_wallet_takes_while_it_is_rebuilt_is_not_rebuilt(
    cards: LedgerStore, out: OutboxStore, engine: Faulty, stamped: HeldCard
) -> None:
    audits = AuditStore(engine)
    story = audits.story(SHOP, stamped.card.id)
    engine.next(after(lambda: out.attach(stamped, "google", attached=True)))

    assert not audits.rebuild(story, stamped.card, TEN)


def test_who_told_after_a_later_claim_notes_nothing_and_has_it_told_once_more(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    slow = out.claim(stamped, TEN)
    assert slow
    quick = out.claim(head(cards), TEN + LEASE)
    assert quick

    out.told(slow, "apple")
    out.told(quick, "apple")

    assert head(cards).behind == ("apple",)
    assert due(cards, "2026-02-02 10:01") == [A]


# What has to wait


def test_what_is_postponed_waits_unless_a_stamp_comes(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    noon = Mark(
        due_at=at("2026-02-02 12:00"),
        tries=3,
        failing={"apple": Failure(reason="TooManyRequests", since=TEN)},
    )

    out.postpone(stamped, noon)
    read = head(cards)
    early, in_time = due(cards, "2026-02-02 11:59"), due(cards, "2026-02-02 12:00")
    changed = stamp(cards, read, "2026-02-02 10:40")

    assert (read.mark, early, in_time) == (noon, [], [A])
    assert changed == head(cards)
    assert changed.mark == replace(noon, due_at=at("2026-02-02 10:40"), tries=0)
    assert due(cards, "2026-02-02 10:40") == [A]


def test_wallets_that_know_everything_are_told_once_more_at_that_time(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    held = issued(cards, wallets=("apple", "google"))

    is_set = out.tell_later(held, at("2026-02-02 12:00"))
    early, in_time = due(cards, "2026-02-02 11:59"), due(cards, "2026-02-02 12:00")
    out.told(out.told(head(cards), "apple"), "google")

    assert (is_set, early, in_time, due_times(engine)) == (True, [], [A], [])
    assert head(cards) == held


def test_who_is_told_later_has_the_news_of_a_stamp_at_once(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = issued(cards, wallets=("apple",))

    out.tell_later(held, at("2026-02-02 12:00"))
    stamp(cards, head(cards), "2026-02-02 10:00")

    assert due(cards, "2026-02-02 10:00") == [A]


def test_a_card_that_has_moved_on_is_not_told_later_but_at_once(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = issued(cards, wallets=("apple",))
    stamp(cards, held, "2026-02-02 10:00")

    assert not out.tell_later(held, at("2026-02-02 12:00"))
    assert due_times(engine) == ["10:00"]


def test_only_the_latest_claim_postpones(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    slow = out.claim(stamped, TEN)
    assert slow
    quick = out.claim(head(cards), TEN + LEASE)

    out.postpone(slow, Mark(due_at=at("2026-02-02 18:00")))

    assert quick == head(cards)


def test_a_failure_is_forgotten_wallet_by_wallet(cards: LedgerStore, engine: Faulty) -> None:
    paired(engine)
    out, held = outbox(cards), stamp(cards, issued(cards, wallets=("apple", "google")))
    both = Mark(
        due_at=TEN,
        tries=1,
        failing={"apple": SINCE_YESTERDAY, "google": Failure(reason="no", since=TEN)},
    )
    out.postpone(held, both)

    half = out.told(head(cards), "google")

    assert half == head(cards)
    assert half.mark == replace(both, failing={"apple": SINCE_YESTERDAY})
    assert out.told(half, "apple").mark == NO_MARK == head(cards).mark


# What was given up


def test_what_is_given_up_leaves_the_sweep_and_is_tried_once_a_day(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    tomorrow = TEN + timedelta(days=1)

    held = given_up(out, stamped, tomorrow)

    assert held == head(cards)
    assert due(cards, "2026-03-01 10:00") == []
    assert dead(out, tomorrow - timedelta(seconds=1)) == []
    assert dead(out, tomorrow) == [held]
    assert list(out.dead("another-shop", tomorrow, 10)) == []


def test_what_was_given_up_is_told_at_once_when_the_card_changes(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    held = given_up(out, stamped)

    changed = stamp(cards, held, "2026-02-02 10:40")

    assert dead(out) == []
    assert due(cards, "2026-02-02 10:40") == [A]
    assert changed.mark.failing == {"apple": SINCE_YESTERDAY}


def test_what_was_given_up_is_due_at_once_when_it_is_revived(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    given_up(out, stamped, TEN + timedelta(days=1))

    revived = [out.revive(SHOP, TEN, 10) for _ in range(2)]

    assert revived == [(1, False), (0, False)]
    assert dead(out) == []
    assert due(cards, "2026-02-02 10:00") == [A]
    assert head(cards).mark.failing == {"apple": SINCE_YESTERDAY}


def test_a_forgotten_person_is_told_at_once_though_the_card_was_given_up(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    held = given_up(out, stamped)

    cards.forget(held, at("2026-02-02 10:30"))

    assert [card.member for card in out.due(at("2026-02-02 10:31"), 10)] == [None]


def test_what_the_index_still_lists_is_paged_past(
    cards: LedgerStore, out: OutboxStore, engine: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    paired(engine)
    for number in range(5):
        given_up(out, stamp(cards, issued(cards, f"{number:016d}", ("apple",))))
    before = engine.due(keys.dead_letters(SHOP), until="3", limit=10)
    monkeypatch.setattr(engine, "due", lambda partition, until, limit: before[:limit])

    revived = [out.revive(SHOP, TEN, 2) for _ in range(3)]

    assert revived == [(2, True), (2, True), (1, False)]


def test_a_failure_of_before_wallets_were_known_apart_is_of_each_of_them(
    cards: LedgerStore, out: OutboxStore, engine: Faulty, stamped: HeldCard
) -> None:
    given_up(out, stamped)
    one = {"failing_since": "2026-02-01T08:00:00.000Z"}
    engine.write(Update(keys.card(SHOP, stamped.card.id), set=one))

    assert head(cards).mark.failing == {"apple": SINCE_YESTERDAY}


# Wallets come and go


def test_a_wallet_joins_with_what_it_has(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = stamp(cards, issued(cards))

    out.attach(held, "google", attached=True)

    assert head(cards).wallets == {"google"}
    assert head(cards).done == {"apple": 0, "google": 1}
    assert due_times(engine) == []


def test_a_phone_that_comes_is_told_whatever_it_holds(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = stamp(cards, issued(cards))

    out.arrive(held, "apple")
    waiting = due(cards, "2026-02-02 10:01")
    out.told(head(cards), "apple")

    assert waiting == [A]
    assert (head(cards).wallets, head(cards).behind) == ({"apple"}, ())
    assert due_times(engine) == []


def test_a_phone_that_comes_while_the_others_are_told_is_told_too(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    claimed = out.claim(stamped, TEN)
    assert claimed
    out.arrive(stamped, "apple")

    out.told(claimed, "apple")

    assert head(cards).behind == ("apple",)
    assert due(cards, "2026-02-02 10:01") == [A]


def test_a_phone_that_comes_while_the_card_is_stamped_is_told(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = issued(cards)
    engine.next(after(lambda: stamp(cards, held)))

    out.arrive(held, "apple")

    assert head(cards).want == 1
    assert due(cards, "2026-02-02 10:01") == [A]


def test_a_card_stamped_while_a_wallet_joins_is_due(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = issued(cards)
    engine.next(after(lambda: stamp(cards, held)))

    out.attach(held, "google", attached=True)

    assert head(cards).behind == ("google",)
    assert due(cards, "2026-02-02 10:01") == [A]


def test_a_wallet_that_was_given_a_name_meanwhile_forgotten_is_told_without_it(
    cards: LedgerStore, out: OutboxStore
) -> None:
    held = issued(cards)
    cards.forget(held, TEN)

    out.attach(held, "google", attached=True)

    assert [card.member for card in out.due(TEN + LEASE, 10)] == [None]


def test_a_wallet_that_was_given_a_name_again_after_it_was_forgotten_is_told_again(
    cards: LedgerStore, out: OutboxStore
) -> None:
    held = issued(cards, wallets=("google",))
    cards.forget(held, TEN)
    out.told(head(cards), "google")

    out.attach(held, "google", attached=True)

    assert due(cards, "2026-02-02 10:00") == [A]


def test_two_wallets_that_join_at_once_are_both_in(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    held = issued(cards)
    engine.next(after(lambda: out.attach(held, "apple", attached=True)))

    out.attach(held, "google", attached=True)

    assert head(cards).wallets == {"apple", "google"}


def test_a_second_phone_does_not_hide_what_the_first_must_be_told(
    cards: LedgerStore, out: OutboxStore, stamped: HeldCard
) -> None:
    out.attach(stamped, "apple", attached=True)

    assert due(cards, "2026-02-02 10:00") == [A]


def test_a_wallet_that_leaves_takes_its_mark_along(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = out.told(stamp(cards, issued(cards, wallets=("apple", "google"))), "google")

    out.attach(held, "apple", attached=False)

    assert head(cards).wallets == {"google"}
    assert due_times(engine) == []


def test_a_wallet_that_leaves_takes_its_failure_along(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    given_up(out, stamp(cards, issued(cards, wallets=("apple", "google"))))

    out.attach(head(cards), "apple", attached=False)

    assert head(cards).mark.failing == {}
    assert due(cards, "2026-02-02 10:00") == [A]


def test_what_was_told_is_noted_once_where_the_answer_about_it_was_lost(
    cards: LedgerStore, out: OutboxStore, engine: Faulty
) -> None:
    paired(engine)
    held = issued(cards)
    engine.next(lost)
    out.attach(held, "apple", attached=True)
    held = stamp(cards, head(cards))
    engine.next(lost)

    told = out.told(held, "apple")

    assert told == head(cards) and told.behind == ()
    assert told.done["apple"] == 1
    assert due_times(engine) == []


def _of_one_shard() -> list[str]:
    """Two cards that wait under the same part of the index."""
    cards = [f"{number:016d}" for number in range(20)]
    shard = keys.due_shard(CardId(cards[0]))
    return [card for card in cards if keys.due_shard(CardId(card)) == shard][:2]
