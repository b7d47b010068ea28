"""Stamps as they are shown."""

from dataclasses import replace

import pytest

from loyalty.card import Card
from loyalty.program import Program
from loyalty.wording.stamps import count, is_full, needed, ready_rewards, stamps_towards
from tests.loyalty.wording.shops import (
    CAFE,
    CASHBACK,
    ON_THE_WAY,
    POINTS,
    STAMPS,
    after,
    bought,
    holding,
    shop,
)


def scanned(of: Program, stamps: int) -> Card:
    """The card after one scan of so many items."""
    return after(of, bought(units=stamps))[0] if stamps else holding(of)


@pytest.mark.parametrize(("stamps", "text"), [(0, "0/9"), (8, "8/9"), (9, "9/9"), (10, "9/9")])
def test_a_card_shows_full_while_a_reward_is_ready(stamps: int, text: str) -> None:
    assert count(CAFE, scanned(CAFE, stamps)) == text


def test_a_reward_of_the_way_leaves_the_other_places_empty() -> None:
    ada = scanned(ON_THE_WAY, 5)

    assert ready_rewards(ON_THE_WAY, ada) == [(ON_THE_WAY.rewards[1], 1)]
    assert (count(ON_THE_WAY, ada), is_full(ON_THE_WAY, ada)) == ("5/9", False)
    assert is_full(ON_THE_WAY, scanned(ON_THE_WAY, 9))


def test_ready_rewards_are_told_with_their_number() -> None:
    two = shop(stamps=STAMPS | {"threshold": 4})

    assert ready_rewards(two, scanned(two, 9)) == [(two.rewards[0], 2)]
    assert ready_rewards(CAFE, scanned(CAFE, 8)) == []


def test_a_card_above_a_lowered_threshold_lacks_one_stamp() -> None:
    assert stamps_towards(shop(stamps=STAMPS | {"threshold": 5}), scanned(CAFE, 8)) == 4


def test_a_card_in_progress_keeps_the_threshold_that_it_was_promised() -> None:
    longer = replace(shop(stamps=STAMPS | {"threshold": 12}), version=2).following(CAFE)
    ada = replace(scanned(CAFE, 8), since=1)

    assert (needed(longer, ada), count(longer, ada)) == (9, "8/9")
    assert needed(longer, replace(ada, since=2)) == 12


def test_a_program_without_stamps_counts_none() -> None:
    ada = holding(POINTS, points=40, stamps=3)

    assert (needed(POINTS, ada), stamps_towards(POINTS, ada), count(POINTS, ada)) == (0, 0, "–")
    assert not is_full(CASHBACK, ada)
