"""A week in figures, by examples small enough to count by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from loyalty.calendar import Week
from loyalty.card import replay
from loyalty.earning import decide_earn
from loyalty.entry import CardId, Entry
from loyalty.figures import Anchor, Comparison, Ledger, WeekFigures, visit_times
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.missions import Mission
from loyalty.granting import decide_club_fee, decide_coupon, decide_mission
from loyalty.holder import Holder
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.rewards import Gift
from loyalty.scan import Scan
from tests import programs
from tests.builders import at, card, program, scan
from tests.programs import Customer

CAFE = program(active_days=14)
WEEK = Week.named("2026-W10")
"""Monday 2 March to Sunday 8 March 2026."""

ADA, BEN = CardId("ada"), CardId("ben")
Entries = list[Entry]


def earn(entries: Entries, asked: Scan | str, units: int = 1) -> Entries:
    """The entries with one more scan."""
    state = replay(CAFE.id, card().id, entries)
    made = scan(asked) if isinstance(asked, str) else asked
    return [*entries, decide_earn(CAFE, state, made, Purchase(units=units), over_ready=True)]


def redeem(entries: Entries, when: str) -> Entries:
    state = replay(CAFE.id, card().id, entries)
    return [*entries, decide_redeem(CAFE, state, scan(when), reward="coffee")]


def undo(entries: Entries, when: str) -> Entries:
    latest = entries[-1].operation
    return [*entries, decide_undo(CAFE, entries, scan(when), operation=latest)]


def earned(*times: str) -> Entries:
    entries: Entries = []
    for when in times:
        entries = earn(entries, when)
    return entries


def ledger(entries: Sequence[Entry], *, joined: str = "2026-01-05 09:00") -> Ledger:
    return Ledger(card=ADA, joined_at=at(joined), entries=entries)


def folded(*ledgers: Ledger, week: Week = WEEK, of: Program = CAFE) -> WeekFigures:
    figures = WeekFigures(week=week)
    for each in ledgers:
        figures.fold(of, each)
    return figures


def moved(*times: str, week: Week = WEEK, of: Program = CAFE) -> set[str]:
    """Which of the cohort's counts a card seen at these times adds to."""
    figures = folded(ledger(earned(*times)), week=week, of=of)
    names = ("start", "end", "kept", "lost", "new", "returned")
    return {name for name in names if getattr(figures, name)}


def test_a_week_without_cards_is_all_nothing() -> None:
    figures = folded()

    assert (figures.scans, figures.visits, figures.members_total, figures.start) == (0, 0, 0, 0)
    assert figures.cohort.retention is None


def test_scans_of_the_week_count_and_those_around_it_do_not() -> None:
    times = ["03-01 23:59", "03-02 00:29", "03-04 12:00", "03-08 23:59", "03-09 00:29"]
    entries = earned(*(f"2026-{time}" for time in times))

    figures = folded(ledger(entries))

    assert (figures.scans, figures.visits, figures.stamps) == (3, 3, 3)
    assert figures.visits_by_day == {
        date(2026, 3, 2): 1,
        date(2026, 3, 4): 1,
        date(2026, 3, 8): 1,
    }


@pytest.mark.parametrize(("when", "seen"), [("2026-03-02 00:00", 1), ("2026-03-09 00:00", 0)])
def test_a_week_holds_its_first_moment_and_not_the_next_ones(when: str, seen: int) -> None:
    figures = folded(ledger(earned(when)))

    assert (figures.scans, figures.visits, figures.new, figures.end) == (seen,) * 4


def test_stamps_are_units_and_not_scans() -> None:
    figures = folded(ledger(earn(earned("2026-03-03 10:00"), "2026-03-04 10:00", units=3)))

    assert (figures.scans, figures.stamps) == (2, 4)


def test_a_customer_seen_three_times_is_one_active_member() -> None:
    ada = ledger(earned("2026-03-03 10:00", "2026-03-04 10:00", "2026-03-05 10:00"))
    ben = replace(ada, card=BEN, entries=earned("2026-03-03 10:00"))

    figures = folded(ada, ben)

    assert (figures.members_active, figures.visits) == (2, 4)


def test_a_reward_earned_and_used_at_one_visit_counts_once_each() -> None:
    ready = earn(earned("2026-02-20 10:00"), "2026-03-03 10:00", units=8)

    figures = folded(ledger(redeem(ready, "2026-03-03 10:01")))

    assert figures.rewards_earned == {"coffee": 1}
    assert figures.rewards_redeemed == {"coffee": 1}
    assert (figures.scans, figures.visits, figures.stamps) == (2, 1, 8)


