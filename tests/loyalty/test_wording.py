"""What the rules say, in both languages."""

from collections.abc import Sequence

import pytest

from loyalty.card import Card, replay
from loyalty.earning import decide_earn
from loyalty.entry import Entry
from loyalty.program import Language, Program
from loyalty.redemption import decide_redeem, decide_undo
from loyalty.wording import (
    clock_time,
    count,
    history_line,
    next_sentence,
    offer,
    ready_rewards,
    rule_sentence,
    standing_sentence,
    till_headline,
    till_says,
)
from tests.builders import at, card, program, scan

CAFE = program()
SALON = program(
    stamps__threshold=5,
    stamps__item={"fr": "une coupe", "en": "a haircut"},
    rewards=[
        {
            "id": "coffee",
            "kind": "free_item",
            "item": {"fr": "un soin", "en": "a treatment"},
            "cost_minor": 400,
        }
    ],
)
WORDS_READ_IN_FIVE_SECONDS = 17


def shop(item: str, english: str = "a thing", threshold: int = 9) -> Program:
    """A shop where the thing bought is the thing given."""
    words = {"fr": item, "en": english}
    data = {"id": "coffee", "kind": "free_item", "item": words, "cost_minor": 60}
    return program(stamps__item=words, stamps__threshold=threshold, rewards=[data])


def scanned(of: Program, stamps: int) -> list[Entry]:
    return [decide_earn(of, card(of), scan("2026-02-03 10:00"), units=stamps)]


def holding(stamps: int, of: Program = CAFE) -> Card:
    """The card after one scan of so many items."""
    return replay(of.id, card(of).id, scanned(of, stamps) if stamps else [])


def redeemed(of: Program = CAFE) -> Sequence[Entry]:
    ready = scanned(of, of.stamps.threshold)
    return [
        *ready,
        decide_redeem(of, card(of, ready), scan("2026-02-04 10:00"), reward="coffee"),
    ]


def undone(of: Program = CAFE) -> Entry:
    wrong = scanned(of, 2)
    return decide_undo(of, wrong, scan("2026-02-03 10:01"), operation=wrong[0].operation)


@pytest.mark.parametrize(
    ("of", "french", "english"),
    [
        (CAFE, "Le 10e café est offert.", "Your 10th coffee is free."),
        (
            shop("une coupe", "a haircut", 5),
            "La 6e coupe est offerte.",
            "Your 6th haircut is free.",
        ),
        (SALON, "Après 5 coupes, le soin est offert.", "After 5 haircuts, the treatment is free."),
    ],
)
def test_the_rule_is_one_short_sentence(of: Program, french: str, english: str) -> None:
    assert rule_sentence(of, "fr") == french
    assert rule_sentence(of, "en") == english


@pytest.mark.parametrize("of", [CAFE, SALON, shop("une formule petit déjeuner à emporter")])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_rule_is_grasped_in_five_seconds_o17(of: Program, language: Language) -> None:
    sentence = rule_sentence(of, language)

    assert len(sentence.split()) <= WORDS_READ_IN_FIVE_SECONDS
    assert sum(word.strip(",.").isdigit() for word in sentence.split()) <= 1


@pytest.mark.parametrize(
    ("stamps", "french", "english"),
    [
        (0, "Le 10e café est offert.", "Your 10th coffee is free."),
        (
            1,
            "1 tampon. Encore 8 et le café est offert.",
            "1 stamp. 8 more and the coffee is on us.",
        ),
        (
            8,
            "8 tampons. Encore 1 et le café est offert.",
            "8 stamps. 1 more and the coffee is on us.",
        ),
        (
            9,
            "Votre café est offert. Quand vous voulez.",
            "Your coffee is on us. Whenever you like.",
        ),
        (
            10,
            "Votre café est offert. Quand vous voulez.",
            "Your coffee is on us. Whenever you like.",
        ),
    ],
)
def test_a_card_says_where_it_stands(stamps: int, french: str, english: str) -> None:
    ada = holding(stamps)

    assert standing_sentence(CAFE, ada, "fr") == french
    assert standing_sentence(CAFE, ada, "en") == english


