"""Stamps: what a scan earns, and the limits that keep it honest."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from loyalty.calendar import midnight
from loyalty.card import Card
from loyalty.earning import Scan, decide_earn, happened_at
from loyalty.entry import GENESIS, STAMPS, Change, Kind, reward_account
from loyalty.errors import DailyCapReached, RewardReady, TooManyUnits, TooSoon
from loyalty.program import Program
from loyalty.redemption import decide_redeem
from tests.builders import PARIS, at, card, program, scan

COFFEE = reward_account("coffee")
CAFE = program()
PHONE_IN_1970 = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def late(made: str, recorded: str) -> Scan:
    """A scan that reached the server only then."""
    return replace(scan(made), recorded_at=at(recorded))


def earned(of: Program, *scans: Scan | str, units: int = 1, start: Card | None = None) -> Card:
    """The card after these scans, ready rewards or not."""
    state = start or card(of)
    for made in scans:
        asked = scan(made) if isinstance(made, str) else made
        state = state.after(decide_earn(of, state, asked, units=units, over_ready=True))
    return state


def once_a_day(of: Program, days: int) -> Card:
    first = at("2026-02-03 10:00")
    return earned(of, *(scan(first + timedelta(days=day)) for day in range(days)))


def ready_card() -> Card:
    return earned(CAFE, "2026-02-02 10:00", units=9)


@pytest.mark.parametrize(
    ("stamps", "held"), [(8, {STAMPS: 8}), (9, {COFFEE: 1}), (10, {COFFEE: 1, STAMPS: 1})]
)
def test_nine_stamps_make_a_reward_and_eight_none_o4(stamps: int, held: dict[str, int]) -> None:
    ada = once_a_day(CAFE, stamps)

    assert ada.balances == held


def test_eighteen_stamps_make_two_rewards_o4() -> None:
    ada = once_a_day(CAFE, 18)

    assert ada.balances == {COFFEE: 2}


def test_four_washes_earn_the_fifth_o5() -> None:
    washes = program(stamps__threshold=4)

    ada = once_a_day(washes, 4)

    assert ada.balances == {COFFEE: 1}


def test_twelve_cuts_at_five_make_two_rewards_and_two_are_left_o6() -> None:
    salon = program(stamps__threshold=5)

    ada = once_a_day(salon, 12)

    assert ada.balances == {COFFEE: 2, STAMPS: 2}


def test_twenty_five_hours_in_one_scan_make_two_rewards_and_five_are_left_o7() -> None:
    consultant = program(stamps__threshold=10, limits__max_units_per_scan=50)

    entry = decide_earn(consultant, card(consultant), scan(), units=25)

    assert entry.rewards == {"coffee": 2}
    assert entry.balance_after == {COFFEE: 2, STAMPS: 5}
    assert entry.units == 25


def test_the_scan_that_completes_takes_the_stamps_and_gives_the_reward_at_once() -> None:
    entry = decide_earn(CAFE, once_a_day(CAFE, 8), scan("2026-03-01 10:00"))

    assert entry.changes == (Change(account=STAMPS, units=-8), Change(account=COFFEE, units=1))
    assert entry.balance_after == {COFFEE: 1}


def test_a_scan_that_is_worth_a_whole_card_leaves_the_stamps_as_they_were() -> None:
    entry = decide_earn(CAFE, card(), scan(), units=9)

    assert entry.changes == (Change(account=COFFEE, units=1),)


def test_a_card_above_a_lowered_threshold_is_completed_by_its_next_stamp() -> None:
    ada = once_a_day(CAFE, 8)

    ada = earned(program(stamps__threshold=5), "2026-03-01 10:00", start=ada)

    assert ada.balances == {COFFEE: 1, STAMPS: 4}


def test_the_entry_says_who_where_when_and_follows_the_one_before() -> None:
    first = decide_earn(CAFE, card(), scan("2026-02-03 10:00", operation="first"))
    asked = late("2026-02-04 10:00", "2026-02-04 12:00")

    second = decide_earn(CAFE, card().after(first), asked)

    assert (first.seq, first.previous_hash) == (1, GENESIS)
    assert (second.seq, second.previous_hash) == (2, first.hash)
    assert (second.kind, second.rule_version, second.program) == (Kind.EARN, 1, "cafe-poincon")
    assert (second.shop, second.till, second.body_hash) == ("orfevres", "till-1", asked.body_hash)
    assert (second.happened_at, second.recorded_at) == (asked.happened_at, asked.recorded_at)


@pytest.mark.parametrize("units", [-1, 0, 11])
def test_fewer_than_one_unit_or_more_than_allowed_is_refused(units: int) -> None:
    with pytest.raises(TooManyUnits) as refused:
        decide_earn(CAFE, card(), scan(), units=units)

    assert refused.value.facts == {"allowed": 10}


def test_a_reward_that_waits_is_offered_before_anything_is_stamped() -> None:
    with pytest.raises(RewardReady) as refused:
        decide_earn(CAFE, ready_card(), scan())

    assert refused.value.facts == {"reward": "coffee"}


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


def test_a_second_scan_within_the_cooldown_is_refused() -> None:
    ada = earned(CAFE, "2026-02-03 10:00")

    with pytest.raises(TooSoon) as refused:
        decide_earn(CAFE, ada, scan("2026-02-03 10:29"))

    assert refused.value.facts == {
        "last_at": at("2026-02-03 10:00"),
        "retry_at": at("2026-02-03 10:30"),
    }


def test_the_cooldown_is_over_at_its_very_end() -> None:
    ada = earned(CAFE, "2026-02-03 10:00", "2026-02-03 10:30")

    assert ada.balance(STAMPS) == 2


@pytest.mark.parametrize("made", ["2026-02-03 09:31", "2026-02-03 10:29"])
def test_a_late_scan_is_too_soon_on_either_side_of_a_visit(made: str) -> None:
    ada = earned(CAFE, "2026-02-03 10:00", "2026-02-04 10:00")

    with pytest.raises(TooSoon):
        decide_earn(CAFE, ada, late(made, "2026-02-05 10:00"))


@pytest.mark.parametrize("made", ["2026-02-03 09:30", "2026-02-03 10:30"])
def test_a_late_scan_away_from_every_visit_is_stamped(made: str) -> None:
    ada = earned(CAFE, "2026-02-03 10:00", "2026-02-05 09:55")

    ada = earned(CAFE, late(made, "2026-02-05 10:00"), start=ada)

    assert ada.balance(STAMPS) == 3


def test_a_late_scan_between_two_visits_is_told_of_the_later_one() -> None:
    ada = earned(CAFE, "2026-02-03 10:00", "2026-02-03 10:40")

    with pytest.raises(TooSoon) as refused:
        decide_earn(CAFE, ada, late("2026-02-03 10:20", "2026-02-03 12:00"))

    assert refused.value.facts["last_at"] == at("2026-02-03 10:40")


def test_without_cooldown_two_scans_may_share_a_moment() -> None:
    rush = program(limits__cooldown_minutes=0)

    ada = earned(rush, "2026-02-03 10:00", "2026-02-03 10:00")

    assert (ada.balance(STAMPS), ada.visits) == (2, 2)


def test_a_redemption_starts_no_cooldown() -> None:
    ada = ready_card()
    ada = ada.after(decide_redeem(CAFE, ada, scan("2026-02-03 10:00"), reward="coffee"))

    ada = earned(CAFE, "2026-02-03 10:00", start=ada)

    assert ada.balances == {STAMPS: 1}


def test_a_day_holds_no_more_stamped_visits_than_its_cap() -> None:
    ada = earned(CAFE, "2026-02-03 08:00", "2026-02-03 12:00", "2026-02-03 16:00")

    with pytest.raises(DailyCapReached) as refused:
        decide_earn(CAFE, ada, scan("2026-02-03 20:00"))

    assert refused.value.facts == {"cap": 3, "retry_at": at("2026-02-04 00:00")}


def test_a_new_day_begins_at_the_shops_midnight_and_not_at_utcs() -> None:
    ada = earned(CAFE, "2026-07-01 08:00", "2026-07-01 12:00", "2026-07-01 23:00")

    ada = earned(CAFE, "2026-07-02 00:30", start=ada)

    assert ada.balance(STAMPS) == 4


def test_the_cap_of_a_day_of_25_hours_ends_with_it() -> None:
    ada = earned(CAFE, "2026-10-25 01:00", "2026-10-25 12:00", "2026-10-25 16:00")

    with pytest.raises(DailyCapReached) as refused:
        decide_earn(CAFE, ada, scan("2026-10-25 23:59"))

    assert refused.value.facts["retry_at"] == midnight(at("2026-10-26 12:00").date(), PARIS)
    assert refused.value.facts["retry_at"] - at("2026-10-25 00:00") == timedelta(hours=25)


def test_a_late_scan_counts_in_the_day_on_which_it_was_made() -> None:
    today = ["2026-02-04 08:00", "2026-02-04 12:00", "2026-02-04 16:00"]
    ada = earned(CAFE, *today)

    ada = earned(CAFE, late("2026-02-03 23:00", "2026-02-04 20:00"), start=ada)

    assert ada.balance(STAMPS) == 4


def test_a_late_scan_into_a_day_that_is_full_is_refused() -> None:
    ada = earned(CAFE, "2026-02-03 08:00", "2026-02-03 12:00", "2026-02-03 16:00")

    with pytest.raises(DailyCapReached):
        decide_earn(CAFE, ada, late("2026-02-03 20:00", "2026-02-05 10:00"))


def test_a_scan_a_week_late_is_still_judged_by_its_day() -> None:
    ada = earned(CAFE, "2026-02-03 08:00", "2026-02-03 12:00", "2026-02-03 16:00")
    ada = earned(CAFE, "2026-02-10 15:00", start=ada)

    with pytest.raises(DailyCapReached):
        decide_earn(CAFE, ada, late("2026-02-03 20:00", "2026-02-10 20:00"))


def test_redemptions_do_not_count_towards_the_cap() -> None:
    ada = ready_card()
    ada = ada.after(decide_redeem(CAFE, ada, scan("2026-02-03 07:00"), reward="coffee"))

    ada = earned(CAFE, "2026-02-03 08:00", "2026-02-03 12:00", "2026-02-03 16:00", start=ada)

    assert ada.balance(STAMPS) == 3


def test_a_first_scan_is_the_first_visit() -> None:
    entry = decide_earn(CAFE, card(), scan())

    assert entry.visit == 1


def test_a_reward_used_at_the_same_visit_makes_no_further_one() -> None:
    ada = ready_card()

    entry = decide_redeem(CAFE, ada, scan("2026-02-02 10:29"), reward="coffee")

    assert entry.visit == 1


def test_a_reward_used_half_an_hour_later_is_another_visit() -> None:
    ada = ready_card()

    entry = decide_redeem(CAFE, ada, scan("2026-02-02 10:30"), reward="coffee")

    assert entry.visit == 2


@pytest.mark.parametrize(
    ("passed", "happened"),
    [
        (timedelta(0), "2026-02-10 10:00"),
        (timedelta(minutes=90), "2026-02-10 08:30"),
        (timedelta(days=7), "2026-02-03 10:00"),
        (timedelta(days=40), "2026-02-03 10:00"),
        (timedelta(minutes=-5), "2026-02-10 10:00"),
    ],
)
@pytest.mark.parametrize("clock", [PHONE_IN_1970, at("2026-02-10 09:58"), at("2038-01-19 00:00")])
def test_only_the_time_that_passed_on_the_phone_counts(
    clock: datetime, passed: timedelta, happened: str
) -> None:
    then = happened_at(at("2026-02-10 10:00"), made_at=clock, sent_at=clock + passed)

    assert then == at(happened)


@pytest.mark.parametrize(("micro", "kept"), [(123_999, 123_000), (1_000, 1_000), (999, 0)])
def test_when_a_scan_happened_is_kept_to_the_millisecond(micro: int, kept: int) -> None:
    now = at("2026-02-10 10:00").replace(microsecond=micro)

    then = happened_at(now, made_at=now, sent_at=now)

    assert then.microsecond == kept
