"""Sample cards: really decided by the rules, and each state once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.brand import Brand
from loyalty.card import replay
from loyalty.entry import CREDIT, STAMPS, tier_account
from loyalty.models.windows import Window
from loyalty.offers import offers
from loyalty.program import Program
from loyalty.sample import SAMPLE, lives
from loyalty.wording.stamps import is_full
from tests import programs
from tests.builders import at
from tests.ready_made import presets_by_name

NOW = at("2026-11-23 11:00")
EVERY_MODEL = {
    "stamps": programs.stamps(),
    "ladder": programs.stamps(ladder=(programs.HALFWAY,)),
    "points": programs.points(),
    "cashback": programs.cashback(),
    "club": programs.club(trial_days=30),
    "donation": programs.donation(),
    "tiers": programs.tiered(),
}
KEYS = {
    "stamps": ["new", "begun", "almost", "ready", "coupon-present"],
    "ladder": ["new", "begun", "step", "ready", "coupon-present"],
    "points": ["new", "begun", "ready", "coupon-present"],
    "cashback": ["new", "begun", "coupon-present"],
    "club": ["new", "begun", "trial", "member", "coupon-present"],
    "donation": ["new", "begun", "coupon-present"],
    "tiers": ["new", "begun", "ready", "tier-silver", "tier-gold", "coupon-present"],
}


@pytest.mark.parametrize("name", EVERY_MODEL)
def test_every_model_shows_the_states_that_it_knows(name: str) -> None:
    assert list(lives(EVERY_MODEL[name], NOW)) == KEYS[name]


@pytest.mark.parametrize("program", [*presets_by_name().values(), *EVERY_MODEL.values()])
def test_every_card_is_what_its_entries_add_up_to_and_lies_before_now(program: Program) -> None:
    for life in lives(program, NOW).values():
        assert life.card == replay(program.id, SAMPLE, life.entries)
        assert all(entry.happened_at < NOW for entry in life.entries)
        assert life.began_at <= (life.entries[0].happened_at if life.entries else NOW)


def test_a_card_is_in_the_state_that_its_key_names() -> None:
    stamped, tiered = lives(programs.stamps(), NOW), lives(programs.tiered(), NOW)

    assert stamped["new"].entries == ()
    assert 0 < stamped["begun"].card.balance(STAMPS) < 9
    assert is_full(programs.stamps(), stamped["ready"].card)
    assert offers(programs.stamps(), stamped["almost"].card) == ()
    assert tiered["tier-gold"].card.balance(tier_account("gold")) == 1
    assert tiered["tier-silver"].card.balance(tier_account("gold")) == 0
    assert lives(programs.cashback(), NOW)["begun"].card.balance(CREDIT) > 0


def test_the_same_moment_gives_the_same_cards() -> None:
    assert lives(programs.tiered(), NOW) == lives(programs.tiered(), NOW)


def test_a_reward_that_usual_purchases_never_reach_is_reached_by_larger_ones() -> None:
    dear = programs.bare(
        points=programs.points().points,
        rewards=(replace(programs.COFFEE, points=9_000), programs.COOKIE, programs.TEN_PERCENT),
    )

    assert offers(dear, lives(dear, NOW)["ready"].card)


def test_a_reward_that_no_purchase_reaches_is_not_shown() -> None:
    never = programs.bare(
        points=programs.points().points,
        rewards=(replace(programs.COFFEE, points=9_000_000), programs.COOKIE, programs.TEN_PERCENT),
    )

    assert list(lives(never, NOW)) == ["new", "coupon-present"]


@settings(deadline=None, max_examples=20)
@given(
    hours=st.integers(-8_000, 24_000),
    double=st.booleans(),
    name=st.sampled_from(sorted(EVERY_MODEL)),
)
def test_at_any_moment_and_in_any_season_there_are_cards_to_show(
    hours: int, double: bool, name: str
) -> None:
    now = NOW + timedelta(hours=hours)
    window = Window(name={"fr": "Lundi", "en": "Monday"}, multiplier=200, days=frozenset({0}))
    program = replace(EVERY_MODEL[name], windows=(window,) if double else ())

    found = lives(program, now)

    assert next(iter(found)) == "new"
    assert len(found) > 1
    looks = [(life.card.balances, life.card.visits) for life in found.values()]
    assert all(look not in looks[:place] for place, look in enumerate(looks))


def test_the_brand_changes_no_life() -> None:
    brand = Brand(background="#000000", foreground="#ffffff", label="#ffffff", icon="star")

    lived = lives(replace(programs.stamps(), brand=brand), NOW)

    assert [life.entries for life in lived.values()] == [
        life.entries for life in lives(programs.stamps(), NOW).values()
    ]
