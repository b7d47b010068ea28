"""What the owner puts right: reasons, thresholds, rewards that are made and unmade, limits."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loyalty.calendar import Week
from loyalty.correcting import SIGNS, most
from loyalty.entry import CREDIT, POINTS, STAMPS, Kind, Money, reward_account
from loyalty.errors import (
    CorrectionBelowZero,
    CorrectionTooLarge,
    NothingToCorrect,
    NotOffered,
    RuleRefused,
    TooSoon,
    UndoRefused,
)
from loyalty.figures import Ledger, WeekFigures
from loyalty.news import Corrected, Unlocked, happened
from loyalty.program import Limits, Program
from loyalty.scan import Scan
from loyalty.signals.watch import Watch
from loyalty.viability.live import LiveFigures
from loyalty.wording.history import history_line
from loyalty.wording.news import news_sentence
from tests.builders import PARIS, at, card, scan
from tests.programs import (
    COFFEE,
    COOKIE,
    HALFWAY,
    Customer,
    cashback,
    club,
    donation,
    points,
    stamps,
    tiered,
)

FREE = reward_account(COFFEE.id)
MONDAY = "2026-02-02 10:00"


def customer(program: Program) -> Customer:
    return Customer(program=program)


def test_the_stamps_of_a_paper_card_are_collected_without_a_visit_or_a_purchase() -> None:
    ada = customer(stamps(expires_months=1))
    ada.buys(MONDAY)
    visits = ada.card.visits, ada.card.purchases, ada.card.recent, ada.card.last_visit_at

    entry = ada.corrects("2026-02-02 10:01", 7, "paper-card")

    assert (entry.kind, entry.reason, entry.units, entry.amount) == (
        Kind.ADJUST,
        "paper-card",
        0,
        None,
    )
    assert dict(entry.facts) == {"adjusted": 7}
    assert [change.expires_on for change in entry.changes] == [date(2026, 3, 31)]
    assert ada.card.balance(STAMPS) == 8
    assert visits == (
        ada.card.visits,
        ada.card.purchases,
        ada.card.recent,
        ada.card.last_visit_at,
    )


def test_it_needs_no_cooldown_and_begins_none() -> None:
    ada = customer(stamps(limits=Limits(cooldown_minutes=30, daily_cap=1)))
    for _ in range(3):
        ada.corrects(MONDAY, 1)
    ada.buys(MONDAY)
    ada.corrects(MONDAY, 1)

    with pytest.raises(TooSoon):
        ada.buys("2026-02-02 10:10")


def test_what_reaches_the_threshold_is_a_reward_and_is_one_no_more_the_other_way() -> None:
    ada = customer(stamps(ladder=(HALFWAY,)))
    ada.buys(MONDAY, units=4)

    ada.corrects(MONDAY, 7)
    assert ada.card.balances == {STAMPS: 2, FREE: 1, reward_account(COOKIE.id): 1}
    ada.corrects(MONDAY, -7)

    assert ada.card.balances == {STAMPS: 4}


def test_what_ends_soonest_is_taken_first() -> None:
    ada = customer(points(expires_months=1))
    ada.buys("2026-01-05 10:00", 2000)
    ada.buys("2026-02-05 10:00", 2000)

    ada.corrects("2026-02-06 10:00", -25)

    assert [(lot.expires_on, lot.units) for lot in ada.card.lots] == [(date(2026, 3, 31), 15)]


@pytest.mark.parametrize(
    ("program", "bought", "units", "there"),
    [
        (stamps(), {"units": 3}, -4, 3),
        (points(), {"amount": 2000}, -21, 20),
        (cashback(), {"amount": 2000}, -101, Money(minor=100, currency="EUR")),
    ],
    ids=["stamps", "points", "cashback"],
)
def test_no_more_is_taken_away_than_is_there(
    program: Program, bought: dict[str, Any], units: int, there: Any
) -> None:
    ada = customer(program)
    ada.buys(MONDAY, **bought)

    with pytest.raises(CorrectionBelowZero) as refused:
        ada.corrects(MONDAY, units)

    assert refused.value.facts == {"there": there}


def test_a_reward_that_waits_can_be_taken_apart_and_one_that_was_used_cannot() -> None:
    ada = customer(stamps())
    ada.buys(MONDAY, units=9)
    ada.corrects(MONDAY, 9)
    ada.uses(COFFEE.id, MONDAY)
    ada.corrects(MONDAY, 2)

    with pytest.raises(CorrectionBelowZero) as refused:
        ada.corrects(MONDAY, -12)
    assert refused.value.facts == {"there": 11}
    ada.corrects(MONDAY, -11 + 2)

    assert ada.card.balances == {STAMPS: 2}


def test_a_reward_on_the_way_that_was_used_is_not_given_a_second_time() -> None:
    ada = customer(stamps(ladder=(HALFWAY,)))
    ada.buys(MONDAY, units=6)
    ada.uses(COOKIE.id, MONDAY)

    with pytest.raises(CorrectionBelowZero):
        ada.corrects(MONDAY, -3)


@pytest.mark.parametrize("program", [club(), donation()], ids=["club", "donation"])
def test_where_nothing_is_counted_nothing_is_put_right(program: Program) -> None:
    with pytest.raises(NothingToCorrect):
        customer(program).corrects(MONDAY, 1)


def test_points_for_tiers_are_put_right_and_the_tier_stays_what_was_bought() -> None:
    ada = customer(tiered())
    ada.buys(MONDAY, 20_000)
    tiers = {name: held for name, held in ada.card.balances.items() if name != POINTS}

    ada.corrects(MONDAY, 500)

    assert ada.card.balances == tiers | {POINTS: 700}


@pytest.mark.parametrize(
    ("program", "allowed"),
    [
        (stamps(threshold=12, limits=Limits(max_units_per_scan=10)), 12),
        (stamps(threshold=5, limits=Limits(max_units_per_scan=10)), 10),
        (points(limits=Limits(max_amount_minor=5000)), 100),
        (points(limits=Limits(max_amount_minor=50_000)), 500),
        (cashback(limits=Limits(max_amount_minor=50_000)), 2500),
    ],
)
def test_a_correction_is_a_full_card_at_most_or_what_one_scan_may_earn(
    program: Program, allowed: int
) -> None:
    ada = customer(program)

    ada.corrects(MONDAY, allowed)
    for units in (allowed + 1, -allowed - 1):
        with pytest.raises(CorrectionTooLarge) as refused:
            ada.corrects(MONDAY, units)

    shown = Money(minor=allowed, currency="EUR") if program.cashback else allowed
    assert refused.value.facts == {"allowed": shown}


def test_nothing_is_lost_over_the_threshold_where_nothing_is_carried_over() -> None:
    ada = customer(stamps(carry_over=False))
    ada.buys(MONDAY, units=4)

    with pytest.raises(CorrectionTooLarge) as refused:
        ada.corrects(MONDAY, 6)
    ada.corrects(MONDAY, 5)

    assert refused.value.facts == {"allowed": 5}
    assert ada.card.balances == {FREE: 1}
    assert most(ada.program, ada.card, -1) == 50


@pytest.mark.parametrize("refused", [NothingToCorrect, CorrectionTooLarge, CorrectionBelowZero])
def test_every_refusal_is_one_of_the_rules(refused: type[Exception]) -> None:
    assert issubclass(refused, RuleRefused)
    assert not issubclass(refused, NotOffered)


def test_only_what_adds_can_be_a_gesture_and_only_what_takes_a_miscount() -> None:
    assert SIGNS == {
        "paper-card": (1,),
        "till-mistake": (1, -1),
        "gesture": (1,),
        "miscounted": (-1,),
    }


def test_a_till_takes_back_neither_a_correction_nor_what_came_before_it() -> None:
    ada = customer(stamps())
    bought = ada.buys(MONDAY)
    ada.corrects(MONDAY, 3)

    with pytest.raises(UndoRefused) as refused:
        ada.undoes("2026-02-02 10:01")
    assert refused.value.facts == {}
    with pytest.raises(UndoRefused):
        ada.undoes("2026-02-02 10:01", bought)


def test_the_weeks_visits_and_sales_stay_and_its_rewards_and_debts_follow() -> None:
    ada = customer(stamps())
    ada.buys(MONDAY, 300, units=4)
    before, owed = counted(ada)

    ada.corrects("2026-02-03 10:00", 6)
    after, owes = counted(ada)

    assert after.rewards_earned == {COFFEE.id: 1}
    assert replace(after, rewards_earned=before.rewards_earned) == before
    assert (owed.held[STAMPS], owes.held[STAMPS], owes.held[FREE]) == (4, 1, 1)
    assert (owes.purchases, owes.spend_minor) == (owed.purchases, owed.spend_minor) == (1, 300)
    assert owes.collected(STAMPS) == 10


def counted(ada: Customer) -> tuple[WeekFigures, LiveFigures]:
    ledger = Ledger(card=ada.card.id, joined_at=at(MONDAY), entries=ada.entries)
    week, live = (
        WeekFigures(week=Week.containing(at(MONDAY), PARIS)),
        LiveFigures(today=date(2026, 2, 3)),
    )
    week.fold(ada.program, ledger)
    live.fold(ada.program, ledger)
    return week, live


def test_the_week_knows_its_corrections_by_reason() -> None:
    ada = customer(stamps())
    for units, reason in ((7, "paper-card"), (1, "gesture"), (-1, "miscounted"), (1, "gesture")):
        ada.corrects(MONDAY, units, reason)
    ada.corrects("2026-02-09 10:00", 1, "gesture")
    watch = Watch(week=Week.containing(at(MONDAY), PARIS))

    watch.fold(ada.program, Ledger(card=ada.card.id, joined_at=at(MONDAY), entries=ada.entries))

    assert watch.corrections == {"paper-card": 1, "gesture": 2, "miscounted": 1}
    assert (watch + watch).corrections["gesture"] == 4


@pytest.mark.parametrize(
    ("program", "units", "told"),
    [
        (stamps(), 7, ("+ 7 tampons", "+ 7 stamps")),
        (stamps(), -1, ("− 1 tampon", "− 1 stamp")),
        (points(), 30, ("+ 30 points", "+ 30 points")),
    ],
)
def test_the_card_says_whose_correction_it_was(
    program: Program, units: int, told: tuple[str, str]
) -> None:
    ada = customer(program)
    ada.buys(MONDAY, 2000)

    entry = ada.corrects(MONDAY, units)

    french, english = (history_line(program, entry, language) for language in ("fr", "en"))
    assert french == f"correction de la boutique\u202f: {told[0]}"
    assert english == f"correction by the shop: {told[1]}"


def test_the_lock_screen_says_it_with_what_the_card_has_now() -> None:
    ada = customer(stamps())
    added = ada.corrects(MONDAY, 7, "paper-card")
    told = said(ada)
    full = ada.corrects(MONDAY, 2)

    assert told.startswith("Correction de la boutique\u202f: + 7 tampons.")
    assert "7" in told.removeprefix("Correction de la boutique\u202f: + 7 tampons.")
    assert happened(ada.program, ada.card, added) == (Corrected(),)
    assert [type(news) for news in happened(ada.program, ada.card, full)] == [Corrected, Unlocked]
    assert "café" in said(ada)


def said(ada: Customer) -> str:
    return news_sentence(ada.program, ada.card, ada.entries[-1], "fr", now=at(MONDAY))


def test_credit_is_put_right_in_cents() -> None:
    ada = customer(cashback())

    ada.corrects(MONDAY, 240, "gesture")

    assert ada.card.balances == {CREDIT: 240}
    line = history_line(ada.program, ada.entries[-1], "fr")
    assert line == "correction de la boutique\u202f: + 2,40\u202f€ d’avoir"


def test_a_card_without_anything_is_corrected_like_any_other() -> None:
    program = stamps()
    asked: Scan = scan(MONDAY)
    ada = Customer(program=program)

    entry = ada.corrects(asked, 5, "paper-card")

    assert (entry.seq, entry.visit, entry.previous_hash) == (1, 0, card(program).head)
    assert ada.card.first_visit_at is None
