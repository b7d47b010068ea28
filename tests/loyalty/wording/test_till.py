"""What the till shows and the staff says, for every model."""

from dataclasses import replace

import pytest

from loyalty.errors import NotOffered
from loyalty.granting import decide_grant
from loyalty.language import Language
from loyalty.offers import offers
from loyalty.program import Program
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.wording.standing import plain_sentence
from loyalty.wording.till import (
    action_label,
    advantages,
    offer_label,
    offer_name,
    till_headline,
    till_says,
)
from loyalty.wording.welcome import Guest
from tests.builders import scan
from tests.loyalty.wording.shops import (
    BOOKSHOP,
    CAFE,
    CASHBACK,
    CLUB,
    COFFEE,
    EVENINGS,
    EVERY_MODEL,
    FREE_COUPON,
    PET_SHOP,
    POINTS,
    REFUGE,
    STAMPS,
    TEN,
    TEN_COUPON,
    TIERS,
    Decide,
    after,
    bought,
    holding,
    shop,
)

CUT = {"fr": "une coupe", "en": "a haircut"}
SALON = shop([COFFEE | {"item": CUT}], stamps=STAMPS | {"item": CUT})
MISSION = {
    "id": "cup",
    "name": {"fr": "Rapporter un gobelet", "en": "Bring a cup back"},
    "proof": "staff",
    "units": 1,
}


def given(
    key: str, minor: int | None = None, when: str = "2026-02-04 10:00", *, donate: bool = False
) -> Decide:
    return lambda of, card: decide_redeem(
        of, card, scan(when), reward=key, amount_minor=minor, donate=donate
    )


def said(of: Program, language: Language, *steps: Decide, guest: Guest | None = None) -> str:
    """What the staff says after the last of these; nobody is greeted without a guest."""
    card, entries = after(of, *steps)
    return till_says(of, card, entries[-1], language, guest)


@pytest.mark.parametrize(
    ("stamps", "name", "french", "english"),
    [
        (8, "Ada", "Ada · 1re visite · 8 sur 9", "Ada · 1st visit · 8 of 9"),
        (8, None, "1re visite · 8 sur 9", "1st visit · 8 of 9"),
    ],
)
def test_the_till_reads_name_visit_and_stamps_at_a_glance(
    stamps: int, name: str | None, french: str, english: str
) -> None:
    ada = holding(CAFE, stamps=stamps)

    assert till_headline(CAFE, ada, name, "fr") == french
    assert till_headline(CAFE, ada, name, "en") == english


@pytest.mark.parametrize(
    ("model", "card", "french", "english"),
    [
        ("stamps", {}, "Ben · 0 sur 9", "Ben · 0 of 9"),
        ("points", {"points": 340}, "Ben · 340 points", "Ben · 340 points"),
        ("cashback", {"credit": 420}, "Ben · 4,20\u202f€ d’avoir", "Ben · €4.20 of credit"),
        ("club", {}, "Ben · pas membre", "Ben · not a member"),
        ("club", {"club": 1}, "Ben · membre", "Ben · member"),
        ("donation", {"donation:refuge": 1240}, "Ben · 12,40\u202f€ donnés", "Ben · €12.40 given"),
    ],
)
def test_the_headline_of_every_model(
    model: str, card: dict[str, int], french: str, english: str
) -> None:
    of = EVERY_MODEL[model]
    ben = holding(of, visits=0, **card)

    assert till_headline(of, ben, "Ben", "fr") == french
    assert till_headline(of, ben, "Ben", "en") == english


def test_the_headline_ends_with_the_tier() -> None:
    of = shop(cashback={"percent": 5}, tiers=TIERS)
    ada = holding(of, credit=420, visits=8, **{"tier:gold": 1})

    assert till_headline(of, ada, "Ada", "fr") == "Ada · 8e visite · 4,20\u202f€ d’avoir · Or"


def test_a_look_says_where_the_card_stands() -> None:
    for of in EVERY_MODEL.values():
        assert till_says(of, holding(of), None, "fr") == plain_sentence(of, holding(of), "fr")


