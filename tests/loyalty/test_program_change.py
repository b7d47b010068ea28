"""What a new version may not take away from cards that are out."""

from typing import Any

import pytest

from loyalty.errors import BadConfiguration
from loyalty.program import Program
from loyalty.program_change import check_change
from tests.builders import at, program
from tests.loyalty.program_file.files import (
    CLUB,
    COFFEE,
    COUPON,
    LEVEL,
    read,
    shop_data,
    stamps_data,
)

TEA = COFFEE | {"id": "tea", "item": {"fr": "un thé", "en": "a tea"}}
CAUSE = {"fr": "Refuge", "en": "Shelter"}
DONATION = {"id": "refuge", "cause": CAUSE, "percent": 2}
MISSION = {"id": "gobelet", "name": {"fr": "a", "en": "a"}, "proof": "staff", "units": 1}
GOLD = {"id": "or", "name": {"fr": "Or", "en": "Gold"}, "at": 50}
TIERS = {"measure": "visits", "levels": [LEVEL, GOLD]}


def stamps(**tables: Any) -> Program:
    return read(stamps_data(**tables))


def refusal(versions: list[Program], after: Program) -> list[tuple[str, str]]:
    """Where and why the change is refused."""
    with pytest.raises(BadConfiguration) as refused:
        check_change(versions, after)
    errors = refused.value.facts["errors"]
    assert all(error["hint"] for error in errors)
    return [(error["path"], error["reason"]) for error in errors]


def test_a_first_version_takes_nothing_away() -> None:
    check_change([], program(stamps__threshold=50))


@pytest.mark.parametrize("threshold", [5, 12])
def test_a_threshold_may_change_since_a_card_in_progress_keeps_its_own(threshold: int) -> None:
    check_change([program()], program(stamps__threshold=threshold))


def test_whatever_is_not_held_may_change() -> None:
    before = stamps(
        donation=DONATION,
        welcome={"units": 1},
        launch={"at": "2026-03-02 09:00"},
        limits={"daily_cap": 1},
    )
    other = DONATION | {"id": "mer", "cause": {"fr": "La mer", "en": "The sea"}}

    check_change([before], stamps(donation=other, name="Café Nouveau"))


@pytest.mark.parametrize(
    ("kind", "row", "reason"),
    [
        ("rewards", TEA, "no longer has 'tea', which cards may hold"),
        ("coupons", COUPON, "no longer has 'merci', which cards may hold"),
        ("missions", MISSION, "no longer has 'gobelet', which cards have done"),
    ],
)
def test_what_was_ever_offered_stays_in_the_file(
    kind: str, row: dict[str, Any], reason: str
) -> None:
    rows = [COFFEE, row] if kind == "rewards" else [row]
    first, second = stamps(**{kind: rows}), stamps()

    assert refusal([first, second], stamps()) == [(kind, reason)]
    check_change([first, second], first)


def test_a_tier_that_may_be_held_stays_in_the_file() -> None:
    reason = "no longer has 'or', which cards may have reached"
    without_gold = stamps(tiers=TIERS | {"levels": [LEVEL]})

    assert refusal([stamps(tiers=TIERS)], without_gold) == [("tiers.levels", reason)]
    assert [path for path, _ in refusal([stamps(tiers=TIERS)], stamps())] == ["tiers.levels"] * 2


def test_a_tier_may_be_reached_otherwise() -> None:
    check_change([stamps()], stamps(tiers=TIERS))
    check_change(
        [stamps(tiers=TIERS)], stamps(tiers=TIERS | {"levels": [LEVEL, GOLD | {"at": 30}]})
    )


def test_what_tiers_measure_stays() -> None:
    before, after = stamps(tiers=TIERS), stamps(tiers=TIERS | {"measure": "spend"})

    (wrong,) = refusal([before], after)

    assert wrong == ("tiers.measure", "was 'visits', in which cards have come as far as they are")


@pytest.mark.parametrize(
    ("model", "tables"),
    [
        ("stamps", {"stamps": stamps_data()["stamps"]}),
        ("points", {"points": {}}),
        ("cashback", {"cashback": {"percent": 5}}),
        ("club", {"club": CLUB}),
    ],
)
def test_a_model_that_cards_hold_something_of_stays(model: str, tables: dict[str, Any]) -> None:
    rewards = [COFFEE | ({"points": 100} if model == "points" else {})]
    before = read(shop_data(rewards=rewards, **tables))
    after = read(shop_data(rewards=[COFFEE], donation=DONATION))

    assert refusal([before, after], after) == [(model, "is gone, and cards hold what it gave them")]


def test_a_donation_that_was_counted_stays() -> None:
    assert [path for path, _ in refusal([stamps(donation=DONATION)], stamps())] == ["donation"]


def test_amounts_stay_in_their_currency() -> None:
    assert refusal([stamps()], stamps(currency="CHF")) == [
        ("currency", "was EUR, in which every amount so far is counted")
    ]


def test_everything_that_is_refused_is_told_at_once() -> None:
    before = stamps(coupons=[COUPON], rewards=[COFFEE, TEA], donation=DONATION)

    wrong = [path for path, _ in refusal([before], stamps(currency="CHF"))]

    assert wrong == ["rewards", "coupons", "donation", "currency"]


def test_a_change_is_judged_before_it_is_numbered() -> None:
    after = stamps(rewards=[COFFEE, TEA])

    check_change([stamps()], after)

    assert (after.version, after.valid_from) == (1, at("2026-01-01 00:00"))
