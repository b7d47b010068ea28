"""A change of rules costs a card in progress nothing (U7)."""

from dataclasses import replace
from typing import Any

import pytest

from loyalty import promises
from loyalty.entry import POINTS, STAMPS, reward_account
from loyalty.gifts.missions import Mission
from loyalty.granting import decide_coupon, decide_mission
from loyalty.models.stamps import StampRule, Step
from loyalty.offers import offers
from loyalty.program import Program
from loyalty.rewards import Gift
from tests import programs
from tests.programs import COFFEE, COOKIE, HALFWAY, Customer, late

FREE, ON_THE_WAY = reward_account(COFFEE.id), reward_account(COOKIE.id)
NINE = programs.stamps()


def in_progress(units: int, *chain: Program) -> Customer:
    """A card begun under the first of these versions, looked at under the last."""
    ordered = programs.versions(*chain)
    ada = Customer(program=ordered[0])
    ada.buys("2026-02-03 10:00", units=units)
    ada.program = ordered[-1]
    return ada


def rule(ada: Customer) -> StampRule:
    found = promises.stamp_rule(ada.program, ada.card)
    assert found
    return found


def price(ada: Customer) -> int | None:
    return promises.price(ada.program, ada.card, ada.program.reward("coffee"))


def dear(price: int | None, **changes: Any) -> Program:
    return programs.points(rewards=(replace(COFFEE, points=price),), **changes)


def test_a_raised_threshold_is_for_the_next_round() -> None:
    ada = in_progress(8, NINE, programs.stamps(threshold=12))
    assert rule(ada).threshold == 9

    ada.buys("2026-03-03 10:00", units=2)

    assert ada.card.balances == {FREE: 1, STAMPS: 1}
    assert (ada.card.since, rule(ada).threshold) == (2, 12)


def test_a_lowered_threshold_is_for_this_round_too() -> None:
    ada = in_progress(8, NINE, programs.stamps(threshold=5))

    assert rule(ada).threshold == 5
    ada.buys("2026-03-03 10:00")
    assert ada.card.balances == {FREE: 1, STAMPS: 4}


def test_lowered_and_raised_again_the_lowest_of_all_counts() -> None:
    six, twelve = programs.stamps(threshold=6), programs.stamps(threshold=12)

    assert rule(in_progress(1, NINE, six, twelve)).threshold == 6


def test_what_was_promised_before_the_card_began_is_not_its_own() -> None:
    first, second, third = programs.versions(
        programs.stamps(threshold=5), programs.stamps(threshold=12), NINE
    )
    ada = Customer(program=second)
    ada.buys("2026-02-03 10:00")

    ada.program = third
    assert (ada.card.since, rule(ada).threshold) == (2, 9)
    ada.program = first
    assert rule(ada).threshold == 5


def test_an_empty_card_has_the_rules_of_today() -> None:
    ada = in_progress(9, NINE, programs.stamps(threshold=12))
    ben = Customer(program=ada.program)

    assert (rule(ada).threshold, rule(ben).threshold) == (12, 12)
    ada.buys("2026-03-03 10:00", units=11)
    assert ada.card.balances == {FREE: 1, STAMPS: 11}


def test_a_round_that_leaves_no_trace_in_the_stamps_is_a_round_too() -> None:
    """Three stamps and nine more: a reward, and three again."""
    ada = in_progress(3, NINE, programs.stamps(threshold=12))

    entry = ada.buys("2026-03-03 10:00", units=9)

    assert entry.deltas == {FREE: 1}
    assert (ada.card.since, rule(ada).threshold) == (2, 12)


def test_a_card_keeps_the_reward_that_it_began_for() -> None:
    ada = in_progress(8, NINE, programs.stamps(threshold=5, reward=COOKIE.id))

    assert (rule(ada).reward, rule(ada).threshold) == (COFFEE.id, 9)
    ada.buys("2026-03-03 10:00")

    assert ada.card.balances == {FREE: 1}
    assert (rule(ada).reward, rule(ada).threshold) == (COOKIE.id, 5)


