"""What a lock screen says of each thing that happens, in both languages."""

from datetime import date, timedelta
from typing import Any

import pytest

from loyalty.card import Card, Lot
from loyalty.earning import decide_earn
from loyalty.entry import coupon_account, reward_account
from loyalty.expiry import decide_night
from loyalty.granting import decide_grant, decide_thanked
from loyalty.holder import Holder
from loyalty.messages import LONGEST
from loyalty.program import Program
from loyalty.purchase import Purchase
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.refund import decide_refund
from loyalty.wording.news import news_sentence
from loyalty.wording.standing import standing_sentence
from tests.builders import at, scan
from tests.loyalty.wording.shops import (
    BOOKSHOP,
    CAFE,
    CASHBACK,
    CLUB,
    COFFEE,
    FREE_COUPON,
    ON_THE_WAY,
    PET_SHOP,
    POINTS,
    STAMPS,
    TIERS,
    Decide,
    after,
    bought,
    holding,
    shop,
)

NOW = at("2026-02-05 12:00")
RULE = "Le club, 30\u202f€ par an\u202f: 10\u202f% sur tous les livres."
FIRST, LATER = date(2026, 3, 1), date(2026, 4, 1)
SECOND, THIRD, FOURTH = "2026-02-04 10:00", "2026-02-05 10:00", "2026-02-06 10:00"
TIERED = shop([COFFEE | {"points": 100}], points={}, tiers=TIERS)
FULL = bought(units=9)
BRONZE, GOLD = TIERS["levels"]
STAMP_TIERS = TIERS | {"levels": [BRONZE, GOLD | {"multiplier_percent": 100}]}


def used(key: str, minor: int | None = None, when: str = SECOND) -> Decide:
    return lambda of, card: decide_redeem(of, card, scan(when), reward=key, amount_minor=minor)


def granted(what: str, when: str = SECOND) -> Decide:
    return lambda of, card: decide_grant(of, card, scan(when), what=what)


def said(of: Program, *steps: Decide, name: str = "Ada") -> tuple[str, str]:
    """What the lock screen says after the last of these, in French and in English."""
    card, entries = after(of, *steps)
    latest = entries[-1]
    french, english = (
        news_sentence(of, card, latest, language, name, now=latest.recorded_at)
        for language in ("fr", "en")
    )
    return french, english


def test_a_new_card_says_the_rule() -> None:
    assert news_sentence(CAFE, holding(CAFE, visits=0), None, "fr", now=NOW) == (
        "Le 10e café est offert."
    )


@pytest.mark.parametrize(
    ("of", "steps", "french", "english"),
    [
        (
            CAFE,
            [bought(units=7)],
            "7 tampons. Encore 2 et le café est offert.",
            "7 stamps. 2 more and the coffee is on us.",
        ),
        (
            CAFE,
            [FULL],
            "Votre café est offert. Quand vous voulez.",
            "Your coffee is on us. Whenever you like.",
        ),
        (
            CAFE,
            [FULL, bought(units=9, when=SECOND)],
            "À vous\u202f: 2 cafés. Quand vous voulez.",
            "Yours: 2 coffees. Whenever you like.",
        ),
        (
            TIERED,
            [bought(30_000)],
            "Vous voilà au statut Or. 300 points. Pour 100 points, le café est offert. "
            "Quand vous voulez.",
            "Gold status is yours. 300 points. For 100 points, the coffee is on us. "
            "Whenever you like.",
        ),
        (
            CAFE,
            [FULL, used("coffee")],
            "Café offert. Une nouvelle carte commence.",
            "Coffee given. A new card begins.",
        ),
        (
            CAFE,
            [FULL, bought(units=9, when=SECOND), used("coffee", when=THIRD)],
            "Café offert. Il en reste 1.",
            "Coffee given. 1 left.",
        ),
        (
            ON_THE_WAY,
            [bought(units=5), used("cookie")],
            "Cookie offert. Vous avez 5 tampons. Encore 4 et le café est offert.",
            "Cookie given. You have 5 stamps. 4 more and the coffee is on us.",
        ),
        (
            POINTS,
            [bought(14_000), used("coffee")],
            "Café offert. Il reste 40 points. Encore 60 et le café est offert.",
            "Coffee given. 40 points left. 60 more and the coffee is on us.",
        ),
        (
            CASHBACK,
            [bought(10_000), used("credit", 320)],
            "3,20\u202f€ d’avoir utilisés. Il reste 1,80\u202f€ d’avoir. "
            "À utiliser quand vous voulez.",
            "€3.20 of credit used. €1.80 of credit left. To use whenever you like.",
        ),
        (
            BOOKSHOP,
            [granted("club-fee")],
            "Membre jusqu’au 03/02/2027. 10\u202f% sur tous les livres · Soirées d’auteurs.",
            "Member until 03/02/2027. 10% off every book · Author evenings.",
        ),
        (
            PET_SHOP,
            [bought(1_200)],
            "0,24\u202f€ donné grâce à vous\u202f: Refuge de Nantes.",
            "€0.24 given thanks to you: Nantes animal shelter.",
        ),
    ],
)
def test_each_thing_that_happens_is_said(
    of: Program, steps: list[Decide], french: str, english: str
) -> None:
    assert said(of, *steps) == (french, english)


