"""The shop's own messages on a lock screen."""

from typing import Any

import pytest

from loyalty.language import Language
from loyalty.program import Program
from loyalty.wording.own_words import without_name
from loyalty.wording.standing import plain_sentence, standing_sentence
from tests.builders import at
from tests.loyalty.wording.shops import (
    OFF,
    STAMPS,
    after,
    bought,
    holding,
    shop,
)

ALMOST = {
    "on": "almost",
    "to": "everyone",
    "text": {
        "fr": "{prénom}, plus que {reste}\u202f: {récompense} vous attend.",
        "en": "{first_name}, {left} to go for {reward}.",
    },
}


def saying(*messages: dict[str, Any], **tables: Any) -> Program:
    return shop(**({"stamps": STAMPS} | tables), messages=list(messages))


def message(on: str, text: str, to: str = "everyone") -> dict[str, Any]:
    """A message whose French matters; the English is never read."""
    return {"on": on, "to": to, "text": {"fr": text, "en": "In English."}}


def test_a_message_is_said_with_its_variables_filled() -> None:
    of = saying(ALMOST)
    ada = holding(of, stamps=7)

    assert standing_sentence(of, ada, "fr", "Ada") == (
        "Ada, plus que 2 tampons\u202f: le café vous attend."
    )
    assert standing_sentence(of, ada, "en", "Ada") == "Ada, 2 stamps to go for the coffee."


def test_without_a_first_name_the_sentence_still_reads_well() -> None:
    of = saying(ALMOST)
    ada = holding(of, stamps=8)

    assert standing_sentence(of, ada, "fr") == "Plus qu’un tampon\u202f: le café vous attend."
    assert standing_sentence(of, ada, "en") == "1 stamp to go for the coffee."


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("{prénom}, plus que 2.", "Plus que 2."),
        ("{prénom}\u202f! Votre café est offert.", "Votre café est offert."),
        ("Merci, {prénom}.", "Merci."),
        ("Merci {prénom}\u202f!", "Merci\u202f!"),
        ("Bonjour {prénom}, votre café est prêt.", "Bonjour, votre café est prêt."),
        ("Thank you {first_name}!", "Thank you!"),
        ("Le café est offert.", "Le café est offert."),
        ("Un café pour {prénom}.", "Un café pour {prénom}."),
    ],
)
def test_a_first_name_is_left_out_where_it_stands_apart(text: str, shorter: str) -> None:
    assert without_name(text) == shorter


def test_a_name_that_cannot_be_left_out_leaves_the_message_out() -> None:
    of = saying(message("ready", "Un café pour {prénom}."))
    ada = holding(of, **{"reward:coffee": 1})

    assert standing_sentence(of, ada, "fr", "Ada") == "Un café pour Ada."
    assert standing_sentence(of, ada, "fr") == "Votre café est offert. Quand vous voulez."


@pytest.mark.parametrize(
    ("card", "text"),
    [
        ({}, "Bienvenue."),
        ({"stamps": 3}, "3 tampons, merci."),
        ({"stamps": 7}, "Encore 2 tampons."),
        ({"reward:coffee": 1}, "Le café est prêt."),
    ],
)
def test_each_event_has_its_own_message(card: dict[str, int], text: str) -> None:
    of = saying(
        message("welcome", "Bienvenue."),
        message("progress", "{solde}, merci."),
        message("almost", "Encore {reste}."),
        message("ready", "{récompense} est prêt."),
    )

    assert standing_sentence(of, holding(of, visits=0, **card), "fr") == text


def test_a_message_about_what_a_card_does_not_have_is_passed_over() -> None:
    missing = message("progress", "Encore {reste} et {récompense}.")
    of = shop(cashback={"percent": 5}, messages=[missing, message("progress", "{solde}, merci.")])

    assert standing_sentence(of, holding(of, credit=420), "fr") == ("4,20\u202f€ d’avoir, merci.")


def test_que_elides_before_one_alone() -> None:
    of = saying(message("progress", "Plus que {solde}."))

    assert [standing_sentence(of, holding(of, stamps=n), "fr") for n in (1, 3)] == [
        "Plus qu’un tampon.",
        "Plus que 3 tampons.",
    ]


def test_where_no_message_fits_the_plain_sentence_is_said() -> None:
    of = saying(message("welcome", "Bienvenue."))
    ada = holding(of, stamps=3)

    assert standing_sentence(of, ada, "fr", "Ada") == plain_sentence(of, ada, "fr")


def test_a_message_goes_to_its_segment_once_the_time_is_known() -> None:
    of = saying(
        message("progress", "Vous manquez ici.", to="lapsed"), message("progress", "{solde}.")
    )
    ada, _ = after(of, bought(when="2026-02-03 10:00"))

    assert standing_sentence(of, ada, "fr") == "1 tampon."
    assert standing_sentence(of, ada, "fr", now=at("2026-02-20 10:00")) == "1 tampon."
    assert standing_sentence(of, ada, "fr", now=at("2026-06-20 10:00")) == "Vous manquez ici."


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "La remise de 5\u202f€ vous attend."), ("en", "€5 off is yours.")]
)
def test_points_are_promised_what_they_can_buy(language: Language, text: str) -> None:
    ready = {"fr": "{récompense} vous attend.", "en": "{reward} is yours."}
    of = shop([OFF | {"points": 100}], points={}, messages=[{"on": "ready", "text": ready}])

    assert standing_sentence(of, holding(of, points=120), language) == text
