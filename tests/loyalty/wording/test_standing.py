"""Where a card stands, for every model and in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from loyalty.card import Card, Lot
from loyalty.entry import CLUB, CREDIT, coupon_account, reward_account
from loyalty.entry import POINTS as POINTS_HELD
from loyalty.program import Assumptions, Program
from loyalty.wording.standing import (
    balance,
    event,
    label,
    next_sentence,
    plain_sentence,
    ready_sentences,
    standing_sentence,
)
from tests.loyalty.wording.shops import (
    BOOKSHOP,
    BY_SPEND,
    CAFE,
    CASHBACK,
    COFFEE,
    EVERY_MODEL,
    FREE_COUPON,
    ON_THE_WAY,
    PET_SHOP,
    POINTS,
    STAMPS,
    TEN,
    TEN_COUPON,
    holding,
    shop,
)

PAID = Lot(account=CLUB, units=1, expires_on=date(2027, 11, 30))
GIVEN = "donation:refuge"


def cafe(stamps: int, **more: int) -> Card:
    return holding(CAFE, stamps=stamps, **more)


def same_words(item: str, *, threshold: int = 9) -> Program:
    """A shop where the thing bought is the thing given."""
    words = {"fr": item, "en": "a thing"}
    return shop([COFFEE | {"item": words}], stamps=STAMPS | {"item": words, "threshold": threshold})


@pytest.mark.parametrize(
    ("stamps", "ready", "french", "english"),
    [
        (0, 0, "Le 10e café est offert.", "Your 10th coffee is free."),
        (
            1,
            0,
            "1 tampon. Encore 8 et le café est offert.",
            "1 stamp. 8 more and the coffee is on us.",
        ),
        (
            8,
            0,
            "8 tampons. Encore 1 et le café est offert.",
            "8 stamps. 1 more and the coffee is on us.",
        ),
        (
            0,
            1,
            "Votre café est offert. Quand vous voulez.",
            "Your coffee is on us. Whenever you like.",
        ),
        (
            1,
            2,
            "Votre café est offert. Quand vous voulez.",
            "Your coffee is on us. Whenever you like.",
        ),
    ],
)
def test_a_stamp_card_says_where_it_stands(
    stamps: int, ready: int, french: str, english: str
) -> None:
    ada = holding(CAFE, Lot(account=reward_account("coffee"), units=ready), stamps=stamps)
    if not ready:
        ada = cafe(stamps)

    assert standing_sentence(CAFE, ada, "fr") == french
    assert standing_sentence(CAFE, ada, "en") == english


@pytest.mark.parametrize(("stamps", "left"), [(7, 2), (8, 1)])
def test_only_one_or_two_more_purchases_are_counted_down_o15(stamps: int, left: int) -> None:
    assert next_sentence(CAFE, cafe(stamps), "fr") == f"Encore {left} et le café est offert."


def test_a_card_above_a_lowered_threshold_lacks_one_stamp() -> None:
    said = next_sentence(shop(stamps=STAMPS | {"threshold": 5}), cafe(8), "en")

    assert said == "1 more and the coffee is on us."


@pytest.mark.parametrize(
    ("item", "next_one", "ready"),
    [
        ("une coupe", "Encore 8 et la coupe est offerte.", "Votre coupe est offerte."),
        ("un expresso", "Encore 8 et l’expresso est offert.", "Votre expresso est offert."),
        ("une assiette", "Encore 8 et l’assiette est offerte.", "Votre assiette est offerte."),
        ("un hot-dog", "Encore 8 et le hot-dog est offert.", "Votre hot-dog est offert."),
    ],
)
def test_french_words_agree_and_elide(item: str, next_one: str, ready: str) -> None:
    of = same_words(item)
    waits = Lot(account=reward_account("coffee"), units=1)

    assert next_sentence(of, holding(of, stamps=1), "fr") == next_one
    assert standing_sentence(of, holding(of, waits), "fr") == f"{ready} Quand vous voulez."


@pytest.mark.parametrize(
    ("stamps", "text"),
    [
        (3, "3 tampons. Encore 2 et le cookie est offert."),
        (5, "5 tampons. Encore 4 et le café est offert."),
    ],
)
def test_the_nearest_step_of_the_way_is_what_comes_next(stamps: int, text: str) -> None:
    assert plain_sentence(ON_THE_WAY, holding(ON_THE_WAY, stamps=stamps), "fr") == text


def test_a_reward_that_ends_says_until_when() -> None:
    lot = Lot(account=reward_account("coffee"), units=1, expires_on=date(2026, 5, 7))

    assert next_sentence(CAFE, holding(CAFE, lot), "fr") == (
        "Votre café est offert jusqu’au 07/05/2026."
    )
    assert next_sentence(CAFE, holding(CAFE, lot), "en") == "Your coffee is on us until 07/05/2026."


@pytest.mark.parametrize(
    ("points", "french", "english"),
    [
        (
            0,
            "1\u202f€ = 1 point. Dès 100 points, le café est offert.",
            "€1 = 1 point. 100 points and the coffee is free.",
        ),
        (
            40,
            "40 points. Encore 60 et le café est offert.",
            "40 points. 60 more and the coffee is on us.",
        ),
        (
            100,
            "100 points. Pour 100 points, le café est offert. Quand vous voulez.",
            "100 points. For 100 points, the coffee is on us. Whenever you like.",
        ),
        (
            1340,
            "1\u202f340 points. 2 récompenses au choix. Quand vous voulez.",
            "1,340 points. 2 rewards to choose from. Whenever you like.",
        ),
    ],
)
def test_a_point_card_says_where_it_stands(points: int, french: str, english: str) -> None:
    ada = holding(POINTS, points=points)

    assert plain_sentence(POINTS, ada, "fr") == french
    assert plain_sentence(POINTS, ada, "en") == english
    assert next_sentence(POINTS, holding(POINTS, points=40), "fr").startswith("Encore 60")


@pytest.mark.parametrize(
    ("credit", "french", "english", "ahead"),
    [
        (
            0,
            "À chaque achat, 5\u202f% vous reviennent en avoir.",
            "5% of every purchase comes back as credit.",
            "5% of every purchase comes back as credit.",
        ),
        (
            420,
            "4,20\u202f€ d’avoir, à utiliser quand vous voulez.",
            "€4.20 of credit, to use whenever you like.",
            "To use whenever you like.",
        ),
    ],
)
def test_credit_says_that_nothing_presses(
    credit: int, french: str, english: str, ahead: str
) -> None:
    ada = holding(CASHBACK, credit=credit)

    assert plain_sentence(CASHBACK, ada, "fr") == french
    assert plain_sentence(CASHBACK, ada, "en") == english
    assert next_sentence(CASHBACK, ada, "en") == ahead


def test_credit_that_ends_on_several_days_is_said_without_one() -> None:
    lots = [Lot(account=CREDIT, units=750, expires_on=date(2026, month, 28)) for month in (5, 6)]

    assert plain_sentence(CASHBACK, holding(CASHBACK, lots[0]), "fr") == (
        "7,50\u202f€ d’avoir, à utiliser jusqu’au 28/05/2026."
    )
    assert plain_sentence(CASHBACK, holding(CASHBACK, *lots), "fr") == "15\u202f€ d’avoir."
    assert next_sentence(CASHBACK, holding(CASHBACK, *lots), "en") == (
        "5% of every purchase comes back as credit."
    )


def test_points_that_end_on_several_days_are_said_without_one() -> None:
    lots = [
        Lot(account=POINTS_HELD, units=60, expires_on=date(2026, month, 28)) for month in (5, 6)
    ]

    assert next_sentence(POINTS, holding(POINTS, *lots), "fr") == (
        "Pour 100 points, le café est offert."
    )


def test_a_member_of_the_club_reads_until_when_and_what_for() -> None:
    ada = holding(BOOKSHOP, PAID)

    assert plain_sentence(BOOKSHOP, ada, "fr") == "Membre jusqu’au 30/11/2027."
    assert plain_sentence(BOOKSHOP, ada, "en") == "Member until 30/11/2027."
    assert next_sentence(BOOKSHOP, ada, "en") == "10% off every book · Author evenings."


def test_who_is_not_in_the_club_reads_so_once_the_rule_is_known() -> None:
    rule = "Le club, 30\u202f€ par an\u202f: 10\u202f% sur tous les livres."
    fresh, known = holding(BOOKSHOP, visits=0), holding(BOOKSHOP)

    assert (plain_sentence(BOOKSHOP, fresh, "fr"), next_sentence(BOOKSHOP, known, "fr")) == (
        rule,
        rule,
    )
    assert plain_sentence(BOOKSHOP, known, "fr") == "Pas membre pour le moment."
    assert plain_sentence(BOOKSHOP, known, "en") == "Not a member at the moment."


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (
            0,
            "Nous donnons 2\u202f% de chaque achat. La cause\u202f: Refuge de Nantes.",
            "We give 2% of every purchase. The cause: Nantes animal shelter.",
        ),
        (
            140,
            "1,40\u202f€ donné grâce à vous\u202f: Refuge de Nantes.",
            "€1.40 given thanks to you: Nantes animal shelter.",
        ),
        (
            1240,
            "12,40\u202f€ donnés grâce à vous\u202f: Refuge de Nantes.",
            "€12.40 given thanks to you: Nantes animal shelter.",
        ),
    ],
)
def test_a_donation_card_says_what_was_given(cents: int, french: str, english: str) -> None:
    ada = holding(PET_SHOP, **{GIVEN: cents})

    assert plain_sentence(PET_SHOP, ada, "fr") == french
    assert plain_sentence(PET_SHOP, ada, "en") == english
    assert next_sentence(PET_SHOP, ada, "fr") == "La cause\u202f: Refuge de Nantes."


COUPONS = shop([COFFEE, TEN], stamps=STAMPS, coupons=[TEN_COUPON, FREE_COUPON])
TEN_HELD = Lot(account=coupon_account("welcome-ten"), units=1, expires_on=date(2026, 3, 4))
FREE_HELD = Lot(account=coupon_account("a-coffee"), units=1)


def test_a_coupon_is_told_with_its_conditions_after_what_was_collected() -> None:
    yours = "À vous jusqu’au 04/03/2026, dès 20\u202f€ d’achat\u202f: 10\u202f% sur votre achat."

    assert plain_sentence(COUPONS, holding(COUPONS, TEN_HELD, stamps=3), "fr") == (
        f"3 tampons. {yours}"
    )
    assert plain_sentence(COUPONS, holding(COUPONS, TEN_HELD), "fr") == yours
    assert next_sentence(COUPONS, holding(COUPONS, TEN_HELD, stamps=3), "fr") == (
        "Encore 6 et le café est offert."
    )


def test_everything_that_waits_has_its_sentence() -> None:
    ready = Lot(account=reward_account("coffee"), units=1)

    assert ready_sentences(COUPONS, holding(COUPONS, TEN_HELD, FREE_HELD, ready), "en") == [
        "Your coffee is on us. Whenever you like.",
        "Yours until 04/03/2026, from €20 spent: 10% off.",
        "Your coffee is on us. Whenever you like.",
    ]
    assert ready_sentences(POINTS, holding(POINTS, points=340), "en") == []


@pytest.mark.parametrize(
    ("model", "card", "french", "english", "shown"),
    [
        ("stamps", {"stamps": 8}, "TAMPONS", "STAMPS", ("8/9", "8/9")),
        ("points", {"points": 1340}, "POINTS", "POINTS", ("1\u202f340", "1,340")),
        ("cashback", {"credit": 420}, "AVOIR", "CREDIT", ("4,20\u202f€", "€4.20")),
        ("club", {}, "MEMBRE JUSQU’AU", "MEMBER UNTIL", ("–", "–")),
        ("donation", {GIVEN: 1240}, "DONNÉS", "GIVEN", ("12,40\u202f€", "€12.40")),
    ],
)
def test_the_balance_stands_under_its_label(
    model: str, card: dict[str, int], french: str, english: str, shown: tuple[str, str]
) -> None:
    of = EVERY_MODEL[model]
    ada = holding(of, **card)

    assert (label(of, "fr"), label(of, "en")) == (french, english)
    assert (balance(of, ada, "fr"), balance(of, ada, "en")) == shown


def test_a_members_balance_is_the_last_day() -> None:
    assert balance(BOOKSHOP, holding(BOOKSHOP, PAID), "fr") == "30/11/2027"


BASKET = Assumptions(basket_minor=2000, margin_percent=65, rhythm_days=7)


@pytest.mark.parametrize(
    ("of", "card", "expected"),
    [
        (CAFE, {}, "welcome"),
        (CAFE, {"stamps": 1}, "progress"),
        (CAFE, {"stamps": 6}, "progress"),
        (CAFE, {"stamps": 7}, "almost"),
        (CAFE, {"stamps": 8}, "almost"),
        (CAFE, {"reward:coffee": 1}, "ready"),
        (COUPONS, {"stamps": 8, "coupon:a-coffee": 1}, "ready"),
        (ON_THE_WAY, {"stamps": 3}, "almost"),
        (BY_SPEND, {"stamps": 8}, "progress"),
        (replace(BY_SPEND, assumptions=BASKET), {"stamps": 8}, "progress"),
        (POINTS, {"points": 99}, "progress"),
        (POINTS, {"points": 100}, "ready"),
        (replace(POINTS, assumptions=BASKET), {"points": 59}, "progress"),
        (replace(POINTS, assumptions=BASKET), {"points": 60}, "almost"),
        (CASHBACK, {"credit": 400}, "progress"),
        (BOOKSHOP, {"club": 1}, "progress"),
        (BOOKSHOP, {}, "welcome"),
        (PET_SHOP, {GIVEN: 20}, "progress"),
    ],
)
def test_the_event_of_a_card_o15(of: Program, card: dict[str, int], expected: str) -> None:
    assert event(of, holding(of, visits=0, **card)) == expected


def test_a_bigger_basket_brings_a_stamp_by_spend_nearer() -> None:
    of = replace(BY_SPEND, assumptions=replace(BASKET, basket_minor=2500))

    assert event(of, holding(of, stamps=8)) == "almost"


def test_a_card_that_was_never_seen_is_welcomed_however_near_its_first_reward() -> None:
    of = shop(stamps=STAMPS | {"threshold": 2})

    assert event(of, holding(of, visits=0)) == "welcome"
    assert event(of, holding(of, visits=1)) == "almost"


def test_a_card_that_was_seen_is_no_longer_welcomed() -> None:
    assert event(CASHBACK, holding(CASHBACK, visits=1)) == "progress"


def test_beside_the_balance_the_choice_is_told_alone() -> None:
    assert next_sentence(POINTS, holding(POINTS, points=340), "en") == (
        "2 rewards to choose from. Whenever you like."
    )
