"""Disjoint sets of cards merge: however a shop is cut into parts, the signals are the same."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from loyalty.calendar import Week
from loyalty.signals.rules import signals
from loyalty.signals.thresholds import MOST_CARDS
from loyalty.signals.watch import Watch
from tests.loyalty.signals.frauds import FRAUDS
from tests.loyalty.signals.life import CAFE, WEEKS, Person, Town, scan


def _town() -> list[Person]:
    town = Town(Random(5)).live(60)
    for plant in FRAUDS:
        plant(town)
    return town.people


PEOPLE = _town()


def watched(people: list[Person], week: Week) -> Watch:
    watch = Watch(week=week)
    for person in people:
        watch.fold(CAFE, person.ledger)
    return watch


@settings(max_examples=25, deadline=None)
@given(some.randoms(use_true_random=False), some.integers(1, 4), some.sampled_from(WEEKS))
def test_any_parts_in_any_order_give_the_same_week(chance: Random, parts: int, week: Week) -> None:
    whole = watched(PEOPLE, week)
    shuffled = chance.sample(PEOPLE, len(PEOPLE))
    watches = [watched(shuffled[number::parts], week) for number in range(parts)]
    chance.shuffle(watches)

    merged = sum(watches[1:], start=watches[0])

    assert merged == whole
    assert signals(CAFE, merged) == signals(CAFE, whole)


def test_nothing_added_changes_nothing() -> None:
    week = watched(PEOPLE, WEEKS[0])

    assert week + Watch(week=WEEKS[0]) == week == Watch(week=WEEKS[0]) + week


def test_different_weeks_do_not_add() -> None:
    with pytest.raises(ValueError, match="different weeks"):
        Watch(week=WEEKS[0]) + Watch(week=WEEKS[1])


def test_memory_does_not_grow_with_the_cards_that_stand_out() -> None:
    town = Town(Random(1))
    for number in range(3 * MOST_CARDS):
        crook = town.somebody(f"CROOK-{number}")
        crook.buys(scan(f"2026-03-03 {8 + number // 6:02d}:{number % 6}0"), 10)
        crook.uses(scan("2026-03-03 18:59"))

    kept = watched(town.people, WEEKS[0]).suspects.kept

    assert {len(suspects) for suspects in kept.values()} == {MOST_CARDS}
