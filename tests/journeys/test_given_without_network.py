"""A reward given without network, told to the server when there is one again, over HTTP.

The customer has it: what the rules refuse then, the owner hears of.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.journeys import staff, weekly_report
from functions.mail import report
from functions.records import Mail, Notice
from functions.web import tokens
from loyalty.entry import Entry, Kind
from tests.builders import at, program_data
from tests.shop import Phone, Shop

KEY = "operation-0000000001"
GIVEN = "2026-02-03 10:00"
NETWORK = "2026-02-03 12:00"


@pytest.fixture(name="open_shop")
def _open_shop(shared: Path, request: pytest.FixtureRequest) -> Shop:
    most = getattr(request, "param", 1)
    return Shop(shared, data=rules(most))


def rules(most: int) -> Any:
    """The demo program, which gives so many a card and day, and as many stamps as one likes."""
    limits = {"limits__daily_cap": 50, "limits__cooldown_minutes": 0}
    return program_data(till__offline_redemptions=most, **limits)


def full(shop: Shop, rewards: int = 1) -> tuple[Phone, str]:
    """A card with so many rewards on it, by its code, and the till, a day later."""
    till, code = shop.pair(), shop.join("Ada").code
    for _ in range(rewards):
        assert till.earn(code, units=9, over_ready=True).status_code == 201
    online(shop, till, GIVEN)
    return till, code


def online(shop: Shop, till: Phone, when: str = NETWORK) -> None:
    """The network is there at that time; the till's token is of that hour."""
    shop.at(when)
    till.tokens = shop.pair().tokens


def given(till: Phone, code: str, when: str = GIVEN, **more: str) -> TestResponse:
    """It was given at that time; there is a network now."""
    return till.redeem(code, offline=True, made_at=at(when), **more)


def notices(shop: Shop) -> list[Notice]:
    return list(shop.services.notices.since(shop.program.id, at("2026-01-01 00:00")))


def test_what_the_card_held_is_taken_off_it_on_the_day_it_was_given(open_shop: Shop) -> None:
    till, code = full(open_shop)
    online(open_shop, till)

    answer = given(till, code)

    assert answer.status_code == 201
    assert answer.json["happened_at"] == "2026-02-03T09:00:00.000Z"
    assert notices(open_shop) == []


def test_beyond_the_cards_day_it_is_refused_by_name_and_the_owner_is_told(open_shop: Shop) -> None:
    till, code = full(open_shop, rewards=2)
    online(open_shop, till)
    assert given(till, code).status_code == 201

    again = given(till, code, "2026-02-03 11:00")

    assert (again.status_code, again.json["code"]) == (422, "offline-cap-reached")
    assert again.json["cap"] == 1
    (notice,) = notices(open_shop)
    assert notice.at == at("2026-02-03 11:00")
    assert (notice.code, notice.reward) == ("offline-cap-reached", "coffee")
    assert (notice.till, notice.shop) == (till.tokens["device"], "orfevres")
    (ledger,) = open_shop.services.cards.ledgers(open_shop.program.id)
    assert notice.card == ledger.card


def test_the_next_local_day_begins_at_midnight_in_the_shop(open_shop: Shop) -> None:
    till, code = full(open_shop, rewards=2)
    online(open_shop, till, "2026-02-04 09:00")

    assert given(till, code, "2026-02-03 23:59").status_code == 201
    assert given(till, code, "2026-02-04 00:00").status_code == 201


@pytest.mark.parametrize("open_shop", [2], indirect=True)
def test_as_many_as_the_program_allows(open_shop: Shop) -> None:
    till, code = full(open_shop, rewards=3)
    online(open_shop, till)

    answers = [given(till, code, f"2026-02-03 10:0{n}").status_code for n in range(3)]

    assert answers == [201, 201, 422]


@pytest.mark.parametrize("open_shop", [0], indirect=True)
def test_a_program_that_allows_none_refuses_and_the_owner_is_told(open_shop: Shop) -> None:
    till, code = full(open_shop)
    online(open_shop, till)

    answer = given(till, code)

    assert (answer.status_code, answer.json["code"]) == (422, "offline-not-allowed")
    assert [notice.code for notice in notices(open_shop)] == ["offline-not-allowed"]


def test_the_rules_of_the_day_on_which_it_was_given_decide(open_shop: Shop) -> None:
    till, code = full(open_shop)
    online(open_shop, till)
    open_shop.services.programs.publish(rules(0), open_shop.now - timedelta(hours=1))

    assert given(till, code).status_code == 201
    assert given(till, code, "2026-02-03 11:30").json["code"] == "offline-not-allowed"