@pytest.mark.parametrize(
    ("units", "french"),
    [
        (7, "7 tampons. Encore 2 et le café est offert."),
        (8, "Plus qu’un tampon et le café est offert."),
        (9, "C’est gagné\u202f: le café est offert."),
        (10, "C’est gagné\u202f: le café est offert."),
    ],
)
def test_a_stamp_says_where_the_card_stands(units: int, french: str) -> None:
    assert said(CAFE, "fr", bought(units=units)) == french


FIRST, LATER = bought(), (bought(when="2026-01-05 10:00"), bought(when="2026-02-04 10:00"))
TODAY = (bought(when="2026-02-04 10:00"), bought(when="2026-02-04 12:00"))
GREETED: dict[str, tuple[tuple[Decide, ...], Guest, str, str]] = {
    "a first visit": (
        (FIRST,),
        Guest(name="Paul"),
        "Bienvenue, Paul\u202f! Encore 8 et le café est offert.",
        "Welcome, Paul! 8 more and the coffee is on us.",
    ),
    "a first visit of somebody who gave no name": (
        (FIRST,),
        Guest(),
        "Bienvenue\u202f! Encore 8 et le café est offert.",
        "Welcome! 8 more and the coffee is on us.",
    ),
    "a birthday is more than a first visit": (
        (FIRST,),
        Guest(name="Paul", birthday=True),
        "Bon anniversaire, Paul\u202f! Encore 8 et le café est offert.",
        "Happy birthday, Paul! 8 more and the coffee is on us.",
    ),
    "a birthday is more than coming back": (
        LATER,
        Guest(name="Paul", birthday=True, away_days=200),
        "Bon anniversaire, Paul\u202f! Encore 7 et le café est offert.",
        "Happy birthday, Paul! 7 more and the coffee is on us.",
    ),
    "a birthday is said once a day": (
        TODAY,
        Guest(name="Paul", birthday=True, away_days=0),
        "2 tampons. Encore 7 et le café est offert.",
        "2 stamps. 7 more and the coffee is on us.",
    ),
    "back after half of the days that count as active": (
        LATER,
        Guest(name="Paul", away_days=30),
        "Quel plaisir de vous revoir, Paul\u202f! Encore 7 et le café est offert.",
        "Lovely to see you again, Paul! 7 more and the coffee is on us.",
    ),
    "back a day sooner": (
        LATER,
        Guest(name="Paul", away_days=29),
        "2 tampons. Encore 7 et le café est offert.",
        "2 stamps. 7 more and the coffee is on us.",
    ),
    "overtaken by a later visit: nobody knows how long it was": (
        LATER,
        Guest(name="Paul"),
        "2 tampons. Encore 7 et le café est offert.",
        "2 stamps. 7 more and the coffee is on us.",
    ),
    "a birthday with one to go": (
        (*LATER, bought(units=6, when="2026-02-05 10:00")),
        Guest(name="Paul", birthday=True, away_days=1),
        "Bon anniversaire, Paul\u202f! Plus qu’un tampon et le café est offert.",
        "Happy birthday, Paul! Just one more stamp and the coffee is on us.",
    ),
    "a birthday with a reward just earned": (
        (*LATER, bought(units=7, when="2026-02-05 10:00")),
        Guest(name="Paul", birthday=True, away_days=1),
        "Bon anniversaire, Paul\u202f! C’est gagné\u202f: le café est offert.",
        "Happy birthday, Paul! You have earned it: the coffee is on us.",
    ),
    "one that waited before is no news": (
        (bought(units=9), bought(when="2026-02-05 10:00")),
        Guest(name="Paul", away_days=2),
        "Votre café est offert. Quand vous voulez.",
        "Your coffee is on us. Whenever you like.",
    ),
    "back, and what waited is used": (
        (bought(units=9, when="2026-01-05 10:00"), given("coffee")),
        Guest(name="Paul", away_days=30),
        "Quel plaisir de vous revoir, Paul\u202f! Café offert.",
        "Lovely to see you again, Paul! Coffee given.",
    ),
}


