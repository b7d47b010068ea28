"""What a purchase earns: one entry with everything that the program has."""

from dataclasses import replace
from datetime import date, time

import pytest

from loyalty.card import Card
from loyalty.earning import best_multiplier, decide_earn, worth
from loyalty.entry import (
    GENESIS,
    POINTS,
    QUALIFYING,
    STAMPS,
    Kind,
    Money,
    donation_account,
    reward_account,
    tier_account,
)
from loyalty.errors import RewardReady
from loyalty.models.donation import DonationRule
from loyalty.models.windows import Window
from loyalty.purchase import ONE_ITEM, Purchase
from tests import programs
from tests.builders import at, card, scan
from tests.programs import Customer, late

COFFEE = reward_account("coffee")
CAFE = programs.stamps()
HAPPY_HOUR = Window(
    name={"fr": "Heure double", "en": "Double hour"}, multiplier=200, begins=time(14), ends=time(16)
)
SHELTER = DonationRule(cause_id="refuge", cause={"fr": "Refuge", "en": "Shelter"}, percent=2)


def ready_card() -> Card:
    ada = Customer(program=CAFE)
    ada.buys("2026-02-02 10:00", units=9)
    return ada.card


def test_the_entry_says_who_where_when_and_follows_the_one_before() -> None:
    first = decide_earn(CAFE, card(), scan("2026-02-03 10:00", operation="first"))
    asked = late("2026-02-04 10:00", "2026-02-04 12:00")

    second = decide_earn(CAFE, card().after(first), asked)

    assert (first.seq, first.previous_hash) == (1, GENESIS)
    assert (second.seq, second.previous_hash) == (2, first.hash)
    assert (second.kind, second.rule_version, second.program) == (Kind.EARN, 1, "cafe-poincon")
    assert (second.shop, second.till, second.body_hash) == ("orfevres", "till-1", asked.body_hash)
    assert (second.happened_at, second.recorded_at) == (asked.happened_at, asked.recorded_at)


def test_items_and_amount_are_kept_in_the_entry() -> None:
    bought = Purchase(units=3, amount_minor=750)

    entry = decide_earn(CAFE, card(), scan(), bought)

    assert (entry.units, entry.amount) == (3, Money(minor=750, currency="EUR"))
    assert (entry.facts, entry.reason, entry.reverses) == ({}, None, None)


def test_items_are_not_counted_where_nothing_is_stamped() -> None:
    entry = decide_earn(programs.points(), card(), scan(), Purchase(units=3, amount_minor=750))

    assert (entry.units, entry.balance_after[POINTS]) == (0, 7)


def test_a_reward_that_waits_is_offered_before_anything_is_stamped() -> None:
    with pytest.raises(RewardReady) as refused:
        decide_earn(CAFE, ready_card(), scan())

    assert refused.value.facts == {"reward": "coffee"}


def test_a_reward_that_has_ended_is_not_offered_any_more() -> None:
    brief = replace(programs.COFFEE, expires_days=1)
    ada = Customer(program=programs.stamps(rewards=(brief,)))
    ada.buys("2026-02-02 10:00", units=9)

    with pytest.raises(RewardReady):
        ada.buys("2026-02-03 23:59", over_ready=False)
    assert ada.buys("2026-02-04 00:00", over_ready=False).balance_after == {STAMPS: 1}


def test_a_customer_who_keeps_the_reward_is_stamped_all_the_same() -> None:
    entry = decide_earn(CAFE, ready_card(), scan(), over_ready=True)

    assert entry.balance_after == {COFFEE: 1, STAMPS: 1}


def test_a_scan_that_waited_a_minute_in_a_phone_is_stamped_over_a_ready_reward() -> None:
    """The customer has gone: nobody is there to be offered anything."""
    asked = late("2026-02-03 09:59:00", "2026-02-03 10:00")

    entry = decide_earn(CAFE, ready_card(), asked)

    assert entry.balance_after == {COFFEE: 1, STAMPS: 1}


def test_a_scan_that_was_seconds_on_its_way_is_offered_the_reward_first() -> None:
    asked = late("2026-02-03 09:59:01", "2026-02-03 10:00")

    with pytest.raises(RewardReady):
        decide_earn(CAFE, ready_card(), asked)


def test_a_double_hour_doubles_and_the_entry_says_so() -> None:
    happy = programs.points(windows=(HAPPY_HOUR,))

    before, within = (
        decide_earn(happy, card(), scan(when), Purchase(amount_minor=1000))
        for when in ("2026-02-03 13:59", "2026-02-03 14:00")
    )

    assert (before.balance_after, before.facts) == ({POINTS: 10}, {})
    assert (within.balance_after, within.facts) == ({POINTS: 20}, {"multiplier": 200})


def test_a_late_scan_is_worth_what_it_was_when_it_was_made() -> None:
    ada = Customer(program=programs.points(windows=(HAPPY_HOUR,)))

    ada.buys(late("2026-02-03 15:00", "2026-02-03 17:00"), 1000)

    assert ada.card.balance(POINTS) == 20


def test_the_better_of_tier_and_window_counts_and_not_both() -> None:
    silver = replace(programs.tiered(), windows=(HAPPY_HOUR,))
    ada = Customer(program=silver)
    ada.buys("2026-02-03 10:00", 20_000)

    assert best_multiplier(silver, ada.card, at("2026-02-03 13:00")) == 150
    assert best_multiplier(silver, ada.card, at("2026-02-03 15:00")) == 200
    assert best_multiplier(programs.points(), ada.card, at("2026-02-03 15:00")) == 100


def test_a_purchase_that_reaches_a_tier_does_not_earn_by_it_yet() -> None:
    ada = Customer(program=programs.tiered())

    first = ada.buys("2026-02-03 10:00", 20_000)
    second = ada.buys("2026-02-04 10:00", 1000)

    assert first.deltas[POINTS] == 200
    assert (second.deltas[POINTS], second.facts) == (15, {"multiplier": 150})


def test_one_entry_holds_points_a_donation_and_what_counts_towards_a_tier() -> None:
    everything = replace(programs.tiered(), donation=SHELTER)
    ada = Customer(program=everything)

    entry = ada.buys("2026-02-03 10:00", 25_000)

    assert entry.balance_after == {
        POINTS: 250,
        QUALIFYING: 25_000,
        tier_account("silver"): 1,
        donation_account("refuge"): 500,
    }


def test_what_has_ended_is_taken_off_first() -> None:
    ada = Customer(program=programs.points(expires_months=1))
    ada.buys("2026-02-03 10:00", 1000)

    entry = ada.buys("2026-04-01 10:00", 500)

    assert entry.balance_after == {POINTS: 5}
    assert [(c.units, c.expires_on) for c in entry.changes] == [
        (-10, date(2026, 3, 31)),
        (5, date(2026, 5, 31)),
    ]


def test_a_program_that_counts_nothing_still_counts_the_visit() -> None:
    entry = decide_earn(programs.club(), card(), scan())

    assert (entry.changes, entry.visit, entry.kind) == ((), 1, Kind.EARN)
    assert worth(programs.club(), ONE_ITEM, 100) is None
