"""What keeps a card honest: units, amounts, the cooldown and the cap of a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from loyalty.calendar import midnight
from loyalty.card import Card
from loyalty.earning import decide_earn
from loyalty.entry import CREDIT, STAMPS
from loyalty.errors import (
    AmountMissing,
    AmountTooLarge,
    AmountWrong,
    BelowMinimum,
    DailyCapReached,
    OfflineCapReached,
    RedemptionCapReached,
    TooManyUnits,
    TooSoon,
)
from loyalty.models.donation import DonationRule
from loyalty.program import Limits, Program, TillRules
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem
from loyalty.scan import Scan
from tests import programs
from tests.builders import PARIS, at, card, program, scan
from tests.programs import late

CAFE = program()


def earned(of: Program, *scans: Scan | str, units: int = 1, start: Card | None = None) -> Card:
    """The card after these scans, ready rewards or not."""
    state = start or card(of)
    for made in scans:
        asked = scan(made) if isinstance(made, str) else made
        state = state.after(decide_earn(of, state, asked, Purchase(units=units), over_ready=True))
    return state


def ready_card() -> Card:
    return earned(CAFE, "2026-02-02 10:00", units=9)


@pytest.mark.parametrize("units", [-1, 0, 11])
def test_fewer_than_one_unit_or_more_than_allowed_is_refused(units: int) -> None:
    with pytest.raises(TooManyUnits) as refused:
        decide_earn(CAFE, card(), scan(), Purchase(units=units))

    assert refused.value.facts == {"allowed": 10}


@pytest.mark.parametrize(
    "of",
    [
        programs.points(),
        programs.cashback(),
        programs.donation(),
        programs.tiered(),
        programs.stamps(spend_minor=5000),
        programs.stamps(minimum_minor=100),
    ],
    ids=["points", "cashback", "donation", "tiers", "stamps by amount", "stamps from a minimum"],
)
def test_what_earns_by_the_amount_needs_it(of: Program) -> None:
    with pytest.raises(AmountMissing):
        decide_earn(of, card(), scan())
    assert decide_earn(of, card(), scan(), Purchase(amount_minor=5000)).amount


@pytest.mark.parametrize(
    "of",
    [
        programs.stamps(),
        programs.club(),
        programs.donation(percent=0, fixed_minor=20),
        replace(programs.tiered("visits"), points=None),
    ],
    ids=["stamps", "club", "so much for each purchase", "tiers by visits"],
)
def test_what_earns_by_the_visit_does_not(of: Program) -> None:
    assert decide_earn(of, card(), scan()).amount is None


def test_an_amount_may_be_as_large_as_the_limit_and_no_larger() -> None:
    of = programs.points(limits=Limits(max_amount_minor=20_000))

    assert decide_earn(of, card(), scan(), Purchase(amount_minor=20_000)).amount
    with pytest.raises(AmountTooLarge) as refused:
        decide_earn(of, card(), scan(), Purchase(amount_minor=20_001))
    assert refused.value.facts == {"allowed_minor": 20_000}


@pytest.mark.parametrize(
    ("amount", "parts"), [(-1, {}), (1000, {"tabac": -1}), (1000, {"tabac": 600, "presse": 401})]
)
def test_an_amount_is_not_below_nothing_nor_below_its_parts(
    amount: int, parts: dict[str, int]
) -> None:
    with pytest.raises(AmountWrong) as refused:
        decide_earn(programs.points(), card(), scan(), Purchase(amount_minor=amount, parts=parts))

    assert refused.value.facts == {"amount_minor": amount}


def test_the_parts_of_an_amount_may_be_all_of_it() -> None:
    bought = Purchase(amount_minor=1000, parts={"tabac": 600, "presse": 400})

    assert decide_earn(programs.points(), card(), scan(), bought).amount


@pytest.mark.parametrize("of", [programs.points, programs.cashback, programs.stamps])
def test_a_minimum_is_of_what_counts(of: Callable[..., Program]) -> None:
    least = of(minimum_minor=1000)

    assert decide_earn(least, card(), scan(), Purchase(amount_minor=1000)).changes
    with pytest.raises(BelowMinimum) as refused:
        decide_earn(least, card(), scan(), Purchase(amount_minor=999))
    assert refused.value.facts == {"minimum_minor": 1000, "amount_minor": 999}


def test_what_is_excluded_does_not_help_to_the_minimum() -> None:
    least = programs.points(minimum_minor=1000, excluded=("tabac",))

    with pytest.raises(BelowMinimum) as refused:
        decide_earn(
            least, card(), scan(), Purchase(amount_minor=1500, parts={"tabac": 501, "presse": 99})
        )

    assert refused.value.facts == {"minimum_minor": 1000, "amount_minor": 999}


def test_a_club_has_no_minimum() -> None:
    assert decide_earn(programs.club(), card(), scan(), Purchase(amount_minor=0)).visit == 1


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


def rich_card(of: Program) -> Card:
    """Four coffees wait on it."""
    return earned(of, *(f"2026-02-0{day} 10:00" for day in (2, 3, 4, 5)), units=9)


def used(of: Program, state: Card, *scans: Scan, reward: str = "coffee", **more: Any) -> Card:
    """The card after its rewards were used at these times."""
    for made in scans:
        state = state.after(decide_redeem(of, state, made, reward=reward, **more))
    return state


def test_a_card_is_used_as_often_as_its_day_allows_and_no_more() -> None:
    day = [scan(f"2026-02-06 {time}") for time in ("00:00", "12:00", "23:59")]
    ada = used(CAFE, rich_card(CAFE), *day)

    with pytest.raises(RedemptionCapReached) as refused:
        used(CAFE, ada, scan("2026-02-06 12:01"))

    assert refused.value.facts == {"cap": 3, "retry_at": at("2026-02-07 00:00")}
    assert used(CAFE, ada, scan("2026-02-07 00:00")).balances == {}


def test_what_is_used_late_counts_on_the_day_on_which_it_was_used() -> None:
    ada = used(CAFE, rich_card(CAFE), *[scan("2026-02-06 12:00")] * 3)

    with pytest.raises(RedemptionCapReached):
        used(CAFE, ada, late("2026-02-06 13:00", "2026-02-08 09:00"))

    assert used(CAFE, ada, late("2026-02-05 13:00", "2026-02-08 09:00")).balances == {}


@pytest.mark.parametrize("more", [{}, {"donate": True}], ids=["credit", "to the cause"])
def test_credit_used_in_part_counts_as_well_and_so_does_what_is_given_away(
    more: dict[str, bool],
) -> None:
    of = programs.cashback(
        donation=DonationRule(cause_id="refuge", cause={"fr": "Refuge"}),
        limits=Limits(redemptions_per_card_day=1),
    )
    ada = card(of).after(decide_earn(of, card(of), scan(), Purchase(amount_minor=20_000)))
    ada = used(of, ada, scan(), reward="credit", amount_minor=100, **more)

    with pytest.raises(RedemptionCapReached):
        used(of, ada, scan(), reward="credit", amount_minor=100)

    assert ada.balance(CREDIT) == 900


def test_what_was_given_without_network_has_a_limit_of_its_own() -> None:
    limits, rules = Limits(redemptions_per_card_day=1), TillRules(offline_redemptions=2)
    of = replace(CAFE, limits=limits, till=rules)
    ada = used(of, rich_card(CAFE), scan("2026-02-06 10:00"))

    ada = used(of, ada, late("2026-02-06 11:00", "2026-02-06 12:00"), offline=True)

    with pytest.raises(OfflineCapReached):
        used(of, ada, late("2026-02-06 11:30", "2026-02-06 12:00"), offline=True)
    with pytest.raises(RedemptionCapReached):
        used(of, ada, scan("2026-02-06 12:00"))


def test_redemptions_do_not_count_towards_the_cap() -> None:
    ada = ready_card()
    ada = ada.after(decide_redeem(CAFE, ada, scan("2026-02-03 07:00"), reward="coffee"))

    ada = earned(CAFE, "2026-02-03 08:00", "2026-02-03 12:00", "2026-02-03 16:00", start=ada)

    assert ada.balance(STAMPS) == 3
