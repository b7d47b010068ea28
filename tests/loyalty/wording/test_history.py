"""One past entry as the member reads it, whatever happened."""

from dataclasses import replace

import pytest

from loyalty.card import Card
from loyalty.entry import CardId, Entry
from loyalty.expiry import decide_night
from loyalty.granting import decide_grant, decide_thanks
from loyalty.holder import Holder
from loyalty.language import Language
from loyalty.program import Program
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.refund import decide_refund
from loyalty.wording.history import history_line
from tests.builders import scan
from tests.loyalty.wording.shops import (
    BOOKSHOP,
    CAFE,
    CASHBACK,
    CLUB,
    COFFEE,
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
    shop,
)

LATER = "2026-02-04 10:00"
MISSION = {
    "id": "cup",
    "name": {"fr": "Rapporter un gobelet", "en": "Bring a cup back"},
    "proof": "staff",
    "units": 2,
    "coupon": "a-coffee",
}
MISSION_A_WEEK = {key: value for key, value in MISSION.items() if key != "coupon"}
MISSION_A_WEEK |= {"period": "week"}


def given(key: str, minor: int | None = None, *, donate: bool = False) -> Decide:
    return lambda of, card: decide_redeem(
        of, card, scan(LATER), reward=key, amount_minor=minor, donate=donate
    )


def granted(what: str) -> Decide:
    return lambda of, card: decide_grant(of, card, scan("2026-02-03 09:00"), what=what)


def night(when: str, birthday: tuple[int, int] | None = None) -> Decide:
    def decide(of: Program, card: Card) -> Entry:
        entry = decide_night(of, card, scan(when), Holder(birthday=birthday))
        assert entry is not None
        return entry

    return decide


def told(of: Program, language: Language, *steps: Decide) -> str:
    """The line of the last of these."""
    return history_line(of, after(of, *steps)[1][-1], language)


def refund(of: Program, entries: list[Entry], operation: int = 0) -> Entry:
    """All of that entry comes back."""
    return decide_refund(
        of, of, entries, scan("2026-02-05 10:00"), operation=entries[operation].operation
    )


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("fr", ["+ 1 tampon", "+ 9 tampons", "café offert", "annulation"]),
        ("en", ["+ 1 stamp", "+ 9 stamps", "coffee given", "undone"]),
    ],
)
def test_a_stamp_card_is_told_line_by_line(language: Language, lines: list[str]) -> None:
    _, entries = after(CAFE, bought(), bought(units=9, when="2026-02-03 12:00"), given("coffee"))
    last = entries[-1]
    undone = decide_undo(CAFE, entries, scan("2026-02-04 10:01"), operation=last.operation)

    assert [history_line(CAFE, entry, language) for entry in (*entries, undone)] == lines


@pytest.mark.parametrize(
    ("of", "french", "english"),
    [
        (POINTS, "+ 12 points", "+ 12 points"),
        (CASHBACK, "+ 0,60\u202f€ d’avoir", "+ €0.60 of credit"),
        (BOOKSHOP, "visite", "visit"),
        (PET_SHOP, "0,24\u202f€ donné", "€0.24 given"),
    ],
)
def test_a_purchase_of_every_model(of: Program, french: str, english: str) -> None:
    assert told(of, "fr", bought(1200)) == french
    assert told(of, "en", bought(1200)) == english


def test_a_purchase_that_opened_a_tier_and_gave_a_coupon() -> None:
    of = shop(
        [COFFEE, TEN],
        cashback={"percent": 1},
        tiers=TIERS,
        coupons=[TEN_COUPON],
        welcome={"coupon": "welcome-ten"},
    )

    assert told(of, "fr", bought(30000)) == (
        "+ 3\u202f€ d’avoir · statut Or · un bon pour 10\u202f% sur votre achat"
    )


def test_what_had_ended_is_no_part_of_a_purchase() -> None:
    of = shop([COFFEE | {"points": 100}], points={"expires_months": 1})

    assert told(of, "fr", bought(9000), bought(1200, "2026-06-01 10:00")) == "+ 12 points"


def test_a_reward_bought_with_points_says_its_price() -> None:
    assert told(POINTS, "fr", bought(34000), given("coffee")) == "café offert · − 100 points"
    assert told(POINTS, "en", bought(34000), given("off")) == "used: €5 off · − 250 points"


@pytest.mark.parametrize(
    ("minor", "french", "english"),
    [
        (120, "1,20\u202f€ d’avoir utilisé", "€1.20 of credit used"),
        (320, "3,20\u202f€ d’avoir utilisés", "€3.20 of credit used"),
    ],
)
def test_credit_that_was_used(minor: int, french: str, english: str) -> None:
    assert told(CASHBACK, "fr", bought(10000), given("credit", minor)) == french
    assert told(CASHBACK, "en", bought(10000), given("credit", minor)) == english


def test_a_coupon_that_was_used_is_told_by_its_reward_while_it_is_known() -> None:
    of = shop(stamps=STAMPS, coupons=[FREE_COUPON])
    _, entries = after(of, granted("coupon:a-coffee"), given("coupon:a-coffee"))

    assert history_line(of, entries[-1], "fr") == "café offert"
    assert history_line(replace(of, coupons=()), entries[-1], "fr") == "bon utilisé"
    assert history_line(replace(of, coupons=()), entries[-1], "en") == "voucher used"


