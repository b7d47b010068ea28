"""What holds for any card in any program, whatever happens to it.

``Customer.writes`` proves after every entry that a replay is the card that grew step by step,
that the entry's balance is the card's, and that no lot is empty or below 0.
"""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.card import replay, standing
from loyalty.entry import GENESIS, Account, Entry, Kind, from_record, to_record
from tests.builders import scan
from tests.loyalty.properties.lives import (
    LIMITS,
    Life,
    day_of,
    lives,
    quick,
)

pytestmark = pytest.mark.long


def summed(entries: list[Entry]) -> dict[Account, int]:
    totals: dict[Account, int] = {}
    for entry in entries:
        for account, units in entry.deltas.items():
            totals[account] = totals.get(account, 0) + units
    return {account: units for account, units in totals.items() if units}


@given(lives)
@quick
def test_entries_lots_and_balance_are_one_sum(life: Life) -> None:
    assert summed(life.entries) == life.customer.card.balances
    assert summed(standing(life.entries)) == life.customer.card.balances


@given(lives, st.randoms(use_true_random=False))
@quick
def test_a_replay_does_not_mind_the_order_in_which_entries_are_read(
    life: Life, chance: Any
) -> None:
    shuffled, ada = list(life.entries), life.customer.card
    chance.shuffle(shuffled)

    assert replay(ada.program, ada.id, shuffled) == ada
    assert standing(shuffled) == standing(life.entries)


@given(lives)
@quick
def test_an_undo_is_exact(life: Life) -> None:
    for number, entry in enumerate(life.entries):
        if entry.kind is Kind.REVERSE:
            was, now = life.cards[number - 1], life.after[number]
            assert (now.lots, now.visits, now.since) == (was.lots, was.visits, was.since)
            assert (now.last_visit_at, now.recent) == (was.last_visit_at, was.recent)
            assert (entry.visit, entry.units) == (was.visits, life.entries[number - 1].units)


@given(lives)
@quick
def test_whatever_was_just_done_can_be_undone_and_then_done_again(life: Life) -> None:
    """Lots, dates, promises and visits are then the very same; only the numbers go on."""
    ada = life.customer
    latest = ada.entries[-1] if ada.entries else None
    if latest is None or latest.kind in (Kind.REVERSE, Kind.EXPIRE, Kind.ADJUST):
        return
    was, before = ada.card, life.cards[-1]
    asked = replace(scan(latest.recorded_at), happened_at=latest.happened_at)

    undone = ada.undoes(asked)
    again = replace(
        latest, seq=latest.seq + 2, previous_hash=undone.hash, operation=asked.operation
    )

    assert ada.card.lots == before.lots
    now = ada.card.after(again)
    assert (now.lots, now.visits, now.recent, now.since) == (
        was.lots,
        was.visits,
        was.recent,
        was.since,
    )


@given(lives)
@quick
def test_no_number_is_missing_and_each_entry_names_the_hash_of_the_one_before(life: Life) -> None:
    previous = GENESIS

    for seq, entry in enumerate(life.entries, start=1):
        assert (entry.seq, entry.previous_hash) == (seq, previous)
        previous = entry.hash
    assert life.customer.card.head == previous


@given(lives)
@quick
def test_an_entry_altered_afterwards_breaks_the_chain(life: Life) -> None:
    for entry, later in pairwise(life.entries):
        for altered in (
            replace(entry, units=entry.units + 1),
            replace(entry, happened_at=entry.happened_at + timedelta(milliseconds=1)),
            replace(entry, facts=dict(entry.facts) | {"gift": 99}),
            replace(entry, visit=entry.visit + 1),
        ):
            assert altered.hash != later.previous_hash


@given(lives)
@quick
def test_a_ledger_is_read_as_it_was_written(life: Life) -> None:
    text = json.dumps([to_record(entry) for entry in life.entries])

    assert [from_record(record) for record in json.loads(text)] == life.entries


@given(lives)
@quick
def test_standing_purchases_keep_their_distance_and_their_daily_cap(life: Life) -> None:
    """However late they arrived: judged by when they were made."""
    program = life.customer.program
    made = sorted(e.happened_at for e in standing(life.entries) if e.kind is Kind.EARN)
    days = [day_of(program, moment) for moment in made]

    apart = timedelta(minutes=LIMITS.cooldown_minutes)
    assert all(later - before >= apart for before, later in pairwise(made))
    assert all(days.count(day) <= LIMITS.daily_cap for day in days)


@given(lives)
@quick
def test_no_card_is_used_more_often_than_its_day_allows(life: Life) -> None:
    program = life.customer.program
    used = [e.happened_at for e in standing(life.entries) if e.kind is Kind.REDEEM]
    days = [day_of(program, moment) for moment in used]

    assert all(days.count(day) <= LIMITS.redemptions_per_card_day for day in days)


@given(lives)
@quick
def test_lots_are_used_soonest_end_first(life: Life) -> None:
    """In whatever takes something and is no correction."""
    for before, entry in zip(life.cards, life.entries, strict=True):
        if entry.kind not in (Kind.EARN, Kind.REDEEM, Kind.GRANT):
            continue
        there = before.on(day_of(life.customer.program, entry.happened_at))
        taken = {(c.account, c.expires_on): -c.units for c in entry.changes if c.units < 0}
        for account in {account for account, _ in taken}:
            lots = [lot for lot in there.lots if lot.account == account]
            used = [taken.get((account, lot.expires_on), 0) for lot in lots]
            whole = [units == lot.units for units, lot in zip(used, lots, strict=True)]
            last = max((n for n, units in enumerate(used) if units > 0), default=0)
            grown = {c.expires_on for c in entry.changes if c.account == account and c.units > 0}
            assert all(
                is_whole or lot.expires_on in grown
                for is_whole, lot in zip(whole[:last], lots[:last], strict=True)
            )


@given(lives)
@quick
def test_nothing_that_has_ended_is_held_after_an_entry_of_that_day(life: Life) -> None:
    for entry, card in zip(life.entries, life.after, strict=True):
        if entry.kind is not Kind.REVERSE:
            assert card.on(day_of(life.customer.program, entry.happened_at)) == card


@given(lives)
@quick
def test_a_welcome_is_given_once_and_a_mission_as_often_as_its_cap(life: Life) -> None:
    stands = standing(life.entries)
    program = life.customer.program

    assert sum("gift" in e.facts for e in stands if e.kind is Kind.EARN) <= 1
    for mission in program.missions:
        done = [e.happened_at for e in stands if e.facts.get("mission") == mission.id]
        periods = [mission.counted_until(day_of(program, moment)) for moment in done]
        assert all(periods.count(period) <= mission.cap for period in periods)
