"""What a rule sentence leaves out, one plain sentence each."""

import pytest

from loyalty.language import Language
from loyalty.program import Program
from loyalty.wording.rules import details
from tests.loyalty.wording.shops import (
    BOOKSHOP,
    BY_SPEND,
    CAFE,
    CASHBACK,
    CLUB,
    COFFEE,
    COOKIE,
    EVENINGS,
    FREE_COUPON,
    LADDER,
    OFF,
    ON_THE_WAY,
    PET_SHOP,
    POINTS,
    REFUGE,
    STAMPS,
    TEN,
    TEN_COUPON,
    TIERS,
    shop,
)

TUESDAY = {
    "name": {"fr": "Mardi double", "en": "Double Tuesday"},
    "multiplier_percent": 200,
    "days": ["tue"],
    "from": "14:00",
    "to": "16:00",
    "first_day": "2026-12-01",
    "last_day": "2026-12-24",
}
CUP = {
    "id": "cup",
    "name": {"fr": "Rapporter un gobelet", "en": "Bring a cup back"},
    "proof": "staff",
    "units": 2,
}


@pytest.mark.parametrize("of", [CAFE, CASHBACK, PET_SHOP])
def test_a_plain_program_has_nothing_to_add(of: Program) -> None:
    assert details(of, "fr") == []
    assert details(of, "en") == []


def test_every_step_of_the_way_is_told() -> None:
    assert details(ON_THE_WAY, "fr") == ["À 5 tampons, le cookie est offert."]
    assert details(ON_THE_WAY, "en") == ["At 5 stamps, the cookie is free."]


def test_a_full_card_is_told_in_stamps_where_the_rule_tells_it_in_money() -> None:
    assert details(BY_SPEND, "fr") == [
        "À 5 tampons, le cookie est offert.",
        "À 9 tampons, le café est offert.",
    ]


def test_stamps_that_are_lost_and_that_end_are_told() -> None:
    of = shop(stamps=STAMPS | {"carry_over": False, "expires_months": 12})

    assert details(of, "fr") == [
        "Les tampons au-delà d’une carte pleine ne sont pas reportés.",
        "Les tampons restent valables 12 mois après le mois de l’achat.",
    ]
    assert details(of, "en") == [
        "Stamps beyond a full card are not carried over.",
        "Stamps last 12 months after the month of purchase.",
    ]


def test_rewards_that_do_not_wait_for_ever_are_told() -> None:
    of = shop([COFFEE | {"expires_days": 90}, COOKIE | {"expires_days": 1}], stamps=LADDER)

    assert details(of, "fr")[1:] == [
        "À utiliser sous 1 jour\u202f: un cookie.",
        "À utiliser sous 90 jours\u202f: un café.",
    ]
    assert details(of, "en")[1:] == [
        "To use within 1 day: a cookie.",
        "To use within 90 days: a coffee.",
    ]


def test_the_catalogue_follows_its_cheapest_reward() -> None:
    assert details(POINTS, "fr") == ["Dès 250 points, vous avez une remise de 5\u202f€."]
    assert details(POINTS, "en") == ["250 points and you get €5 off."]


def test_a_rate_that_is_not_one_to_one_is_told_with_every_price() -> None:
    of = shop([OFF | {"points": 500}, COFFEE | {"points": 300}, COOKIE], points={"points": 5})

    assert details(of, "fr") == [
        "1\u202f€ = 5 points.",
        "Dès 300 points, le café est offert.",
        "Dès 500 points, vous avez une remise de 5\u202f€.",
    ]


def test_what_does_not_count_is_told() -> None:
    rule = {"percent": 5, "excluded": ["tabac", "cartes-cadeaux"], "minimum_minor": 300}
    of = shop(cashback=rule | {"expires_months": 1})

    assert details(of, "fr") == [
        "Les achats comptent à partir de 3\u202f€.",
        "Ne comptent pas\u202f: tabac, cartes cadeaux.",
        "L’avoir reste valable 1 mois après le mois de l’achat.",
    ]
    assert details(of, "en") == [
        "Purchases count from €3.",
        "Not counted: tabac, cartes cadeaux.",
        "Credit lasts 1 month after the month of purchase.",
    ]


