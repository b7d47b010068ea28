"""Class and object against Google's own description of them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from passes.content import Progress
from passes.google.resources import (
    Resource,
    class_id,
    hero_image,
    loyalty_class,
    loyalty_object,
    object_id,
)
from tests.passes.google.sample import CARD, HOMEPAGE, ISSUER, card, local_image, public_image
from tests.passes.google.wallet_schema import mistakes


def a_class(**changes: Any) -> Resource:
    content = card(**changes)
    return loyalty_class(content, issuer_id=ISSUER, image_url=public_image, homepage=HOMEPAGE)


def an_object(**changes: Any) -> Resource:
    return loyalty_object(card(**changes), issuer_id=ISSUER, image_url=public_image)


def test_the_class_of_a_french_coffee_card_is_what_google_describes() -> None:
    assert mistakes("LoyaltyClass", a_class()) == []


@pytest.mark.parametrize("progress", Progress.every(9), ids=lambda progress: progress.image)
def test_the_object_is_what_google_describes_at_every_stamp(progress: Progress) -> None:
    assert mistakes("LoyaltyObject", an_object(progress=progress)) == []


def test_the_class_holds_nothing_of_a_person() -> None:
    text = json.dumps(a_class(), ensure_ascii=False)

    personal = (CARD.member_name, CARD.serial, CARD.scan_code, CARD.short_code, CARD.card_url)
    assert [value for value in personal if str(value) in text] == []


def test_the_class_keeps_the_shops_colour_whatever_one_card_wears() -> None:
    gold = CARD.brand.on("#5b4520")

    described = a_class(brand=gold, look="gold", shared_background=CARD.brand.background)

    assert described["hexBackgroundColor"] == CARD.brand.background


def test_the_face_shows_the_balance_the_rewards_and_the_next_reward() -> None:
    rows = a_class()["classTemplateInfo"]["cardTemplateOverride"]["cardRowTemplateInfos"]

    paths = [row[shape][place] for row in rows for shape in row for place in row[shape]]

    assert [item["firstValue"]["fields"][0]["fieldPath"] for item in paths] == [
        "object.loyaltyPoints.balance",
        "object.secondaryLoyaltyPoints.balance",
        "object.textModulesData['next_reward']",
        "object.textModulesData['visits']",
    ]


def test_every_text_that_the_face_shows_is_on_the_object() -> None:
    shown = json.dumps(a_class()["classTemplateInfo"])
    ids = [module["id"] for module in an_object()["textModulesData"]]

    assert ids == ["next_reward", "visits", "contact"]
    assert "'next_reward'" in shown
    assert "'visits'" in shown


def test_a_row_has_room_for_three_and_an_empty_one_is_left_out() -> None:
    many = tuple(CARD.secondary * 4)

    rows = a_class(secondary=many, auxiliary=())["classTemplateInfo"]["cardTemplateOverride"]

    assert [list(row) for row in rows["cardRowTemplateInfos"]] == [["twoItems"], ["threeItems"]]


def test_the_balance_is_a_short_text_and_the_rewards_are_a_number() -> None:
    made = an_object(progress=Progress(filled=9, places=9, ready=2))

    assert made["loyaltyPoints"] == {"label": "Tampons", "balance": {"string": "8/9"}}
    assert made["secondaryLoyaltyPoints"] == {"label": "Offerts", "balance": {"int": 2}}


def test_the_picture_changes_with_the_stamps() -> None:
    ready = Progress(filled=9, places=9, ready=1)

    assert an_object()["heroImage"]["sourceUri"]["uri"].endswith("/d1/google/hero-stamps-9-08.png")
    assert hero_image(ready) == "google/hero-stamps-9-ready.png"


def test_a_card_in_a_tiers_colours_shows_the_picture_drawn_in_them() -> None:
    uri = an_object(look="or")["heroImage"]["sourceUri"]["uri"]

    assert uri.endswith("/d1/look-or/google/hero-stamps-9-08.png")
    assert a_class(look="or")["programLogo"] == a_class()["programLogo"]


def test_an_image_without_https_is_left_out_and_the_object_still_stands() -> None:
    made = loyalty_object(CARD, issuer_id=ISSUER, image_url=local_image)

    assert "heroImage" not in made
    assert mistakes("LoyaltyObject", made) == []


def test_a_class_without_a_public_logo_is_one_that_google_refuses() -> None:
    made = loyalty_class(CARD, issuer_id=ISSUER, image_url=local_image, homepage=HOMEPAGE)

    assert mistakes("LoyaltyClass", made) == ["$: 'programLogo' is a required property"]


def test_a_card_without_a_name_shows_its_code_instead() -> None:
    assert an_object(member_name=None)["accountName"] == CARD.short_code


def test_an_english_card_says_its_words_in_english() -> None:
    assert a_class(language="en")["localizedProgramName"] == {
        "defaultValue": {"language": "en", "value": "Loyalty card"}
    }
    assert an_object(language="en")["secondaryLoyaltyPoints"]["label"] == "Free"


def test_a_card_can_be_retired() -> None:
    made = loyalty_object(CARD, issuer_id=ISSUER, image_url=public_image, state="INACTIVE")

    assert made["state"] == "INACTIVE"
    assert mistakes("LoyaltyObject", made) == []


@pytest.mark.parametrize("suffix", ["", "café", "a b", "a/b", "a\n"])
def test_an_id_that_google_would_refuse_is_never_made(suffix: str) -> None:
    with pytest.raises(ValueError, match="Google allows"):
        object_id(ISSUER, suffix)


def test_object_and_class_are_named_by_the_issuer() -> None:
    assert an_object()["id"] == f"{ISSUER}.{CARD.serial}"
    assert an_object()["classId"] == a_class()["id"] == class_id(ISSUER, CARD.program_id)


def change(path: str, value: Any) -> Callable[[Resource], None]:
    def apply(resource: Resource) -> None:
        *parents, last = path.split("/")
        target = resource
        for name in parents:
            target = target[name]
        target[last] = value

    return apply


ROW = {"oneItem": {"item": {"firstValue": {"fields": [{"fieldPath": "class.programName"}]}}}}
ROWS = "classTemplateInfo/cardTemplateOverride/cardRowTemplateInfos"


@pytest.mark.parametrize(
    "spoil",
    [
        change("programname", "Café"),
        change("hexBackgroundColor", "rgb(91, 58, 33)"),
        change("reviewStatus", "APPROVED"),
        change("id", "3388000000012345678.café du coin"),
        change("programLogo", {"sourceUri": {"uri": "data:image/png;base64,AAAA"}}),
        change("localizedIssuerName/defaultValue/language", "fr_FR"),
        change("locations", [{"latitude": 48.86, "longitude": 2.34}]),
        change("merchantLocations", [{"latitude": 48.86, "longitude": 2.34}] * 11),
        change(ROWS, [ROW] * 4),
        change(ROWS, [{**ROW, "twoItems": {}}]),
        lambda resource: resource.pop("programName"),
    ],
)
def test_a_spoiled_class_is_caught(spoil: Callable[[Resource], None]) -> None:
    made = a_class()

    spoil(made)

    assert len(mistakes("LoyaltyClass", made)) >= 1


@pytest.mark.parametrize(
    "spoil",
    [
        change("loyaltyPoint", {}),
        change("state", "active"),
        change("barcode/type", "QRCODE"),
        change("loyaltyPoints/balance", {"int": "8"}),
        change("loyaltyPoints/balance", {"int": 8, "string": "8/9"}),
        change("loyaltyPoints/balance", {"money": {"micros": 8000000, "currencyCode": "EUR"}}),
        change("loyaltyPoints", {"label": "Tampons"}),
        change("hexBackgroundColor", "#5b3a21"),
        change("hasUsers", True),
        change("textModulesData", [{"id": "next.reward", "body": "café"}]),
        lambda resource: resource.pop("classId"),
    ],
)
def test_a_spoiled_object_is_caught(spoil: Callable[[Resource], None]) -> None:
    made = an_object()

    spoil(made)

    assert len(mistakes("LoyaltyObject", made)) >= 1
