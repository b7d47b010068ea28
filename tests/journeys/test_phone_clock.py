"""A till's own clock may say anything: the ledger's times come from the server's, and from ages."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.journeys.bring_sales import Sale, bring_sales
from loyalty.entry import instant_text
from passes.card_code import seal
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
    """When the ledger says that a scan of a new card, of a week ago, with these times happened."""
    now, till.shop.now = till.shop.now, till.shop.now - WEEK
    code = till.shop.join().code
    till.shop.now = now
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


def test_no_scan_is_older_than_the_card_that_was_held_out(till: Phone) -> None:
    joined = till.shop.now
    code = till.shop.join().code
    till.shop.later(minutes=5)

    moments = [till.shop.now - timedelta(minutes=ago) for ago in (0, 4, 6, 7 * 24 * 60)]
    answers = [till.earn(code, made_at=made) for made in moments]

    told = [datetime.fromisoformat(answer.json["happened_at"]) for answer in answers]
    till.shop.now = joined
    assert told == [*moments[:2], joined, joined]


def test_a_card_made_this_minute_gets_no_more_than_its_day(shared: Path) -> None:
    shop = Shop(shared, data=program_data(limits={"daily_cap": 3, "cooldown_minutes": 30}))
    till, code = shop.at("2026-02-20 12:00").pair(), shop.join().code

    made = [shop.now - timedelta(minutes=31 * times) for times in range(7 * 24 * 60 // 31)]
    answers = [till.earn(code, made_at=moment, over_ready=True) for moment in made]

    assert [answer.status_code for answer in answers].count(201) == 1
    assert {answer.json.get("code") for answer in answers[1:]} == {"too-soon"}


def test_a_card_that_was_brought_in_is_held_out_from_then_on(shared: Path) -> None:
    shop = Shop(shared).at("2026-02-20 12:00")
    row = {"line": 2, "text": "", "customer": "ada", "date": "2026-02-10", "shop": "orfevres"}
    sale = Sale(**row, at=at("2026-02-10 12:00"), amount_minor=450, units=1)  # type: ignore[arg-type]
    (brought,) = bring_sales(shop.services, shop.program, [sale], earn=False)
    assert brought.card and brought.card.joined_at == sale.at
    code = seal(shop.services.keys, "scan", shop.program.id, brought.card.card.id)

    answer = shop.pair().earn(code, made_at=shop.now - timedelta(days=3))

    assert datetime.fromisoformat(answer.json["happened_at"]) == shop.now


def test_a_week_is_the_last_age_that_is_believed(till: Phone) -> None:
    now = till.shop.now
    second = timedelta(seconds=1)

    assert happened(till, now - WEEK + second, now) == now - WEEK + second
    assert happened(till, now - WEEK - second, now) == now - WEEK
    assert now == at(OPENED)