@pytest.mark.parametrize(
    ("changes", "french", "english"),
    [
        (
            {},
            "double le mardi, de 14:00 à 16:00, du 01/12/2026 au 24/12/2026",
            "double on Tuesdays, from 14:00 to 16:00, from 01/12/2026 to 24/12/2026",
        ),
        (
            {"days": ["thu", "mon"], "multiplier_percent": 300, "last_day": None, "to": None},
            "triple le lundi et le jeudi, à partir de 14:00, à partir du 01/12/2026",
            "triple on Mondays and Thursdays, from 14:00, from 01/12/2026",
        ),
        (
            {"days": ["mon", "tue", "wed", "thu", "fri"], "from": None, "first_day": None},
            "double du lundi au vendredi, jusqu’à 16:00, jusqu’au 24/12/2026",
            "double from Monday to Friday, until 16:00, until 24/12/2026",
        ),
        (
            {"days": None, "multiplier_percent": 150, "last_day": None, "first_day": None},
            "une fois et demie de 14:00 à 16:00",
            "one and a half times from 14:00 to 16:00",
        ),
        (
            {"days": ["mon", "wed", "sat"], "from": None, "to": None, "first_day": None}
            | {"last_day": None, "multiplier_percent": 125},
            "1,25 fois le lundi, le mercredi et le samedi",
            "1.25 times on Mondays, Wednesdays and Saturdays",
        ),
    ],
)
def test_a_window_says_when_purchases_count_more(
    changes: dict[str, object], french: str, english: str
) -> None:
    window = {key: value for key, value in (TUESDAY | changes).items() if value is not None}
    of = shop(cashback={"percent": 5}, windows=[window])

    assert details(of, "fr") == [f"Mardi double\u202f: les achats comptent {french}."]
    assert details(of, "en") == [f"Double Tuesday: purchases count {english}."]


def test_a_window_that_is_always_open_says_no_more_than_that() -> None:
    window = {"name": TUESDAY["name"], "multiplier_percent": 250}
    of = shop(cashback={"percent": 5}, windows=[window])

    assert details(of, "fr") == ["Mardi double\u202f: les achats comptent 2,5 fois."]


def test_tiers_say_from_when_on_and_what_they_open() -> None:
    of = shop(cashback={"percent": 5}, tiers=TIERS)

    assert details(of, "fr") == [
        "Bronze, pour tous.",
        "Or, dès 300\u202f€ d’achats en 12 mois\u202f: "
        "Soirées d’auteurs · les achats comptent une fois et demie.",
        "Un statut qui prend fin se garde encore 30 jours.",
    ]
    assert details(of, "en") == [
        "Bronze, for everyone.",
        "Gold, from €300 spent in 12 months: "
        "Author evenings · purchases count one and a half times.",
        "A status that comes to its end is kept for 30 days more.",
    ]


@pytest.mark.parametrize(
    ("measure", "french", "english"),
    [
        ("visits", "Or, dès 20 visites\u202f: Soirées d’auteurs.", "Gold, from 20 visits: "),
        ("points", "Or, dès 20 points\u202f: Soirées d’auteurs.", "Gold, from 20 points: "),
    ],
)
def test_a_lifetime_tier_has_no_window_and_no_grace(
    measure: str, french: str, english: str
) -> None:
    gold = {"id": "gold", "name": {"fr": "Or", "en": "Gold"}, "at": 20, "perks": [EVENINGS]}
    tiers = {"measure": measure, "lifetime": True, "levels": [gold]}
    of = shop([COFFEE | {"points": 100}], points={}, tiers=tiers)

    assert details(of, "fr") == [french]
    assert details(of, "en") == [f"{english}Author evenings."]


def test_a_tier_without_grace_says_nothing_of_it() -> None:
    of = shop(cashback={"percent": 5}, tiers=TIERS | {"grace_days": 0})

    assert len(details(of, "fr")) == 2