def test_a_fee_beside_stamps_says_until_when_and_where_the_card_stands() -> None:
    of = shop(stamps=STAMPS, club=CLUB)

    assert said(of, bought(units=3), granted("club-fee"))[0] == (
        "Membre jusqu’au 03/02/2027. 3 tampons. Encore 6 et le café est offert."
    )


def test_a_gift_is_said_after_what_the_purchase_brought() -> None:
    of = shop(stamps=STAMPS, welcome={"units": 2})

    assert said(of, bought()) == (
        "3 tampons. Encore 6 et le café est offert. Cadeau\u202f: 2 tampons.",
        "3 stamps. 6 more and the coffee is on us. A gift: 2 stamps.",
    )


def test_a_mission_is_said_by_its_name() -> None:
    assert said(WITH_MISSION, bought(), granted("mission:cup")) == (
        "Rapporter un gobelet\u202f: 1 tampon. Vous avez 2 tampons. "
        "Encore 7 et le café est offert.",
        "Bring a cup back: 1 stamp. You have 2 stamps. 7 more and the coffee is on us.",
    )


def test_an_undo_says_where_the_card_is_again() -> None:
    card, entries = after(CAFE, bought(units=7), bought(when=SECOND))
    undone = decide_undo(CAFE, entries, scan(SECOND), operation=entries[-1].operation)
    told = [
        news_sentence(CAFE, card.after(undone), undone, language, now=NOW)
        for language in CAFE.languages
    ]

    assert told == [
        "C’est annulé. Vous avez 7 tampons. Encore 2 et le café est offert.",
        "Undone. You have 7 stamps. 2 more and the coffee is on us.",
    ]


def test_a_return_says_what_was_taken_back() -> None:
    card, entries = after(CAFE, bought(units=3))
    returned = decide_refund(
        CAFE,
        CAFE,
        entries,
        scan(SECOND),
        operation=entries[0].operation,
        back=Purchase(units=1),
    )

    assert news_sentence(CAFE, card.after(returned), returned, "fr", now=NOW) == (
        "Repris\u202f: 1 tampon. Vous avez 2 tampons. Encore 7 et le café est offert."
    )


def test_what_ended_is_said_with_what_is_left() -> None:
    of = shop(stamps=STAMPS | {"expires_months": 1})
    card, _ = after(of, bought(units=2), bought(when="2026-03-03 10:00"))
    ended = decide_night(of, card, scan("2026-04-01 00:10"), Holder())
    assert ended is not None
    left = card.after(ended)

    assert news_sentence(of, left, ended, "fr", now=at("2026-04-01 00:10")) == (
        "Fini\u202f: 2 tampons. Vous avez 1 tampon. Encore 8 et le café est offert."
    )


def test_who_is_no_member_reads_which_visit_it_is_and_what_the_club_gives() -> None:
    twice = (bought(), bought(when=SECOND))

    assert said(BOOKSHOP, *twice) == (
        f"2e visite. {RULE}",
        "2nd visit. The club, €30 a year: 10% off every book.",
    )


def test_a_stamp_beside_a_reward_that_waits_is_counted() -> None:
    assert said(CAFE, FULL, bought(when=SECOND))[0] == (
        "1 tampon. Votre café est offert. Quand vous voulez."
    )


