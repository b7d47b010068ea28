"""What holds for any clock and any week."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty.calendar import Week, local_date, midnight
from loyalty.card import Lot
from loyalty.entry import POINTS
from loyalty.scan import LATEST_ARRIVAL, happened_at
from tests.builders import PARIS, card
from tests.loyalty.properties.lives import OPENED, quick

moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001
    lambda wall: wall.replace(tzinfo=UTC)
)
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


@given(moments, moments)
@quick
def test_no_phones_clock_can_move_a_scan_out_of_its_last_seven_days(
    made: datetime, sent: datetime
) -> None:
    then = happened_at(OPENED, made, sent)

    assert OPENED - LATEST_ARRIVAL <= then <= OPENED


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)) | st.sampled_from(CHANGES), st.integers(-3, 3))
@quick
def test_a_lot_is_there_up_to_the_last_millisecond_of_its_local_day(day: date, ms: int) -> None:
    """Also where the day has 23 hours or 25."""
    held = replace(card(), lots=(Lot(account=POINTS, units=1, expires_on=day),))
    moment = midnight(day + timedelta(days=1), PARIS) + timedelta(milliseconds=ms)

    assert bool(held.on(local_date(moment, PARIS)).lots) is (ms < 0)


@given(st.text(max_size=10) | st.from_regex(r"[0-9]{4}-W[0-9]{2}", fullmatch=True))
@quick
def test_a_text_is_the_name_of_one_week_or_of_none(text: str) -> None:
    try:
        week = Week.named(text)
    except ValueError:
        return

    assert week.name == text
    assert week.following().previous() == week