@pytest.mark.parametrize("occasion", GREETED)
def test_what_is_said_aloud_to_whoever_comes_in(occasion: str) -> None:
    steps, guest, french, english = GREETED[occasion]

    assert said(CAFE, "fr", *steps, guest=guest) == french
    assert said(CAFE, "en", *steps, guest=guest) == english


def test_a_greeting_does_not_hide_what_an_amount_brought() -> None:
    paul = Guest(name="Paul")

    assert said(POINTS, "fr", bought(1200), guest=paul) == (
        "Bienvenue, Paul\u202f! + 12 points. Encore 88 et le café est offert."
    )
    assert said(BOOKSHOP, "en", bought(1200), guest=paul) == (
        "Welcome, Paul! Not a member at the moment."
    )


def test_of_three_occasions_two_are_said_aloud() -> None:
    ladder = [{"id": "gold", "name": {"fr": "Or", "en": "Gold"}, "at": 1}]
    of = shop(stamps=STAMPS, tiers={"measure": "visits", "levels": ladder})
    paul, ada = Guest(name="Paul"), Guest(name="Ada", away_days=1)

    assert said(of, "fr", bought(units=9), guest=paul) == (
        "Bienvenue, Paul\u202f! C’est gagné\u202f: le café est offert."
    )
    assert said(of, "fr", bought(units=8), guest=paul) == (
        "Bienvenue, Paul\u202f! Vous voilà au statut Or."
    )
    assert said(of, "en", bought(units=8), guest=replace(ada, away_days=0)) == (
        "Gold status is yours. Just one more stamp and the coffee is on us."
    )


def test_a_reward_that_ends_is_said_with_its_last_day() -> None:
    of = shop([COFFEE | {"expires_days": 30}], stamps=STAMPS)

    assert said(of, "fr", bought(units=9)) == (
        "C’est gagné\u202f: le café est offert, jusqu’au 05/03/2026."
    )


def test_taking_back_greets_nobody() -> None:
    _, entries = after(CAFE, bought(units=2))
    undone = decide_undo(CAFE, entries, scan("2026-02-03 10:01"), operation=entries[0].operation)
    paul = Guest(name="Paul", birthday=True)

    assert till_says(CAFE, holding(CAFE), undone, "fr", paul) == (
        "Annulé. Retiré de la carte\u202f: 2 tampons."
    )


def test_points_say_what_the_purchase_brought_and_what_is_missing() -> None:
    assert said(POINTS, "fr", bought(1200)) == "+ 12 points. Encore 88 et le café est offert."
    assert said(POINTS, "en", bought(1200)) == "+ 12 points. 88 more and the coffee is on us."
    assert said(POINTS, "fr", bought(90)) == plain_sentence(POINTS, holding(POINTS), "fr")


@pytest.mark.parametrize(
    ("of", "french", "english"),
    [
        (
            CASHBACK,
            "+ 0,60\u202f€ d’avoir. À utiliser quand vous voulez.",
            "+ €0.60 of credit. To use whenever you like.",
        ),
        (BOOKSHOP, "Pas membre pour le moment.", "Not a member at the moment."),
        (
            PET_SHOP,
            "0,24\u202f€ donné. La cause\u202f: Refuge de Nantes.",
            "€0.24 given. The cause: Nantes animal shelter.",
        ),
    ],
)
def test_a_purchase_is_said_for_every_model(of: Program, french: str, english: str) -> None:
    assert said(of, "fr", bought(1200)) == french
    assert said(of, "en", bought(1200)) == english


def test_a_tier_that_opens_is_said_once() -> None:
    of = shop(cashback={"percent": 1}, tiers=TIERS)
    twice = (bought(30000), bought(1000, "2026-02-04 10:00"))

    assert said(of, "fr", twice[0]).startswith("Vous voilà au statut Or. + 3")
    assert said(of, "en", twice[0]).startswith("Gold status is yours. + €3")
    assert "statut" not in said(of, "fr", *twice)