def test_a_return_that_changes_nothing_says_when() -> None:
    card, entries = after(BOOKSHOP, bought(1_000))
    returned = decide_refund(
        BOOKSHOP, BOOKSHOP, entries, scan(SECOND), operation=entries[0].operation
    )

    assert news_sentence(BOOKSHOP, card.after(returned), returned, "en", now=NOW) == (
        "Return noted. On 04/02/2026 at 10:00. The club, €30 a year: 10% off every book."
    )


def waiting_until(*days: date | None) -> Card:
    lots = (Lot(account=reward_account("coffee"), units=1, expires_on=day) for day in days)
    return holding(CAFE, *lots)


@pytest.mark.parametrize(
    ("days", "french"),
    [
        ((None, None), "À vous\u202f: 2 cafés. Quand vous voulez."),
        ((FIRST, FIRST), "À vous\u202f: 2 cafés. Jusqu’au 01/03/2026."),
        ((FIRST, LATER), "À vous\u202f: 2 cafés."),
        ((FIRST, None), "À vous\u202f: 2 cafés."),
    ],
)
def test_one_day_is_said_of_several_rewards_only_where_it_is_true_of_all(
    days: tuple[date | None, ...], french: str
) -> None:
    assert news_sentence(CAFE, waiting_until(*days), None, "fr", now=NOW) == french


def test_the_end_of_a_membership_is_said_as_one() -> None:
    card, _ = after(BOOKSHOP, granted("club-fee"))
    night = decide_night(BOOKSHOP, card, scan("2027-02-05 00:10"), Holder())
    assert night is not None
    left, now = card.after(night), night.recorded_at

    assert news_sentence(BOOKSHOP, left, night, "fr", now=now).startswith(
        "Votre adhésion a pris fin. "
    )
    assert news_sentence(BOOKSHOP, left, night, "fr", now=now).endswith(RULE)
    assert news_sentence(BOOKSHOP, left, night, "en", now=now).startswith(
        "Your membership has ended. "
    )


def test_where_nothing_is_left_the_count_says_so_and_nothing_is_promised_for_now() -> None:
    card, entries = after(CAFE, bought())
    back = decide_refund(CAFE, CAFE, entries, scan(SECOND), operation=entries[0].operation)
    nothing = card.after(back)

    assert news_sentence(CAFE, nothing, back, "fr", now=NOW) == (
        "Repris\u202f: 1 tampon. Vous avez 0 tampon. Encore 9 et le café est offert."
    )
    assert news_sentence(CAFE, nothing, back, "en", now=NOW) == (
        "Taken back: 1 stamp. You have 0 stamps. 9 more and the coffee is on us."
    )


def test_of_two_vouchers_used_one_after_the_other_each_says_when() -> None:
    coupons = [FREE_COUPON | {"id": name} for name in ("one", "two", "three")]
    of = shop(stamps=STAMPS, coupons=coupons)
    steps = (*(granted(f"coupon:{coupon['id']}") for coupon in coupons), used("coupon:one"))

    assert said(of, *steps)[0].startswith("Café offert. Le 04/02/2026 à 10:00. Votre café")
    assert said(of, *steps) != said(of, *steps, used("coupon:two", when=THIRD))


def test_visits_within_one_cooldown_are_told_apart_by_the_time() -> None:
    late = scan("2026-02-03 09:35")
    between: Decide = lambda of, card: decide_earn(of, card, late, Purchase(amount_minor=0))  # noqa: E731
    steps = (granted("coupon:a-coffee", "2026-02-02 10:00"), used("coupon:a-coffee", when=AT_TEN))
    of = shop(club=CLUB, coupons=[FREE_COUPON])

    assert said(of, *steps, between)[0] == f"Le 03/02/2026 à 09:35. {RULE}"


AT_TEN = "2026-02-03 10:00"


def saying(*messages: tuple[str, str], **tables: Any) -> Program:
    rows = [{"on": on, "text": {"fr": text, "en": "Thanks."}} for on, text in messages]
    return shop(**({"stamps": STAMPS} | tables), messages=rows)


