"""Whom something is for, decided from the card alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from loyalty.card import Card, Lot
from loyalty.entry import CLUB, tier_account
from loyalty.gifts.segments import SEGMENTS, belongs
from tests.builders import at, card

NOW = at("2026-03-03 00:00")


def seen(visits: int, days_ago: int | None) -> Card:
    last = None if days_ago is None else NOW - timedelta(days=days_ago)
    return replace(card(), visits=visits, last_visit_at=last)


def segments(of: Card) -> set[str]:
    return {name for name in SEGMENTS if belongs(name, of, NOW, active_days=60)}


@pytest.mark.parametrize(
    ("visits", "days_ago", "names"),
    [
        (0, None, {"everyone", "new"}),
        (1, 0, {"everyone", "new"}),
        (2, 10, {"everyone"}),
        (4, 60, {"everyone"}),
        (5, 60, {"everyone", "regular"}),
        (5, 61, {"everyone", "lapsed"}),
        (1, 61, {"everyone", "new", "lapsed"}),
    ],
)
def test_visits_and_the_last_of_them_make_the_segment(
    visits: int, days_ago: int | None, names: set[str]
) -> None:
    assert segments(seen(visits, days_ago)) == names


def test_members_of_the_club_and_holders_of_a_tier_are_segments() -> None:
    silver = Lot(account=tier_account("silver"), units=1)
    ada = replace(seen(2, 10), lots=(Lot(account=CLUB, units=1), silver))

    assert segments(ada) == {"everyone", "club"}
    assert belongs("tier:silver", ada, NOW, 60)
    assert not belongs("tier:gold", ada, NOW, 60)


def test_a_segment_that_nobody_knows_is_nobodys() -> None:
    assert not belongs("rich", seen(5, 1), NOW, 60)
