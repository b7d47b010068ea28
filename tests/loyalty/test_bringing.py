"""History from before the program: sales that are told, sales that earn, paper cards."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.bringing import brought_count, decide_count, decide_sale
from loyalty.calendar import Week
from loyalty.card import Card
from loyalty.earning import decide_earn
from loyalty.entry import POINTS, STAMPS, Entry, Kind, OperationId, reward_account
from loyalty.errors import AlreadyUsed, NotOffered, UndoRefused
from loyalty.figures import Ledger, WeekFigures, visit_times
from loyalty.gifts.welcome import Welcome
from loyalty.holder import Holder
from loyalty.program import Limits, Program
from loyalty.purchase import Purchase
from loyalty.rewards import Gift
from loyalty.scan import Scan
from tests.builders import PARIS, at, card, scan
from tests.programs import HALFWAY, Customer, cashback, club, donation, points, stamps, tiered

MODELS = [stamps(), points(), cashback(), club(), donation(), tiered()]
TODAY = at("2026-06-01 10:00")


def of_old(when: str, number: int = 1) -> Scan:
    """A sale of before, brought in today by the house."""
    operation = OperationId(f"sale:{number:032d}")
    return replace(scan(when), operation=operation, recorded_at=TODAY, till="", shop="orfevres")


def sold(program: Program, held: Card, when: str, minor: int, **asked: Any) -> Entry:
    known = {"earn": False, "holder": Holder()} | asked
    return decide_sale(program, held, of_old(when), Purchase(amount_minor=minor), **known)


@pytest.mark.parametrize("program", MODELS, ids=lambda program: program.model)
def test_a_sale_of_before_is_a_visit_with_its_amount_and_earns_nothing(program: Program) -> None:
    before = card(program)

    entry = sold(program, before, "2025-03-04 12:00", 1250)
    after = before.after(entry)

    assert (entry.kind, entry.reason, entry.units) == (Kind.EARN, "import", 0)
    assert (entry.changes, entry.till, entry.staff) == ((), "", None)
    assert entry.amount and entry.amount.minor == 1250
    assert (after.visits, after.purchases, after.balances) == (1, 1, {})
    assert after.last_visit_at == after.first_visit_at == at("2025-03-04 12:00")


def test_units_that_have_ended_are_taken_off_by_it_as_by_any_entry() -> None:
    customer = Customer(program=stamps(expires_months=1))
    customer.buys("2026-01-05 10:00")

    entry = sold(customer.program, customer.card, "2026-04-05 10:00", 300)

    assert entry.balance_after == {}
    assert [change.units for change in entry.changes] == [-1]


def test_with_earn_the_rules_decide_and_no_limit_stands_in_the_way() -> None:
    program = replace(
        points(), limits=Limits(cooldown_minutes=60, daily_cap=1, max_amount_minor=1000)
    )
    state = card(program)
    for number, when in enumerate(["12:00", "12:10", "18:00"]):
        entry = decide_sale(
            program,
            state,
            of_old(f"2025-03-04 {when}", number),
            Purchase(amount_minor=5000),
            earn=True,
            holder=Holder(),
        )
        state = state.after(entry)

    assert state.balance(POINTS) == 150
    assert (entry.reason, state.visits, state.purchases) == ("import", 2, 3)


def test_with_earn_stamps_become_rewards_whatever_waits_already() -> None:
    state = card(stamps())
    for number in range(1, 21):
        entry = decide_sale(
            stamps(),
            state,
            of_old(f"2025-03-{number:02d} 12:00", number),
            Purchase(),
            earn=True,
            holder=Holder(),
        )
        state = state.after(entry)

    assert state.balances == {reward_account("coffee"): 2, STAMPS: 2}


def test_with_earn_the_first_sale_of_a_new_card_brings_the_welcome() -> None:
    program = stamps(welcome=Welcome(gift=Gift(units=2)))

    entry = sold(program, card(program), "2025-03-04 12:00", 300, earn=True)

    assert entry.balance_after == {STAMPS: 3}


def test_with_earn_a_sale_below_the_minimum_is_told_and_earns_nothing() -> None:
    program = stamps(minimum_minor=500)

    entry = sold(program, card(program), "2025-03-04 12:00", 300, earn=True)

    assert (entry.changes, entry.facts) == ((), {"counted": 0})


@pytest.mark.parametrize("program", MODELS, ids=lambda program: program.model)
def test_nothing_is_taken_back_with_a_sale_that_earned_nothing(program: Program) -> None:
    customer = Customer(program=program)
    customer.writes(sold(program, customer.card, "2026-03-04 12:00", 1250))
    if program.model in ("stamps", "points"):
        customer.buys("2026-03-05 12:00", 800)
    before = customer.card.balances

    part = customer.returns(customer.entries[0], "2026-03-06 12:00", 250)
    rest = customer.returns(customer.entries[0], "2026-03-06 12:30")

    assert customer.card.balances == before
    assert [entry.amount.minor for entry in (part, rest) if entry.amount] == [250, 1000]


def test_what_a_sale_of_before_earned_goes_back_with_it() -> None:
    customer = Customer(program=points())
    customer.writes(sold(points(), customer.card, "2026-03-04 12:00", 12000, earn=True))

    customer.returns(customer.entries[0], "2026-03-06 12:00", 2000)

    assert customer.card.balances == {POINTS: 100}
    customer.uses("coffee", "2026-03-07 12:00")
    with pytest.raises(AlreadyUsed):
        customer.returns(customer.entries[0], "2026-03-08 12:00")


def test_it_cannot_be_undone() -> None:
    customer = Customer(program=points())
    customer.writes(sold(points(), customer.card, "2026-06-01 09:59", 1200, earn=True))

    with pytest.raises(UndoRefused):
        customer.undoes("2026-06-01 10:01")


def test_the_figures_of_its_week_count_it() -> None:
    program = points()
    entry = sold(program, card(program), "2025-03-04 12:00", 1250)
    ledger = Ledger(card=card().id, joined_at=entry.happened_at, entries=[entry])
    weeks = [WeekFigures(week=Week.named(name)) for name in ("2025-W09", "2025-W10", "2025-W11")]

    for week in weeks:
        week.fold(program, ledger)

    assert [week.visits for week in weeks] == [0, 1, 0]
    assert [week.spend_minor for week in weeks] == [0, 1250, 0]
    assert [(week.members_joined, week.members_total) for week in weeks] == [(0, 0), (1, 1), (0, 1)]
    assert [(week.new, week.kept, week.lost) for week in weeks] == [(0, 0, 0), (1, 0, 0), (0, 1, 0)]
    assert Week.containing(entry.happened_at, PARIS).name == "2025-W10"


MINUTES = st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=12)


@settings(deadline=None, max_examples=40)
@given(minutes=MINUTES)
def test_the_figures_are_those_of_the_same_sales_at_a_till(minutes: list[int]) -> None:
    """But for what is earned: an independent way to the same weeks."""
    program = replace(club(), limits=Limits(cooldown_minutes=30, daily_cap=50))
    no_limits = replace(program, limits=replace(program.limits, cooldown_minutes=0))
    told, scanned = card(program), card(program)
    of_file, of_till = [], []
    for number, minute in enumerate(sorted(minutes)):
        when = at("2026-01-05 08:00") + timedelta(minutes=minute)
        bought = Purchase(amount_minor=100 + number)
        made = replace(of_old("2026-01-05 08:00", number), happened_at=when)
        of_file.append(decide_sale(program, told, made, bought, earn=False, holder=Holder()))
        of_till.append(decide_earn(no_limits, scanned, scan(when), bought))
        told, scanned = told.after(of_file[-1]), scanned.after(of_till[-1])

    joined = of_file[0].happened_at
    for monday in range(-7, 56, 7):
        week = Week(date(2026, 1, 5) + timedelta(days=monday))
        figures = [WeekFigures(week=week), WeekFigures(week=week)]
        for figure, entries in zip(figures, (of_file, of_till), strict=True):
            figure.fold(program, Ledger(card=told.id, joined_at=joined, entries=entries))
        assert figures[0] == figures[1]
    assert told.visits == len(visit_times(program, of_file))


def test_twelve_stamps_on_paper_are_a_reward_and_three() -> None:
    entry = decide_count(stamps(), card(stamps()), of_old("2026-06-01 10:00"), 12)

    assert entry.balance_after == {reward_account("coffee"): 1, STAMPS: 3}
    assert (entry.kind, entry.reason, entry.amount) == (Kind.GRANT, "paper", None)
    assert (brought_count(entry), entry.visit) == (12, 0)


def test_rewards_on_the_way_are_given_with_a_count() -> None:
    program = stamps(ladder=(HALFWAY,))

    entry = decide_count(program, card(program), of_old("2026-06-01 10:00"), 6)

    assert entry.balance_after == {reward_account("cookie"): 1, STAMPS: 6}


def test_points_on_paper_are_points() -> None:
    entry = decide_count(points(), card(points()), of_old("2026-06-01 10:00"), 340)

    assert entry.balance_after == {POINTS: 340}
    assert brought_count(entry) == 340


@pytest.mark.parametrize("program", [cashback(), club(), donation()], ids=lambda of: of.model)
def test_a_program_that_counts_neither_takes_no_count(program: Program) -> None:
    with pytest.raises(NotOffered):
        decide_count(program, card(program), of_old("2026-06-01 10:00"), 3)
