"""pass.json: the whole card in Apple's words, and what is refused before a phone would."""

from typing import Any

import pytest

from passes.content import Field
from tests.passes.apple.sample import CARD, PASS_TYPE, TEAM, TOKEN, card, document


def test_a_card_with_six_of_nine_stamps_says_exactly_this() -> None:
    assert document() == {
        "formatVersion": 1,
        "passTypeIdentifier": PASS_TYPE,
        "teamIdentifier": TEAM,
        "serialNumber": "cafe-des-halles.K7QX2M5ZB3NDTEWA",
        "organizationName": "Café des Halles",
        "description": "Carte de fidélité Café des Halles",
        "logoText": "Café des Halles",
        "backgroundColor": "rgb(31, 61, 54)",
        "foregroundColor": "rgb(244, 236, 216)",
        "labelColor": "rgb(232, 176, 74)",
        "webServiceURL": "https://cartes.example/apple",
        "authenticationToken": TOKEN,
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": "AEAVP4LTHMQO2GTMSYBA5U7QX2M5ZB3NDTEWAFY",
                "messageEncoding": "iso-8859-1",
                "altText": "7KQ2-9XWM",
            }
        ],
        "storeCard": {
            "headerFields": [{"key": "stamps", "label": "TAMPONS", "value": "6/9"}],
            "secondaryFields": [
                {"key": "next", "label": "VOTRE AVANTAGE", "value": "Le 10e café est offert."}
            ],
            "auxiliaryFields": [{"key": "visits", "label": "VISITES", "value": "6"}],
            "backFields": [
                {
                    "key": "news",
                    "label": "Dernière nouvelle",
                    "value": "6 tampons. Encore 3.",
                    "changeMessage": "%@",
                },
                {
                    "key": "card",
                    "label": "Votre carte",
                    "value": "https://cartes.example/c/x?a=1&b=2",
                    "attributedValue": (
                        '<a href="https://cartes.example/c/x?a=1&amp;b=2">cartes.example</a>'
                    ),
                },
            ],
        },
    }


def test_nothing_is_written_that_has_nothing_to_say() -> None:
    bare = card(secondary=(), auxiliary=(), back=(Field(key="news", label="", value="Bonjour"),))

    said = document(bare)

    assert set(said["storeCard"]) == {"headerFields", "backFields"}
    assert all(value not in (None, "", [], {}) for value in values(said))


def values(node: Any) -> list[Any]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node, *(value for child in inner for value in values(child))]


def test_a_zero_is_said_and_not_left_out() -> None:
    said = document(card(auxiliary=(Field(key="visits", label="VISITES", value=0),)))

    assert said["storeCard"]["auxiliaryFields"][0]["value"] == "0"


def test_a_sentence_with_a_link_in_it_stays_a_sentence() -> None:
    back = (Field(key="rule", label="Règle", value="https://a.example ou en caisse"),)

    assert "attributedValue" not in document(card(back=back))["storeCard"]["backFields"][0]


def test_a_field_key_used_twice_is_refused() -> None:
    twice = (*CARD.back, Field(key="visits", label="Encore", value=6))

    with pytest.raises(ValueError, match="used twice: visits"):
        document(card(back=twice))


def test_four_fields_fit_under_the_strip_and_five_do_not() -> None:
    fields = tuple(Field(key=f"f{n}", label="F", value=n) for n in range(5))

    assert len(document(card(secondary=(), auxiliary=fields[:4]))["storeCard"]) == 3
    with pytest.raises(ValueError, match="5 fields under the strip, 4 fit"):
        document(card(secondary=fields[:2], auxiliary=fields[2:]))


def test_a_token_that_a_phone_would_refuse_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        document(token="short")
