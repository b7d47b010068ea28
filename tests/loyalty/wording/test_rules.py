"""The rule sentence of each model, to be grasped in five seconds."""

import re

import pytest

from functions import presets
from functions.local.development import read_program
from loyalty.language import LANGUAGES, Language
from loyalty.nouns import Noun
from loyalty.program import Program
from loyalty.program_file import parse
from loyalty.wording.rules import MOST_WORDS, rule_sentence, staff_script
from tests.builders import at
from tests.loyalty.wording.shops import (
    BOOKS,
    BY_SPEND,
    CAFE,
    CASHBACK,
    CLUB,
    COFFEE,
    COOKIE,
    EVERY_MODEL,
    OFF,
    ON_THE_WAY,
    PET_SHOP,
    POINTS,
    REFUGE,
    STAMPS,
    TEN,
    shop,
)

TREATMENT = {
    "id": "coffee",
    "kind": "free_item",
    "item": {"fr": "un soin", "en": "a treatment"},
    "cost_minor": 400,
}
CUT = {"fr": "une coupe", "en": "a haircut"}
SALON = shop([TREATMENT], stamps=STAMPS | {"threshold": 5, "item": CUT})
CUTS = shop([TREATMENT | {"item": CUT}], stamps=STAMPS | {"threshold": 5, "item": CUT})
BY_SPEND_LADDER = STAMPS | {"spend_minor": 5000, "ladder": [{"at": 5, "reward": "cookie"}]}
PRESETS = {
    name: parse(read_program(presets.path(name)), version=1, valid_from=at("2026-01-01 00:00"))
    for name in presets.NAMES
}


def own_names(program: Program, language: Language) -> list[str]:
    """What the shop itself has named: numbers in it are names."""
    club = program.club.perks if program.club else ()
    return [
        *(perk.words[language] for perk in club),
        *(Noun.of(reward.item[language], language).name for reward in program.rewards),
    ]


def numbers_to_compute_with(program: Program, language: Language) -> list[str]:
    """Digits that are neither a name nor the 1 of "1\u202f€ = 1 point"."""
    sentence = rule_sentence(program, language)
    for name in own_names(program, language):
        sentence = sentence.replace(name, "")
    return [number for number in re.findall(r"\d[\d.,]*", sentence) if number.strip(".,") != "1"]


@pytest.mark.parametrize(
    ("of", "french", "english"),
    [
        (CAFE, "Le 10e café est offert.", "Your 10th coffee is free."),
        (CUTS, "La 6e coupe est offerte.", "Your 6th haircut is free."),
        (SALON, "Après 5 coupes, le soin est offert.", "After 5 haircuts, the treatment is free."),
        (
            shop([OFF], stamps=STAMPS | {"reward": "off"}),
            "Après 9 cafés, vous avez une remise de 5\u202f€.",
            "After 9 coffees, you get €5 off.",
        ),
        (
            ON_THE_WAY,
            "Le 10e café est offert. En chemin\u202f: un cookie.",
            "Your 10th coffee is free. On the way: a cookie.",
        ),
        (
            shop(stamps=STAMPS | {"spend_minor": 5000}),
            "Un tampon tous les 50\u202f€. Carte pleine\u202f: le café est offert.",
            "One stamp for every €50. Full card: the coffee is free.",
        ),
    ],
)
def test_the_rule_of_stamps(of: Program, french: str, english: str) -> None:
    assert rule_sentence(of, "fr") == french
    assert rule_sentence(of, "en") == english


def test_what_is_on_the_way_is_left_out_where_there_are_too_many_words() -> None:
    breakfast = COOKIE | {"item": {"fr": "un petit déjeuner complet", "en": "a full breakfast"}}
    of = shop([COFFEE, breakfast], stamps=BY_SPEND_LADDER)

    assert rule_sentence(of, "fr").endswith("Carte pleine\u202f: le café est offert.")
    assert rule_sentence(of, "en").endswith("On the way: a full breakfast.")


@pytest.mark.parametrize(
    ("of", "french", "english"),
    [
        (
            POINTS,
            "1\u202f€ = 1 point. Dès 100 points, le café est offert.",
            "€1 = 1 point. 100 points and the coffee is free.",
        ),
        (
            shop([OFF | {"points": 1500}], points={}),
            "1\u202f€ = 1 point. Dès 1\u202f500 points, vous avez une remise de 5\u202f€.",
            "€1 = 1 point. 1,500 points and you get €5 off.",
        ),
        (
            shop([OFF | {"points": 500}], points={"points": 5}),
            "Chaque achat rapporte des points. Dès 100\u202f€, vous avez une remise de 5\u202f€.",
            "Every purchase earns points. Spend €100 and you get €5 off.",
        ),
        (
            shop([COFFEE | {"points": 100}], points={"points": 7, "per_minor": 300}),
            "Chaque achat rapporte des points. Dès 43\u202f€, le café est offert.",
            "Every purchase earns points. Spend €43 and the coffee is free.",
        ),
    ],
)
def test_the_rule_of_points_names_the_cheapest_reward(
    of: Program, french: str, english: str
) -> None:
    assert rule_sentence(of, "fr") == french
    assert rule_sentence(of, "en") == english