def test_steps_of_the_round_stay_where_they_were() -> None:
    further = programs.stamps(ladder=(Step(at=7, reward=COOKIE.id),))
    ada = in_progress(4, programs.stamps(ladder=(HALFWAY,)), further)

    assert [step.at for step in rule(ada).ladder] == [5]
    ada.buys("2026-03-03 10:00", units=4)

    assert ada.card.balances == {STAMPS: 8, ON_THE_WAY: 1}


@pytest.mark.parametrize("held", [1, 3, 4])
def test_a_step_that_comes_nearer_is_given_once_wherever_the_card_is(held: int) -> None:
    nearer = programs.stamps(ladder=(Step(at=3, reward=COOKIE.id),))
    ada = in_progress(held, programs.stamps(ladder=(HALFWAY,)), nearer)

    ada.buys("2026-03-03 10:00", units=8 - held)

    assert ada.card.balances == {STAMPS: 8, ON_THE_WAY: 1}


def test_a_step_that_is_new_is_there_for_all_who_have_not_passed_it() -> None:
    with_step = programs.stamps(ladder=(HALFWAY,))

    before, beyond = (in_progress(units, NINE, with_step) for units in (4, 5))
    for ada in (before, beyond):
        ada.buys("2026-03-03 10:00")

    assert before.card.balances == {STAMPS: 5, ON_THE_WAY: 1}
    assert beyond.card.balances == {STAMPS: 6}


def test_a_step_that_was_taken_away_is_there_until_the_round_ends() -> None:
    ada = in_progress(4, programs.stamps(ladder=(HALFWAY,)), NINE)

    ada.buys("2026-03-03 10:00", units=10)

    assert ada.card.balances == {FREE: 1, STAMPS: 5, ON_THE_WAY: 2}
    assert rule(ada).ladder == ()


@pytest.mark.parametrize("threshold", [4, 5])
def test_a_threshold_at_or_below_a_step_ends_the_round_without_it(threshold: int) -> None:
    ada = in_progress(3, programs.stamps(ladder=(HALFWAY,)), programs.stamps(threshold=threshold))

    assert (rule(ada).threshold, rule(ada).ladder) == (threshold, ())


def test_steps_of_one_reward_stay_as_many_and_in_order() -> None:
    twice = (Step(at=2, reward=COOKIE.id), HALFWAY)
    ada = in_progress(1, programs.stamps(ladder=twice), NINE)

    assert rule(ada).ladder == twice


def with_points(*prices: int | None) -> Customer:
    """A card begun under the first of these prices, looked at under the last."""
    chain = programs.versions(*(dear(points) for points in prices))
    ada = Customer(program=chain[0])
    ada.buys("2026-02-03 10:00", 50_000)
    ada.program = chain[-1]
    return ada


@pytest.mark.parametrize(
    ("prices", "promised"),
    [
        ((100, 80), 80),
        ((100, 150), 100),
        ((100, 60, 150), 60),
        ((100, None), 100),
        ((None, 100), 100),
        ((None, None), None),
    ],
)
def test_a_lower_price_is_for_everybody_and_a_higher_one_for_later(
    prices: tuple[int | None, ...], promised: int | None
) -> None:
    assert price(with_points(*prices)) == promised


def test_what_is_offered_is_offered_at_the_promised_price() -> None:
    ada = with_points(100, 150)

    assert [offer.price for offer in offers(ada.program, ada.card)] == [100]


def test_what_is_bought_ends_the_round_and_the_rest_pays_the_new_price() -> None:
    chain = programs.versions(dear(100), dear(150))
    ada = Customer(program=chain[0])
    ada.buys("2026-02-03 10:00", 30_000)
    ada.program = chain[1]

    first = ada.uses("coffee", "2026-02-04 10:00")
    second = ada.uses("coffee", "2026-02-05 10:00")

    assert (first.deltas[POINTS], second.deltas[POINTS]) == (-100, -150)
    assert (first.facts["since"], "since" in second.facts) == (1, False)


