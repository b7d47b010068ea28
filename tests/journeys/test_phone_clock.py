"""A till's own clock may say anything: the ledger's times come from the server's, and from ages."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.entry import instant_text
from tests.builders import at, program_data
from tests.shop import Phone, Shop

WEEK = timedelta(days=7)
TEN_YEARS = timedelta(days=3653)
OPENED = "2026-02-02 09:00"
MILLISECOND = timedelta(milliseconds=1)
offsets = st.timedeltas(-TEN_YEARS, TEN_YEARS).map(lambda off: off // MILLISECOND * MILLISECOND)
ages = st.timedeltas(timedelta(0), timedelta(days=20)).map(
    lambda age: age // MILLISECOND * MILLISECOND
)


@pytest.fixture(name="open_shop", scope="module")
def _open_shop(shared: Path) -> Shop:
    limits = {"cooldown_minutes": 0, "daily_cap": 50, "scans_per_till_hour": 10_000}
    return Shop(shared, data=program_data(limits=limits)).at(OPENED)


@pytest.fixture(name="till", scope="module")
def _till(open_shop: Shop) -> Phone:
    return open_shop.pair()


def happened(till: Phone, made: datetime, sent: datetime) -> datetime:
    """When the ledger says that a scan of a fresh card with these two times happened."""
    code = till.shop.join().code
    times = {"made_at": instant_text(made), "sent_at": instant_text(sent)}
    key = {**till.bearer, "Idempotency-Key": f"operation-{code[:30]}"}
    answer = till.shop.web.post("/v1/till/earns", json={**times, "code": code}, headers=key)
    assert answer.status_code == 201, answer.text
    return datetime.fromisoformat(answer.json["happened_at"])


@settings(max_examples=25, deadline=None)
@given(offset=offsets, age=ages)
def test_a_clock_that_is_off_by_as_much_all_the_time_changes_nothing(
    till: Phone, offset: timedelta, age: timedelta
) -> None:
    now = till.shop.now
    sent = now + offset

    assert happened(till, sent - age, sent) == happened(till, now - age, now)


@settings(max_examples=15, deadline=None)
@given(offset=offsets, jump=st.timedeltas(timedelta(0), TEN_YEARS))
def test_a_clock_that_was_put_back_in_between_makes_it_happen_now(
    till: Phone, offset: timedelta, jump: timedelta
) -> None:
    made = till.shop.now + offset

    assert happened(till, made, made - jump) == till.shop.now


@settings(max_examples=15, deadline=None)
@given(offset=offsets, jump=st.timedeltas(WEEK, TEN_YEARS))
def test_a_clock_that_was_put_on_in_between_goes_back_a_week_and_no_further(
    till: Phone, offset: timedelta, jump: timedelta
) -> None:
    made = till.shop.now + offset

    assert happened(till, made, made + jump) == till.shop.now - WEEK


def test_a_week_is_the_last_age_that_is_believed(till: Phone) -> None:
    now = till.shop.now
    second = timedelta(seconds=1)

    assert happened(till, now - WEEK + second, now) == now - WEEK + second
    assert happened(till, now - WEEK - second, now) == now - WEEK
    assert now == at(OPENED)
