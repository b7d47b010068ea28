"""Referral: a customer brings a friend, and both are thanked at the counter."""

from dataclasses import replace

import pytest

from loyalty.entry import (
    REFERRALS,
    RETURNED,
    STAMPS,
    CardId,
    Kind,
    coupon_account,
    done_account,
)
from loyalty.errors import CapReached, NotOffered
from loyalty.gifts.referral import ReferralRule
from loyalty.granting import decide_coupon, decide_thanks
from loyalty.holder import Holder
from loyalty.rewards import Gift
from tests import programs
from tests.programs import Customer, late

ADA, BEN, EVE = CardId("ada"), CardId("ben"), CardId("eve")
RULE = ReferralRule(friend=Gift(units=1), referrer=Gift(units=2, coupon="present"))
STREET = programs.stamps(referral=RULE)


def friend(of: ReferralRule = RULE) -> Customer:
    """Ben, whom Ada brought."""
    return Customer(program=programs.stamps(referral=of), holder=Holder(referred_by=ADA))


def test_a_friend_is_thanked_at_the_first_purchase_only() -> None:
    ben = friend()

    first = ben.buys("2026-02-03 10:00")
    second = ben.buys("2026-02-04 10:00")

    assert (first.balance_after, first.facts) == ({STAMPS: 2}, {"gift": 1})
    assert second.deltas[STAMPS] == 1


def test_who_came_alone_is_nobodys_friend() -> None:
    ada = Customer(program=STREET)

    ada.buys("2026-02-03 10:00")
    ada.buys("2026-02-04 10:00")

    assert ada.card.balances == {STAMPS: 2}


def test_without_a_rule_a_friend_is_a_customer_like_any_other() -> None:
    ben = Customer(program=programs.stamps(), holder=Holder(referred_by=ADA))

    assert ben.buys("2026-02-03 10:00").balance_after == {STAMPS: 1}


def test_the_referrer_is_due_when_the_friend_comes_back_on_another_day() -> None:
    ben = friend()

    marks = [
        ben.buys(when).balance_after.get(RETURNED, 0)
        for when in ("2026-02-03 10:00", "2026-02-03 23:59", "2026-02-04 00:30", "2026-02-05 10:00")
    ]

    assert marks == [0, 0, 1, 1]


def test_a_purchase_that_arrives_late_may_be_the_first_day() -> None:
    ben = friend()
    ben.buys("2026-02-04 10:00")

    entry = ben.buys(late("2026-02-03 10:00", "2026-02-04 12:00"))

    assert entry.balance_after[RETURNED] == 1


def test_a_visit_too_old_to_remember_was_on_another_day() -> None:
    ben = friend()
    ben.buys("2026-01-03 10:00")
    ben.program = programs.stamps()
    ben.buys("2026-02-03 08:00")
    ben.program = STREET

    assert ben.buys("2026-02-03 10:00").balance_after[RETURNED] == 1


def test_a_reward_used_just_before_is_the_same_visit() -> None:
    ben = friend(replace(RULE, after_visits=3))
    ben.buys("2026-02-03 10:00")
    ben.does("2026-02-04 10:00", decide_coupon, coupon="present")
    ben.uses("coupon:present", "2026-02-04 10:00")

    second = ben.buys("2026-02-04 10:01")
    third = ben.buys("2026-02-04 18:00")

    assert (second.visit, second.balance_after.get(RETURNED)) == (2, None)
    assert (third.visit, third.balance_after.get(RETURNED)) == (3, 1)


def test_the_first_visit_may_be_enough() -> None:
    ben = friend(replace(RULE, after_visits=1))

    assert ben.buys("2026-02-03 10:00").balance_after == {STAMPS: 2, RETURNED: 1}


def test_a_visit_that_was_undone_brings_no_thanks() -> None:
    ben = friend()
    ben.buys("2026-02-03 10:00")
    ben.buys("2026-02-04 10:00")

    ben.undoes("2026-02-04 10:01")

    assert ben.card.balance(RETURNED) == 0


def test_thanks_are_a_gift_and_count_the_friend() -> None:
    ada = Customer(program=STREET)

    entry = ada.does("2026-02-04 10:00", decide_thanks, friend=BEN)

    assert (entry.kind, entry.reason, entry.facts) == (
        Kind.GRANT,
        "referral",
        {"friend": BEN, "gift": 2},
    )
    assert entry.balance_after == {
        STAMPS: 2,
        REFERRALS: 1,
        coupon_account("present"): 1,
        done_account("referral"): 1,
    }


def test_so_many_friends_a_month_and_no_more() -> None:
    ada = Customer(program=programs.stamps(referral=replace(RULE, most_per_month=2)))
    for name in (BEN, EVE):
        ada.does("2026-02-28 23:59", decide_thanks, friend=name)

    with pytest.raises(CapReached):
        ada.does("2026-02-28 23:59", decide_thanks, friend=CardId("joe"))
    ada.does("2026-03-01 00:00", decide_thanks, friend=CardId("joe"))

    assert ada.card.balance(REFERRALS) == 3


def test_without_a_rule_nobody_is_thanked() -> None:
    with pytest.raises(NotOffered):
        Customer(program=programs.stamps()).does("2026-02-04 10:00", decide_thanks, friend=BEN)