def test_a_club_says_all_it_opens_and_from_when_it_pays_o18() -> None:
    assert details(BOOKSHOP, "fr") == [
        "Pour les membres\u202f: Soirées d’auteurs.",
        "Le club s’essaie 30 jours, sans rien payer.",
        "Le club se rembourse dès 300\u202f€ d’achats.",
    ]
    assert details(BOOKSHOP, "en") == [
        "For members: Author evenings.",
        "Try the club for 30 days without paying.",
        "The club pays for itself from €300 spent.",
    ]


def test_a_club_of_one_advantage_has_said_it_in_its_rule() -> None:
    of = shop(club={"fee_minor": 500, "months": 1, "perks": [EVENINGS]})

    assert details(of, "fr") == []


def test_a_club_without_trial_or_discount_is_one_sentence() -> None:
    of = shop(stamps=STAMPS, club={"fee_minor": 500, "months": 1, "perks": [EVENINGS]})

    assert details(of, "fr") == ["Le club, 5\u202f€ par mois\u202f: Soirées d’auteurs."]


def test_what_a_club_pays_back_is_rounded_up() -> None:
    perk = CLUB["perks"][0] | {"percent": 15}
    of = shop(club=CLUB | {"fee_minor": 2990, "perks": [perk], "trial_days": 0})

    assert details(of, "fr") == ["Le club se rembourse dès 200\u202f€ d’achats."]


def test_a_cause_beside_a_card_is_told_and_can_be_given_a_reward() -> None:
    of = shop(stamps=STAMPS, donation=REFUGE)

    assert details(of, "fr") == [
        "Nous donnons 2\u202f% de chaque achat. La cause\u202f: Refuge de Nantes.",
        "Ce que vous avez gagné peut aussi aller à la cause.",
    ]
    assert details(of, "en")[1] == "What you have earned can go to the cause, too."


def test_gifts_are_told_with_what_they_give() -> None:
    of = shop(
        [COFFEE, TEN],
        stamps=STAMPS,
        coupons=[TEN_COUPON, FREE_COUPON],
        welcome={"units": 1, "coupon": "welcome-ten"},
        birthday={"coupon": "a-coffee"},
        referral={"friend": {"units": 1}, "referrer": {"units": 2, "coupon": "a-coffee"}},
    )

    assert details(of, "fr") == [
        "Au premier achat\u202f: 1 tampon et un bon pour 10\u202f% sur votre achat.",
        "Pour votre anniversaire, le café est offert.",
        "Un proche vient de votre part\u202f: il reçoit 1 tampon\u202f; à sa 2e visite, "
        "vous recevez 2 tampons et un bon pour un café.",
        "Bon pour 10\u202f% sur votre achat\u202f: valable 30 jours, dès 20\u202f€ d’achat.",
    ]
    assert details(of, "en") == [
        "With the first purchase: 1 stamp and a voucher for 10% off.",
        "For your birthday, the coffee is free.",
        "A friend comes through you: they get 1 stamp; at their 2nd visit, you get 2 stamps "
        "and a voucher for a coffee.",
        "Voucher for 10% off: valid for 30 days, from €20 spent.",
    ]


@pytest.mark.parametrize(
    ("cap", "period", "french", "english"),
    [
        (1, "ever", "une fois", "once"),
        (1, "week", "une fois par semaine", "once a week"),
        (3, "month", "3 fois par mois", "3 times a month"),
    ],
)
def test_a_mission_says_how_often(cap: int, period: str, french: str, english: str) -> None:
    of = shop(stamps=STAMPS, missions=[CUP | {"cap": cap, "period": period}])

    assert details(of, "fr") == [f"Rapporter un gobelet\u202f: 2 tampons, {french}."]
    assert details(of, "en") == [f"Bring a cup back: 2 stamps, {english}."]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Bon pour 10\u202f% sur votre achat\u202f: jusqu’au 31/12/2026."),
        ("en", "Voucher for 10% off: until 31/12/2026."),
    ],
)
def test_a_coupon_says_when_it_ends(language: Language, text: str) -> None:
    coupon = {"id": "x", "reward": "ten", "last_day": "2026-12-31"}
    of = shop([COFFEE, TEN], stamps=STAMPS, coupons=[coupon, FREE_COUPON])

    assert details(of, language) == [text]