def test_points_that_end_do_not_end_the_round() -> None:
    chain = programs.versions(dear(100, expires_months=1), dear(150, expires_months=1))
    ada = Customer(program=chain[0])
    ada.buys("2026-01-03 10:00", 5000)
    ada.buys("2026-02-03 10:00", 12_000)
    ada.program = chain[1]

    ada.buys("2026-03-03 10:00", 100)

    assert (ada.card.since, price(ada)) == (1, 100)


def test_a_gift_begins_a_round_as_a_purchase_does() -> None:
    cup = Mission(id="cup", name={"fr": "Gobelet"}, proof="staff", gift=Gift(units=1))
    first, second, third = programs.versions(
        programs.stamps(threshold=5), programs.stamps(missions=(cup,)), NINE
    )
    ada = Customer(program=second)
    ada.does("2026-02-03 10:00", decide_mission, mission="cup")

    ada.program = third

    assert (ada.card.since, rule(ada).threshold) == (2, 9)
    assert first.stamps and first.stamps.threshold == 5


def test_a_late_purchase_was_promised_what_held_when_it_was_made() -> None:
    before, after = programs.versions(NINE, programs.stamps(threshold=12))
    ada = Customer(program=after)
    ada.buys("2026-02-04 10:00", units=4)

    ada.program = before
    ada.buys(late("2026-02-03 10:00", "2026-02-04 12:00"), units=4)

    ada.program = after
    assert (ada.card.since, rule(ada).threshold) == (1, 9)


def test_an_undo_goes_back_to_the_promise_of_before() -> None:
    ada = in_progress(8, NINE, programs.stamps(threshold=12))
    was = ada.card
    ada.buys("2026-03-03 10:00")
    assert ada.card.since == 2

    ada.undoes("2026-03-03 10:01")

    assert (ada.card.since, ada.card.lots) == (was.since, was.lots)
    ada.buys("2026-03-03 10:02")
    assert ada.card.balances == {FREE: 1}


def test_a_refund_that_opens_a_round_again_opens_its_promise_too() -> None:
    ada = in_progress(8, NINE, programs.stamps(threshold=12))
    sale = ada.buys("2026-03-03 10:00")
    assert (sale.facts["since"], ada.card.since) == (1, 2)

    entry = ada.returns(sale, "2026-03-04 10:00")

    assert entry.facts["since"] == 1
    assert (ada.card.since, rule(ada).threshold) == (1, 9)


def test_a_refund_that_opens_nothing_changes_no_promise() -> None:
    ada = in_progress(8, NINE, programs.stamps(threshold=12))

    entry = ada.returns(ada.entries[0], "2026-03-04 10:00", units=2)

    assert "since" not in entry.facts
    assert (ada.card.since, rule(ada).threshold) == (1, 9)


def test_points_that_come_back_from_a_redemption_have_their_old_price() -> None:
    chain = programs.versions(dear(100), dear(150))
    ada = Customer(program=chain[0])
    ada.buys("2026-02-03 10:00", 10_000)
    ada.program = chain[1]
    used = ada.uses("coffee", "2026-02-04 10:00")

    ada.returns(used, "2026-02-05 10:00")

    assert (ada.card.since, price(ada)) == (1, 100)


def test_a_coupon_that_is_used_ends_no_round() -> None:
    ada = in_progress(8, NINE, programs.stamps(threshold=12))
    ada.does("2026-03-03 10:00", decide_coupon, coupon="present")

    ada.uses("coupon:present", "2026-03-03 10:01")

    assert (ada.card.since, rule(ada).threshold) == (1, 9)


def test_a_program_without_stamps_promises_none() -> None:
    ada = in_progress(8, NINE, programs.club())

    assert promises.stamp_rule(ada.program, ada.card) is None
    assert promises.stamp_rule(programs.club(), ada.card) is None