def test_a_reward_given_to_the_cause_names_it_while_it_is_todays() -> None:
    of = shop(cashback={"percent": 5}, donation=REFUGE)
    _, entries = after(of, bought(10000), given("credit", donate=True))

    assert history_line(of, entries[-1], "fr") == (
        "5\u202f€ donnés à la place\u202f: Refuge de Nantes"
    )
    assert history_line(of, entries[-1], "en") == "€5 given instead: Nantes animal shelter"
    assert history_line(CASHBACK, entries[-1], "fr") == "5\u202f€ donnés à la place"


def test_a_refund_says_what_was_taken_back_and_what_given_back() -> None:
    _, sale = after(POINTS, bought(1200))
    _, reward = after(POINTS, bought(34000), given("coffee"))

    assert history_line(POINTS, refund(POINTS, sale), "fr") == "repris\u202f: 12 points"
    assert history_line(POINTS, refund(POINTS, reward, 1), "fr") == "rendu\u202f: 100 points"
    assert history_line(POINTS, refund(POINTS, sale), "en") == "taken back: 12 points"


def test_a_refund_of_what_brought_nothing_is_noted() -> None:
    _, sale = after(BOOKSHOP, bought(1200))

    assert history_line(BOOKSHOP, refund(BOOKSHOP, sale), "fr") == "retour noté"


@pytest.mark.parametrize(
    ("what", "french", "english"),
    [
        ("club-fee", "membre jusqu’au 02/02/2027", "member until 02/02/2027"),
        ("club-trial", "membre jusqu’au 04/03/2026", "member until 04/03/2026"),
        (
            "mission:cup",
            "Rapporter un gobelet\u202f: 2 tampons et un bon pour un café",
            "Bring a cup back: 2 stamps and a voucher for a coffee",
        ),
        (
            "coupon:ten",
            "cadeau\u202f: un bon pour 10\u202f% sur votre achat",
            "gift: a voucher for 10% off",
        ),
    ],
)
def test_what_was_given_by_hand(what: str, french: str, english: str) -> None:
    of = shop(
        [COFFEE, TEN],
        stamps=STAMPS,
        club=CLUB,
        missions=[MISSION],
        coupons=[FREE_COUPON, {"id": "ten", "reward": "ten"}],
    )

    assert told(of, "fr", granted(what)) == french
    assert told(of, "en", granted(what)) == english


def test_a_mission_that_filled_the_card_tells_its_stamps_and_the_reward() -> None:
    of = shop(stamps=STAMPS, missions=[MISSION | {"coupon": "a-coffee"}], coupons=[FREE_COUPON])
    gave = told(of, "fr", bought(units=8, when="2026-02-02 10:00"), granted("mission:cup"))

    assert gave == "Rapporter un gobelet\u202f: 2 tampons, un bon pour un café et un café"


def test_thanks_for_a_friend() -> None:
    of = shop(stamps=STAMPS, referral={"friend": {"units": 1}, "referrer": {"units": 2}})
    thanks: Decide = lambda of, card: decide_thanks(  # noqa: E731
        of, card, scan(), friend=CardId("BBBBBBBBBBBBBBBB")
    )

    assert told(of, "fr", thanks) == "parrainage\u202f: 2 tampons"


def test_a_birthday_in_the_night() -> None:
    of = shop(stamps=STAMPS, coupons=[FREE_COUPON], birthday={"coupon": "a-coffee"})

    assert told(of, "fr", bought(when="2026-01-05 10:00"), night("2026-02-03 03:00", (3, 2))) == (
        "anniversaire\u202f: un bon pour un café"
    )


def test_a_mission_whose_coupon_is_not_open_is_still_told() -> None:
    mission = {key: value for key, value in MISSION.items() if key != "units"}
    coupon = FREE_COUPON | {"first_day": "2026-06-01"}
    of = shop(stamps=STAMPS, missions=[mission], coupons=[coupon])

    assert told(of, "fr", granted("mission:cup")) == "Rapporter un gobelet"


def test_a_membership_kept_by_other_means_has_no_date() -> None:
    _, [fee] = after(BOOKSHOP, granted("club-fee"))

    assert history_line(BOOKSHOP, replace(fee, changes=()), "en") == "member"


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        ("2026-04-01 03:00", "fini\u202f: 60 points", "ended: 60 points"),
        (
            "2027-04-01 03:00",
            "fini\u202f: 60 points et statut Or",
            "ended: 60 points and Gold status",
        ),
    ],
)
def test_what_ended_in_the_night(when: str, french: str, english: str) -> None:
    of = shop(
        [COFFEE | {"points": 100}],
        points={"expires_months": 1},
        tiers=TIERS | {"levels": [TIERS["levels"][1] | {"at": 5000}]},
    )

    assert told(of, "fr", bought(6000), night(when)) == french
    assert told(of, "en", bought(6000), night(when)) == english


def test_the_end_of_a_club_is_told() -> None:
    paid = granted("club-fee")

    assert told(BOOKSHOP, "en", paid, night("2027-02-03 03:00")) == "your membership has ended"
    assert told(BOOKSHOP, "fr", paid, night("2027-02-03 03:00")) == "votre adhésion a pris fin"


def test_a_night_that_ended_nothing_to_speak_of_is_an_update() -> None:
    of = shop(stamps=STAMPS, missions=[MISSION_A_WEEK])

    assert told(of, "fr", granted("mission:cup"), night("2026-03-03 03:00")) == "mise à jour"
