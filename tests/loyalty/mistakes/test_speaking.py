"""Messages between two visits: some, not the same for all, about the one who reads them."""

from typing import Any

import pytest

from tests.loyalty.mistakes.sensible import ALMOST, LAPSED, only, plain, rows, sensible
from tests.loyalty.viability.shops import reward

THANKS = {"on": "welcome", "text": {"fr": "Merci de votre visite.", "en": "Thank you."}}


def said(*messages: dict[str, Any]) -> Any:
    return sensible(messages=list(messages))


def test_without_a_message_or_a_birthday_there_is_silence() -> None:
    found = only(said(), "fr")

    assert (found.row, found.path) == ("M6", "messages")
    assert "« {prénom}, plus que {reste} : {récompense} vous attend. »" in plain(found.cure)


def test_a_birthday_is_heard() -> None:
    coupons = [{"id": "party", "reward": "coffee"}]

    assert rows(sensible(messages=None, birthday={"coupon": "party"}, coupons=coupons)) == []


@pytest.mark.parametrize("messages", [[ALMOST], [ALMOST, LAPSED]])
def test_one_message_or_one_for_somebody_is_not_the_same_for_all(messages: Any) -> None:
    assert rows(said(*messages)) == []


def test_two_messages_to_everyone_are_the_same_for_all() -> None:
    found = only(said(ALMOST, ALMOST | {"on": "ready"}))

    assert (found.row, found.path) == ("M10", "messages[0].to")
    assert found.figure == "2 messages, every one to everyone."
    assert found.cure == "Send “{first_name}, {left} to go.” to regulars (regular)."


def test_a_message_of_welcome_is_for_new_customers() -> None:
    found = only(said(ALMOST | {"on": "welcome"}, ALMOST))

    assert found.cure == "Send “{first_name}, {left} to go.” to new customers (new)."


def test_whoever_cures_the_same_for_all_begins_with_a_message_that_has_a_variable() -> None:
    assert rows(said(THANKS, ALMOST)) == [("M10", "messages[1].to"), ("M11", "messages[0].text")]


def test_a_message_without_a_variable_to_everyone_is_generic() -> None:
    found = only(said(THANKS, LAPSED))

    assert found.row == "M11"
    assert found.figure == "“Merci de votre visite.”: 0 variables, to everyone."
    assert found.cure == "Begin with the first name: “{prénom}, …”."


def test_a_message_without_a_variable_in_one_language_is_generic_there() -> None:
    half = ALMOST | {"text": {"fr": "{prénom}, merci.", "en": "Thank you."}}

    assert only(said(half, LAPSED)).cure == "Begin with the first name: “{first_name}, …”."


def test_a_message_without_a_variable_to_some_is_for_them() -> None:
    assert rows(said(THANKS | {"to": "new"}, ALMOST)) == []


def test_a_coupon_for_a_birthday_is_no_reward_that_is_bought() -> None:
    rewards = [reward("coffee", 100), reward("tea", 100)]

    assert rows(sensible(rewards=rewards)) == []