def test_what_the_card_did_not_hold_is_told_to_the_owner(open_shop: Shop) -> None:
    code, till = open_shop.join().code, open_shop.pair()
    open_shop.later(minutes=5)

    answer = till.redeem(code, offline=True, made_at=open_shop.now - timedelta(minutes=4))

    assert answer.json["code"] == "not-enough-balance"
    assert [notice.code for notice in notices(open_shop)] == ["not-enough-balance"]


@pytest.mark.parametrize("arrives", ["2026-02-08 20:00", "2026-02-09 08:30", "2026-02-14 10:00"])
def test_what_is_refused_days_later_is_in_exactly_one_mail(shared: Path, arrives: str) -> None:
    """Given on Sunday; the mail of that week is out on Monday at half past seven."""
    shop = Shop(shared, data=rules(1)).at("2026-02-07 09:00")
    code, till = shop.join().code, shop.pair()
    mails: list[Mail] = []

    def write(*of: Any) -> Mail:
        mails.append(partial(report.write, url=shop.services.url)(*of))
        return mails[-1]

    for monday in ("2026-02-09 07:30", "2026-02-16 07:30", "2026-02-23 07:30"):
        if shop.now < at(arrives) < at(monday):
            online(shop, till, arrives)
            assert given(till, code, "2026-02-08 11:00").json["code"] == "not-enough-balance"
        weekly_report.send_due_reports(shop.at(monday).services, write)

    assert ["À regarder" in mail.text for mail in mails].count(True) == 1


def test_a_code_that_is_no_card_is_nothing_to_be_told(open_shop: Shop) -> None:
    till = open_shop.pair()

    answers = [given(till, code, "2026-02-02 08:00") for code in ("A" * 39, "7K3M9QXT")]

    assert [answer.json["code"] for answer in answers] == ["unknown-card", "unknown-card"]
    assert notices(open_shop) == []


def test_what_is_told_counts_among_what_came_in_late_from_its_till(shared: Path) -> None:
    shop = Shop(shared, data=rules(1) | {"limits": {"scans_per_till_hour": 1}})
    code, till = shop.join().code, shop.pair()
    shop.later(minutes=6)
    moments = [shop.now - timedelta(minutes=ago) for ago in (5, 4, 3, 2, 1)]

    def told(number: int) -> str:
        made_at, key = moments[number], f"given-without-network-{number}"
        return str(till.redeem(code, key=key, offline=True, made_at=made_at).json["code"])

    assert [told(number) for number in (0, 0, 1, 2, 3)] == ["not-enough-balance"] * 5
    assert told(4) == "too-many-late-scans"
    assert told(1) == "not-enough-balance"
    assert till.earn(shop.join().code).status_code == 201
    assert len(notices(shop)) == 4
    later(shop, till, hours=1)
    assert told(4) == "not-enough-balance"
    assert len(notices(shop)) == 5


def test_what_waited_to_be_given_is_no_notice(open_shop: Shop) -> None:
    code, till = open_shop.join().code, open_shop.pair()

    assert till.redeem(code).json["code"] == "not-enough-balance"
    assert notices(open_shop) == []


def test_a_network_that_is_back_at_once_is_asked_as_ever(open_shop: Shop) -> None:
    till, code = full(open_shop, rewards=2)
    assert till.redeem(code).status_code == 201

    soon = till.redeem(code, offline=True, made_at=open_shop.now - timedelta(seconds=59))

    assert soon.status_code == 201


def test_who_had_signed_in_when_it_was_given_answers_for_it(open_shop: Shop) -> None:
    till, code = full(open_shop)
    lea = hired(open_shop, till)

    later(open_shop, till, hours=20)

    assert given(till, code).status_code == 201
    assert notices(open_shop) == []
    (entry,) = [one for one in entries(open_shop) if one.kind is Kind.REDEEM]
    assert entry.staff == lea


def test_what_nobody_answers_for_is_told_to_the_owner(open_shop: Shop) -> None:
    till, code = full(open_shop)
    hired(open_shop, till)
    till.staff = ""
    later(open_shop, till, hours=2)

    assert given(till, code).json["code"] == "staff-needed"

    (notice,) = notices(open_shop)
    assert (notice.code, notice.staff) == ("staff-needed", None)


def test_who_signs_in_afterwards_does_not_answer_for_it(open_shop: Shop) -> None:
    till, code = full(open_shop)
    lea = staff.take_on(open_shop.services, open_shop.program.id, "Léa")
    later(open_shop, till, hours=2)
    assert till.sign_in(lea.id, lea.pin).status_code == 201

    answer = given(till, code, "2026-02-03 11:58")

    assert answer.json["code"] == "staff-needed"
    (notice,) = notices(open_shop)
    assert (notice.code, notice.staff) == ("staff-needed", None)


