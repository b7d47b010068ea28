"""How long something outside is left alone: longer each time, never too early, never for ever."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.journeys import backoff
from tests.builders import at

NOON = at("2026-02-02 12:00")


def longest(low: float, high: float) -> float:
    return high


def shortest(low: float, high: float) -> float:
    return low


@pytest.mark.parametrize(
    ("tries", "seconds"), [(1, 1), (2, 2), (3, 4), (12, 2048), (13, 3600), (10_000, 3600)]
)
def test_the_longest_wait_doubles_from_a_second_to_an_hour(tries: int, seconds: int) -> None:
    assert backoff.wait(tries, 0, longest) == timedelta(seconds=seconds)
    assert backoff.wait(tries, 0, shortest) == timedelta(0)


@settings(deadline=None, max_examples=100)
@given(tries=st.integers(1, 200), asked=st.floats(0, 100_000), jitter=st.floats(0, 1))
def test_a_wait_is_never_shorter_than_was_asked_nor_longer_than_both(
    tries: int, asked: float, jitter: float
) -> None:
    waited = backoff.wait(tries, asked, lambda low, high: low + (high - low) * jitter)

    seconds = waited.total_seconds()
    assert asked - 0.001 <= seconds <= max(asked, backoff.LONGEST_SECONDS) + 0.001


@pytest.mark.parametrize(("hours", "pause"), [(23, timedelta(seconds=8)), (24, timedelta(days=1))])
def test_what_has_failed_for_a_day_is_tried_once_a_day(hours: int, pause: timedelta) -> None:
    since = NOON - timedelta(hours=hours)

    assert backoff.next_try(since, NOON, 4, 0, longest) == NOON + pause
    assert backoff.is_given_up(since, NOON) is (hours >= backoff.PATIENCE / timedelta(hours=1))
