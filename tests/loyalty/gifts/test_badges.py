"""Badges: what a card has become, with nothing to redeem."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.card import Lot
from loyalty.entry import REFERRALS
from loyalty.gifts.badges import BADGE_MEASURES, Badge, badges
from tests.builders import card

TENTH = Badge(id="ten", name={"fr": "Dixième visite", "en": "Tenth visit"}, of="visits", at=10)
YEAR = Badge(id="year", name={"fr": "Un an", "en": "One year"}, of="years", at=1)
GUIDE = Badge(id="guide", name={"fr": "Guide", "en": "Guide"}, of="referrals", at=2)
ALL = (TENTH, YEAR, GUIDE)
DAY = date(2026, 2, 3)


def test_a_new_card_wears_none() -> None:
    assert badges(ALL, card(), DAY, DAY) == badges(ALL, card(), None, DAY) == ()


@pytest.mark.parametrize(("visits", "worn"), [(9, ()), (10, (TENTH,)), (11, (TENTH,))])
def test_the_tenth_visit_makes_a_badge(visits: int, worn: tuple[Badge, ...]) -> None:
    assert badges(ALL, replace(card(), visits=visits), None, DAY) == worn


@pytest.mark.parametrize(
    ("joined", "today", "worn"),
    [
        ("2025-02-04", "2026-02-03", ()),
        ("2025-02-03", "2026-02-03", (YEAR,)),
        ("2024-02-29", "2025-02-28", ()),
        ("2024-02-29", "2025-03-01", (YEAR,)),
    ],
)
def test_a_year_is_whole_on_its_day(joined: str, today: str, worn: tuple[Badge, ...]) -> None:
    days = date.fromisoformat(joined), date.fromisoformat(today)

    assert badges(ALL, card(), *days) == worn


def test_friends_brought_make_one_and_the_programs_order_stands() -> None:
    ada = replace(card(), visits=12, lots=(Lot(account=REFERRALS, units=2),))

    assert badges((GUIDE, TENTH), ada, None, DAY) == (GUIDE, TENTH)
    assert {badge.of for badge in ALL} == set(BADGE_MEASURES)
