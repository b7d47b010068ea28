"""When a lot ends: at the end of a local month."""

from datetime import date

import pytest

from loyalty.models.lots import end_of_month, lot_end


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ("2026-02-03", 0, "2026-02-28"),
        ("2028-02-29", 0, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-15", 1, "2026-12-31"),
        ("2026-12-01", 1, "2027-01-31"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2027-02-28", 12, "2028-02-29"),
        ("2026-05-01", 25, "2028-06-30"),
        ("2026-02-28", -1, "2026-01-31"),
    ],
)
def test_a_month_is_counted_from_month_to_month(day: str, months: int, last: str) -> None:
    assert end_of_month(date.fromisoformat(day), months) == date.fromisoformat(last)


def test_everything_earned_in_a_month_ends_together() -> None:
    ends = {lot_end(date(2026, 2, day), 6) for day in range(1, 29)}

    assert ends == {date(2026, 8, 31)}


def test_without_months_a_lot_does_not_end() -> None:
    assert lot_end(date(2026, 2, 3), None) is None