GIFT = {"welcome": {"units": 20, "coupon": "welcome-ten"}, "coupons": [TEN_COUPON]}


def test_gifts_are_said_after_what_was_bought() -> None:
    points = shop([COFFEE | {"points": 100}, TEN], points={}, **GIFT)
    stamps = shop([COFFEE, TEN], stamps=STAMPS | {"threshold": 30}, **GIFT)

    assert said(points, "fr", bought(1200)) == (
        "+ 32 points, dont 20 points en cadeau. Encore 68 et le café est offert. "
        "Cadeau\u202f: un bon pour 10\u202f% sur votre achat."
    )
    assert said(points, "en", bought(1200)).startswith("+ 32 points, 20 points of it as a gift. ")
    assert said(stamps, "en", bought()) == (
        "21 stamps. 9 more and the coffee is on us. A gift: 20 stamps and a voucher for 10% off."
    )


@pytest.mark.parametrize(
    ("of", "french", "english"),
    [(CAFE, "Café offert.", "Coffee given."), (SALON, "Coupe offerte.", "Haircut given.")],
)
def test_a_reward_given_is_said_by_its_name(of: Program, french: str, english: str) -> None:
    assert said(of, "fr", bought(units=9), given("coffee")) == french
    assert said(of, "en", bought(units=9), given("coffee")) == english


def test_what_is_left_is_said_where_points_or_credit_paid() -> None:
    assert said(POINTS, "fr", bought(34000), given("coffee")) == (
        "Café offert. Il reste 240 points."
    )
    assert said(POINTS, "en", bought(34000), given("off")) == "Used: €5 off. 90 points left."
    assert said(CASHBACK, "fr", bought(10000), given("credit", 320)) == (
        "3,20\u202f€ d’avoir utilisés. Il reste 1,80\u202f€ d’avoir."
    )
    assert said(CASHBACK, "en", bought(10000), given("credit")) == "€5 of credit used."


def test_a_reward_given_to_the_cause_is_said_so() -> None:
    of = shop(stamps=STAMPS, donation=REFUGE)
    ready = bought(100, units=9)

    assert said(of, "fr", ready, given("coffee", donate=True)) == (
        "0,60\u202f€ donné à la place\u202f: Refuge de Nantes."
    )


@pytest.mark.parametrize(
    ("of", "done", "french", "english"),
    [
        (
            CAFE,
            (bought(units=1),),
            "Annulé. Retiré de la carte\u202f: 1 tampon.",
            "Undone. Taken off the card: 1 stamp.",
        ),
        (
            CAFE,
            (bought(units=9), given("coffee")),
            "Annulé. Rendu à la carte\u202f: un café.",
            "Undone. Put back on the card: a coffee.",
        ),
        (
            CAFE,
            (bought(units=5, when="2026-02-02 10:00"), bought(units=4)),
            "Annulé. Retiré de la carte\u202f: un café. Rendu à la carte\u202f: 5 tampons.",
            "Undone. Taken off the card: a coffee. Put back on the card: 5 stamps.",
        ),
        (
            CASHBACK,
            (bought(10000), given("credit")),
            "Annulé. Rendu à la carte\u202f: 5\u202f€ d’avoir.",
            "Undone. Put back on the card: €5 of credit.",
        ),
        (
            BOOKSHOP,
            (lambda of, card: decide_grant(of, card, scan(), what="club-fee"),),
            "Annulé. Retiré de la carte\u202f: le club.",
            "Undone. Taken off the card: the club.",
        ),
        (
            BOOKSHOP,
            (bought(1200),),
            "Annulé. Ce passage ne compte plus.",
            "Undone. This visit does not count any more.",
        ),
    ],
)
def test_an_undo_says_what_it_took_back(
    of: Program, done: tuple[Decide, ...], french: str, english: str
) -> None:
    card, entries = after(of, *done)
    undone = decide_undo(of, entries, scan("2026-02-03 10:01"), operation=entries[-1].operation)

    assert till_says(of, card, undone, "fr") == french
    assert till_says(of, card, undone, "en") == english


