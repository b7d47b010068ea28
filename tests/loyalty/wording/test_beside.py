"""What belongs beside a card's balance."""

from datetime import date

import pytest

from loyalty.card import Card, Lot
from loyalty.entry import (
    CLUB,
    CREDIT,
    POINTS,
    Account,
    coupon_account,
    reward_account,
    tier_account,
)
from loyalty.language import Language
from loyalty.program import Program
from loyalty.wording.standing import more
from tests.loyalty.wording.shops import (
    BOOKS,
    BOOKSHOP,
    CAFE,
    CASHBACK,
    COFFEE,
    FREE_COUPON,
    PET_SHOP,
    REFUGE,
    STAMPS,
    TEN,
    TEN_COUPON,
    TIERS,
    holding,
    shop,
)
from tests.loyalty.wording.shops import (
    CLUB as CLUB_TABLE,
)
from tests.loyalty.wording.shops import (
    POINTS as POINT_SHOP,
)

GOLD_TIER = TIERS["levels"][1] | {"multiplier_percent": 200}
DOUBLE = TIERS | {"levels": [TIERS["levels"][0], GOLD_TIER]}
DAY = date(2026, 2, 10)
GOLD = Lot(account=tier_account("gold"), units=1, expires_on=date(2026, 3, 30))


def beside(of: Program, card: Card, language: Language = "fr") -> dict[str, str]:
    return {line.key: line.value for line in more(of, card, language, day=DAY)}


def test_a_plain_card_has_nothing_beside_it() -> None:
    for of in (CAFE, CASHBACK, PET_SHOP):
        assert more(of, holding(of), "fr", day=DAY) == ()


@pytest.mark.parametrize(
    ("lots", "french", "english"),
    [
        ([], "Bronze · encore 180\u202f€ pour Or", "Bronze · €180 more for Gold"),
        ([GOLD], "Or", "Gold"),
    ],
)
def test_a_tier_says_what_is_missing_to_the_next(
    lots: list[Lot], french: str, english: str
) -> None:
    of = shop(cashback={"percent": 5}, tiers=TIERS)
    ada = holding(of, *lots, qualifying=12000)

    assert beside(of, ada)["tier"] == french
    assert beside(of, ada, "en")["tier"] == english


def test_below_every_tier_only_what_is_missing_is_said() -> None:
    silver = {"id": "silver", "name": {"fr": "Argent", "en": "Silver"}, "at": 5}
    of = shop(stamps=STAMPS, tiers={"measure": "visits", "levels": [silver]})

    assert beside(of, holding(of, qualifying=2))["tier"] == "Encore 3 visites pour Argent"
    assert beside(of, holding(of, qualifying=4), "en")["tier"] == "1 visit more for Silver"


def test_a_tier_by_points_is_counted_in_points() -> None:
    gold = {"id": "gold", "name": {"fr": "Or", "en": "Gold"}, "at": 500}
    tiers = {"measure": "points", "levels": [gold]}
    of = shop([COFFEE | {"points": 100}], points={}, tiers=tiers)

    assert beside(of, holding(of))["tier"] == "Encore 500 points pour Or"


def test_a_tier_that_ends_is_told_as_long_before_as_the_program_says() -> None:
    early = shop(cashback={"percent": 5}, tiers=TIERS | {"notice_days": 60})
    late = shop(cashback={"percent": 5}, tiers=TIERS)

    assert beside(early, holding(early, GOLD))["ending"] == "Statut Or jusqu’au 30/03/2026"
    assert "ending" not in beside(late, holding(late, GOLD))


def test_the_club_beside_a_card_is_told_with_its_advantages() -> None:
    of = shop(stamps=STAMPS, club=CLUB_TABLE)
    ada = holding(of, Lot(account=CLUB, units=1, expires_on=date(2027, 11, 30)))

    assert beside(of, ada) == {
        "club": "Membre jusqu’au 30/11/2027",
        "perks": "10\u202f% sur tous les livres\nSoirées d’auteurs",
    }
    assert beside(of, holding(of), "en") == {"club": "Not a member"}
    assert "club" not in beside(BOOKSHOP, ada)


