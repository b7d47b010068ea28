"""Messages: one for who no longer comes, not the same for all others, about who reads them."""

from typing import Any

import pytest

from loyalty.mistakes.speaking import COME_BACK
from tests.loyalty.mistakes.sensible import ALMOST, LAPSED, only, plain, rows, sensible
from tests.loyalty.viability.shops import reward

THANKS = {"on": "welcome", "text": {"fr": "Merci de votre visite.", "en": "Thank you."}}


def said(*messages: dict[str, Any]) -> Any:
    return sensible(messages=list(messages))


@pytest.mark.parametrize("messages", [[], [ALMOST], [ALMOST, THANKS | {"to": "new"}]])
def test_who_no_longer_comes_hears_nothing_without_a_message_or_a_birthday(messages: Any) -> None:
    found = only(said(*messages), "fr")

    assert (found.row, found.path) == ("M6", "messages")
    assert plain(found.figure) == "0 message à qui ne vient plus, 0 anniversaire."
    assert plain(found.cure) == (
        "Écrivez un message (progress) à qui ne vient plus (lapsed), comme "
        "« {prénom}, votre carte vous attend : {solde}. »"
    )


def test_the_message_that_is_proposed_cures_the_silence() -> None:
    cure = {"on": "progress", "to": "lapsed", "text": COME_BACK}

    assert rows(said(cure)) == []


def test_a_birthday_is_heard() -> None:
    coupons = [{"id": "party", "reward": "coffee"}]

    assert rows(sensible(messages=None, birthday={"coupon": "party"}, coupons=coupons)) == []


@pytest.mark.parametrize("messages", [[], [ALMOST], [ALMOST, ALMOST | {"to": "regular"}]])
def test_one_message_or_one_for_somebody_is_not_the_same_for_all(messages: Any) -> None:
    assert rows(said(*messages, LAPSED)) == []


@pytest.mark.parametrize("place", [0, 1])
def test_two_messages_to_everyone_are_the_same_for_all(place: int) -> None:
    messages = [ALMOST, ALMOST | {"on": "ready"}]
    messages.insert(place * 2, LAPSED)

    found = only(said(*messages))

    assert (found.row, found.path) == ("M10", f"messages[{1 - place}].to")
    assert found.figure == "2 messages to those who come, every one to everyone."
    assert found.cure == "Send “{first_name}, {left} to go.” to regulars (regular)."


def test_silence_and_the_same_for_all_are_cured_apart() -> None:
    both = [ALMOST, ALMOST | {"on": "ready"}]

    assert rows(said(*both)) == [("M6", "messages"), ("M10", "messages[0].to")]
    assert rows(said(*both, LAPSED)) == [("M10", "messages[0].to")]
    assert rows(said(both[0] | {"to": "regular"}, both[1])) == [("M6", "messages")]


def test_a_message_of_welcome_is_for_new_customers() -> None:
    found = only(said(ALMOST | {"on": "welcome"}, ALMOST, LAPSED))

    assert found.cure == "Send “{first_name}, {left} to go.” to new customers (new)."


def test_whoever_cures_the_same_for_all_begins_with_a_message_that_has_a_variable() -> None:
    found = rows(said(THANKS, ALMOST, LAPSED))

    assert found == [("M10", "messages[1].to"), ("M11", "messages[0].text")]


def test_a_message_without_a_variable_to_everyone_is_generic() -> None:
    found = only(said(THANKS, LAPSED))

    assert found.row == "M11"
    assert found.figure == "“Merci de votre visite.”: 0 variables, to everyone."
    assert found.cure == "Begin with the first name: “{prénom}, …”."


def test_a_message_without_a_variable_in_one_language_is_generic_there() -> None:
    half = ALMOST | {"text": {"fr": "{prénom}, merci.", "en": "Thank you."}}

    assert only(said(half, LAPSED)).cure == "Begin with the first name: “{first_name}, …”."


def test_a_message_without_a_variable_to_some_is_for_them() -> None:
    assert rows(said(THANKS | {"to": "new"}, ALMOST, LAPSED)) == []


def test_a_coupon_for_a_birthday_is_no_reward_that_is_bought() -> None:
    rewards = [reward("coffee", 100), reward("tea", 100)]

    assert rows(sensible(rewards=rewards)) == []