def test_two_rewards_in_one_scan_count_two() -> None:
    eight = earn([], "2026-02-20 10:00", units=8)

    figures = folded(ledger(earn(eight, "2026-03-03 10:00", units=10)))

    assert figures.rewards_earned == {"coffee": 2}


def test_members_are_counted_from_the_moment_they_joined() -> None:
    joined = ["2026-03-01 23:59", "2026-03-02 00:00", "2026-03-08 23:59", "2026-03-09 00:00"]

    figures = folded(*(ledger([], joined=when) for when in joined))

    assert (figures.members_total, figures.members_joined) == (3, 2)


def test_what_was_taken_back_does_not_count() -> None:
    wrong = earn(earned("2026-03-03 10:00"), "2026-03-04 10:00", units=8)

    figures = folded(ledger(undo(wrong, "2026-03-04 10:05")))

    assert (figures.scans, figures.visits, figures.stamps) == (1, 1, 1)
    assert figures.rewards_earned == Counter()


def test_a_customer_whose_only_scan_was_taken_back_was_never_seen() -> None:
    figures = folded(ledger(undo(earned("2026-03-04 10:00"), "2026-03-04 10:01")))

    assert (figures.members_active, figures.new, figures.end) == (0, 0, 0)


def test_a_late_scan_restates_the_week_in_which_it_was_made() -> None:
    on_time = earned("2026-03-03 10:00", "2026-03-09 12:00")
    late = replace(scan("2026-03-07 10:00"), recorded_at=at("2026-03-09 13:00"))

    restated = earn(on_time, late)

    assert folded(ledger(on_time)).visits == 1
    assert folded(ledger(restated)).visits == 2
    assert folded(ledger(restated), week=WEEK.following()).visits == 1


def test_a_late_first_scan_makes_an_earlier_week_the_one_of_the_newcomer() -> None:
    on_time = earned("2026-03-09 12:00")
    late = replace(scan("2026-03-07 10:00"), recorded_at=at("2026-03-09 13:00"))

    restated = earn(on_time, late)

    assert folded(ledger(on_time), week=WEEK.following()).new == 1
    assert folded(ledger(restated), week=WEEK.following()).new == 0
    assert folded(ledger(restated)).new == 1


def test_a_visit_that_began_on_sunday_is_not_counted_again_on_monday() -> None:
    ready = earn(earned("2026-02-20 10:00"), "2026-03-01 23:50", units=8)

    figures = folded(ledger(redeem(ready, "2026-03-02 00:05")))

    assert (figures.scans, figures.visits) == (1, 0)
    assert figures.visits_by_day == {}


def test_a_visit_begins_a_cooldown_after_whatever_came_before() -> None:
    ready = earn([], "2026-03-03 10:00", units=10)
    entries = earn(redeem(ready, "2026-03-03 10:29"), "2026-03-03 10:30")

    times = visit_times(CAFE, entries)

    assert times == [at("2026-03-03 10:00")]


@pytest.mark.parametrize(
    ("seen", "counts"),
    [
        ([], set()),
        (["2026-02-20 10:00", "2026-03-04 10:00"], {"start", "end", "kept"}),
        (["2026-02-25 10:00"], {"start", "end", "kept"}),
        (["2026-02-17 10:00"], {"start", "lost"}),
        (["2026-03-05 10:00"], {"end", "new"}),
        (["2026-01-10 10:00", "2026-03-06 10:00"], {"end", "returned"}),
        (["2026-01-10 10:00"], set()),
        (["2026-03-09 10:00"], set()),
        (["2026-02-16 00:00"], {"start", "lost"}),
        (["2026-02-15 23:59"], set()),
        (["2026-02-22 23:59"], {"start", "lost"}),
        (["2026-02-23 00:00"], {"start", "end", "kept"}),
        (["2026-03-01 23:59"], {"start", "end", "kept"}),
        (["2026-03-02 00:00"], {"end", "new"}),
    ],
)
def test_a_customer_seen_within_fourteen_days_is_one(seen: list[str], counts: set[str]) -> None:
    """Window of the start: 16 February to 1 March; of the end: 23 February to 8 March."""
    assert moved(*seen) == counts


