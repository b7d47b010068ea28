"""What a till gives by hand, by its key."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from loyalty.card import Lot
from loyalty.entry import RETURNED, Kind, coupon_account
from loyalty.errors import CapReached, NotOffered, ProofRefused
from loyalty.gifts.birthday import BirthdayRule
from loyalty.gifts.missions import Mission
from loyalty.gifts.referral import ReferralRule
from loyalty.gifts.welcome import Welcome
from loyalty.granting import decide_grant, decide_thanked, grants, thanks_due
from loyalty.rewards import Gift
from tests import programs
from tests.builders import card, scan
from tests.programs import PRESENT, Customer

CUP = Mission(
    id="cup",
    name={"fr": "Rapporter un gobelet", "en": "Bring a cup back"},
    proof="code",
    code="Merci 42",
    gift=Gift(coupon="present"),
    period="day",
)
CLUB = programs.club(trial_days=30, missions=(CUP,))


def test_a_key_leads_to_its_decision() -> None:
    ada = Customer(program=CLUB)

    for what, told, reason in (
        ("club-trial", "", "club-trial"),
        ("club-fee", "", "club-fee"),
        ("mission:cup", "merci 42", "mission"),
    ):
        entry = ada.does("2026-02-03 10:00", decide_grant, what=what, told=told)
        assert (entry.kind, entry.reason) == (Kind.GRANT, reason)
    assert ada.card.balance(coupon_account("present")) == 1


def test_a_coupon_by_hand_is_given_one_at_a_time() -> None:
    ada = Customer(program=programs.stamps())
    ada.does("2026-02-03 10:00", decide_grant, what="coupon:present")

    with pytest.raises(CapReached):
        ada.does("2026-02-03 10:01", decide_grant, what="coupon:present")
    assert "coupon:present" not in grants(ada.program, ada.card)


def test_a_coupon_that_the_rules_give_is_not_given_by_hand() -> None:
    with pytest.raises(NotOffered):
        Customer(program=CLUB).does("2026-02-03 10:00", decide_grant, what="coupon:present")


def test_a_friend_is_thanked_for_once() -> None:
    program = programs.stamps()
    ben = replace(card(program), lots=(Lot(account=RETURNED, units=1),))

    noted = decide_thanked(program, ben, scan("2026-02-04 03:00"))

    assert (noted.kind, noted.reason) == (Kind.GRANT, "thanked")
    assert (thanks_due(ben), thanks_due(ben.after(noted))) == (True, False)


@pytest.mark.parametrize(
    "what", ["", "club", "coffee", "mission:", "mission:other", "coupon:other", "fee:club-fee"]
)
def test_an_unknown_key_is_not_offered(what: str) -> None:
    with pytest.raises(NotOffered):
        Customer(program=CLUB).does("2026-02-03 10:00", decide_grant, what=what)


def test_a_decisions_own_refusal_comes_through() -> None:
    with pytest.raises(ProofRefused):
        Customer(program=CLUB).does("2026-02-03 10:00", decide_grant, what="mission:cup")


def test_a_till_is_shown_what_it_can_give() -> None:
    ada = Customer(program=CLUB)

    shown = [grants(CLUB, ada.card)]
    for what in ("club-trial", "mission:cup"):
        ada.does("2026-02-03 10:00", decide_grant, what=what, told="merci42")
        shown.append(grants(CLUB, ada.card))
    shown.append(grants(CLUB, ada.card.on(date(2026, 2, 4))))

    assert shown == [
        ("club-trial", "club-fee", "mission:cup"),
        ("club-fee", "mission:cup"),
        ("club-fee",),
        ("club-fee", "mission:cup"),
    ]


def test_what_is_shown_can_be_given_and_what_is_not_cannot() -> None:
    ada = Customer(program=CLUB)
    ada.does("2026-02-03 10:00", decide_grant, what="club-fee")
    ada.does("2026-02-03 10:00", decide_grant, what="mission:cup", told="merci42")

    assert grants(CLUB, ada.card) == ("club-fee",)
    for what, refusal in (("club-trial", NotOffered), ("mission:cup", CapReached)):
        with pytest.raises(refusal):
            ada.does("2026-02-03 10:01", decide_grant, what=what, told="merci42")


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"welcome": Welcome(gift=Gift(coupon="present"))},
        {"birthday": BirthdayRule(coupon="present")},
        {"referral": ReferralRule(friend=Gift(), referrer=Gift(coupon="present"))},
    ],
)
def test_a_coupon_that_a_rule_gives_is_not_shown_to_be_given_by_hand(rule: dict[str, Any]) -> None:
    of = programs.stamps(coupons=(PRESENT,), **rule)

    shown = grants(of, Customer(program=of).card)

    assert shown == (() if rule else ("coupon:present",))