def test_the_shops_own_message_about_a_purchase_comes_first() -> None:
    of = saying(("progress", "{prénom}, {solde}."), ("almost", "Encore {reste}."))

    assert said(of, bought())[0] == "Ada, 1 tampon."
    assert said(of, bought(units=8))[0] == "Encore 1 tampon."
    assert said(of, bought(units=3), used_up := bought(when=SECOND))[0] == "Ada, 4 tampons."
    assert said(of, bought(units=7), used_up)[1] == "8 stamps. Thanks."


def test_a_message_without_variables_is_never_the_same_twice() -> None:
    of = saying(("progress", "Merci\u202f!"), ("welcome", "Merci\u202f!"))

    assert said(of, bought())[0] == "1 tampon. Merci\u202f!"
    assert said(of, bought(), bought(when=SECOND))[0] == "2 tampons. Merci\u202f!"


def test_a_new_tier_has_its_own_message_c5() -> None:
    text = "Bravo {prénom}, vous voilà {statut}."
    of = saying(("tier", text), ("progress", "Merci."), tiers=STAMP_TIERS)

    assert said(of, bought(30_000))[0] == "Bravo Ada, vous voilà Or."
    assert said(of, bought(30_000), bought(100, SECOND))[0] == "2 tampons. Merci."


def test_a_tier_without_a_message_is_said_plainly_whatever_else_the_shop_says() -> None:
    of = saying(("progress", "Merci."), tiers=STAMP_TIERS)

    assert said(of, bought(30_000))[0] == (
        "Vous voilà au statut Or. 1 tampon. Encore 8 et le café est offert."
    )


def test_a_message_that_a_lock_screen_cuts_gives_way() -> None:
    of = saying(("progress", "{prénom}, " + "merci " * 23))

    assert said(of, bought(), name="Maximilienne-Alexandra")[0] == (
        "1 tampon. Encore 8 et le café est offert."
    )


def test_what_happened_long_ago_is_no_news() -> None:
    card, entries = after(CAFE, FULL, used("coffee"))
    months_later = entries[-1].recorded_at + timedelta(days=CAFE.active_days + 1)

    assert news_sentence(CAFE, card, entries[-1], "fr", now=months_later) == (
        standing_sentence(CAFE, card, "fr")
    )


def test_what_nobody_is_told_of_leaves_the_card_as_it_stands() -> None:
    card, _ = after(CAFE, bought(units=3))
    thanked = decide_thanked(CAFE, card, scan(SECOND))

    assert news_sentence(CAFE, card.after(thanked), thanked, "fr", now=NOW) == (
        standing_sentence(CAFE, card, "fr")
    )


def test_the_longest_words_fit_by_leaving_out_where_the_card_stands() -> None:
    named = MISSION | {"name": {"fr": "M" * 60, "en": "M" * 60}, "coupon": "long-0"}
    of = shop(LONG_REWARDS, stamps=STAMPS, coupons=LONG_COUPONS, missions=[named])
    french, english = said(of, bought(units=2), granted("mission:cup"))

    assert french.startswith("M" * 60)
    assert max(len(french), len(english)) <= LONGEST


def test_what_is_still_too_long_is_cut_and_dated() -> None:
    of = shop(LONG_REWARDS, stamps=STAMPS, coupons=LONG_COUPONS)
    ended = (Lot(account=coupon_account(f"long-{n}"), units=1, expires_on=FIRST) for n in range(4))
    card = holding(of, *ended, stamps=2)
    night = decide_night(of, card, scan("2026-03-02 00:10"), Holder())
    assert night is not None

    told = news_sentence(of, card.after(night), night, "fr", now=night.recorded_at)

    assert told.startswith("Fini\u202f: un bon pour une ààà")
    assert told.endswith("… Le 02/03/2026 à 00:10.")
    assert len(told) <= LONGEST


MISSION: dict[str, Any] = {
    "id": "cup",
    "name": {"fr": "Rapporter un gobelet", "en": "Bring a cup back"},
    "proof": "staff",
    "units": 1,
}
WITH_MISSION = shop(stamps=STAMPS, missions=[MISSION])
LONG_REWARDS = [
    COFFEE,
    *(
        COFFEE | {"id": f"long-{n}", "item": {"fr": "une " + "à" * 36, "en": "a " + "a" * 36}}
        for n in range(4)
    ),
]
LONG_COUPONS = [{"id": f"long-{n}", "reward": f"long-{n}"} for n in range(4)]