def test_a_long_reward_leaves_no_room_for_the_rate() -> None:
    words = {"fr": "un thé et un gâteau à la table de la vue", "en": "a tea"}
    of = shop([COFFEE | {"item": words, "points": 100}], points={})

    assert rule_sentence(of, "fr").startswith("Dès 100 points, le thé et un gâteau")


@pytest.mark.parametrize(
    ("percent", "french", "english"),
    [
        (
            5,
            "À chaque achat, 5\u202f% vous reviennent en avoir.",
            "5% of every purchase comes back as credit.",
        ),
        (
            1,
            "À chaque achat, 1\u202f% vous revient en avoir.",
            "1% of every purchase comes back as credit.",
        ),
    ],
)
def test_the_rule_of_cashback(percent: int, french: str, english: str) -> None:
    of = shop(cashback={"percent": percent})

    assert rule_sentence(of, "fr") == french
    assert rule_sentence(of, "en") == english


@pytest.mark.parametrize(
    ("months", "french", "english"),
    [
        (12, "par an", "a year"),
        (1, "par mois", "a month"),
        (6, "pour 6 mois", "for 6 months"),
    ],
)
def test_the_rule_of_a_club_is_its_fee_and_its_first_advantage(
    months: int, french: str, english: str
) -> None:
    of = shop(club=CLUB | {"months": months})

    assert rule_sentence(of, "fr") == (
        f"Le club, 30\u202f€ {french}\u202f: 10\u202f% sur tous les livres."
    )
    assert rule_sentence(of, "en") == f"The club, €30 {english}: 10% off every book."


def test_a_long_advantage_is_left_to_the_details() -> None:
    words = {
        "fr": "10\u202f% sur tous les livres et la papeterie, en rayon ou à la commande",
        "en": "x",
    }
    of = shop(club=CLUB | {"perks": [BOOKS | {"words": words}]})

    assert rule_sentence(of, "fr") == "Le club, 30\u202f€ par an."


@pytest.mark.parametrize(
    ("part", "french", "english"),
    [
        (
            {},
            "Nous donnons 2\u202f% de chaque achat. La cause\u202f: Refuge de Nantes.",
            "We give 2% of every purchase. The cause: Nantes animal shelter.",
        ),
        (
            {"fixed_minor": 20},
            "Nous donnons 0,20\u202f€ à chaque achat. La cause\u202f: Refuge de Nantes.",
            "We give €0.20 with every purchase. The cause: Nantes animal shelter.",
        ),
    ],
)
def test_the_rule_of_a_donation(part: dict[str, int], french: str, english: str) -> None:
    rule = {key: value for key, value in REFUGE.items() if not part or key != "percent"}
    of = shop(donation=rule | part)

    assert rule_sentence(of, "fr") == french
    assert rule_sentence(of, "en") == english


def test_a_card_in_progress_comes_before_a_club_and_a_cause() -> None:
    of = shop(stamps=STAMPS, club=CLUB, donation=REFUGE)

    assert rule_sentence(of, "fr") == "Le 10e café est offert."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", [*EVERY_MODEL.values(), *PRESETS.values()])
def test_every_rule_is_grasped_in_five_seconds_o17(of: Program, language: Language) -> None:
    assert len(rule_sentence(of, language).split()) <= MOST_WORDS
    assert len(numbers_to_compute_with(of, language)) <= 1


def test_the_one_number_is_the_one_that_is_said() -> None:
    of = shop([TEN | {"points": 40}], points={"points": 2})

    assert numbers_to_compute_with(of, "fr") == ["20"]
    assert numbers_to_compute_with(CASHBACK, "en") == ["5"]
    assert numbers_to_compute_with(PET_SHOP, "fr") == ["2"]
    assert numbers_to_compute_with(BY_SPEND, "fr") == ["50"]


def test_the_staff_says_the_rule_and_how_to_join_in_fifteen_seconds() -> None:
    french, english = staff_script(CAFE, "fr"), staff_script(CAFE, "en")

    assert french == (
        "Avez-vous notre carte de fidélité\u202f? Le 10e café est offert. Rien à installer\u202f: "
        "scannez ce code avec votre téléphone, donnez votre prénom, et la carte est à vous."
    )
    assert english == (
        "Do you have our loyalty card? Your 10th coffee is free. Nothing to install: scan this "
        "code with your phone, give your first name, and the card is yours."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", EVERY_MODEL.values())
def test_fifteen_seconds_are_fifty_words(of: Program, language: Language) -> None:
    assert len(staff_script(of, language).split()) <= 50
