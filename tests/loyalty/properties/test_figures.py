"""What holds for the figures of any cards, in any order and any shards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from itertools import pairwise
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.calendar import Week
from loyalty.card import standing
from loyalty.entry import CardId, Kind, reward_account
from loyalty.figures import Anchor, Ledger, WeekFigures, visit_times
from loyalty.program import Program
from loyalty.retention import retention_rate
from tests import programs
from tests.loyalty.properties.lives import (
    LIMITS,
    OPENED,
    Life,
    any_program,
    lived,
    lives,
    quick,
    steps,
)

pytestmark = pytest.mark.long

WEEKS = [
    Week.containing(OPENED + timedelta(days=7 * n), programs.bare().time_zone) for n in range(6)
]
"""The weeks from the opening on; in the second one the clocks go back."""


def folded(week: Week, of: Sequence[Life]) -> WeekFigures:
    figures = WeekFigures(week=week)
    for number, life in enumerate(of):
        ledger = Ledger(card=CardId(f"card-{number}"), joined_at=OPENED, entries=life.entries)
        figures.fold(fourteen_days(life.customer.program), ledger)
    return figures


def fourteen_days(program: Program) -> Program:
    return replace(program, active_days=14, limits=LIMITS)


def all_weeks(of: Sequence[Life]) -> list[WeekFigures]:
    """From the first entry's week to the last one's."""
    stands = [entry.happened_at for life in of for entry in standing(life.entries)]
    zone = programs.bare().time_zone
    week, last = (Week.containing(f([OPENED, *stands]), zone) for f in (min, max))
    found = []
    while week <= last:
        found.append(folded(week, of))
        week = week.following()
    return found


shops = st.lists(lives, max_size=3)


@given(shops, st.sampled_from(WEEKS), st.integers(0, 3))
@quick
def test_figures_do_not_mind_the_order_of_cards_nor_their_shards(
    of: list[Life], week: Week, cut: int
) -> None:
    whole = folded(week, of)

    assert folded(week, of[::-1]) == whole
    assert folded(week, of[:cut]) + folded(week, of[cut:]) == whole


@given(shops, st.sampled_from(WEEKS))
@quick
def test_every_customer_of_a_week_is_kept_lost_new_or_returned(of: list[Life], week: Week) -> None:
    cohort = folded(week, of).cohort

    assert cohort.start == cohort.kept + cohort.lost
    assert cohort.end == cohort.kept + cohort.new + cohort.returned
    assert cohort.retention is None or 0 <= cohort.retention <= 1


@given(shops)
@quick
def test_the_end_of_a_week_is_the_start_of_the_next(of: list[Life]) -> None:
    weeks = [folded(week, of) for week in WEEKS]

    for week, after in pairwise(weeks):
        assert week.end == after.start


@given(shops, st.sampled_from(WEEKS))
@quick
def test_a_weeks_counts_contain_each_other(of: list[Life], week: Week) -> None:
    figures = folded(week, of)

    assert figures.visits == figures.visits_by_day.total() <= figures.scans
    assert figures.members_active <= figures.scans
    assert set(figures.visits_by_day) <= set(week.days)
    assert figures.new + figures.returned <= figures.members_active <= figures.end
    assert figures.rewards_redeemed.total() <= figures.scans


@given(shops)
@quick
def test_the_weeks_together_hold_everything_that_stands_once(of: list[Life]) -> None:
    stands = [entry for life in of for entry in standing(life.entries)]
    visits = [entry for entry in stands if entry.kind.is_visit]
    sales = {entry.operation: entry for entry in stands if entry.kind is Kind.EARN}
    back = [entry for entry in stands if entry.facts.get("refunds") in sales]

    weeks = all_weeks(of)

    assert sum(figures.scans for figures in weeks) == len(visits)
    assert sum(figures.stamps for figures in weeks) == sum(sale.units for sale in sales.values())
    assert sum(figures.spend_minor for figures in weeks) == sum(
        sale.amount.minor for sale in sales.values() if sale.amount
    ) - sum(entry.amount.minor for entry in back if entry.amount)
    assert sum(figures.new for figures in weeks) == sum(
        any(entry.kind.is_visit for entry in standing(life.entries)) for life in of
    )


keepers = st.builds(lived, any_program(), steps("use", "undo", "grant", "sleep"))
"""They bring nothing back."""


@given(keepers)
@quick
def test_a_reward_that_was_earned_is_used_ended_or_still_there(life: Life) -> None:
    weeks = all_weeks([life])
    sold = Counter(e.given for e in standing(life.entries) if "price" in e.facts)

    for reward in life.customer.program.rewards:
        earned, used, ended = (
            sum(counter[reward.id] for counter in counters)
            for counters in zip(
                *((w.rewards_earned, w.rewards_redeemed, w.rewards_expired) for w in weeks),
                strict=True,
            )
        )
        held = life.customer.card.balance(reward_account(reward.id))
        assert earned == used - sold[reward.id] + ended + held


@given(
    st.builds(
        lived, st.just(programs.stamps(limits=LIMITS)), steps("use", "undo"), on_time=st.just(True)
    )
)
@quick
def test_a_card_and_the_figures_count_the_same_visits_where_nothing_is_late(life: Life) -> None:
    times = visit_times(life.customer.program, standing(life.entries))

    assert life.customer.card.visits == len(times)


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 99), st.text(max_size=5))))
@quick
def test_an_anchor_is_the_same_in_any_order(heads: list[tuple[str, int, str]]) -> None:
    anchors = [Anchor(), Anchor()]

    for anchor, order in zip(anchors, (heads, heads[::-1]), strict=True):
        for head in order:
            anchor.add(*head)

    assert anchors[0] == anchors[1]
    assert len(anchors[0].digest) == 64


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
@quick
def test_a_retention_rate_lies_between_none_and_all(start: int, kept: int, new: int) -> None:
    stayed = min(start, kept)

    rate = retention_rate(start, stayed + new, new)

    assert rate is None if start == 0 else rate is not None and rate * start == stayed


def test_shards_may_be_any_number() -> None:
    """Sums start from an empty week."""
    empty = [WeekFigures(week=WEEKS[0]) for _ in range(3)]

    assert reduce(add, empty) == WeekFigures(week=WEEKS[0])
