"""What holds for any correction of any card."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loyalty import promises
from loyalty.calendar import Week
from loyalty.card import replay
from loyalty.entry import OperationId
from loyalty.errors import LoyaltyError
from loyalty.figures import Ledger, WeekFigures
from tests.builders import scan
from tests.loyalty.properties.lives import OPENED, Life, day_of, lives, quick

pytestmark = pytest.mark.long
_units = st.integers(1, 40).flatmap(lambda units: st.sampled_from([units, -units]))


@quick
@given(life=lives, units=_units)
def test_the_opposite_correction_gives_the_same_balance(life: Life, units: int) -> None:
    """Of one version: under a later one a step of the ladder may be new to those stamps."""
    ada, when = life.customer, OPENED + timedelta(days=400)
    assume(ada.program.version == 1)
    before = ada.card.on(day_of(ada.program, when))
    rule = promises.stamp_rule(ada.program, before)
    visits = (ada.card.visits, ada.card.purchases, ada.card.recent, ada.card.first_visit_at)

    try:
        ada.corrects(scan(when), units)
    except LoyaltyError:
        return
    corrected = ada.card
    with suppress(LoyaltyError):  # where nothing may be lost over the threshold, in two goes
        ada.corrects(scan(when), -units)

    assert ada.card == corrected or ada.card.balances == before.balances
    assert ada.card != corrected or (rule and not rule.carry_over)
    assert visits == (
        ada.card.visits,
        ada.card.purchases,
        ada.card.recent,
        ada.card.first_visit_at,
    )
    assert replay(ada.program.id, ada.card.id, ada.entries) == ada.card


@quick
@given(life=lives, units=_units, week=st.dates(date(2026, 10, 5), date(2026, 12, 1)))
def test_no_figure_of_visits_customers_or_sales_knows_of_it(
    life: Life, units: int, week: date
) -> None:
    ada, now = life.customer, max([OPENED, *(entry.recorded_at for entry in life.entries)])

    def figures() -> WeekFigures:
        counted = WeekFigures(week=Week(monday=week - timedelta(days=week.weekday())))
        counted.fold(ada.program, Ledger(card=ada.card.id, joined_at=OPENED, entries=ada.entries))
        counted.rewards_earned.clear()
        counted.rewards_expired.clear()
        return counted

    before = figures()
    with suppress(LoyaltyError):
        ada.corrects(scan(now, operation=OperationId("a-correction-of-this-card")), units)

    assert figures() == before