def test_the_clubs_fee_says_until_when() -> None:
    paid: Decide = lambda of, card: decide_grant(of, card, scan(), what="club-fee")  # noqa: E731

    assert said(BOOKSHOP, "fr", paid) == "Membre jusqu’au 02/02/2027."


WAITING = shop(
    [COFFEE | {"points": 100}, TEN], points={}, coupons=[TEN_COUPON, FREE_COUPON], club=CLUB
)


def test_every_offer_says_what_it_costs_the_card() -> None:
    ada = holding(WAITING, points=100, **{"coupon:welcome-ten": 1, "coupon:a-coffee": 1})
    labels = [offer_label(WAITING, offer, "fr") for offer in offers(WAITING, ada)]

    assert labels == [
        "Appliquer 10\u202f% (bon)",
        "Offrir le café (bon)",
        "Offrir le café (100 points)",
    ]
    assert [offer_name(WAITING, offer, "en") for offer in offers(WAITING, ada)] == [
        "10% off",
        "coffee",
        "coffee",
    ]


@pytest.mark.parametrize(
    ("language", "earned", "voucher", "credit", "name"),
    [
        ("fr", "Offrir le café", "Offrir le café (bon)", "Utiliser 4,20\u202f€ d’avoir", "avoir"),
        ("en", "Give the coffee", "Give the coffee (voucher)", "Use €4.20 of credit", "credit"),
    ],
)
def test_a_reward_earned_a_voucher_and_credit(
    language: Language, earned: str, voucher: str, credit: str, name: str
) -> None:
    of = shop(cashback={"percent": 5}, coupons=[FREE_COUPON])
    ada = holding(of, credit=420, **{"reward:coffee": 1, "coupon:a-coffee": 1})
    found = offers(of, ada)

    assert [offer_label(of, offer, language) for offer in found] == [earned, voucher, credit]
    assert offer_name(of, found[-1], language) == name


@pytest.mark.parametrize(
    ("action", "french", "english"),
    [
        ("club-fee", "Encaisser le club\u202f: 30\u202f€", "Take the club fee: €30"),
        ("club-trial", "Essai du club\u202f: 30 jours", "Club trial: 30 days"),
        ("mission:cup", "Rapporter un gobelet", "Bring a cup back"),
        ("coupon:a-coffee", "Donner un bon pour un café", "Give a voucher for a coffee"),
    ],
)
def test_what_is_given_by_hand_has_its_button(action: str, french: str, english: str) -> None:
    of = shop(stamps=STAMPS, club=CLUB, missions=[MISSION], coupons=[FREE_COUPON])

    assert action_label(of, action, "fr") == french
    assert action_label(of, action, "en") == english


@pytest.mark.parametrize(
    "action", ["club-fee", "club-trial", "mission:cup", "coupon:a-coffee", "wine"]
)
def test_what_a_program_does_not_have_is_refused(action: str) -> None:
    with pytest.raises(NotOffered):
        action_label(CAFE, action, "fr")


def test_advantages_are_those_of_the_tier_and_of_the_club() -> None:
    of = shop(stamps=STAMPS, club=CLUB, tiers=TIERS | {"measure": "visits", "levels": LEVELS})
    member, gold = {"club": 1}, {"tier:gold": 1}

    assert advantages(of, holding(of), "fr") == []
    assert advantages(of, holding(of, **gold), "fr") == ["Soirées d’auteurs"]
    assert advantages(of, holding(of, **member, **gold), "fr") == [
        "Soirées d’auteurs",
        "10\u202f% sur tous les livres",
    ]
    assert advantages(CAFE, holding(CAFE, **member), "fr") == []


LEVELS = [{"id": "gold", "name": {"fr": "Or", "en": "Gold"}, "at": 5, "perks": [EVENINGS]}]
