"""Tiers: what a card has done opens levels, kept to a day that is known beforehand."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.entry import POINTS, QUALIFYING, tier_account
from loyalty.models.tiers import TierRule
from loyalty.program import Program
from tests import programs
from tests.programs import Customer

SILVER, GOLD = tier_account("silver"), tier_account("gold")


def rule(of: Program) -> TierRule:
    assert of.tiers
    return of.tiers


def held(ada: Customer, day: date | None = None) -> str | None:
    tier = rule(ada.program).held(ada.card.on(day) if day else ada.card)
    return tier.id if tier else None


def test_everybody_holds_the_tier_at_nothing() -> None:
    assert held(Customer(program=programs.tiered())) == "bronze"


def test_without_a_tier_at_nothing_a_card_may_hold_none() -> None:
    of = programs.tiered()
    of = replace(of, tiers=replace(rule(of), tiers=rule(of).tiers[1:]))
    ben = Customer(program=of)

    assert held(ben) is None
    assert rule(of).next(ben.card) == (rule(of).tiers[0], 20_000)


@pytest.mark.parametrize(
    ("minor", "tier"),
    [(19_999, "bronze"), (20_000, "silver"), (49_999, "silver"), (50_000, "gold")],
)
def test_a_tier_is_reached_at_its_very_amount(minor: int, tier: str) -> None:
    ada = Customer(program=programs.tiered())

    ada.buys("2026-02-03 10:00", minor)

    assert held(ada) == tier


def test_what_is_missing_to_the_next_tier_is_told() -> None:
    ada = Customer(program=programs.tiered())
    ada.buys("2026-02-03 10:00", 20_500)
    _, _, gold = rule(ada.program).tiers

    assert rule(ada.program).next(ada.card) == (gold, 29_500)
    ada.buys("2026-02-04 10:00", 29_500)
    assert rule(ada.program).next(ada.card) is None


def test_a_tier_lasts_as_long_as_the_window_and_the_grace() -> None:
    ada = Customer(program=programs.tiered())

    ada.buys("2026-02-03 10:00", 20_000)

    assert ada.card.ends(QUALIFYING) == date(2027, 2, 28)
    assert ada.card.ends(SILVER) == date(2027, 3, 30)
    assert held(ada, date(2027, 3, 30)) == "silver"
    assert held(ada, date(2027, 3, 31)) == "bronze"


def test_a_tier_ends_when_too_little_is_left_in_the_window() -> None:
    """400 of June leave first, and the 150 of August are too few alone."""
    ada = Customer(program=programs.tiered())

    ada.buys("2026-06-03 10:00", 40_000)
    ada.buys("2026-08-03 10:00", 15_000)

    assert ada.card.ends(GOLD) == date(2027, 7, 30)
    assert ada.card.ends(SILVER) == date(2027, 7, 30)


def test_what_is_bought_later_prolongs_a_tier() -> None:
    ada = Customer(program=programs.tiered())
    ada.buys("2026-02-03 10:00", 20_000)

    ada.buys("2026-05-03 10:00", 20_000)

    assert ada.card.ends(SILVER) == date(2027, 6, 30)


def test_a_purchase_during_the_grace_does_not_shorten_it() -> None:
    ada = Customer(program=programs.tiered())
    ada.buys("2026-02-03 10:00", 20_000)

    ada.buys("2027-03-02 10:00", 1000)

    assert (ada.card.balance(QUALIFYING), held(ada)) == (1000, "silver")
    assert ada.card.ends(SILVER) == date(2027, 3, 30)


def test_for_ever_is_for_ever() -> None:
    ada = Customer(program=programs.tiered(months=None))

    ada.buys("2026-02-03 10:00", 20_000)

    assert ada.card.ends(SILVER) is None
    assert held(ada, date(2060, 1, 1)) == "silver"


def test_a_tier_for_good_stays_one_when_a_window_comes() -> None:
    before, after = programs.versions(programs.tiered(months=None), programs.tiered())
    ada = Customer(program=before)
    ada.buys("2026-02-03 10:00", 20_000)

    ada.program = after
    ada.buys("2026-03-03 10:00", 1000)

    assert ada.card.ends(SILVER) is None


def test_points_count_as_they_were_earned() -> None:
    of = programs.tiered("points")
    low = tuple(replace(tier, at=tier.at // 100) for tier in rule(of).tiers)
    ada = Customer(program=replace(of, tiers=replace(rule(of), tiers=low)))

    ada.buys("2026-02-03 10:00", 20_000)
    ada.buys("2026-02-04 10:00", 10_000)

    assert ada.card.balances == {POINTS: 350, QUALIFYING: 350, SILVER: 1}


def test_every_purchase_is_a_visit_whatever_is_used_around_it() -> None:
    of = programs.tiered("visits")
    twice = tuple(replace(tier, at=min(tier.at, 2)) for tier in rule(of).tiers[:2])
    ada = Customer(program=replace(of, tiers=replace(rule(of), tiers=twice)))
    ada.buys("2026-02-03 10:00", 15_000)
    ada.uses("coffee", "2026-02-03 10:40")
    assert (ada.card.visits, ada.card.balance(QUALIFYING), held(ada)) == (2, 1, "bronze")

    ada.buys("2026-02-03 10:41", 100)

    assert (ada.card.visits, ada.card.balance(QUALIFYING), held(ada)) == (2, 2, "silver")


def test_a_change_of_rules_takes_nobodys_tier_away() -> None:
    before = programs.tiered()
    higher = tuple(replace(tier, at=tier.at * 3) for tier in rule(before).tiers)
    after = replace(before, tiers=replace(rule(before), tiers=higher))
    ada = Customer(program=before)
    ada.buys("2026-02-03 10:00", 20_000)

    ada.program = programs.versions(before, after)[1]
    ada.buys("2026-02-04 10:00", 1000)

    assert held(ada) == "silver"
    assert ada.card.ends(SILVER) == date(2027, 3, 30)