def test_the_window_is_of_local_days_where_the_clocks_change() -> None:
    """The week of 169 hours: who comes in its first hour is there at its end."""
    brief = program(active_days=7)

    counts = moved("2026-10-19 00:30", week=Week.named("2026-W43"), of=brief)

    assert counts == {"end", "new"}


@pytest.mark.parametrize(
    ("seen", "counts"), [("2026-02-23 00:00", {"start", "lost"}), ("2026-02-22 23:59", set())]
)
def test_the_window_may_be_as_short_as_the_week(seen: str, counts: set[str]) -> None:
    assert moved(seen, of=program(active_days=7)) == counts


def test_a_small_shops_cohort_by_hand() -> None:
    seen = [
        *[["2026-02-20 10:00", "2026-03-04 10:00"]] * 3,
        *[["2026-02-17 10:00"]] * 1,
        *[["2026-03-05 10:00"]] * 2,
        *[["2026-01-10 10:00", "2026-03-06 10:00"]] * 1,
    ]

    cohort = folded(*(ledger(earned(*times)) for times in seen)).cohort

    assert (cohort.start, cohort.kept, cohort.lost) == (4, 3, 1)
    assert (cohort.end, cohort.new, cohort.returned) == (6, 2, 1)
    assert cohort.retention == cohort.kept / cohort.start


def customer(of: Program = CAFE, **known: Any) -> Customer:
    return Customer(program=replace(of, active_days=14), holder=Holder(**known))


def figures_of(ada: Customer, week: Week = WEEK) -> WeekFigures:
    return folded(ledger(ada.entries), week=week, of=ada.program)


def test_what_is_given_without_a_purchase_is_neither_scan_nor_visit() -> None:
    ada = customer(programs.stamps(birthday=BirthdayRule(coupon="present")), birthday=(5, 3))
    ada.sleeps("2026-03-02 03:00")
    ada.does("2026-03-03 10:00", decide_coupon, coupon="present")

    figures = figures_of(ada)

    assert (figures.scans, figures.visits, figures.members_active) == (0, 0, 0)
    assert (figures.new, figures.end, figures.stamps) == (0, 0, 0)


def test_a_refund_leaves_the_visit_and_takes_the_money() -> None:
    ada = customer(programs.points())
    sale = ada.buys("2026-03-03 10:00", 2000)
    ada.buys("2026-03-04 10:00", 500)
    ada.returns(sale, "2026-03-05 10:00", 1500)
    ada.returns(sale, "2026-03-09 10:00")

    assert (figures_of(ada).visits, figures_of(ada).spend_minor) == (2, 1000)
    assert figures_of(ada, WEEK.following()).spend_minor == -500
    assert figures_of(ada, WEEK.following()).visits == 0


def test_only_purchases_are_spending() -> None:
    ada = customer(programs.cashback())
    ada.buys("2026-02-20 10:00", 20_000)
    used = ada.uses("credit", "2026-03-03 10:00", 300)
    ada.returns(used, "2026-03-04 10:00")
    ada.program = replace(programs.club(), active_days=14)
    ada.does("2026-03-05 10:00", decide_club_fee)

    assert figures_of(ada).spend_minor == 0


def test_what_was_given_is_counted_by_its_key() -> None:
    ada = customer(programs.points())
    ada.buys("2026-02-20 10:00", 30_000)
    ada.does("2026-03-03 10:00", decide_coupon, coupon="present")
    for key in ("coffee", "coffee", "coupon:present"):
        ada.uses(key, "2026-03-03 10:01")
    ada.program = replace(programs.cashback(), active_days=14)
    ada.buys("2026-03-04 10:00", 20_000)
    ada.uses("credit", "2026-03-04 10:01")

    figures = figures_of(ada)

    assert figures.rewards_redeemed == {"coffee": 2, "coupon:present": 1, "credit": 1}
    assert figures.rewards_earned == Counter()


def test_a_redemption_that_came_back_was_none() -> None:
    ada = customer(programs.stamps())
    ada.buys("2026-02-20 10:00", units=9)
    used = ada.uses("coffee", "2026-03-03 10:00")
    ada.returns(used, "2026-03-09 10:00")

    assert figures_of(ada).rewards_redeemed == Counter()
    assert figures_of(ada).visits == 1
    assert figures_of(ada, WEEK.following()).rewards_earned == Counter()


