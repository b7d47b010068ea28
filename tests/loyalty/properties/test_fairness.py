"""Nobody gains or loses by order, by splitting, or by a change of rules."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty import promises
from loyalty.card import Card
from loyalty.entry import POINTS, STAMPS, Account
from loyalty.models.stamps import Step
from loyalty.program import Program
from tests import programs
from tests.builders import scan
from tests.loyalty.properties.lives import OPENED, Life, changed, day_of, lives, quick
from tests.programs import COOKIE, Customer

DAYS = 6
COUNTING = st.sampled_from(
    [
        programs.stamps(threshold=4, ladder=(Step(at=2, reward=COOKIE.id),)),
        programs.stamps(threshold=3, spend_minor=700),
        programs.points(points=3, per_minor=200),
        programs.cashback(percent=7),
        programs.donation(percent=3),
    ]
)


def bought(of: Program, amounts: list[int], order: list[int]) -> dict[Account, int]:
    """One purchase on each day; they reach the server in that order, within a week."""
    ada = Customer(program=of)
    for day in order:
        made = OPENED + timedelta(days=day)
        asked = replace(scan(made), recorded_at=OPENED + timedelta(days=DAYS))
        ada.buys(asked, amounts[day], units=1 + amounts[day] % 5)
    return ada.card.balances


@given(
    COUNTING,
    st.lists(st.integers(0, 9999), min_size=DAYS, max_size=DAYS),
    st.permutations(range(DAYS)),
)
@quick
def test_the_order_in_which_purchases_arrive_does_not_matter(
    of: Program, amounts: list[int], order: list[int]
) -> None:
    assert bought(of, amounts, order) == bought(of, amounts, list(range(DAYS)))


@given(
    st.sampled_from(
        [
            programs.stamps(threshold=3, spend_minor=700),
            programs.points(points=3, per_minor=200),
            programs.cashback(percent=7),
            programs.donation(percent=3),
        ]
    ),
    st.lists(st.integers(0, 9999), min_size=1, max_size=5),
)
@quick
def test_an_amount_is_worth_the_same_in_one_purchase_or_in_several(
    of: Program, amounts: list[int]
) -> None:
    whole, split = Customer(program=of), Customer(program=of)

    whole.buys(OPENED, sum(amounts))
    for day, amount in enumerate(amounts):
        split.buys(OPENED + timedelta(days=day), amount)

    assert split.card.balances == whole.card.balances


def needs(program: Program, card: Card) -> dict[str, int]:
    """What is missing to each reward, where the card has begun to collect."""
    missing: dict[str, int] = {}
    if card.in_progress and (rule := promises.stamp_rule(program, card)):
        missing[rule.reward] = max(1, rule.threshold - card.balance(STAMPS))
    if card.in_progress and program.points:
        prices = ((r.id, promises.price(program, card, r)) for r in program.rewards)
        missing |= {name: price - card.balance(POINTS) for name, price in prices if price}
    return missing


@given(lives, st.lists(st.integers(0, 11), min_size=1, max_size=4))
@quick
def test_a_card_in_progress_never_needs_more_after_a_change_of_rules(
    life: Life, picks: list[int]
) -> None:
    program = life.customer.program
    card = life.customer.card.on(day_of(program, OPENED))
    for pick in picks:
        after = changed(program, pick)
        before, now = needs(program, card), needs(after, card)
        assert now.keys() >= before.keys()
        assert all(now[reward] <= missing for reward, missing in before.items())
        program = after


@given(lives, st.lists(st.integers(0, 11), min_size=1, max_size=3))
@quick
def test_after_a_change_of_rules_as_many_stamps_as_were_missing_are_enough(
    life: Life, picks: list[int]
) -> None:
    """Not only by what is said, but by what the next purchase does."""
    ada = life.customer
    rule = ada.program.stamps
    when = max([OPENED, *(entry.recorded_at for entry in ada.entries)]) + timedelta(hours=24)
    card = ada.card.on(day_of(ada.program, when))
    if rule is None or rule.spend_minor or not card.in_progress:
        return
    ((reward, units),) = needs(ada.program, card).items()
    for pick in picks:
        ada.program = changed(ada.program, pick)

    entry = ada.buys(when, 100, units=units)

    assert any(c.account == f"reward:{reward}" and c.units > 0 for c in entry.changes)
