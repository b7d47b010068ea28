"""A scan: when it was made, and which visit it is."""

from datetime import datetime, timedelta

import pytest

from loyalty.earning import decide_earn
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem
from loyalty.scan import happened_at
from tests.builders import at, card, program, scan

CAFE = program()
PHONE_IN_1970 = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
READY = decide_earn(CAFE, card(), scan("2026-02-02 10:00"), Purchase(units=9))
READY_CARD = card(entries=[READY])


def test_a_first_scan_is_the_first_visit() -> None:
    entry = decide_earn(CAFE, card(), scan())

    assert entry.visit == 1


def test_a_reward_used_at_the_same_visit_makes_no_further_one() -> None:
    entry = decide_redeem(CAFE, READY_CARD, scan("2026-02-02 10:29"), reward="coffee")

    assert entry.visit == 1


def test_a_reward_used_half_an_hour_later_is_another_visit() -> None:
    entry = decide_redeem(CAFE, READY_CARD, scan("2026-02-02 10:30"), reward="coffee")

    assert entry.visit == 2


@pytest.mark.parametrize(
    ("passed", "happened"),
    [
        (timedelta(0), "2026-02-10 10:00"),
        (timedelta(minutes=90), "2026-02-10 08:30"),
        (timedelta(days=7), "2026-02-03 10:00"),
        (timedelta(days=40), "2026-02-03 10:00"),
        (timedelta(minutes=-5), "2026-02-10 10:00"),
    ],
)
@pytest.mark.parametrize("clock", [PHONE_IN_1970, at("2026-02-10 09:58"), at("2038-01-19 00:00")])
def test_only_the_time_that_passed_on_the_phone_counts(
    clock: datetime, passed: timedelta, happened: str
) -> None:
    then = happened_at(at("2026-02-10 10:00"), made_at=clock, sent_at=clock + passed)

    assert then == at(happened)


@pytest.mark.parametrize(("micro", "kept"), [(123_999, 123_000), (1_000, 1_000), (999, 0)])
def test_when_a_scan_happened_is_kept_to_the_millisecond(micro: int, kept: int) -> None:
    now = at("2026-02-10 10:00").replace(microsecond=micro)

    then = happened_at(now, made_at=now, sent_at=now)

    assert then.microsecond == kept