def test_what_was_given_to_the_cause_is_told_beside_a_card() -> None:
    of = shop(stamps=STAMPS, donation=REFUGE)
    ada = holding(of, **{"donation:refuge": 1240})

    assert beside(of, ada) == {"donated": "12,40\u202f€ donnés\u202f: Refuge de Nantes"}
    assert beside(of, holding(of)) == {}


def test_what_points_can_buy_is_listed_with_its_price() -> None:
    assert beside(POINT_SHOP, holding(POINT_SHOP, points=300)) == {
        "choice": "Un café\u202f: 100 points\nUne remise de 5\u202f€\u202f: 250 points"
    }


def test_coupons_are_listed_with_their_conditions() -> None:
    of = shop([COFFEE, TEN], stamps=STAMPS, coupons=[TEN_COUPON, FREE_COUPON])
    ada = holding(
        of,
        Lot(account=coupon_account("welcome-ten"), units=1, expires_on=date(2026, 3, 1)),
        Lot(account=coupon_account("a-coffee"), units=1),
    )

    assert beside(of, ada) == {
        "coupons": "10\u202f% sur votre achat, jusqu’au 01/03/2026, dès 20\u202f€ d’achat\nUn café"
    }


def test_what_ends_within_a_month_is_told_soonest_first() -> None:
    ends = {CREDIT: date(2026, 3, 1), reward_account("coffee"): date(2026, 2, 20)}
    lots = [Lot(account=name, units=200, expires_on=day) for name, day in ends.items()]
    later = Lot(account=CREDIT, units=900, expires_on=date(2026, 4, 30))

    assert beside(CASHBACK, holding(CASHBACK, *lots, later))["ending"] == (
        "200 cafés jusqu’au 20/02/2026\n2\u202f€ d’avoir jusqu’au 01/03/2026"
    )


def test_a_membership_and_points_that_end_are_told() -> None:
    of = shop([COFFEE | {"points": 100}], points={}, club=CLUB_TABLE)
    lots = [
        Lot(account=Account(name), units=1, expires_on=DAY) for name in (POINTS, CLUB, "done:x")
    ]

    assert beside(of, holding(of, *lots), "en")["ending"] == (
        "1 point until 10/02/2026\nThe club until 10/02/2026"
    )


def test_badges_are_worn_by_visits_and_by_years() -> None:
    badges = [
        {"id": "ten", "name": {"fr": "Dixième visite", "en": "Tenth"}, "of": "visits", "at": 10},
        {"id": "year", "name": {"fr": "Un an ici", "en": "A year"}, "of": "years", "at": 1},
    ]
    of = shop(stamps=STAMPS, badges=badges)
    ada = holding(of, visits=12)

    assert beside(of, ada) == {"badges": "Dixième visite"}
    [line] = more(of, ada, "fr", day=DAY, joined_on=date(2025, 2, 10))
    assert (line.label, line.value) == ("VOS BADGES", "Dixième visite\nUn an ici")


def test_lines_come_in_the_order_in_which_they_matter() -> None:
    of = shop(stamps=STAMPS, club=CLUB_TABLE | {"perks": [BOOKS]}, tiers=DOUBLE, donation=REFUGE)
    ada = holding(of, GOLD, Lot(account=CLUB, units=1), **{"donation:refuge": 200})

    assert [(line.key, line.label) for line in more(of, ada, "en", day=DAY)] == [
        ("tier", "YOUR STATUS"),
        ("club", "THE CLUB"),
        ("donated", "THANKS TO YOU"),
        ("perks", "YOUR ADVANTAGES"),
    ]
    assert beside(of, ada)["club"] == "Membre"
