"""What a new version may not take away from cards that are out."""

import pytest

from loyalty.errors import BadConfiguration
from loyalty.program_change import check_change
from tests.builders import program

COFFEE = {
    "id": "coffee",
    "kind": "free_item",
    "item": {"fr": "un café", "en": "a coffee"},
    "cost_minor": 60,
}
TEA = {
    "id": "tea",
    "kind": "free_item",
    "item": {"fr": "un thé", "en": "a tea"},
    "cost_minor": 40,
}


def test_a_first_version_takes_nothing_away() -> None:
    check_change([], program(stamps__threshold=50))


def test_a_lower_threshold_is_a_gift() -> None:
    check_change([program()], program(stamps__threshold=5))


def test_a_higher_threshold_would_break_a_promise() -> None:
    with pytest.raises(BadConfiguration) as refused:
        check_change([program()], program(stamps__threshold=12))

    assert [error["path"] for error in refused.value.facts["errors"]] == ["stamps.threshold"]


def test_a_reward_that_was_ever_offered_stays_in_the_file() -> None:
    first = program()
    second = program(rewards=[COFFEE, TEA])
    without = program(rewards=[TEA], stamps__reward="tea")

    with pytest.raises(BadConfiguration) as refused:
        check_change([first, second], without)

    assert "'coffee'" in str(refused.value)