def test_what_ended_unused_is_counted_when_it_is_taken_off() -> None:
    brief = replace(programs.COFFEE, expires_days=10)
    ada = customer(programs.stamps(expires_months=1, rewards=(brief, programs.TEN_PERCENT)))
    ada.buys("2026-02-22 10:00", units=20)
    ada.does("2026-02-02 10:00", decide_coupon, coupon="present")
    ada.uses("coffee", "2026-02-23 10:00")
    ada.sleeps("2026-03-05 03:00")

    figures = figures_of(ada)

    assert figures.rewards_expired == {"coffee": 1, "coupon:present": 1}
    assert figures_of(ada, WEEK.following()).rewards_expired == Counter()


def test_a_mission_may_earn_a_reward() -> None:
    cup = Mission(id="cup", name={"fr": "Gobelet"}, proof="staff", gift=Gift(units=9))
    ada = customer(programs.stamps(missions=(cup,)))

    ada.does("2026-03-03 10:00", decide_mission, mission="cup")

    assert figures_of(ada).rewards_earned == {"coffee": 1}


def test_shards_of_cards_add_up() -> None:
    ada = ledger(redeem(earn([], "2026-03-03 10:00", units=9), "2026-03-04 10:00"))
    ben = ledger(earned("2026-03-04 18:00"), joined="2026-03-04 18:00")

    assert folded(ada) + folded(ben) == folded(ada, ben)


def test_different_weeks_do_not_add() -> None:
    with pytest.raises(ValueError, match="different weeks"):
        folded() + folded(week=WEEK.following())


def test_an_anchor_counts_entries_and_does_not_mind_the_order_of_cards() -> None:
    one, other = Anchor(), Anchor()

    for name, seq, head in (("ada", 3, "a" * 64), ("ben", 1, "b" * 64)):
        one.add(name, seq, head)
    for name, seq, head in (("ben", 1, "b" * 64), ("ada", 3, "a" * 64)):
        other.add(name, seq, head)

    assert one == other
    assert (one.entries, len(one.digest)) == (4, 64)


def test_an_anchor_is_a_sum_that_anyone_can_work_out_again() -> None:
    anchor = Anchor()

    anchor.add("ada", 3, "a")
    anchor.add("ben", 1, "b")

    hashes = [sha256(text).hexdigest() for text in (b"ada|3|a", b"ben|1|b")]
    assert anchor.total == sum(int(text, 16) for text in hashes) % 2**256


@pytest.mark.parametrize("changed", [("eve", 3, "a"), ("ada", 4, "a"), ("ada", 3, "b")])
def test_an_anchor_changes_with_any_card(changed: tuple[str, int, str]) -> None:
    was, now = Anchor(), Anchor()

    was.add("ada", 3, "a")
    now.add(*changed)

    assert was.digest != now.digest


def test_a_card_without_entries_leaves_the_anchor_as_it_is() -> None:
    anchor = Anchor()

    anchor.add("ben", 0, "0" * 64)

    assert anchor == Anchor()
    assert anchor.digest == "0" * 64


def test_an_anchor_of_an_instant_is_of_the_latest_entry_before_it() -> None:
    entries = earned("2026-03-02 10:00", "2026-03-03 10:00", "2026-03-04 10:00")
    of_then, by_hand = Anchor(), Anchor()

    of_then.add_until(ledger(entries), entries[2].recorded_at)

    by_hand.add(ADA, 2, entries[1].hash)
    assert of_then == by_hand


@pytest.mark.parametrize(("told", "restated"), [(None, False), (0, False), (3, True)])
def test_a_week_is_restated_when_it_is_not_what_its_mail_told(
    told: int | None, restated: bool
) -> None:
    before = folded(week=WEEK.previous())

    compared = Comparison(
        week=folded(),
        before=before,
        anchor=Anchor(),
        anchored_at=at("2026-03-09 07:00"),
        told_before=told,
    )

    assert compared.restated is restated


def test_anchors_of_two_shards_add_up_to_the_anchor_of_all() -> None:
    cards = [("A" * 16, 3, "ab" * 32), ("B" * 16, 1, "cd" * 32), ("C" * 16, 7, "ef" * 32)]
    whole, left, right = Anchor(), Anchor(), Anchor()

    for number, (card_id, seq, head) in enumerate(cards):
        whole.add(card_id, seq, head)
        (left if number % 2 else right).add(card_id, seq, head)

    assert left + right == whole