def with_a_new_pin(shop: Shop, lea: str) -> None:
    staff.fresh_pin(shop.services, shop.program.id, lea)


def removed(shop: Shop, lea: str) -> None:
    shop.services.staff.remove(shop.program.id, lea, shop.now)


def removed_as_somebody_else_comes(shop: Shop, lea: str) -> None:
    removed(shop, lea)
    staff.take_on(shop.services, shop.program.id, "Tom")


CHANGES = [with_a_new_pin, removed, removed_as_somebody_else_comes]


@pytest.mark.parametrize("change", CHANGES)
def test_who_answered_for_it_then_does_so_whatever_has_changed_since(
    open_shop: Shop, change: Callable[[Shop, str], None]
) -> None:
    till, code = full(open_shop)
    lea = hired(open_shop, till)
    later(open_shop, till, hours=1)
    change(open_shop, lea)
    later(open_shop, till, hours=1)

    answer = given(till, code, "2026-02-03 10:30")

    assert answer.status_code == 201, answer.text
    (entry,) = [one for one in entries(open_shop) if one.kind is Kind.REDEEM]
    assert entry.staff == lea
    assert notices(open_shop) == []


@pytest.mark.parametrize("change", [with_a_new_pin, removed_as_somebody_else_comes])
def test_what_was_given_after_the_change_nobody_answers_for(
    open_shop: Shop, change: Callable[[Shop, str], None]
) -> None:
    till, code = full(open_shop)
    lea = hired(open_shop, till)
    later(open_shop, till, hours=1)
    change(open_shop, lea)
    later(open_shop, till, hours=1)

    assert given(till, code, "2026-02-03 11:30").json["code"] == "staff-needed"


def test_before_anybody_was_named_nobody_had_to_answer(open_shop: Shop) -> None:
    till, code = full(open_shop)
    later(open_shop, till, hours=1)
    hired(open_shop, till)
    own_card_of(open_shop, "Léa")
    later(open_shop, till, hours=1)

    assert given(till, code, "2026-02-03 10:30").status_code == 201
    (entry,) = [one for one in entries(open_shop) if one.kind is Kind.REDEEM]
    assert entry.staff is None


def own_card_of(shop: Shop, name: str) -> None:
    """The only card there is."""
    (lea,) = [one for one in shop.services.staff.every(shop.program.id) if one.name == name]
    (held,) = shop.services.cards.every(shop.program.id)
    shop.services.staff.own_card(shop.program.id, lea.id, held.card.id)


def test_what_was_not_given_yet_needs_somebody_who_is_there_now(open_shop: Shop) -> None:
    till, code = full(open_shop)
    lea = hired(open_shop, till)
    removed_as_somebody_else_comes(open_shop, lea)
    later(open_shop, till, hours=20)

    assert till.redeem(code, made_at=at(GIVEN)).json["code"] == "staff-needed"


def hired(shop: Shop, till: Phone) -> str:
    """Somebody of the staff, who has entered their PIN at that till."""
    lea = staff.take_on(shop.services, shop.program.id, "Léa")
    assert till.sign_in(lea.id, lea.pin).status_code == 201
    return lea.id


def later(shop: Shop, till: Phone, hours: int) -> None:
    """The same till has a network again, and a token of that hour."""
    shop.later(hours=hours)
    device = shop.services.devices.get(shop.program.id, till.tokens["device"])
    till.tokens["access_token"] = tokens.issue(shop.services.keys, device, shop.now)


def entries(shop: Shop) -> list[Entry]:
    return [
        one for ledger in shop.services.cards.ledgers(shop.program.id) for one in ledger.entries
    ]


def test_a_repeat_is_one_notice(open_shop: Shop) -> None:
    code, till = open_shop.join().code, open_shop.pair()
    made_at = open_shop.now
    for _ in range(3):
        open_shop.later(minutes=1)
        answer = till.redeem(code, key=KEY, offline=True, made_at=made_at)
        assert answer.json["code"] == "not-enough-balance"

    assert len(notices(open_shop)) == 1


def test_the_till_is_told_what_it_may_give_and_in_which_words(open_shop: Shop) -> None:
    told = open_shop.pair().get("program").json

    assert told["asks_first"] is False
    assert told["offline"] == {
        "per_card_day": 1,
        "rewards": [
            {"reward": "coffee", "offer": {"fr": "Offrir le café", "en": "Give the coffee"}}
        ],
    }


def test_a_till_that_may_give_nothing_is_told_no_rewards(shop: Shop) -> None:
    assert shop.pair().get("program").json["offline"] == {"per_card_day": 0, "rewards": []}