@pytest.mark.parametrize(("stamps", "left"), [(7, 2), (8, 1)])
def test_only_one_or_two_more_purchases_are_counted_down_o15(stamps: int, left: int) -> None:
    assert next_sentence(CAFE, holding(stamps), "fr") == f"Encore {left} et le café est offert."


def test_a_ready_reward_comes_before_what_is_missing() -> None:
    assert next_sentence(CAFE, holding(9), "fr") == "Votre café est offert. Quand vous voulez."


def test_a_card_above_a_lowered_threshold_lacks_one_stamp() -> None:
    ada = holding(8)

    said = next_sentence(program(stamps__threshold=5), ada, "en")

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
    of = shop(item)

    assert next_sentence(of, holding(1, of), "fr") == next_one
    assert standing_sentence(of, holding(9, of), "fr") == f"{ready} Quand vous voulez."


def test_a_reward_is_offered_by_its_name() -> None:
    soin = SALON.rewards[0]

    assert offer(soin, "fr") == "Offrir le soin"
    assert offer(soin, "en") == "Give the treatment"


@pytest.mark.parametrize(("stamps", "text"), [(0, "0/9"), (8, "8/9"), (9, "9/9"), (10, "9/9")])
def test_a_card_shows_full_while_a_reward_is_ready(stamps: int, text: str) -> None:
    assert count(CAFE, holding(stamps)) == text


def test_ready_rewards_are_told_with_their_number() -> None:
    two = program(stamps__threshold=4)

    assert ready_rewards(two, holding(9, two)) == [(two.rewards[0], 2)]
    assert ready_rewards(CAFE, holding(8)) == []


@pytest.mark.parametrize(
    ("stamps", "name", "french", "english"),
    [
        (8, "Ada", "Ada · 1re visite · 8 sur 9", "Ada · 1st visit · 8 of 9"),
        (8, None, "1re visite · 8 sur 9", "1st visit · 8 of 9"),
        (0, "Ben", "Ben · 0 sur 9", "Ben · 0 of 9"),
    ],
)
def test_the_till_reads_name_visit_and_stamps_at_a_glance(
    stamps: int, name: str | None, french: str, english: str
) -> None:
    ada = holding(stamps)

    assert till_headline(CAFE, ada, name, "fr") == french
    assert till_headline(CAFE, ada, name, "en") == english


def test_a_look_or_a_stamp_says_where_the_card_stands() -> None:
    ada = holding(8)

    for entry in (None, scanned(CAFE, 8)[0]):
        assert till_says(CAFE, ada, entry, "fr") == standing_sentence(CAFE, ada, "fr")


@pytest.mark.parametrize(
    ("of", "french", "english"),
    [
        (CAFE, "Café offert.", "Coffee given."),
        (shop("une coupe", "a haircut"), "Coupe offerte.", "Haircut given."),
    ],
)
def test_a_reward_given_is_said_by_its_name(of: Program, french: str, english: str) -> None:
    given = redeemed(of)[-1]

    assert till_says(of, card(of), given, "fr") == french
    assert till_says(of, card(of), given, "en") == english


def test_an_undo_says_that_nothing_is_lost() -> None:
    assert till_says(CAFE, card(), undone(), "fr") == "Annulé. Rien n’est perdu."
    assert till_says(CAFE, card(), undone(), "en") == "Undone. Nothing is lost."


def test_a_history_is_told_line_by_line_in_french() -> None:
    entries = [*scanned(CAFE, 1), *redeemed(), undone()]

    told = [history_line(CAFE, entry, "fr") for entry in entries]

    assert told == ["+ 1 tampon", "+ 9 tampons", "café offert", "annulation"]


def test_a_history_is_told_line_by_line_in_english() -> None:
    entries = [*scanned(CAFE, 1), *redeemed(), undone()]

    told = [history_line(CAFE, entry, "en") for entry in entries]

    assert told == ["+ 1 stamp", "+ 9 stamps", "coffee given", "undone"]


def test_a_time_is_the_one_on_the_shops_wall() -> None:
    assert clock_time(at("2026-07-01 10:32"), CAFE) == "10:32"
